"""From prompts to the words that are spoken; and what is said in the hold music."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.effects import Slot, Utterance
from ivr.events import Person
from ivr.flow import Flow
from ivr.state import State
from ivr.words import PLACEHOLDER, utterance

SENTENCE_START = re.compile(r"(^|[.!?] +)(\w)")
LEFT_OUT = re.compile(r", *(?=[,.?!])")
LATER_SENTENCE = re.compile(r"([.!?] +)(\w)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One prompt as it is spoken. `sound`: the sound file that stands for it, if there is one."""

    text: str
    language: str
    voice: str
    sound: str | None = None


def speak(
    flow: Flow,
    said: Utterance,
    language: str,
    words: Mapping[str, str],
    names: Mapping[str, str],
    *,
    continues: bool = False,
) -> Spoken:
    """The prompt in this language, if it has none of its own.

    `words`: for the placeholders that are no slot; `names`: by person's id.

    `continues`: it goes on from what was said before, after a colon, and begins as it is written.

    What nothing is known for is left out rather than read aloud as a placeholder; a person without a name
    is "this person".
    """
    language = said.language or language
    somebody = flow.prompts["somebody"][language]

    def fill(slot: Slot) -> str:
        return names.get(slot.id, somebody) if isinstance(slot, Person) else slot

    known = {**words, **{name: fill(slot) for name, slot in said.slots}}
    pattern = flow.prompts.get(said.prompt, {}).get(language, "")
    text = LEFT_OUT.sub("", PLACEHOLDER.sub(lambda match: known.get(match[1], ""), pattern))
    voice = flow.voices[language]
    sound = flow.sounds.get(said.prompt, {}).get(language)
    start = LATER_SENTENCE if continues else SENTENCE_START
    return Spoken(start.sub(_capital, text), voice.language, voice.voice, sound)


def wanted(flow: Flow, said: Utterance, language: str) -> set[str]:
    """The placeholders of the prompt that no slot fills."""
    pattern = flow.prompts.get(said.prompt, {}).get(said.language or language, "")
    return set(PLACEHOLDER.findall(pattern)) - {name for name, _ in said.slots}


def _capital(match: re.Match[str]) -> str:
    return match[1] + match[2].upper()


def hold(flow: Flow, state: State, fetch: int) -> tuple[Utterance, ...]:
    """What stands in the hold music at its fetch number `fetch`, from 0 on. Nothing once the two talk."""
    if state.call is None or state.call.phase != "ringing":
        return ()
    prompt = flow.hold[min(fetch, len(flow.hold) - 1)]
    return (utterance(flow, state, prompt, {}),)
