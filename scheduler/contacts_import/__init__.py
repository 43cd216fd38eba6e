"""Contacts from a CSV file into a campaign's list: any sane file, each refused row with its reason in a file.

Rows are read as a stream and written in short transactions, so calls go on meanwhile. An import that dies
half-way leaves a usable list, and running it again completes it.
"""

from scheduler.contacts_import.columns import COLUMNS, OPINIONS, FileRefusedError, guess
from scheduler.contacts_import.importer import Importer, Options, Result
from scheduler.contacts_import.preview import Preview, preview

__all__ = [
    "COLUMNS",
    "OPINIONS",
    "FileRefusedError",
    "Importer",
    "Options",
    "Preview",
    "Result",
    "guess",
    "preview",
]
