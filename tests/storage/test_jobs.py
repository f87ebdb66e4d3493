"""Long work: claimed by one, gone on with after a dead worker, ended once."""

from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from koubo.people.models import Person
from koubo.problems import NotFound
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.job_models import Job, JobPiece, JobState
from koubo.storage.jobs import (
    KEPT_FOR,
    LEASE,
    MOST_TRIES,
    JobWork,
    LostClaim,
    Paused,
    ask_job,
    cancel_job,
    claim_job,
    forget_old_files,
    load_job,
)

KIND = "letters"


class Shop:
    """A store, a clock and a queue, as the worker has them."""

    def __init__(self, database: Database, uow: Any, folder: Path) -> None:
        self.database, self.uow, self.files = database, uow, FileStore(folder)
        self.moment: datetime = uow().now
        self.stopping = False
        with uow() as unit, unit.writing() as write:
            person = Person(name="officer", email="officer@example.jp")
            write.session.add(person)
            write.session.flush()
            self.person_id = person.id

    def ask(self, **asked: str) -> int:
        with self.uow(now=self.moment) as unit, unit.writing() as write:
            return ask_job(write, kind=KIND, subject_id=7, asked=asked, person_id=self.person_id).id

    def take(self) -> JobWork | None:
        with self.uow(now=self.moment) as unit:
            claim = claim_job(unit, [KIND])
        if claim is None:
            return None
        return JobWork(
            self.database,
            self.files,
            claim,
            clock=lambda: self.moment,
            stopping=lambda: self.stopping,
        )

    def taken(self) -> JobWork:
        work = self.take()
        assert work is not None
        return work

    def job(self, job_id: int) -> Job:
        with self.uow() as unit:
            return unit.session.get_one(Job, job_id)

    def later(self, by: timedelta) -> None:
        self.moment += by


@pytest.fixture
def shop(database: Database, uow: Any, tmp_path: Path) -> Shop:
    return Shop(database, uow, tmp_path / "files")


def test_what_is_asked_twice_is_done_once_and_a_dead_workers_pieces_are_kept(shop: Shop) -> None:
    job_id = shop.ask(form="zip")
    assert (shop.ask(form="zip"), shop.ask(form="word") != job_id) == (job_id, True)

    first = shop.taken()
    assert (first.job_id, first.subject_id, first.asked) == (job_id, 7, {"form": "zip"})
    assert first.begin(3) == {}
    first.keep([(1, "1.pdf", b"one"), (2, "2.pdf", b"two")])
    assert shop.taken().job_id != job_id  # the other one: the first is still claimed
    assert shop.take() is None

    shop.later(LEASE + timedelta(seconds=1))  # the worker of both died
    second = shop.taken()
    assert second.job_id == job_id
    assert sorted(second.begin(3)) == [1, 2]
    with pytest.raises(LostClaim):
        first.keep([(3, "3.pdf", b"from the dead")])
    second.keep([(3, "3.pdf", b"three")])
    assert [(one.number, one.name) for one in second.pieces()] == [
        (1, "1.pdf"),
        (2, "2.pdf"),
        (3, "3.pdf"),
    ]
    kept = [one.key for one in second.pieces()]
    second.finish("all.zip", BytesIO(b"packed"))

    done = shop.job(job_id)
    assert (done.state, done.done, done.total, done.name) == (JobState.DONE, 3, 3, "all.zip")
    with shop.files.open(done.key or "") as file:
        assert file.read() == b"packed"
    with shop.uow() as unit:
        assert unit.session.scalars(select(JobPiece)).all() == []
        assert load_job(unit.session, job_id, kind=KIND, subject_id=7).id == job_id
        with pytest.raises(NotFound):
            load_job(unit.session, job_id, kind=KIND, subject_id=8)
    for key in kept:
        with pytest.raises(NotFound):
            shop.files.open(key)
    assert shop.ask(form="zip") != job_id


def test_a_stopping_server_lets_the_job_wait_and_a_cancelled_one_is_let_go(shop: Shop) -> None:
    job_id = shop.ask()
    work = shop.taken()
    work.begin(2)
    shop.stopping = True
    with pytest.raises(Paused):
        work.keep([(1, "1.pdf", b"one")])
    work.pause()
    assert (shop.job(job_id).state, shop.job(job_id).done) == (JobState.WAITING, 1)

    shop.stopping = False
    again = shop.taken()  # at once, without waiting for the claim to lapse
    with shop.uow() as unit, unit.writing() as write:
        cancel_job(write, job_id)
    with pytest.raises(LostClaim):
        again.keep([(2, "2.pdf", b"two")])
    assert shop.job(job_id).state is JobState.CANCELLED
    with shop.uow() as unit, unit.writing() as write:
        cancel_job(write, job_id)
    assert shop.take() is None
    with shop.uow() as unit:
        assert forget_old_files(unit, shop.files) == 1  # the piece of the cancelled one


def test_a_job_that_kills_its_workers_ends_and_old_files_go(shop: Shop) -> None:
    deadly = shop.ask(form="deadly")
    for _ in range(MOST_TRIES):
        assert shop.taken().job_id == deadly
        shop.later(LEASE + timedelta(seconds=1))
    assert shop.take() is None
    assert shop.job(deadly).state is JobState.FAILED
    assert "もう一度作成してください" in shop.job(deadly).fault

    good = shop.ask(form="good")
    work = shop.taken()
    work.begin(1)
    work.keep([(1, "1.pdf", b"one")])
    work.finish("1.pdf", BytesIO(b"one"))
    key = shop.job(good).key or ""
    with shop.uow(now=shop.moment + KEPT_FOR - timedelta(days=1)) as unit:
        assert forget_old_files(unit, shop.files) == 0
    with shop.uow(now=shop.moment + KEPT_FOR + timedelta(days=1)) as unit:
        assert forget_old_files(unit, shop.files) == 1
    assert (shop.job(good).state, shop.job(good).key) == (JobState.DONE, None)
    with pytest.raises(NotFound):
        shop.files.open(key)
