"""A time of day as people say it: "nine", "quarter to nine in the evening", and so in every language of the flow."""

from datetime import time

from ivr.flow import Flow

OPENS, CLOSES = time(9), time(20, 45)
"""The organisation's hours where nobody says otherwise: for transcripts and rehearsals."""
NOON, EVENING = time(12), time(18)
PARTS = ("morning", "noon", "afternoon", "evening")


def spoken(flow: Flow, language: str, at: time, *, part: bool = False) -> str:
    """The time in words, `part`: with its part of the day; as figures where the flow has no words for it."""
    figures = f"{at.hour}:{at.minute:02}"
    hours, past = flow.hours.get(language, ()), flow.hours_past.get(language, ())
    pattern = flow.prompts.get(f"clock.{at.minute}", flow.prompts.get("clock.other", {})).get(language)
    if pattern is None or not hours or not past:
        return figures
    this, following = (at.hour - 1) % 12, at.hour % 12
    words = {"hour": hours[this], "next": hours[following], "past": past[this], "time": figures}
    of_day = f" {flow.prompts[f'clock.{_part(at)}'][language]}" if part else ""
    return pattern.format_map(words) + of_day


def _part(at: time) -> str:
    if at == NOON:
        return "noon"
    return "morning" if at < NOON else "afternoon" if at < EVENING else "evening"


def words(
    flow: Flow,
    language: str,
    opens: time = OPENS,
    closes: time = CLOSES,
    campaign: tuple[time, time] | None = None,
) -> dict[str, str]:
    """What fills the placeholders of times. `campaign`: when the campaign's own calling begins and ends."""
    begins, ends = campaign or (opens, closes)
    return {
        "opens": spoken(flow, language, opens),
        "closes": spoken(flow, language, closes, part=True),
        "closing": spoken(flow, language, closes),
        "campaign_opens": spoken(flow, language, begins),
        "campaign_closes": spoken(flow, language, ends, part=True),
    }
