"""The `ringround` command. `main` is its entry point; each module here holds one group of commands."""

from cli.root import main

__all__ = ["main"]
