"""What the pages of staff and auditors stand on: signing in, the shell they are shown in, and areas. See `desk`."""
