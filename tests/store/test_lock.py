"""The lock of SQLite's one writer, among threads."""

import signal
import threading
from contextlib import suppress

from store.lock import Turns


def comes(turns: Turns, place: int, had: list[int]) -> threading.Thread:
    """Another thread that waits for its turn, and has it."""

    def waits() -> None:
        turns.acquire()
        had.append(place)
        turns.release()

    thread = threading.Thread(target=waits)
    before = turns.waiting
    thread.start()
    while turns.waiting == before:
        threading.Event().wait(0.001)
    return thread


def test_writers_have_the_lock_in_the_order_of_their_coming() -> None:
    turns, had = Turns(), list[int]()
    turns.acquire()
    threads = [comes(turns, place, had) for place in range(20)]
    turns.release()
    for thread in threads:
        thread.join(10)
    assert had == list(range(20))


def test_who_is_interrupted_while_waiting_keeps_it_from_nobody() -> None:
    turns, had = Turns(), list[int]()
    turns.acquire()
    before = comes(turns, 1, had)
    old = signal.signal(signal.SIGALRM, _interrupts)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    with suppress(InterruptedError):
        turns.acquire()
    signal.signal(signal.SIGALRM, old)
    after = comes(turns, 2, had)
    turns.release()
    for thread in (before, after):
        thread.join(10)
    assert had == [1, 2]
    turns.acquire()


def _interrupts(*_: object) -> None:
    raise InterruptedError
