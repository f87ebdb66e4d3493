"""The two looks at a report before it is accepted: its substance, and its accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Filing, Snapshot
from koubo.applications.rules import FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.reporting.checking.models import ReportCheck
from koubo.reporting.checking.rules import CheckKind, same_person_problems, unchecked_problems
from koubo.reporting.models import Report
from koubo.reporting.policy import load_report
from koubo.storage.unit_of_work import UnitOfWork

NOT_NOW = (
    "確認を記録できるのは、提出されていて、まだ受理していない報告書だけです。"
    "補正中のものは、出し直されてから確認してください。"
)
BY_WHOM = {
    CheckKind.SUBSTANCE: (SeatKind.OFFICER, SeatKind.DEPARTMENT),
    CheckKind.ACCOUNTS: (SeatKind.OFFICER,),
}


def record_check(
    uow: UnitOfWork,
    actor: Actor,
    report_id: int,
    *,
    kind: CheckKind,
    version: int,
    note: str = "",
    sampled: str = "",
    alone: str = "",
) -> None:
    """Record that the actor looked at one side of a report and found it in order.

    It holds for the report as it was last handed in: one that is mended is looked at again. The
    department may look at the substance; one person may take both looks with a reason.

    :param version: the version of the report's filing that the person had before them
    """
    require(actor, *BY_WHOM[kind])
    filing_id = load_report(uow.session, actor, report_id).filing_id
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id, version=version)
        report = write.lock(Report, report_id)
        snapshot = newest_snapshot(write.session, filing_id)
        if snapshot is None:
            raise NotFound
        if filing.state is not FilingState.FILED:
            raise Refused(NOT_NOW)
        made = checks_of(write.session, report_id, snapshot.id)
        other = next((one.person_id for one in made if one.kind is not kind), None)
        if problems := [*same_person_problems(other, actor.person_id, alone)]:
            raise Problems(problems)
        row = next((one for one in made if one.kind is kind), None)
        if row is None:
            row = ReportCheck(report_id=report_id, snapshot_id=snapshot.id, kind=kind)
            write.session.add(row)
        row.person_id, row.checked_at = actor.person_id, uow.now
        row.note, row.sampled = note.strip(), sampled.strip()
        row.alone = alone.strip() if other == actor.person_id else ""
        write.record(
            f"check_{kind.value}",
            report,
            chain=filing.application.call.chain,
            detail={
                "snapshot": snapshot.number,
                "note": row.note,
                "sampled": row.sampled,
                "alone": row.alone,
            },
        )


def checks_of(session: Session, report_id: int, snapshot_id: int) -> list[ReportCheck]:
    """Give the looks that were taken at a report as it was handed in there."""
    found = select(ReportCheck).where(
        ReportCheck.report_id == report_id, ReportCheck.snapshot_id == snapshot_id
    )
    return list(session.scalars(found.order_by(ReportCheck.id)))


def missing_checks(session: Session, report_id: int, snapshot: Snapshot) -> list[Problem]:
    """Name the looks that a report as it was handed in still needs."""
    made = checks_of(session, report_id, snapshot.id)
    return list(unchecked_problems([one.kind for one in made]))
