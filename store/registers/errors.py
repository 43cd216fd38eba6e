"""What can be wrong with a register."""


class RegisterError(Exception):
    """A register file cannot be used, or may not replace the one in force; one sentence, with the remedy."""
