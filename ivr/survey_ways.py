"""Every question of a flow in every company that it can have: what comes before it, what after it, and each key.

Which question is asked next is the one thing that depends on answers, and a question depends on one earlier answer
at most. So two questions can follow one another where answers can be given such that both are asked and none between
them is: each answer is chosen by itself, to call for what leads to the two and for nothing between them, and what
leads to neither is left unanswered. For each such pair one set of answers that shows it is enough, since keys do the
same with any other (`steps.survey` asks nothing else of the answers). So there are as many ways to try as there are
pairs, and never more, where the combinations of answers would double with every question that depends on one. Errors
in a row are counted by the step, and all tried there (`ivr.explore`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ivr.contents import sample
from ivr.events import Digits, Event, Person, Silence
from ivr.explore import Happened, settled
from ivr.flow import Flow, Question, Questions, Review
from ivr.happenings import question_keys
from ivr.state import Call, State
from ivr.steps.survey import answer_for
from ivr.telling import told
from ivr.words import question_at

Tried = tuple[State, str, Happened]


def survey_ways(flow: Flow) -> Iterator[Tried]:
    """Each state of the questions, what was keyed in it, and what came of it."""
    pairs = list(neighbours(flow))
    for step in flow.steps.values():
        if isinstance(step, Questions | Review):
            for here, after, answers in pairs:
                yield from _onward(flow, step.id, here, after, answers)
            for index, answers in {here: answers for here, _after, answers in pairs}.items():
                yield from _elsewhere(flow, _at(step.id, index, answers))


def _at(step: str, index: int, answers: Mapping[str, str]) -> State:
    contact = Person("contact")
    call = Call(contact, attempt="a1", phase="ended", answers=tuple(answers.items()), question=index)
    return State(step, signed_in=True, keys_tested=True, campaigns=("one",), call=call)


# --- who can follow whom --------------------------------------------------------------------------------


def neighbours(flow: Flow) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Indices of questions that can follow one another, and answers with which they do.

    After the last one that is asked, the index past all questions.
    """
    for here in range(len(flow.questions)):
        for after in range(here + 1, len(flow.questions) + 1):
            answers = following(flow, here, after)
            if answers is not None:
                yield here, after, answers
            if after < len(flow.questions) and flow.questions[after].when is None:
                break


def following(flow: Flow, here: int, after: int, given: str | None = None) -> dict[str, str] | None:
    """Answers with which one question comes straight after the other, or None. `given`: an answer to the first."""
    wanted: dict[str, list[frozenset[str]]] = {}
    by_id = {one.id: one for one in flow.questions}
    for index in (here, after):
        one = flow.questions[index] if index < len(flow.questions) else None
        while one is not None and one.when is not None:
            wanted.setdefault(one.when.question, []).append(frozenset(one.when.values))
            one = by_id[one.when.question]
    between = flow.questions[here + 1 : after]
    if any(one.when is None for one in between) or any(one.id in wanted for one in between):
        return None
    unwanted: dict[str, set[str]] = {}
    for one in between:
        if one.when:
            unwanted.setdefault(one.when.question, set()).update(one.when.values)
    answers: dict[str, str] = {}
    first = flow.questions[here]
    if given is not None:
        answers[first.id] = given
        there = set(given.split(","))
        if any(not there & values for values in wanted.pop(first.id, [])) or there & unwanted.get(
            first.id, set()
        ):
            return None
    for id_, calls in wanted.items():
        value = _answer(by_id[id_], calls, unwanted.get(id_, set()))
        if value is None:
            return None
        answers[id_] = value
    return {one.id: answers[one.id] for one in flow.questions if one.id in answers}


def _answer(question: Question, calls: list[frozenset[str]], unwanted: set[str]) -> str | None:
    """An answer that calls for each of these and for nothing unwanted, or None."""
    if question.kind == "several":
        picks = [sorted(values - unwanted)[:1] for values in calls]
        return ",".join(dict.fromkeys(one for pick in picks for one in pick)) if all(picks) else None
    left = frozenset.intersection(*calls) - unwanted
    return min(left, default=None)


# --- what is tried --------------------------------------------------------------------------------------


def _onward(flow: Flow, step: str, here: int, after: int, answers: Mapping[str, str]) -> Iterator[Tried]:
    """Hash, and each sort of answer with which the one comes after the other; star, back from the other."""
    question, state = flow.questions[here], _at(step, here, answers)
    yield from _tried(flow, state, Digits("#"))
    if after < len(flow.questions):
        yield from _tried(flow, _at(step, after, answers), Digits("*"))
    for keys in question_keys(flow, question):
        value = answer_for(question, state.call, keys) if state.call else None
        had = following(flow, here, after, value) if value is not None else None
        if had is not None:
            yield from _tried(flow, _at(step, here, had), Digits(keys))


def _elsewhere(flow: Flow, state: State) -> Iterator[Tried]:
    """What leads to no other question: nothing, 0, a wrong key, star from the first one, another pick."""
    call, question = state.call, question_at(flow, state)
    if call is None or question is None:
        return
    events: list[Event] = [Silence(), Digits("0"), *([Digits("*")] if call.question == 0 else [])]
    keys = question_keys(flow, question)
    events += [Digits(one) for one in keys if answer_for(question, call, one) is None]
    for event in events:
        yield from _tried(flow, state, event)
    if question.kind == "several":
        picked = replace(state, call=replace(call, picks=(sample(question),)))
        for event in (*events, Digits("#"), *(Digits(one) for one in keys)):
            yield from _tried(flow, picked, event)


def _tried(flow: Flow, state: State, event: Event) -> Iterator[Tried]:
    for happened in settled(flow, Happened((), state, ()), event):
        yield state, told(event), happened
