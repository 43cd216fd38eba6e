"""What the store refuses."""


class RefusedError(ValueError):
    """What was asked cannot be done as things stand. The message is one sentence, with the remedy."""
