"""What a language is called here: its ISO code in small letters, such as `en` or `cy`."""

import re
from collections.abc import Iterable
from typing import Final

from store.errors import RefusedError

EVERYBODYS: Final = "en"
"""The language that every volunteer speaks, and whose contacts are offered to all; so is who has none."""
_ALIASES: Final = {"english": "en", "en-gb": "en", "welsh": "cy", "cymraeg": "cy", "cy-gb": "cy"}
_CODE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


def code_of(language: str) -> str:
    """The language's code, by what people write for it; what is not known is left as it is, in small letters."""
    plain = language.strip().lower()
    return _ALIASES.get(plain, plain)


def checked(language: str) -> str:
    """The code. RefusedError for what is no code of a language."""
    code = code_of(language)
    if not _CODE.fullmatch(code):
        raise RefusedError(f"'{language}' is no language: write its code, such as cy for Welsh.")
    return code


def besides(languages: Iterable[str]) -> list[str]:
    """Those besides the one that everybody speaks, sorted. RefusedError as `checked`."""
    return sorted({checked(one) for one in languages} - {EVERYBODYS})
