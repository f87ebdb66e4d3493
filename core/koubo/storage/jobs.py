"""Long work: asked for, claimed, worked off piece by piece, finished with a file, or ended.

A queue of its own (huey, say) would hold the same facts a second time and apart from the records
that they are about; so the rows are the queue, as the outbox is for mails, and one thread beside
the server works them off. A claim lapses: what a dead worker left is taken up by the next one, and
goes on after the pieces that were kept. Files are in the store, synced, before a row names them.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from koubo.problems import NotFound
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.job_models import Job, JobPiece, JobState
from koubo.storage.unit_of_work import UnitOfWork, Write

LEASE = timedelta(seconds=10)
"""A worker that has not written for so long is taken for dead; one piece takes far less."""
MOST_TRIES = 5
MOST_BYTES = 2_000_000_000
KEPT_FOR = timedelta(days=30)
"""How long the file of a job is kept: it can be made again at any time."""
LIVE = (JobState.WAITING, JobState.RUNNING)
TOO_OFTEN = (
    "作成の途中で何度も止まったため、やめました。もう一度作成してください。"
    "同じことが続くときは、システムの管理者に知らせてください。"
)


class LostClaim(Exception):
    """Raised for a worker whose job was cancelled, or taken up by somebody else."""


class Paused(Exception):
    """Raised where the server stops: the job waits for the next one."""


@dataclass(frozen=True)
class Piece:
    """A kept piece: its number, the name of its file, and its key in the store."""

    number: int
    name: str
    key: str


def ask_job(
    write: Write, *, kind: str, subject_id: int, asked: dict[str, Any], person_id: int
) -> Job:
    """Give the job that was asked for: the one under way if the same was asked before.

    Whoever asks holds the lock of the subject, so that two presses at once ask once.
    """
    live = write.session.scalars(
        select(Job).where(Job.kind == kind, Job.subject_id == subject_id, Job.state.in_(LIVE))
    )
    for one in live:
        if one.asked == asked:
            return one
    job = Job(
        kind=kind,
        subject_id=subject_id,
        asked=asked,
        state=JobState.WAITING,
        person_id=person_id,
        asked_at=write.now,
    )
    write.session.add(job)
    write.session.flush()
    return job


def cancel_job(write: Write, job_id: int) -> Job:
    """End a job that is under way; one that has ended stays as it is."""
    job = write.lock(Job, job_id)
    if job.state in LIVE:
        job.state, job.claimed_until, job.finished_at = JobState.CANCELLED, None, write.now
    return job


def claim_job(uow: UnitOfWork, kinds: Collection[str]) -> tuple[int, datetime] | None:
    """Take the next job that nobody works on; give its id and until when the claim holds."""
    found = uow.session.scalar(
        select(Job.id).where(Job.kind.in_(kinds), _free(uow.now)).order_by(Job.id).limit(1)
    )
    if found is None:
        return None
    with uow.writing() as write:
        job = write.lock(Job, found)
        lapsed = job.claimed_until is not None and job.claimed_until < uow.now
        if not (job.state is JobState.WAITING or (job.state is JobState.RUNNING and lapsed)):
            return None
        if job.tries >= MOST_TRIES:
            _end(job, JobState.FAILED, write.now, TOO_OFTEN)
            return None
        job.state, job.claimed_until = JobState.RUNNING, uow.now + LEASE
        job.tries += 1
        return job.id, job.claimed_until


def _free(now: datetime) -> ColumnElement[bool]:
    lapsed = and_(Job.state == JobState.RUNNING, Job.claimed_until < now)
    return or_(Job.state == JobState.WAITING, lapsed)


def _end(job: Job, state: JobState, now: datetime, fault: str = "") -> None:
    job.state, job.claimed_until, job.finished_at, job.fault = state, None, now, fault


class JobWork:
    """A claimed job in the hands of its worker; each write renews the claim or raises LostClaim.

    :param clock: gives the moment of each write
    :param stopping: whether the server is about to stop
    """

    def __init__(
        self,
        database: Database,
        files: FileStore,
        claim: tuple[int, datetime],
        *,
        clock: Callable[[], datetime],
        stopping: Callable[[], bool],
    ) -> None:
        self._database, self.files, self._clock, self._stopping = database, files, clock, stopping
        self.job_id, self._claimed_until = claim
        with self.unit_of_work() as uow:
            job = uow.session.get_one(Job, self.job_id)
            self.kind, self.subject_id, self.asked = job.kind, job.subject_id or 0, job.asked

    def unit_of_work(self) -> UnitOfWork:
        """Give a unit of work of this moment, in nobody's name."""
        return UnitOfWork(self._database, now=self._clock())

    def begin(self, total: int) -> dict[int, Piece]:
        """Say of how many pieces the job is; give those that were kept before, by number."""
        with self.unit_of_work() as uow:
            with uow.writing() as write:
                self._mine(write).total = total
            return {one.number: one for one in _pieces(uow.session, self.job_id)}

    def keep(self, made: Sequence[tuple[int, str, bytes]]) -> None:
        """Keep finished pieces: number, file name, content. Raises Paused where the server stops."""
        kept = [
            (number, name, self.files.keep(BytesIO(content), limit=MOST_BYTES))
            for number, name, content in made
        ]
        with self.unit_of_work() as uow, uow.writing() as write:
            job = self._mine(write)
            for number, name, file in kept:
                write.session.add(
                    JobPiece(
                        job_id=job.id,
                        number=number,
                        name=name,
                        size=file.size,
                        sha256=file.sha256,
                        key=file.key,
                        made_at=write.now,
                    )
                )
            job.done += len(kept)
            job.tries = 0
        if self._stopping():
            raise Paused

    def pieces(self) -> list[Piece]:
        """Give the kept pieces in order."""
        with self.unit_of_work() as uow:
            return _pieces(uow.session, self.job_id)

    def finish(self, name: str, stream: BinaryIO) -> None:
        """Keep the file that came of the job; its pieces are let go."""
        file = self.files.keep(stream, limit=MOST_BYTES)
        with self.unit_of_work() as uow:
            gone = _pieces(uow.session, self.job_id)
            with uow.writing() as write:
                job = self._mine(write)
                job.name, job.size, job.sha256, job.key = name, file.size, file.sha256, file.key
                write.session.execute(delete(JobPiece).where(JobPiece.job_id == job.id))
                _end(job, JobState.DONE, write.now)
        for one in gone:
            self.files.discard(one.key)

    def fail(self, message: str) -> None:
        """End the job without a file; the message says why and what to do."""
        with self.unit_of_work() as uow, uow.writing() as write:
            _end(self._mine(write), JobState.FAILED, write.now, message)

    def pause(self) -> None:
        """Let the job wait for the next worker."""
        with self.unit_of_work() as uow, uow.writing() as write:
            job = self._mine(write)
            job.state, job.claimed_until = JobState.WAITING, None
            job.tries = max(job.tries - 1, 0)

    def _mine(self, write: Write) -> Job:
        job = write.lock(Job, self.job_id)
        if job.state is not JobState.RUNNING or job.claimed_until != self._claimed_until:
            raise LostClaim
        self._claimed_until = write.now + LEASE
        job.claimed_until = self._claimed_until
        return job


def _pieces(session: Session, job_id: int) -> list[Piece]:
    rows = session.execute(
        select(JobPiece.number, JobPiece.name, JobPiece.key)
        .where(JobPiece.job_id == job_id)
        .order_by(JobPiece.number)
    )
    return [Piece(*row) for row in rows]


def forget_old_files(uow: UnitOfWork, files: FileStore) -> int:
    """Let go of files that are older than a month and of pieces of ended jobs; give how many."""
    old = select(Job.id).where(
        Job.key.is_not(None), Job.finished_at < uow.now - KEPT_FOR, Job.state == JobState.DONE
    )
    ids = list(uow.session.scalars(old))
    ended = select(JobPiece.id).join(Job, Job.id == JobPiece.job_id).where(Job.state.not_in(LIVE))
    left = list(uow.session.scalars(ended))
    if not ids and not left:
        return 0
    keys: list[str] = []
    with uow.writing() as write:
        for job_id in ids:
            job = write.lock(Job, job_id)
            keys += [job.key] if job.key else []
            job.key = None
        of_left = JobPiece.id.in_(left)
        keys += write.session.scalars(select(JobPiece.key).where(of_left))
        write.session.execute(delete(JobPiece).where(of_left))
    for key in keys:
        files.discard(key)
    return len(keys)


def load_job(session: Session, job_id: int, *, kind: str, subject_id: int) -> Job:
    """Give a job of a kind about a record that the caller has loaded; NotFound for any other."""
    found = session.scalars(
        select(Job).where(Job.id == job_id, Job.kind == kind, Job.subject_id == subject_id)
    ).first()
    if found is None:
        raise NotFound
    return found
