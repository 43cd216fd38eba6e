"""Who is at the command line, for the entries that say who looked at what."""

import getpass


def account() -> str:
    """The operating system's account, in words."""
    try:
        return f"the account {getpass.getuser()}, at the command line"
    except (KeyError, OSError):
        return "an account without a name, at the command line"
