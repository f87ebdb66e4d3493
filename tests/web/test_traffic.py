"""The work beside the server lets those go first who wait for a page."""

from threading import Event, Thread
from time import monotonic

import pytest

from koubo_web.traffic import Counted, Traffic

LONG = 30.0
SHORT = 0.2


def test_a_request_is_counted_until_it_has_its_answer() -> None:
    traffic = Traffic()
    seen = []

    def answer(*_: object) -> list[bytes]:
        seen.append(traffic.answering)
        return []

    Counted(answer, traffic)({}, lambda *_: lambda _: None)

    assert (seen, traffic.answering) == ([1], 0)


def test_a_request_that_fails_is_not_counted_for_ever() -> None:
    traffic = Traffic()

    def fail(*_: object) -> list[bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Counted(fail, traffic)({}, lambda *_: lambda _: None)

    assert traffic.answering == 0


def test_nothing_waits_where_nobody_waits_for_a_page() -> None:
    begun = monotonic()

    Traffic().give_way(Event(), most=LONG)

    assert monotonic() - begun < LONG / 2


def test_the_work_goes_on_as_soon_as_the_last_page_is_answered() -> None:
    traffic, done = Traffic(), Event()
    traffic.come()
    thread = Thread(target=lambda: (traffic.give_way(Event(), most=LONG), done.set()))
    thread.start()

    assert not done.wait(SHORT)
    traffic.go()
    assert done.wait(LONG / 2)
    thread.join()


@pytest.mark.parametrize("told_to_stop", [True, False])
def test_a_busy_site_holds_the_work_up_no_longer_than_it_may(told_to_stop: bool) -> None:
    traffic, stop = Traffic(), Event()
    traffic.come()
    if told_to_stop:
        stop.set()
    begun = monotonic()

    traffic.give_way(stop, most=LONG if told_to_stop else SHORT)

    assert (monotonic() - begun >= SHORT) is not told_to_stop
