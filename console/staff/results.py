"""A campaign's results, as charts with their figures and as CSV: as of the last count, which the slow worker makes."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, jsonify
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from console.users.desk import Desk
from console.vocabulary import OUTCOMES
from ivr.flow import Flow, Question
from ivr.load import published
from scheduler.results import RESULTS
from store import flows, tasks
from store import results as counts
from store.spreadsheet import neutral
from store.tasks import Asked

OLD_AFTER: Final = timedelta(minutes=1)
"""Whoever looks at an older count has a new one made, and sees the old one meanwhile."""
TABLES: Final = ("outcomes", "questions", "wards", "hours")
YES_NO: Final = {"yes": "Yes", "no": "No"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words and figures; the last figure of a row is what its bar shows."""

    id: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int]]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((int(row[-1]) for row in self.rows), default=0)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add them."""

    @routes.get("/campaigns/<campaign>/results")
    def results(campaign: str) -> Response:
        """All of them."""
        _count_if_old(desk, campaign)
        with desk.parts.db.read() as tx:
            row = desk.campaign_or_404(tx, campaign)
            counted, counting = _last(tx, campaign)
            tables = list(_tables(tx, row, counted)) if counted else []
        return desk.show(
            "staff/results.html", campaign=row, tables=tables, counted=counted, counting=counting
        )

    @routes.get("/campaigns/<campaign>/results/status")
    def results_status(campaign: str) -> Response:
        """Whether they are being counted, for the page's script."""
        with desk.parts.db.read() as tx:
            desk.campaign_or_404(tx, campaign)
            return jsonify(open=_last(tx, campaign)[1] is not None, done=0, total=0)

    @routes.get("/campaigns/<campaign>/results/<any(outcomes, questions, wards, hours):table>.csv")
    def results_csv(campaign: str, table: str) -> AnyResponse:
        """One kind of them, for a spreadsheet. That it was fetched is an entry."""
        with desk.parts.db.read() as tx:
            row = desk.campaign_or_404(tx, campaign)
            counted, _ = _last(tx, campaign)
            found = list(_tables(tx, row, counted)) if counted else []
        if not found:
            return desk.to("staff.results", "They are not counted yet: try again.", campaign=campaign)
        with desk.write() as tx:
            counts.fetched(tx, campaign, table, desk.context.clock())
        reply = Response(
            _csv([one for one in found if one.id.partition(".")[0] == table]), mimetype="text/csv"
        )
        reply.headers["Content-Disposition"] = f"attachment; filename={campaign}-{table}.csv"
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _count_if_old(desk: Desk, campaign: str) -> None:
    now = desk.context.clock()
    with desk.parts.db.read() as tx:
        desk.campaign_or_404(tx, campaign)
        counted, counting = _last(tx, campaign)
    if counting is None and (counted is None or now - counted.asked_at >= OLD_AFTER):
        with desk.write() as tx:
            tasks.ask(tx, RESULTS, now, user=desk.user, given={"campaign": campaign})
        desk.parts.queue.wake(tasks.QUEUE)


def _last(tx: Connection, campaign: str) -> tuple[Asked | None, Asked | None]:
    """The newest count that is done, and one that is still to be made."""
    newest = tasks.newest(tx, RESULTS, 2, campaign=campaign)
    return (
        next((one for one in newest if one.result is not None), None),
        next((one for one in newest if one.open), None),
    )


# --- from figures to words ---------------------------------------------------------------------------


def _tables(tx: Connection, campaign: Any, counted: Asked) -> Iterator[Table]:  # noqa: ANN401 (a row)
    found: dict[str, Any] = counted.result or {}
    kept = flows.text_of(tx, campaign.flow_version)
    words = {None: "Not keyed yet"} | OUTCOMES
    told = [(words.get(id_, id_), calls) for id_, calls in found["outcomes"]]
    outcomes = [(said[:1].upper() + said[1:], calls) for said, calls in told]
    yield Table("outcomes", "By outcome", ("Outcome", "Calls"), outcomes)
    yield from _questions(published(kept.text, kept.name, kept.line), found["answers"])
    wards = [(ward or "No ward", area, surveys, calls) for area, ward, calls, surveys in found["wards"]]
    yield Table("wards", "By ward", ("Ward", "Area", "Surveys", "Calls"), wards)
    hours = [
        (f"{hour:02}:00 to {hour + 1:02}:00", answered, calls) for hour, calls, answered in found["hours"]
    ]
    yield Table("hours", "By hour", ("London time", "Answered", "Calls"), hours)


def _questions(flow: Flow, answers: Iterable[Sequence[Any]]) -> Iterator[Table]:
    """Each question that was answered: those of the flow in its order, then those of older versions."""
    by_question: dict[str, dict[str, int]] = {}
    for question, value, given in answers:
        by_question.setdefault(question, {})[value] = given
    asked = {one.id: one for one in flow.questions}
    for id_ in [
        *(one for one in asked if one in by_question),
        *(one for one in by_question if one not in asked),
    ]:
        question, given = asked.get(id_), by_question[id_]
        title = _first(flow.prompts[f"questions.{id_}"]) if question else id_.replace("_", " ")
        rows = [(_answer(question, value), given[value]) for value in sorted(given, key=_order)]
        yield Table(f"questions.{id_}", title, ("Answer", "Given"), rows)


def _order(value: str) -> tuple[int, str]:
    """Numbers by their size, and words after them."""
    return (int(value), "") if value.isdecimal() else (10**6, value)


def _answer(question: Question | None, value: str) -> str:
    if question is None:
        return value
    if question.kind == "yes_no":
        return YES_NO.get(value, value)
    label = _first(question.options.get(value, {}))
    return f"{value}, {label}" if label else value


def _first(texts: Any) -> str:  # noqa: ANN401 (texts by language)
    return next(iter(texts.values()), "")


def _csv(found: Sequence[Table]) -> str:
    """The tables below each other, each row beginning with its table's title where there are several."""
    text = io.StringIO()
    writer = csv.writer(text)
    several = [one.id.startswith("questions.") for one in found]
    for one in found:
        before = ["Question"] if any(several) else []
        if one is found[0]:
            writer.writerow([*before, *one.heads])
        title = [one.title] if any(several) else []
        writer.writerows([[neutral(str(cell)) for cell in (*title, *row)] for row in one.rows])
    return "﻿" + text.getvalue()
