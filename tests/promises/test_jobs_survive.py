"""Promise 4: long work that was cut off goes on where it was, and makes nothing twice."""

import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest
from sqlalchemy import select

from award.many_letters import many_letters
from koubo.award.models import Notice
from koubo.award.notices.actions.batches import ask_letter_batch
from koubo.award.notices.batches import BatchForm
from koubo.award.notices.letters import notice_letter
from koubo.papers.letters import Press
from koubo.storage.job_models import Job, JobPiece, JobState
from koubo.storage.jobs import LEASE
from promises.server import Server, a_server

LETTERS = 100
KILLED_AFTER = 20
WORKING = Path(__file__).with_name("working_process.py")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = a_server(tmp_path)
    yield server
    server.city.database.close()


@contextmanager
def a_worker(server: Server, ahead: timedelta = timedelta(0)) -> Iterator[None]:
    """Let a process work, and end it as a power cut would."""
    seconds = str(ceil(ahead.total_seconds() + 1))
    process = subprocess.Popen([sys.executable, str(WORKING), seconds], env=server.environment)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def wait_for(server: Server, job_id: int, *, done: int = 0, state: JobState | None = None) -> Job:
    """Give the job once it is so far."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with server.city.uow() as uow:
            job = uow.session.get_one(Job, job_id)
        if job.state is state or (state is None and job.done >= done):
            return job
        assert job.state in (JobState.WAITING, JobState.RUNNING), job.fault
        time.sleep(0.02)
    raise TimeoutError


def test_a_killed_batch_of_letters_goes_on_and_has_each_letter_once(server: Server) -> None:
    city = server.city
    decision_id = many_letters(city, LETTERS)
    now = datetime.now(UTC)
    with city.uow(now, "officer") as uow:
        actor = city.actor("officer", now)
        job_id = ask_letter_batch(uow, city.catalog, actor, decision_id, form=BatchForm.ZIP)

    with a_worker(server):
        wait_for(server, job_id, done=KILLED_AFTER)
    with city.uow() as uow:
        cut_off = uow.session.get_one(Job, job_id)
        kept = {one.number: one.key for one in uow.session.scalars(select(JobPiece))}
    assert cut_off.state is JobState.RUNNING
    assert KILLED_AFTER <= len(kept) == cut_off.done < LETTERS
    before = {}
    for number, key in kept.items():
        with city.files.open(key) as file:
            before[number] = file.read()

    with a_worker(server, ahead=LEASE):
        done = wait_for(server, job_id, state=JobState.DONE)
    assert (done.done, done.total, done.tries) == (LETTERS, LETTERS, 0)
    with city.files.open(done.key or "") as file, zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        members = packed.namelist()
        contents = [packed.read(one) for one in members]
    assert [one[:4] for one in members] == [f"{number:04d}" for number in range(1, LETTERS + 1)]
    assert [contents[number - 1] for number in before] == list(before.values())
    with city.uow() as uow:
        last = uow.session.scalars(select(Notice).order_by(Notice.id.desc())).first()
        assert last is not None
        assert contents[-1] == Press().letter(notice_letter(last))
        assert uow.session.scalars(select(JobPiece)).all() == []
