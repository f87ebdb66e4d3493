"""The file of a case: everything that is recorded about one application, gathered."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.file_names import file_name
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.policy import load_for_staff
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.award.models import Award, Notice
from koubo.award.policy import visible_awards
from koubo.lifecycle.case_parts import (
    INTERNAL,
    application_part,
    award_parts,
    closed,
    decision_parts,
    filing_parts,
)
from koubo.lifecycle.case_rules import CaseDocument, CaseFile, Part
from koubo.papers.letters import Letter
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.accounts.models import Expense
from koubo.schemes.catalog import Catalog
from koubo.schemes.questions import Publish
from koubo.schemes.rules import Scheme

READERS = (SeatKind.OFFICER, SeatKind.AUDITOR)
NOT_SELECTED = "採択されていない応募の情報"
OF_EVERY_CASE = ("受付番号", "募集", "コース")
"""What names nobody, and so is open of an application that was not selected too."""


def case_file(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    application_id: int,
    *,
    history: Sequence[tuple[str, str]] = (),
) -> CaseFile:
    """Give everything that is recorded of an application; NotFound for whoever may not see it.

    That somebody applied in vain is not told to the public.

    :param history: when and what, in the words of the desk that asks
    """
    require(actor, *READERS)
    application = load_for_staff(session, actor, application_id)
    scheme = catalog.of(application.call.release)
    filed = _filed(session, application_id)
    awards = session.scalars(
        select(Award)
        .join(Award.application)
        .where(Award.application_id == application_id, visible_awards(actor))
        .order_by(Award.number)
    ).all()
    parts = [
        application_part(application, scheme, APPLICATION_STEPS.names[application.state]),
        *filing_parts(scheme, application, filed),
        *decision_parts(session, actor, application_id),
        *award_parts(session, awards),
    ]
    if history:
        steps = tuple(closed(when, what, INTERNAL) for when, what in history)
        parts.append(Part("経過", steps))
    case = CaseFile(
        receipt_number=application.receipt_number or "",
        organisation=application.organisation.name,
        project=application.project_name,
        city=scheme.city,
        office=scheme.office,
        parts=tuple(parts),
        documents=tuple(
            (
                *_letters(session, application_id),
                *_attachments(session, scheme, application, filed),
                *_receipts(session, [one.id for one in awards]),
            )
        ),
    )
    if application.state is ApplicationState.SELECTED:
        return case
    return case.kept_back(NOT_SELECTED, but=OF_EVERY_CASE)


def _filed(session: Session, application_id: int) -> list[tuple[Filing, Snapshot]]:
    rows = session.execute(
        select(Filing, Snapshot)
        .join(Snapshot, Snapshot.filing_id == Filing.id)
        .where(Filing.application_id == application_id)
        .order_by(Snapshot.id)
    )
    return [(filing, snapshot) for filing, snapshot in rows]


def _letters(session: Session, application_id: int) -> list[CaseDocument]:
    found = session.scalars(
        select(Notice).where(Notice.application_id == application_id).order_by(Notice.id)
    )
    return [
        CaseDocument(
            name=f"通知書/{number:02d}_{file_name(one.title).name}.pdf",
            title=f"{one.title}（{one.document_number}）",
            size=0,
            sha256="",
            public=False,
            letter=Letter.from_json(one.letter),
        )
        for number, one in enumerate(found, start=1)
    ]


def _attachments(
    session: Session,
    scheme: Scheme,
    application: Application,
    filed: Sequence[tuple[Filing, Snapshot]],
) -> list[CaseDocument]:
    """Give each file that was ever handed in once; those that a scan condemned are left out."""
    ids = {filing.id for filing, _ in filed}
    named = {one["sha256"] for _, snapshot in filed for one in snapshot.files}
    course = scheme.course(application.course_id)
    kinds = {filing.id: filing.kind for filing, _ in filed}
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.filing_id.in_(ids), Attachment.scan_found == "")
        .order_by(Attachment.id)
    ).all()
    found = []
    for number, one in enumerate((row for row in rows if row.sha256 in named), start=1):
        question = scheme.form_for(kinds[one.filing_id], course).question(one.question_id)
        found.append(
            CaseDocument(
                name=f"添付/{number:03d}_{file_name(one.name).name}",
                title=f"{question.label if question else one.question_id}：{one.name}",
                size=one.size,
                sha256=one.sha256,
                public=question is not None and question.publish is Publish.YES,
                key=one.key,
            )
        )
    return found


def _receipts(session: Session, award_ids: Sequence[int]) -> list[CaseDocument]:
    rows = session.scalars(
        select(Expense)
        .where(
            Expense.award_id.in_(award_ids), Expense.key.is_not(None), Expense.removed_at.is_(None)
        )
        .order_by(Expense.award_id, Expense.number)
    )
    return [
        CaseDocument(
            name=f"領収書/{place:03d}_{file_name(one.name).name}",
            title=f"領収書 {one.number}：{one.what}",
            size=one.size or 0,
            sha256=one.sha256,
            public=False,
            key=one.key or "",
        )
        for place, one in enumerate(rows, start=1)
    ]
