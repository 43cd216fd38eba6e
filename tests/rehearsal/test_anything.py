"""Whatever people, the service and the weather do, in any order, the carrier stays whole."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from rehearsal import Receiver, Weather
from rehearsal.exchange import Order
from rehearsal.legs import Detection, Reporting
from rehearsal.outcomes import Ask, Inline
from tests.rehearsal.fake_service import BASE, LINE, World, make_world

DIAL = (
    "<Dial hangupOnStar='true' action='/menu'><Conference endConferenceOnExit='{ends}' waitUrl='/hold' "
    "statusCallback='/events' statusCallbackEvent='start end join leave'>{room}</Conference></Dial>"
)
MENU = "<Gather numDigits='1' action='/room'><Say>To call, press 1.</Say></Gather><Redirect>/menu</Redirect>"
PEOPLE = [f"+44770090000{n}" for n in range(4)]
ACTS = ("ring in", "place", "answer", "reject", "hang up", "1", "*", "redirect", "end", "put out", "close")
acts = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.integers(0, 12)), max_size=25)


def a_world(seed: int) -> World:
    world = make_world(Weather.bad(seed), fallback_url=f"{BASE}/menu")
    room = DIAL.format(ends="true", room="room-1")
    world.pages(voice=MENU, menu=MENU, room=room, hold="<Play>/hold.wav</Play><Redirect>/hold</Redirect>")
    return world


def place(world: World, number: str) -> None:
    """Dial a number into the room, with machine detection."""
    inside = DIAL.format(ends="false", room="room-1").replace("'/", f"'{BASE}/")
    order = Order(
        number,
        LINE,
        Inline(f"<Response>{inside}</Response>"),
        timeout=25,
        reporting=Reporting(f"{BASE}/status"),
        detection=Detection(wanted=True, asynchronous=True, callback=f"{BASE}/amd"),
    )
    with world.carrier.acting():
        world.carrier.exchange.place(order)


def redirect(world: World, phone: Receiver) -> None:
    if phone.state == "live":
        with world.carrier.acting():
            world.carrier.exchange.redirect(phone.leg, Ask(f"{BASE}/menu"))


def end(world: World, phone: Receiver) -> None:
    with world.carrier.acting():
        phone.leg.finish("completed")


def put_out(world: World, phone: Receiver) -> None:
    with world.carrier.acting():
        for room in world.carrier.exchange.conferences.all.values():
            if room.member(phone.call_sid):
                room.put_out(phone.leg, "participant_updated_via_api")


def close(world: World, _phone: Receiver) -> None:
    with world.carrier.acting():
        for room in list(world.carrier.exchange.conferences.all.values()):
            room.end_by_request()


ON_A_CALL: dict[str, Callable[[World, Receiver], None]] = {
    "answer": lambda _world, phone: phone.answer(),
    "reject": lambda _world, phone: phone.reject(),
    "hang up": lambda _world, phone: phone.hang_up(),
    "1": lambda _world, phone: phone.press("1"),
    "*": lambda _world, phone: phone.press("*"),
    "redirect": redirect,
    "end": end,
    "put out": put_out,
    "close": close,
}


def do(world: World, act: str, number: str) -> None:
    there = world.carrier.exchange.handsets.call(number)
    if act == "place":
        place(world, number)
    elif there is None or (act == "ring in" and there.over):
        world.carrier.ring_in(number)
    elif act in ON_A_CALL:
        ON_A_CALL[act](world, world.carrier.handset(number))


def check_whole(world: World) -> None:
    """No one is in a room after the end of the call, and no room is open without anyone in it."""
    for room in world.carrier.exchange.conferences.all.values():
        assert (room.status == "completed") == (not room.members)
        for member in room.members:
            assert not member.leg.over
            assert member.leg.room is room
            assert (member.hold is not None) == (room.status == "init")
    for leg in world.carrier.calls():
        assert not (leg.over and leg.playing)
        assert (leg.ended_at is not None) == leg.over


@settings(max_examples=150, deadline=None)
@given(acts, st.integers(0, 1000))
def test_any_acts_in_any_order_leave_the_carrier_whole(steps: list[tuple[str, str, int]], seed: int) -> None:
    world = a_world(seed)
    for act, number, seconds in steps:
        do(world, act, number)
        check_whole(world)
        world.carrier.advance(seconds)
        check_whole(world)


@given(st.lists(st.sampled_from(PEOPLE), max_size=6), st.integers(0, 1000))
@settings(deadline=None)
def test_everything_ends_once_everybody_hangs_up(numbers: list[str], seed: int) -> None:
    world = a_world(seed)
    for number in numbers:
        place(world, number)
        world.carrier.advance(2)
        world.carrier.handset(number).answer()
    for phone in world.carrier.live():
        phone.hang_up()
    world.carrier.run_until_idle(600)
    check_whole(world)
    assert all(leg.over for leg in world.carrier.calls())
