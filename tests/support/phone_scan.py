"""Finds telephone numbers that might ring somewhere: UK-looking, and not among Ofcom's drama numbers."""

import re
from collections.abc import Iterator
from typing import Final

# Ofcom, "Telephone numbers for use in TV shows, films and books"; the last three digits are free.
_DRAMA: Final = re.compile(
    r"(?:11[34678]4960|1[2-6]14960|1154960|2079460|1914980|2896496|2920180|1632960|7700900"
    r"|8081570|9098790|3069990)\d{3}"
)
_PREFIX: Final = r"(?:(?:\+|00)44[\s\u00a0-]?(?:\(0\)[\s\u00a0-]?)?|\(?0)"
_LOOKS_UK: Final = re.compile(rf"(?<![\w.:/+=-]){_PREFIX}([1235789](?:\)?[ \u00a0-]?\d){{9}})(?![\w:-]|\.\d)")


def numbers_that_may_ring(text: str) -> Iterator[str]:
    """Each number as it stands in the text."""
    for found in _LOOKS_UK.finditer(text):
        national = re.sub(r"\D", "", found[1])
        if not _DRAMA.fullmatch(national):
            yield found[0]
