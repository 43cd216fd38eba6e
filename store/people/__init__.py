"""People's rights: what is held about a telephone number, and how it is forgotten."""
