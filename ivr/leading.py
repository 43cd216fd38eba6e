"""Words that lead to a certain answer, in English and Welsh."""

import re

NOT = r"(?:is|are|was|were|do|does|did|has|have|had|ca|wo|would|could|should|must)n't"
LEADING = re.compile(
    rf"""
    (?:^|(?<=[.?!:;…])\s*|(?:^|\W)(?:and|but|so|then),?\s+)(?P<opening>{NOT})\b(?=[^.!:;]*\?)
    |\b(?P<tail>{NOT}\s+(?:it|they|you|he|she|we|there))\s*\?
    |\b(?P<words>do(?:es)?\s+(?:you|they|he|she)(?:\s+not)?\s+agree(?!\s+or\b)|don't\s+(?:you|they)\s+(?:think|agree)
        |surely|of\ course|everybody\ knows|everyone\ knows|on'd\ ydych|onid|wrth\ gwrs|does\ bosib
        |mae\ pawb\ yn\ gwybod|ydych\ chi'n\ cytuno(?!\s+neu\b)|ydyn\ nhw'n\ cytuno(?!\s+neu\b))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def leading(text: str) -> list[str]:
    """Every such word of a text, as it stands there, whichever apostrophe it is written with."""
    plain = text.replace("’", "'")
    places = [match.span(match.lastgroup or 0) for match in LEADING.finditer(plain)]
    return [text[start:end] for start, end in places]
