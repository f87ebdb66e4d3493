"""Sites with many applications and the bare page beside them, each served by a process of its own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

from sqlalchemy import update

from koubo.plugins import load
from koubo.schemes.models import Call
from koubo_web import hookspecs
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from koubo_web.site import Site
from koubo_web.tables import migrate_all
from promises.crowd import add_crowd
from review.rounds import a_round
from web.browser import SteadyClock
from web.town import a_town

KOUBO = Path(sys.executable).with_name("koubo")
SECRET = "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f"
OF_EACH = 5
"""A crowd adds an application in each of so many states for every organisation."""
AT_ONCE = 4_000
BARE_START = (
    "import sys, waitress, bare_app; waitress.serve(bare_app.app, port=int(sys.argv[1]), threads=8)"
)
MOMENT = 0.2
"""Seconds between two looks whether a server is there."""
PATIENCE = 900
"""So many looks are had."""


@dataclass(frozen=True)
class Served:
    """A server that answers: its address, and the process whose CPU counts."""

    base: str
    process: int


def environment_of(data: Path, port: int, database_url: str = "") -> dict[str, str]:
    """Give the settings of a site, as its operator would write them."""
    return {
        "KOUBO_SECRET_KEY": SECRET,
        "KOUBO_BASE_URL": f"http://127.0.0.1:{port}",
        "KOUBO_PORT": str(port),
        "KOUBO_DATA": str(data),
        "KOUBO_DATABASE_URL": database_url,
    }


def fill(data: Path, applications: int, database_url: str = "") -> None:
    """Make a town under review with so many applications, all plugins installed.

    What was made before is kept, its call opened anew so that the public page shows all it can.
    """
    settings = read_settings(environment_of(data, 8000, database_url))
    clock, filled = SteadyClock(), data / "filled"
    app = create_app(settings, clock=clock, house=load(hookspecs=(hookspecs,)))
    site: Site = app.extensions[SITE]
    if not filled.exists():
        migrate_all(site.database)
        round_ = a_round(a_town(app, clock).city)
        round_.begin()
        for person in round_.members:
            round_.mark(person, round_.applications[0])
        wanted = applications // OF_EACH
        for start in range(0, wanted, AT_ONCE):
            add_crowd(round_, min(AT_ONCE, wanted - start), around=False)
        filled.touch()
    _open_call(site)
    with site.database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    site.database.close()


def _open_call(site: Site) -> None:
    now = datetime.now(UTC)
    moments = {"opens_at": now - timedelta(30), "closes_at": now + timedelta(30)}
    with site.database.engine.begin() as connection:
        connection.execute(update(Call).values(moments))


@contextmanager
def serving(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[Served]:
    """Run a server, wait until it answers, and end it."""
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        try:
            _wait_for(port, process)
            yield Served(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()


@contextmanager
def bare_page(
    bench: Path, data: Path, applications: int, port: int, database_url: str = ""
) -> Iterator[Served]:
    """Serve the bare app with so many applications, as its README says."""
    environment = {
        "BENCH_DB": database_url or f"sqlite:///{data / 'bare.db'}",
        "BENCH_SYNC": "FULL",
        "BENCH_INDEX": "1",
        "PYTHONPATH": str(bench),
    }
    fill = [sys.executable, str(bench / "bare_app.py"), str(applications)]
    subprocess.run(fill, env={**os.environ, **environment}, check=True)
    with serving([sys.executable, "-c", BARE_START, str(port)], environment, port) as served:
        yield served


@contextmanager
def koubo_site(data: Path, port: int, database_url: str = "") -> Iterator[Served]:
    """Serve a site with `koubo serve`."""
    with serving([str(KOUBO), "serve"], environment_of(data, port, database_url), port) as served:
        yield served


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(PATIENCE):
        if process.poll() is not None:
            raise SystemExit(f"port {port}: the server ended before it answered")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            sleep(MOMENT)
        else:
            return
    raise SystemExit(f"port {port}: no answer")
