"""Many doing the same at once."""

from collections.abc import Callable, Iterable
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def do_together(work: Callable[[T], None], arguments: Iterable[T]) -> list[Exception]:
    """Run the work once for each argument, each in a thread of its own, and give their faults."""
    faults: list[Exception] = []

    def run(argument: T) -> None:
        try:
            work(argument)
        except Exception as fault:
            faults.append(fault)

    threads = [Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults
