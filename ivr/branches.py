"""Which questions are asked: a question with a `when` is asked only where an earlier answer calls for it."""

from collections.abc import Mapping
from dataclasses import replace

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
            counting |= {question.id: answers[question.id]} if question.id in answers else {}
    return tuple(there)


def onward(flow: Flow, call: Call) -> Call:
    """The call at the next question that is asked: the one at hand, if it is."""
    there = asked(flow, dict(call.answers))
    index = call.question
    while index < len(flow.questions) and flow.questions[index] not in there:
        index += 1
    return replace(call, question=index)


def before(flow: Flow, call: Call) -> int | None:
    """The index of the question that was asked before the one at hand, or None."""
    there = asked(flow, dict(call.answers))
    earlier = [
        index for index in range(min(call.question, len(flow.questions))) if flow.questions[index] in there
    ]
    return earlier[-1] if earlier else None


def position(flow: Flow, call: Call) -> int:
    """Which of the questions that are asked is at hand, from 1 on."""
    there = asked(flow, dict(call.answers))
    return sum(question in there for question in flow.questions[: call.question]) + 1


def idle(flow: Flow, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of answered questions that would not be asked now: the answer that called for them is another."""
    there = {question.id for question in asked(flow, answers)}
    known = {question.id for question in flow.questions}
    return tuple(id_ for id_ in answers if id_ in known - there)
