"""The call flow as data, and `advance`: what happens next on a volunteer's line. Pure: no I/O, no clock."""
