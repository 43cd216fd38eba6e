"""The carrier's voices for the languages spoken here, so that a misspelt one is told of before the line is silent.

"Using an invalid combination of voice and language may result in error and <Say> instruction failure", says Twilio's
page on <Say>; and that voices of third parties may change. So an unknown one is warned of, and not refused.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.flow import Flow, Texts
from ivr.tables import Fault, nearest

KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "en-GB": (
        *("Polly.Amy", "Polly.Brian", "Polly.Emma", "Polly.Amy-Neural", "Polly.Arthur-Neural"),
        *("Polly.Brian-Neural", "Polly.Emma-Neural", "Polly.Amy-Generative"),
    ),
    "cy-GB": ("Polly.Gwyneth",),
}
"""By the carrier's name of the language. Of other languages nothing is known here."""
LOCALES: Final[Texts] = {"en": "en-GB", "cy": "cy-GB"}


def check_voices(flow: Flow) -> Iterator[Fault]:
    """Warn of a voice that is not known for its language, and of a language that is another one's."""
    for language in flow.languages:
        chosen, usual = flow.voices[language], LOCALES.get(language)
        at = ("voices", language)
        if usual and chosen.language.partition("-")[0] != language:
            message = f"sentences in “{language}” would be spoken as {chosen.language}: say {usual}."
            yield Fault((*at, "language"), chosen.language, message, "warning")
            continue
        known = KNOWN.get(chosen.language, ())
        if known and chosen.voice not in known and not chosen.voice.startswith(f"Google.{chosen.language}-"):
            hint = nearest(chosen.voice, known)
            message = f"no such voice is known for {chosen.language}, and the line may stay silent. {hint}"
            yield Fault((*at, "voice"), chosen.voice, message, "warning")
