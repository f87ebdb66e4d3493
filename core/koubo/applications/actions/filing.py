"""Handing in and taking back: one idempotent step, durable before the number is shown."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from koubo.applications.events import event_for_all
from koubo.applications.facts import (
    Asked,
    closes_at,
    eligibility_case,
    open_correction,
    read_draft,
)
from koubo.applications.findings import findings, not_met
from koubo.applications.hookspecs import koubo_filing_problems
from koubo.applications.models import Application, Correction, Filing, Snapshot
from koubo.applications.policy import load_application, load_own_filing
from koubo.applications.rules import (
    APPLICATION_STEPS,
    CORRECTION_STEPS,
    FILING_STEPS,
    ApplicationState,
    CorrectionState,
    FilingCase,
    FilingState,
)
from koubo.applications.schemas import Reading, answers_to_json
from koubo.applications.snapshots import readable_attachments
from koubo.calendar import format_deadline, in_time
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Theme
from koubo.schemes.rules import ThemeState
from koubo.storage.canonical import digest_of
from koubo.storage.files import FileStore
from koubo.storage.receipts import receipt_number
from koubo.storage.unit_of_work import UnitOfWork, Write

Filed = Callable[[Write, Filing, Snapshot, FilingCase], None]
"""What a higher area does in the same transaction when its kind of filing is handed in."""


@dataclass(frozen=True)
class Check:
    """A draft as it would be handed in: what was understood, and all that stands against it."""

    asked: Asked
    reading: Reading
    case: FilingCase
    problems: tuple[Problem, ...]


def check_filing(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    adopted: int | None = None,
) -> Check:
    """Give everything that is missing or wrong in a draft, without changing it.

    A proposal that plainly misses a requirement may still be handed in: staff decide on that.
    """
    filing = load_own_filing(uow.session, actor, filing_id)
    return _check(uow, catalog, filing, adopted)


def _check(uow: UnitOfWork, catalog: Catalog, filing: Filing, adopted: int | None) -> Check:
    asked = Asked.of(catalog, filing)
    reading = read_draft(uow.session, asked, filing)
    year = filing.application.call.fiscal_year
    case = FilingCase(filing.kind, asked.form, reading.answers, uow.now, year, adopted)
    further = catalog.hooks.all(koubo_filing_problems, asked.scheme.id)
    problems = (*reading.problems, *further(course=asked.course, filing=case))
    return Check(asked, reading, case, problems)


def warnings(
    uow: UnitOfWork, catalog: Catalog, filing: Filing, check: Check
) -> tuple[Problem, ...]:
    """Give the requirements that the application would miss if it were handed in now."""
    case = eligibility_case(
        uow.session,
        filing.application,
        check.reading.answers,
        scheme=check.asked.scheme,
        form=check.asked.form,
        received_at=uow.now,
    )
    found = not_met(findings(catalog, check.asked.course, case))
    return tuple(one.problem for one in found if one.problem)


def file(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    version: int,
    adopted: int | None = None,
    filed: Filed | None = None,
) -> str:
    """Hand a filing in and give the application's receipt number.

    Pressing twice gives the same number. Problems are raised all at once and the draft stays;
    past the deadline the step is refused and the draft stays.

    :param version: the version that the confirmation page showed
    :param filed: what else happens in the same transaction
    """
    filing = load_own_filing(uow.session, actor, filing_id)
    if filing.state in (FilingState.FILED, FilingState.ACCEPTED):
        return _receipt_of(filing)
    check = _check(uow, catalog, filing, adopted)
    if check.problems:
        raise Problems(check.problems)
    attachments = readable_attachments(uow.session, files, filing_id)
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id)
        if filing.state in (FilingState.FILED, FilingState.ACCEPTED):
            return _receipt_of(filing)
        if filing.version != version:
            raise Stale
        returned = filing.state is FilingState.IN_CORRECTION
        correction = open_correction(write.session, filing_id) if returned else None
        _refuse_late(filing, correction, uow.now)
        snapshot = _take_snapshot(write, filing, check, attachments, actor)
        first = filing.kind is FilingKind.PROPOSAL and filing.state is FilingState.DRAFT
        _step(filing, correction, uow.now)
        if filed is not None:
            filed(write, filing, snapshot, check.case)
        if first:
            _take_receipt_number(write, filing.application, check)
        if filing.kind is FilingKind.PROPOSAL:
            _file_proposal(write, filing.application, check, uow.now)
        _record(write, filing, snapshot, check.asked.form.title)
    return _receipt_of(filing)


def withdraw(
    uow: UnitOfWork, actor: Actor, application_id: int, *, reason: str, version: int
) -> None:
    """Take an application back before it was decided (取下げ)."""
    application = load_application(uow.session, actor, application_id)
    if application.organisation_id not in actor.organisation_ids:
        raise NotFound
    if not reason.strip():
        raise Problems([Problem("reason", "取り下げる理由を入力してください。", field="reason")])
    with uow.writing() as write:
        application = write.lock(Application, application_id, version=version)
        APPLICATION_STEPS.require(application.state, ApplicationState.WITHDRAWN)
        application.state = ApplicationState.WITHDRAWN
        application.reason = reason.strip()
        write.record(
            "withdraw",
            application,
            chain=application.call.chain,
            detail={"reason": application.reason},
            event=event_for_all(write, application, "application_withdrawn"),
        )


def _receipt_of(filing: Filing) -> str:
    return filing.application.receipt_number or ""


def _refuse_late(filing: Filing, correction: Correction | None, now: datetime) -> None:
    deadline = closes_at(filing, correction)
    if deadline is not None and not in_time(now, deadline):
        raise Refused(
            f"提出の期限（{format_deadline(deadline)}）を過ぎたため、提出できません。"
            "入力した内容は下書きとして残っています。"
        )


def _take_snapshot(
    write: Write,
    filing: Filing,
    check: Check,
    attachments: list[dict[str, Any]],
    actor: Actor,
) -> Snapshot:
    number = write.session.scalar(
        select(func.count()).select_from(Snapshot).where(Snapshot.filing_id == filing.id)
    )
    answers = answers_to_json(check.asked.form, check.reading.answers)
    applicant = asdict(filing.application.organisation.facts())
    established = applicant["established_on"]
    applicant["established_on"] = established.isoformat() if established else None
    kept = {"answers": answers, "applicant": applicant, "files": attachments}
    snapshot = Snapshot(
        filing_id=filing.id,
        number=(number or 0) + 1,
        **kept,
        digest=digest_of(kept),
        received_at=write.now,
        recorded_at=write.now,
        person_id=actor.person_id,
    )
    write.session.add(snapshot)
    return snapshot


def _step(filing: Filing, correction: Correction | None, now: datetime) -> None:
    FILING_STEPS.require(filing.state, FilingState.FILED)
    filing.state = FilingState.FILED
    filing.filed_at = now
    if correction is not None:
        CORRECTION_STEPS.require(correction.state, CorrectionState.ANSWERED)
        correction.state = CorrectionState.ANSWERED
        correction.answered_at = now


def _file_proposal(write: Write, application: Application, check: Check, now: datetime) -> None:
    APPLICATION_STEPS.require(application.state, ApplicationState.FILED)
    application.state = ApplicationState.FILED
    application.project_name = str(check.reading.answers.get("project_name", ""))[:200]
    with_money = check.asked.course.funding.gives_money
    application.requested = check.case.budget.requested if with_money else None
    application.received_at = application.received_at or now
    theme = write.session.get(Theme, application.theme_id) if application.theme_id else None
    if theme is not None and theme.state is ThemeState.PUBLISHED:
        theme.state = ThemeState.TAKEN


def _take_receipt_number(write: Write, application: Application, check: Check) -> None:
    """Taken late in the transaction: the counter's row is locked until the commit."""
    call = application.call
    prefix = f"{check.asked.scheme.receipt_prefix}{call.fiscal_year % 100:02d}-{call.id}"
    sequence = write.next_number(f"receipt:{call.id}")
    application.receipt_number = receipt_number(prefix, sequence)


def _record(write: Write, filing: Filing, snapshot: Snapshot, title: str) -> None:
    write.session.flush()
    application = filing.application
    write.record(
        f"file_{filing.kind.value}",
        filing,
        chain=application.call.chain,
        detail={
            "snapshot": snapshot.number,
            "digest": snapshot.digest,
            "receipt_number": application.receipt_number,
        },
        event=event_for_all(write, application, f"{filing.kind.value}_filed", document=title),
    )
