"""How many requests are being answered now, so that the work beside them can give way.

Mails and letters are made in threads of the server's own process. On the last evening of a call
they would take a third of it from those who are just handing in, and nobody waits for a mail as
for the page that he has pressed for.
"""

from collections.abc import Iterable
from threading import Event, Lock
from time import monotonic
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOOK = 0.05
"""Seconds between two looks whether nobody waits any more."""


class Traffic:
    """Counts the requests that are being answered by this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answering = 0

    @property
    def answering(self) -> int:
        """Give how many there are now."""
        return self._answering

    def come(self) -> None:
        """Note that a request has begun."""
        with self._lock:
            self._answering += 1

    def go(self) -> None:
        """Note that one has its answer."""
        with self._lock:
            self._answering -= 1

    def give_way(self, stop: Event, *, most: float) -> None:
        """Wait until nobody waits for a page, so many seconds at most, or until told to stop."""
        ends = monotonic() + most
        while self._answering and monotonic() < ends:
            if stop.wait(LOOK):
                return


class Counted:
    """Counts each request from its arrival until its answer is made."""

    def __init__(self, application: WSGIApplication, traffic: Traffic) -> None:
        self._application = application
        self._traffic = traffic

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer the request."""
        self._traffic.come()
        try:
            return self._application(environ, start)
        finally:
            self._traffic.go()
