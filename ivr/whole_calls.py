"""Proofs about calls: each is finished before the next one and the end, and none is spoken of that is not there.

Whoever hangs up in a break or in help is asked for an unfinished call when they ring again.
"""

from collections import deque
from collections.abc import Callable, Iterator

from ivr.effects import Finished
from ivr.explore import Node, Way
from ivr.flow import Action, Break, Choice, Days, Flow, Members, Questions, Review, Ring, Say, Step, Times
from ivr.shown import Shown, chosen, pressed
from ivr.state import Call
from ivr.ways_out import astray, in_room, says_goodbye

NEEDING: frozenset[Action] = frozenset(
    {
        "opt_out", "opt_out_household", "pass_on", "closing_read", "closing_not_read", "false_positive", "survey",
        "call_back", "on_today", "on_tomorrow", "in_morning", "in_afternoon", "in_evening", "finished",
    }
)  # fmt: skip
"""What is done to the call at hand."""
LEFT = (
    "a call is left here that was not finished, and it is not counted: lead on by a step with "
    'do = ["finished"], such as “saved”.'
)
NO_CALL = "this is about a call, and there is none here: lead to it from the end of a call alone."


def unfinished(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """Where a call that was placed on this line is dropped, or the line ends, before it was finished."""
    taken_up = {way.target for node in nodes for way in node.ways if _takes_up(way)}
    begun = [index for index, node in enumerate(nodes) if in_room(node.state) or index in taken_up]
    there = _Spread(nodes, begun, lambda way: _placed(way.happened.state.call) and not _finishes(way))
    for index in there.found:
        for way in nodes[index].ways:
            after = way.happened.state
            left = _gives_up(flow, way) if after.ended else not _placed(after.call)
            if left and _placed(way.before.call) and not _finishes(way):
                yield there.shown(index, LEFT, way)


def _gives_up(flow: Flow, way: Way) -> bool:
    """Whether the line hangs up, and not on somebody who rests, asked for help, or is lost."""
    rests = isinstance(flow.steps.get(way.before.step), Break) or way.before.back is not None
    return says_goodbye(way.happened) and not rests and not astray(flow, way.before, way.happened.events[0])


class _Spread:
    """The nodes that what holds at some holds at too, as long as it is kept; and the shortest way there from those."""

    def __init__(self, nodes: list[Node], begun: list[int], keeps: Callable[[Way], bool]) -> None:
        self._nodes = nodes
        self.found: dict[int, tuple[int, Way] | None] = dict.fromkeys(begun)
        waiting = deque(begun)
        while waiting:
            index = waiting.popleft()
            for way in nodes[index].ways:
                if way.target not in self.found and keeps(way) and not nodes[way.target].state.ended:
                    self.found[way.target] = (index, way)
                    waiting.append(way.target)

    def shown(self, index: int, message: str, last: Way) -> Shown:
        """What happens at a node, and all that leads there."""
        legs, came = [last], self.found[index]
        while came is not None:
            index, way = came
            legs.append(way)
            came = self.found[index]
        return Shown(index, message, tuple(reversed(legs)))


def _takes_up(way: Way) -> bool:
    call = way.happened.state.call
    return way.before.call is None and call is not None and call.correcting


def _placed(call: Call | None) -> bool:
    return call is not None and call.attempt is not None


def _finishes(way: Way) -> bool:
    return any(isinstance(one, Finished) for one in way.happened.effects)


def without_a_call(flow: Flow, nodes: list[Node]) -> Iterator[Shown]:
    """Where something is asked, said or done about a call, and there is none."""
    for index, node in enumerate(nodes):
        for way in node.ways:
            if _placed(way.before.call) or _placed(way.happened.state.call) or _finishes(way):
                continue
            choice = chosen(flow, way)
            about = [
                step for name in way.happened.passed if (step := flow.steps.get(name)) and _about_call(step)
            ]
            if about or (choice is not None and _needs(choice)):
                at = (pressed(flow, way.before, way.happened.events[0]),)
                yield Shown(index, NO_CALL, (way,), at)


def _about_call(step: Step) -> bool:
    return isinstance(step, Questions | Review | Members | Ring | Times | Days) or (
        isinstance(step, Say) and _needs(step.then)
    )


def _needs(choice: Choice) -> bool:
    return bool(choice.outcome) or bool(NEEDING & {*choice.do})
