"""Whether words that were changed mean the same: a slip of the pen may be mended, a meaning may not be turned round."""

import re
from collections.abc import Collection
from difflib import SequenceMatcher
from itertools import product, zip_longest

SAME_WORDS = 0.6
"""Below this likeness, a question's new words ask something else."""
NEGATIONS = frozenset(
    {
        "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot",
        "ddim", "dim", "nid", "nad", "nac", "na", "peidio", "beidio", "heb", "byth", "neb",
    }
)  # fmt: skip
OR_NOT = re.compile(r"\b(?:or not|ai peidio|neu beidio)\b")
"""A no that leaves the question as it was."""
PREFIXES = frozenset({"un", "in", "im", "il", "ir", "dis", "non", "mis", "anti", "an", "ang", "anghy", "di"})
"""What turns a word into its opposite."""
ARTICLES = frozenset({"the", "a", "an", "y", "yr"})
SHORTEST, SHORTEST_CHANGED, SHORTEST_CUT = 4, 6, 7
"""Letters of a word in which one may be missing, in which one may be another, and whose last one may be missing."""


def same_question(one: str, other: str) -> bool:
    """Whether a question's new words ask what the former did."""
    before, after = _plain(one), _plain(other)
    alike = SequenceMatcher(None, before, after).ratio() >= SAME_WORDS
    return before == after or (alike and not _opposed(_words(before), _words(after)))


def same_label(one: str, other: str, numbers: Collection[str] = ()) -> bool:
    """Whether two labels are one, but for slips of the pen. `numbers`: the words for them, which differ by little."""
    before, after = ([word for word in _words(_plain(text)) if word not in ARTICLES] for text in (one, other))
    if "".join(before) == "".join(after):
        return True
    pairs = list(zip_longest(before, after, fillvalue=""))
    if any(a != b and (a in numbers or b in numbers) for a, b in pairs):
        return False
    return not _opposed(before, after) and all(_slip(a, b) for a, b in pairs)


def _plain(text: str) -> str:
    return OR_NOT.sub("", text.casefold().replace("’", "'"))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text)


def _opposed(one: list[str], other: list[str]) -> bool:
    """Whether one of them says no where the other does not."""
    if sum(map(_negates, one)) != sum(map(_negates, other)):
        return True
    gone, new = {*one} - {*other}, {*other} - {*one}
    return any(_prefix(a, b) in PREFIXES for a, b in product(gone, new))


def _negates(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")


def _prefix(one: str, other: str) -> str:
    """What one of the words has before the other, if nothing else is different."""
    shorter, longer = sorted((one, other), key=len)
    return longer.removesuffix(shorter) if longer.endswith(shorter) else ""


def _slip(one: str, other: str) -> bool:
    """Whether the words differ as by a slip of the pen: a letter missing, another, or two exchanged; or a plural."""
    shorter, longer = sorted((one, other), key=len)
    if one == other or longer in (f"{shorter}s", f"{shorter}es"):
        return True
    if re.search(r"\d", one + other) or len(shorter) < SHORTEST:
        return False
    if len(longer) == len(shorter) + 1:
        last = len(longer) - (len(longer) < SHORTEST_CUT)
        return any(longer[:place] + longer[place + 1 :] == shorter for place in range(1, last))
    changed = [place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
    if len(longer) != len(shorter) or changed[0] == 0:
        return False
    exchanged = len(changed) == 2 and changed[1] == changed[0] + 1  # noqa: PLR2004 (two letters)
    if exchanged and one[changed[0]] + one[changed[1]] == other[changed[1]] + other[changed[0]]:
        return len(one) > SHORTEST
    return len(changed) == 1 and changed[0] < len(one) - 1 and len(one) >= SHORTEST_CHANGED
