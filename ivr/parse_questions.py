"""From the tables of a flow's questions to its `Question`s: each may depend on an answer to an earlier one."""

from collections.abc import Mapping, Sequence
from typing import get_args

from ivr.flow import Given, Question, QuestionKind, Texts
from ivr.prompts import Prompts
from ivr.tables import ID, Table, nearest

YES_NO: Mapping[str, Texts] = {"1": {}, "2": {}}
OF_KINDS = frozenset({"top", "low", "high", "options", "least", "most"})
"""The fields that some kinds of question have, and others not."""
TOP = 9
MOST = 999
"""The highest number that can be keyed, where the question does not say."""
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)


def read_questions(tables: Sequence[Table], prompts: Prompts) -> tuple[Question, ...]:
    """The questions of these tables, in order. One whose id is taken gets another here, to be looked at by itself."""
    questions: list[Question] = []
    for number, table in enumerate(tables, start=1):
        id_ = table.id()
        if any(one.id == id_ for one in questions):
            if id_:
                table.fault(f'two questions have the id "{id_}": rename one.', id_, key="id")
            id_ = f"{id_} ({number})"
        questions.append(_question(id_, table, prompts, questions))
    return tuple(questions)


def _question(id_: str, table: Table, prompts: Prompts, earlier: Sequence[Question]) -> Question:
    prompts.keep(f"questions.{id_}", table)
    if "help" in table:
        prompts.keep(f"questions.{id_}.help", table.table("help"))
    kind = table.one_of("kind", QUESTION_KINDS)
    if kind is None and not table.text("kind"):
        table.fault(f"a question needs its kind, one of: {', '.join(QUESTION_KINDS)}.", id_)
    if kind is None:
        table.read |= OF_KINDS  # what it should have been is not known, so neither is what is too much
    top = table.number("top", TOP, least=2) if kind == "scale" else TOP
    options = _options(kind, table, prompts, top)
    when = _when(table, earlier)
    least, most = _bounds(kind, table)
    opinion = table.truth("opinion")
    table.done()
    return Question(id_, kind or "yes_no", options, top, when, least, most, opinion)


def _bounds(kind: QuestionKind | None, table: Table) -> tuple[int, int]:
    """Of a number alone: no other kind has any."""
    if kind != "number":
        return 0, 0
    least, most = table.number("least", 0, least=0), table.number("most", MOST)
    if least > most:
        table.fault(f"no number is {least} or more and {most} or less: swap them.", least, key="least")
    return least, most


def _options(kind: str | None, table: Table, prompts: Prompts, top: int) -> Mapping[str, Texts]:
    match kind:
        case "scale":
            return {"1": prompts.texts(table.table("low")), str(top): prompts.texts(table.table("high"))}
        case "choice" | "several":
            if isinstance(table.data.get("options"), list):
                one = ", ".join(f'{language} = "…"' for language in prompts.languages)
                remedy = f"[questions.options], and under it 1 = {{ {one} }}"
                table.fault(f"options stand in a table, each by its code: {remedy}.", key="options")
                table.read.add("options")
                return {}
            options = table.table("options")
            return {name: prompts.texts(options.table(name)) for name in options.data}
        case _:
            return YES_NO


def _when(table: Table, earlier: Sequence[Question]) -> Given | None:
    """`when = { voting_intention = "undecided" }`: a code or its label, or a list of them."""
    if "when" not in table:
        return None
    condition = table.table("when")
    names = tuple(condition.data)
    if len(names) != 1:
        condition.fault('when names one earlier question: when = { its_id = "its answer" }.')
        return None
    asked = next((one for one in earlier if one.id == names[0]), None)
    if asked is None:
        known = [one.id for one in earlier if ID.fullmatch(one.id)]
        remedy = nearest(names[0], known) if known else "Put the question that it depends on before it."
        condition.fault(f'no question before this one is called "{names[0]}". {remedy}', names[0])
        return None
    return Given(asked.id, _values(condition, asked))


def _values(condition: Table, question: Question) -> tuple[str, ...]:
    given = condition.data[question.id]
    values = [str(one) for one in (given if isinstance(given, list) else [given])]
    meant = _meant(question)
    for value in values:
        if value.casefold() not in meant:
            remedy = nearest(value.casefold(), list(meant)) if meant else "Ask it as a scale or a choice."
            condition.fault(f'"{value}" is no answer to "{question.id}". {remedy}', value, key=question.id)
    return tuple(dict.fromkeys(meant[value.casefold()] for value in values if value.casefold() in meant))


def _meant(question: Question) -> Mapping[str, str]:
    """Every way to name an answer, and the answer as it is kept."""
    match question.kind:
        case "scale":
            return {str(point): str(point) for point in range(1, question.top + 1)}
        case "yes_no":
            return {"yes": "yes", "no": "no"}
        case "choice" | "several":
            labels = {
                text.casefold(): code for code, texts in question.options.items() for text in texts.values()
            }
            return labels | {code: code for code in question.options}
        case "number":
            return {}
