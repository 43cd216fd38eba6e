"""The choice of a language: each is offered in its own words and voice, a key each in the flow's order."""

from ivr.actions import take
from ivr.changed import replace
from ivr.effects import ChooseLanguage
from ivr.events import Digits, Silence
from ivr.flow import Flow, Languages
from ivr.steps.keys import common, err, offered, told
from ivr.turn import Turn


def keys(flow: Flow) -> dict[str, str]:
    """Each language, by its key."""
    return dict(zip("123456789", flow.languages, strict=False))


def enter(turn: Turn, step: Languages) -> Turn:
    """Offer each language in itself; where there is no choice, go on."""
    if len(turn.flow.languages) == 1:
        return take(turn, step.chosen)
    turn = turn.say(*step.say)
    for key, language in keys(turn.flow).items():
        turn = turn.say(step.each, given={"key": key}, language=language)
    return turn.say(*told(offered(turn, step.keys).values())).gather(step.manner)


def hear(turn: Turn, step: Languages, event: Digits | Silence) -> Turn:
    """The language counts at once; who chose it is known once the PIN was right."""
    if isinstance(event, Silence):
        return err(turn, step)
    language = keys(turn.flow).get(event.keys)
    if language is None:
        return common(turn, step, step.keys, event.keys)
    chosen = turn.having(replace(turn.state, language=language, wish=language))
    return take(chosen.record(ChooseLanguage(language)) if turn.state.signed_in else chosen, step.chosen)
