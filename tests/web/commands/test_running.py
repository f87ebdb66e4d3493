"""The threads that answer stay on one core; those that were begun before do not."""

import os
from threading import Thread

import pytest

from koubo_web.commands.running import stay_on_one_core


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no threads")
def test_what_is_begun_afterwards_stays_on_the_same_core_and_nothing_else() -> None:
    before = os.sched_getaffinity(0)
    seen: list[set[int]] = []

    def answer() -> None:
        stay_on_one_core()
        seen.append(os.sched_getaffinity(0))
        later = Thread(target=lambda: seen.append(os.sched_getaffinity(0)))
        later.start()
        later.join()

    thread = Thread(target=answer)
    thread.start()
    thread.join()

    own, later = seen
    assert (len(own), later) == (1, own)
    assert own <= before
    assert os.sched_getaffinity(0) == before
