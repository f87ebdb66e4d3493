"""The demo's site for the pictures: a small part of the sample city, at a moment that stands still."""

import logging
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import waitress
from flask import Flask

from koubo.calendar import JST
from koubo_web.commands.demo import HOST, make_city, open_demo
from koubo_web.requests import SITE
from koubo_web.sample.papers import PaperMill
from koubo_web.sample.reading import read_world
from koubo_web.site import Site

NOON = datetime(2026, 11, 20, 12, 34, tzinfo=JST)
"""A Friday within the sample city's open call."""
ANY_PORT = 0
THREADS = 4


@dataclass
class Standing:
    """A clock that stands still until the walk moves it."""

    at: datetime

    def now(self) -> datetime:
        """Give the moment."""
        return self.at


@dataclass(frozen=True)
class Stage:
    """A running demo: where it is, its clock, its sent mails, and papers to attach."""

    base: str
    site: Site
    clock: Standing
    mill: PaperMill


@contextmanager
def a_stage(calls: tuple[str, ...]) -> Iterator[Stage]:
    """Let the sample city come to life in a temporary folder, and serve it on a free port.

    :param calls: those of its calls that there are; fewer are sooner made
    """
    with tempfile.TemporaryDirectory(prefix="koubo-pictures") as folder:
        clock, listening = Standing(NOON), _listening()
        app = open_demo(Path(folder), int(listening.getsockname()[1]), clock=clock)
        world = read_world()
        few = {key: world.calls[key] for key in calls}
        make_city(app, Path(folder), replace(world, calls=few))
        site: Site = app.extensions[SITE]
        with _served(app, listening):
            yield Stage(site.settings.base_url, site, clock, PaperMill())
        site.database.close()


def _listening() -> socket.socket:
    listening = socket.socket()
    listening.bind((HOST, ANY_PORT))
    listening.listen()
    return listening


@contextmanager
def _served(app: Flask, listening: socket.socket) -> Iterator[None]:
    # A browser asks for several files at once; that a few of them wait their turn is no warning.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(app, sockets=[listening], threads=THREADS, ident=None)
    threading.Thread(target=server.run, daemon=True).start()
    try:
        yield
    finally:
        server.close()
