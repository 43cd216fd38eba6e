"""The questions, one by one; and once more to correct the answers."""

from collections.abc import Mapping

from ivr import branches, people, words
from ivr.actions import complete, graded, take
from ivr.changed import replace
from ivr.effects import SaveAnswer, Slot
from ivr.events import Digits, Person, Silence
from ivr.flow import Flow, Question, Questions, Review
from ivr.state import Call
from ivr.steps.keys import SHORT_FROM, common, err
from ivr.turn import Turn

YES_NO = {"1": "yes", "2": "no"}


def enter(turn: Turn, step: Questions) -> Turn:
    """Ask the question at hand; after the last one, go on."""
    turn = _onward(turn)
    call, question = turn.state.call, words.question_at(turn.flow, turn.state)
    if call is None:
        return turn.go(turn.flow.roles.signed_in)
    if question is None:
        return take(turn.having_call(_gone_through(call)), step.then)
    if call.picks:
        return _wait(turn.say("ask.another"), step, question)
    if turn.state.errors < SHORT_FROM:
        turn = turn.say(*step.say, f"questions.{question.id}")
    return _wait(_hint(turn, question), step, question)


def _onward(turn: Turn) -> Turn:
    """Past the questions that are not asked."""
    call = turn.state.call
    return turn if call is None else turn.having_call(branches.onward(turn.flow, call))


def _gone_through(call: Call) -> Call:
    return replace(call, surveyed=(*call.surveyed, call.about or call.contact))


def _hint(turn: Turn, question: Question) -> Turn:
    """How to answer: drawn from the question itself, so that words and keys cannot disagree."""
    ends = {"1": "low", str(question.top): "high"} if question.kind == "scale" else {}
    given: dict[str, Slot] = {
        name: question.options[code][turn.state.language] for code, name in ends.items()
    }
    return turn.say(f"ask.{question.kind}", given={**given, "top": str(question.top)})


def _wait(turn: Turn, step: Questions | Review, question: Question) -> Turn:
    """A number ends with hash, or when it can get no longer."""
    return turn.gather(step.manner, code_length(question), "#" if question.kind == "number" else "")


def code_length(question: Question) -> int:
    """How many keys an answer has at most."""
    match question.kind:
        case "choice" | "several":
            return len(next(iter(question.options)))
        case "number":
            return len(str(question.most))
        case "scale" | "yes_no":
            return 1


def hear(turn: Turn, step: Questions, event: Digits | Silence) -> Turn:
    """An answer; hash skips, star goes back, 0 repeats or reads the list."""
    call, question = turn.state.call, words.question_at(turn.flow, turn.state)
    if call is None or question is None:
        return turn.again()
    if isinstance(event, Silence):
        return err(turn, step)
    match event.keys:
        case "#":
            return _to(turn, call, call.question + 1)
        case "*":
            return _back(turn, call, step)
        case "0" if question.kind != "number":
            return _list(turn.with_errors(0), question).again()
        case keys:
            value = answer_for(question, call, keys)
            return err(turn, step) if value is None else _answered(turn, call, question, value)


def _to(turn: Turn, call: Call, index: int) -> Turn:
    return turn.having_call(replace(call, question=index, picks=())).with_errors(0).again()


def _back(turn: Turn, call: Call, step: Questions | Review) -> Turn:
    earlier = branches.before(turn.flow, call)
    if earlier is not None:
        return _to(turn, call, earlier)
    return take(turn, step.back) if step.back else _to(turn, call, 0)


def _list(turn: Turn, question: Question) -> Turn:
    """What helps with the question: its own words, and the list of its codes."""
    help_text = f"questions.{question.id}.help"
    if help_text in turn.flow.prompts:
        turn = turn.say(help_text)
    if question.kind not in ("choice", "several"):
        return turn
    for code, label in question.options.items():
        turn = turn.say("ask.item", given={"code": code, "label": label[turn.state.language]})
    return turn


def answer_for(question: Question, call: Call, keys: str) -> str | None:
    """The value that these keys stand for, or None. Of several answers: those keyed so far and this one."""
    match question.kind:
        case "scale":
            return keys if keys in "123456789"[: question.top] else None
        case "yes_no":
            return YES_NO.get(keys)
        case "choice":
            return keys if keys in question.options else None
        case "number":
            figures = keys.removesuffix("#")
            there = figures.isdecimal() and question.least <= int(figures) <= question.most
            return str(int(figures)) if there else None
        case "several":
            return ",".join(dict.fromkeys((*call.picks, keys))) if keys in question.options else None


def _answered(turn: Turn, call: Call, question: Question, value: str) -> Turn:
    """Keep the answer, say it back, and go to the next question, or on to another pick."""
    turn = keep(turn, call, {question.id: value})
    kept = turn.state.call or call
    if question.kind == "several":
        picks = tuple(value.split(","))
        picked = turn.having_call(replace(kept, picks=picks)).with_errors(0)
        return _echo(picked, question, picks[-1]).again()
    return _to(_echo(turn, question, value), kept, kept.question + 1)


def _echo(turn: Turn, question: Question, value: str) -> Turn:
    said = words.answer(turn.flow, turn.state.language, question, value)
    return turn.say("ask.echo", given={"answer": said})


def keep(turn: Turn, call: Call, changed: Mapping[str, str | None]) -> Turn:
    """Keep answers, or take them back (None); and take back those to questions that are not asked any more."""
    if call.attempt is None:
        return turn
    had = dict(call.answers)
    answers = {id_: value for id_, value in {**had, **changed}.items() if value is not None}
    idle = branches.idle(turn.flow, answers)
    kept = {id_: value for id_, value in answers.items() if id_ not in idle}
    answered = replace(call, answers=_in_order(turn.flow, kept))
    more = complete(turn, answered) and not complete(turn, call)
    about = call.about or call.contact
    records = [
        SaveAnswer(call.attempt, about, id_, value) for id_, value in changed.items() if id_ not in idle
    ]
    records += [SaveAnswer(call.attempt, about, id_, None) for id_ in idle if id_ in had]
    state = replace(turn.state, call=answered, surveys=turn.state.surveys + more)
    return graded(turn.having(state).record(*records))


def _in_order(flow: Flow, answers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    asked = [question.id for question in flow.questions if question.id in answers]
    return tuple((one, answers[one]) for one in (*asked, *(key for key in answers if key not in asked)))


def review(turn: Turn, step: Review) -> Turn:
    """Read the answer to the question at hand back; after the last one, go on."""
    turn = _onward(turn)
    call, question = turn.state.call, words.question_at(turn.flow, turn.state)
    if call is None:
        return turn.go(turn.flow.roles.signed_in)
    if question is None:
        person = people.following(call)
        return take(turn, step.then) if person is None else _of(turn, call, step, person)
    if call.picks:
        return _wait(turn.say("ask.another"), step, question)
    if branches.before(turn.flow, call) is None and (call.about or call.kept):
        turn = turn.say(step.who, given={"member": people.about(call)})
    language, value = turn.state.language, dict(call.answers).get(question.id)
    unanswered = turn.flow.prompts["ask.unanswered"][language]
    said = words.answer(turn.flow, language, question, value) if value else unanswered
    return _wait(turn.say(*step.say, given={"answer": said}), step, question)


def _of(turn: Turn, call: Call, step: Review, person: Person) -> Turn:
    """The answers of the next person who gave some."""
    return review(turn.having_call(people.turned_to(call, person)), step)


def reviewed(turn: Turn, step: Review, event: Digits | Silence) -> Turn:
    """Hash keeps the answer, star goes back; a key of the question changes it."""
    call, question = turn.state.call, words.question_at(turn.flow, turn.state)
    if call is None or question is None:
        return turn.again()
    if isinstance(event, Silence):
        return err(turn, step)
    match event.keys:
        case "#":
            return _to(turn, call, call.question + 1)
        case "*":
            return _back(turn, call, step)
        case keys:
            value = answer_for(question, call, keys)
            return common(turn, step, {}, keys) if value is None else _answered(turn, call, question, value)
