"""What each kind of step does when the line comes to it, and with the keys that are pressed there."""
