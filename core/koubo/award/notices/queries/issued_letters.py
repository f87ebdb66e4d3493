"""The letters of a decision as staff handle them: one by one, in batches, and issued once more."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.models import Decision, DecisionLine, Notice
from koubo.award.notices.letters import notice_letter
from koubo.award.notices.reissue_models import Reissue
from koubo.award.policy import load_decision, load_notice_for_staff
from koubo.calendar import format_date
from koubo.papers.letters import Letter
from koubo.people.models import Person
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.storage.job_models import Job, JobState

LETTERS_JOB = "letters"
SHOWN = 10


@dataclass(frozen=True)
class BatchLine:
    """One batch of letters that was asked for."""

    id: int
    form: str
    """zip, print or word."""
    state: JobState
    done: int
    total: int
    fault: str
    asked_at: datetime
    asked_by: str
    name: str
    size: int | None
    has_file: bool


@dataclass(frozen=True)
class ReissueLine:
    """One 再発行: who, when, why."""

    id: int
    notice_id: int
    title: str
    document_number: str
    number: int
    reissued_on: date
    reason: str
    person: str


def batches_of(
    session: Session, actor: Actor, decision_id: int, *, job_id: int | None = None
) -> list[BatchLine]:
    """Give the newest batches of a decision's letters, or one of them; NotFound if unseen."""
    load_decision(session, actor, decision_id)
    wanted = (
        select(Job, Person.name)
        .join(Person, Person.id == Job.person_id)
        .where(Job.kind == LETTERS_JOB, Job.subject_id == decision_id)
        .order_by(Job.id.desc())
        .limit(SHOWN)
    )
    if job_id is not None:
        wanted = wanted.where(Job.id == job_id)
    return [
        BatchLine(
            id=job.id,
            form=str(job.asked.get("form", "")),
            state=job.state,
            done=job.done,
            total=job.total,
            fault=job.fault,
            asked_at=job.asked_at,
            asked_by=name,
            name=job.name,
            size=job.size,
            has_file=job.key is not None,
        )
        for job, name in session.execute(wanted)
    ]


def batch_of(session: Session, actor: Actor, decision_id: int, job_id: int) -> BatchLine:
    """Give one batch; NotFound where there is none such."""
    found = batches_of(session, actor, decision_id, job_id=job_id)
    if not found:
        raise NotFound
    return found[0]


def reissues_of(session: Session, actor: Actor, decision_id: int) -> list[ReissueLine]:
    """Give every 再発行 of a decision's letters, newest first; NotFound if unseen."""
    load_decision(session, actor, decision_id)
    rows = session.execute(
        select(
            Reissue.id,
            Reissue.notice_id,
            Notice.title,
            Notice.document_number,
            Reissue.number,
            Reissue.reissued_on,
            Reissue.reason,
            Person.name,
        )
        .join(Notice, Notice.id == Reissue.notice_id)
        .join(DecisionLine, DecisionLine.id == Notice.decision_line_id)
        .join(Person, Person.id == Reissue.person_id)
        .where(DecisionLine.decision_id == decision_id)
        .order_by(Reissue.id.desc())
    )
    return [ReissueLine(*row) for row in rows]


def load_reissue(session: Session, actor: Actor, reissue_id: int) -> tuple[Reissue, Notice]:
    """Give a 再発行 with its letter, to those staff who may see the letter."""
    found = session.get(Reissue, reissue_id)
    if found is None:
        raise NotFound
    return found, load_notice_for_staff(session, actor, found.notice_id)


def decision_of_notice(session: Session, notice: Notice) -> Decision:
    """Give the decision that a letter tells."""
    return session.scalars(
        select(Decision)
        .join(DecisionLine, DecisionLine.decision_id == Decision.id)
        .where(DecisionLine.id == notice.decision_line_id)
    ).one()


def reissued_letter(reissue: Reissue, notice: Notice) -> Letter:
    """Give the letter as it was issued, with the mark of the day on which it is handed out anew."""
    mark = f"再発行（{format_date(reissue.reissued_on)}）"
    return replace(notice_letter(notice), mark=mark)
