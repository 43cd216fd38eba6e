"""What a flow gives in place of the line's own: names that nothing uses, and sentences in one language alone."""

from collections.abc import Iterator, Mapping

from ivr.flow import Asking, Flow
from ivr.graph import choices
from ivr.tables import Fault, Path, nearest

Document = Mapping[str, object]

REASONS = frozenset(
    {
        "stopped", "voicemail_drop", "recorded_speech", "number_invalid", "number_not_dialable", "opted_out",
        "consent_withdrawn", "on_tps", "on_ctps", "source_not_allowed", "campaign_closed", "outside_hours",
        "clock_unsure", "register_missing", "register_stale", "caller_id_missing", "contact_paused", "live_attempt",
        "household_contacted", "attempts_exhausted", "recently_abandoned", "machine_recently", "too_soon",
        "abandoned_rate", "fact_missing", "permit_expired", "nobody", "contact",
    }
)  # fmt: skip
"""Why the rules refuse: each may have words of its own, and `nobody` and `contact` are for the others."""
MINUTES = frozenset(map(str, range(60)))
GROUPS = ("script", "ask", "answers", "card", "times", "clock", "prompts", "refusals", "outcomes", "counts")
"""Tables in which a name that nothing uses would change nothing."""


def unused(own: Document, under: Document, flow: Flow) -> Iterator[Fault]:
    """Names that are neither the line's nor used by anything: misspelt ones, mostly."""
    used = _used(flow)
    for group in GROUPS:
        known = {*_table(under, group)} | used.get(group, frozenset())
        for name in _table(own, group):
            if name not in known:
                message = f'nothing uses "{name}" in [{group}]. {nearest(name, known)}'
                yield Fault((group, name), name, message)
    for thing, forms in _table(own, "counts").items():
        for form in forms if isinstance(forms, dict) else ():
            if not form.isdecimal() and form != "other":
                message = f'"{form}" is no number of anything: use a number, or "other".'
                yield Fault(("counts", thing, form), form, message)


def _table(document: Document, name: str) -> Document:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _used(flow: Flow) -> Mapping[str, frozenset[str]]:
    """What steps and the machine itself use, by table."""
    steps = flow.steps.values()
    said = {key for step in steps for key in getattr(step, "say", ())}
    sorry = {step.manner.sorry for step in steps if isinstance(step, Asking)}
    saved = {choice.outcome for step in steps for _path, choice in choices(step) if choice.outcome}
    return {
        "script": frozenset({"introduction", "closing"}),
        "clock": MINUTES,
        "prompts": frozenset(said | sorry),
        "refusals": REASONS,
        "outcomes": frozenset(saved),
    }


def untranslated(
    own: Document, under: Document, languages: tuple[str, ...], path: Path = ()
) -> Iterator[Fault]:
    """Sentences of the line that say something else now, and still the former in another language.

    The first of the line's languages is the one that the others are translations of: they may be mended by themselves.
    """
    for name, given in own.items():
        shipped = under.get(name)
        if isinstance(given, dict) and isinstance(shipped, dict):
            yield from untranslated(given, shipped, languages, (*path, name))
    source, *others = languages or ("",)
    was, now = under.get(source), own.get(source)
    if not isinstance(was, str) or not isinstance(now, str) or was == now:
        return
    for language in others:
        kept = under.get(language)
        if isinstance(kept, str) and language not in own:
            message = (
                f'the words in "{language}" are still the line\'s, “{kept}”: add {language} = "…", '
                "or the same again where they fit the new words."
            )
            yield Fault((*path, source), now, message)
