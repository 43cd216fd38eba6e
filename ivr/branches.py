"""Which questions are asked: a question with a `when` is asked only where an earlier answer calls for it."""

from collections.abc import Callable, Mapping

from ivr.changed import replace
from ivr.flow import Flow, Given, Question
from ivr.state import Call


def holds(given: Given, answers: Mapping[str, str]) -> bool:
    """Whether the earlier question has one of these answers; of several picks one is enough."""
    return bool(set(answers.get(given.question, "").split(",")) & set(given.values))


def asked(flow: Flow, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that are asked of somebody who gave these answers, in order.

    An answer to a question that is not asked any more calls for nothing.
    """
    there: list[Question] = []
    counting: dict[str, str] = {}
    for question in flow.questions:
        if question.when is None or holds(question.when, counting):
            there.append(question)
            if question.id in answers:
                counting[question.id] = answers[question.id]
    return tuple(there)


def _there(flow: Flow, answers: Mapping[str, str]) -> set[str]:
    """Ids of the questions that are asked."""
    return {question.id for question in asked(flow, answers)}


def onward(flow: Flow, call: Call) -> Call:
    """The call at the next question that is asked: the one at hand, if it is."""
    there = _there(flow, dict(call.answers))
    index = call.question
    while index < len(flow.questions) and flow.questions[index].id not in there:
        index += 1
    return replace(call, question=index)


def before(flow: Flow, call: Call) -> int | None:
    """The index of the question that was asked before the one at hand, or None."""
    there = _there(flow, dict(call.answers))
    earlier = range(min(call.question, len(flow.questions)))
    return next((index for index in reversed(earlier) if flow.questions[index].id in there), None)


def position(flow: Flow, call: Call) -> int:
    """Which of the questions that are asked is at hand, from 1 on."""
    there = _there(flow, dict(call.answers))
    return sum(question.id in there for question in flow.questions[: call.question]) + 1


def idle(flow: Flow, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of answered questions that would not be asked now: the answer that called for them is another."""
    there = _there(flow, answers)
    known = {question.id for question in flow.questions}
    return tuple(id_ for id_ in answers if id_ in known - there)


def fullest(flow: Flow, weigh: Callable[[Question], float]) -> dict[str, str]:
    """The answers to earlier questions that make for the longest way: of those that exclude one another, the best.

    `weigh`: how long a question is. Each question depends on one earlier answer at most, so what an answer calls for
    does not depend on the others: worked out from the last question to the first, it is exact.
    """
    worth: dict[str, float] = {}
    best: dict[str, str] = {}
    for question in reversed(flow.questions):
        calls_for = [
            (one.when, worth[one.id])
            for one in flow.questions
            if one.when and one.when.question == question.id
        ]
        values = sorted({value for when, _worth in calls_for for value in when.values})
        if question.kind == "several" and values:
            values = [",".join(values)]
        added = {
            value: sum(much for when, much in calls_for if set(value.split(",")) & set(when.values))
            for value in values
        }
        worth[question.id] = weigh(question) + max(added.values(), default=0)
        if added:
            best[question.id] = max(values, key=added.__getitem__)
    return best


def longest(flow: Flow) -> int:
    """How many questions are asked of one person at most."""
    return len(asked(flow, fullest(flow, lambda _question: 1)))
