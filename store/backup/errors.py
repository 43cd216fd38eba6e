"""What a backup or a restore is refused for."""

from store.errors import RefusedError


class BackupError(RefusedError):
    """A backup cannot be made, read or restored; the message is one sentence with the remedy."""
