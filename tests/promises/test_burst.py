"""Deadline day: 500 groups press 提出 in the same second, each twice, and the server is killed."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from conftest import name_database, say
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.storage.history import chains, verify_chain
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from promises.deadline_crowd import Applicant, Press, a_crowd, press_all, read, with_answer
from promises.server import Server, a_server

COUNT = 500
KILLED_AFTER = 60
THREADS = 8
"""Of the server: so many answers may be on their way at once."""
"""So many have their receipt when the server is killed."""
NUMBER = re.compile(r"KU26-1-(\d{4})-\d{2}")
FILE = re.compile(r'href="(/files/\d+)')
RECEIPT = "/applicant/receipts/{}"


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    url = ""
    if request.param == "postgresql":
        base = request.getfixturevalue("postgresql_server")
        say(base, "CREATE DATABASE burst")
        url = name_database(base, "burst")
    server = a_server(tmp_path, url)
    yield server
    server.kill()
    server.city.database.close()
    if url:
        say(base, "DROP DATABASE burst WITH (FORCE)")


@pytest.fixture
def crowd(server: Server) -> list[Applicant]:
    app = create_app(read_settings(server.environment))
    applicants = a_crowd(app, server.city, server.call_id, COUNT)
    app.extensions[SITE].database.close()
    return applicants


@pytest.mark.timeout(300)
def test_500_press_twice_in_one_second_and_kill_9_loses_nobody(
    server: Server, crowd: list[Applicant]
) -> None:
    server.start()
    killer = threading.Thread(target=kill_in_the_middle, args=(server,))
    killer.start()
    presses = press_all(server.base, crowd)
    killer.join()

    answered = Counter(one.status for one in presses)
    assert set(answered) <= {303, 0}, answered
    assert answered[0] > 0, "nobody met the dead server: it was killed too late"
    before = {one.applicant.filing_id for one in presses if one.status}
    again = [Press(one.applicant) for one in presses if not one.status]
    press_again(server, again)
    assert {one.status for one in again} == {303}

    numbers = [receipt_of(server, one) for one in crowd]
    assert sorted(numbers) == list(range(1, COUNT + 1))
    # So many were in the books when it was killed; some may not have heard of it yet.
    assert len(before) >= KILLED_AFTER - THREADS
    the_database_agrees(server)


def kill_in_the_middle(server: Server) -> None:
    filed = select(func.count()).select_from(Filing).where(Filing.state == FilingState.FILED)
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with server.city.uow() as uow:
            if uow.session.scalars(filed).one() >= KILLED_AFTER:
                break
        time.sleep(0.02)
    server.kill()
    server.start()


def press_again(server: Server, presses: list[Press]) -> None:
    """Press anew, eight at a time, as people do when the page comes back."""
    waiting = iter(presses)
    lock = threading.Lock()

    def go() -> None:
        while True:
            with lock:
                press = next(waiting, None)
            if press is None:
                return
            with_answer(server.base, press)

    threads = [threading.Thread(target=go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def receipt_of(server: Server, applicant: Applicant) -> int:
    """Give the number on somebody's receipt, after reading every file that it names."""
    page = read(server.base, applicant, RECEIPT.format(applicant.filing_id)).decode()
    numbers = set(NUMBER.findall(page))
    files = set(FILE.findall(page))
    assert len(numbers) == 1, numbers
    assert len(files) == 2, files
    for path in files:
        assert read(server.base, applicant, path).startswith(b"%PDF")
    return int(numbers.pop())


def the_database_agrees(server: Server) -> None:
    with server.city.uow() as uow:
        states = Counter(uow.session.scalars(select(Application.state)))
        assert states == {ApplicationState.FILED: COUNT}
        snapshots = uow.session.scalars(select(func.count()).select_from(Snapshot)).one()
        assert snapshots == COUNT
        for chain in chains(uow.session):
            assert verify_chain(uow.session, chain) is None
