"""Handing in: one idempotent step, durable before the number is shown."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from koubo.applications.actions.checking import Check, check_draft
from koubo.applications.consents import consent_note, lacking_consents
from koubo.applications.events import everybody, told_to
from koubo.applications.facts import (
    open_correction,
)
from koubo.applications.models import Application, Correction, Filing, Snapshot
from koubo.applications.policy import load_own_filing
from koubo.applications.queries.own import attachments_of
from koubo.applications.receipts import files_word
from koubo.applications.rules import (
    APPLICATION_STEPS,
    CORRECTION_STEPS,
    FILING_STEPS,
    ApplicationState,
    Channel,
    CorrectionState,
    FilingCase,
    FilingState,
)
from koubo.applications.schemas import answers_to_json
from koubo.applications.snapshots import readable_attachments
from koubo.applications.steps import closes_at, is_late, refuse_over
from koubo.calendar import format_deadline, format_moment
from koubo.people.rules import Actor
from koubo.problems import Problems, Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Theme
from koubo.schemes.rules import ThemeState
from koubo.storage.canonical import digest_of
from koubo.storage.files import FileStore
from koubo.storage.outbox import Reader
from koubo.storage.receipts import receipt_number
from koubo.storage.unit_of_work import UnitOfWork, Write

Filed = Callable[[Write, Filing, Snapshot, FilingCase], None]
"""What a higher area does in the same transaction when its kind of filing is handed in."""
WITHDRAWN = "取り下げた応募の書類は、提出できません。"


@dataclass(frozen=True)
class Received:
    """When and how something came in; of paper, what its stamp says."""

    at: datetime
    channel: Channel = Channel.WEB
    note: Mapping[str, Any] = field(default_factory=dict)


def file(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    version: int,
    adopted: int | None = None,
    excused: Collection[str] = (),
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
    standing = attachments_of(uow.session, filing_id)
    attached = Counter(one.question_id for one in standing)
    check = check_draft(uow, catalog, filing, adopted, attached=attached, excused=excused)
    if check.problems:
        raise Problems(check.problems)
    attachments = [
        one
        for one in readable_attachments(files, standing)
        if one["question"] not in check.reading.not_asked
    ]
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id)
        if filing.state in (FilingState.FILED, FilingState.ACCEPTED):
            return _receipt_of(filing)
        if filing.version != version:
            raise Stale
        if filing.application.state is ApplicationState.WITHDRAWN:
            raise Refused(WITHDRAWN)
        refuse_over(filing)
        form, answers = check.asked.form, check.reading.answers
        if lacking := lacking_consents(write.session, filing_id, form, answers):  # refused since
            raise Problems(lacking)
        returned = filing.state is FilingState.IN_CORRECTION
        correction = open_correction(write.session, filing_id) if returned else None
        _refuse_late(filing, correction, uow.now)
        snapshot = take_snapshot(write, filing, check, attachments, actor)
        first = filing.application.receipt_number is None
        step_to_filed(filing, correction, uow.now)
        if filed is not None:
            filed(write, filing, snapshot, check.case)
        # Looked up, and all else written, before the number: its row stays locked until the
        # commit, and on the last evening everybody waits for it.
        readers = everybody(write, filing.application)
        if first:
            take_receipt_number(write, filing.application, check)
        if filing.kind is FilingKind.PROPOSAL:
            file_proposal(write, filing.application, check, uow.now)
        _record(write, filing, snapshot, check.asked.form.title, readers)
    return _receipt_of(filing)


def _receipt_of(filing: Filing) -> str:
    return filing.application.receipt_number or ""


def _refuse_late(filing: Filing, correction: Correction | None, now: datetime) -> None:
    deadline = closes_at(filing, correction)
    if deadline is not None and is_late(filing, correction, now):
        raise Refused(
            f"提出の期限（{format_deadline(deadline)}）を過ぎたため、提出できません。"
            "入力した内容は下書きとして残っています。"
        )


def take_snapshot(
    write: Write,
    filing: Filing,
    check: Check,
    attachments: list[dict[str, Any]],
    actor: Actor,
    received: Received | None = None,
) -> Snapshot:
    """Keep what is handed in, exactly as it was understood, and how it came in."""
    received = received or Received(write.now)
    before = select(func.count()).select_from(Snapshot).where(Snapshot.filing_id == filing.id)
    # A count of what was never handed in would only be slow.
    number = write.session.scalar(before) if filing.filed_at else 0
    answers = answers_to_json(check.asked.form, check.reading.answers)
    applicant = asdict(filing.application.organisation.facts())
    established = applicant["established_on"]
    applicant["established_on"] = established.isoformat() if established else None
    kept = {"answers": answers, "applicant": applicant, "files": attachments}
    consents = consent_note(write.session, filing.id, check.asked.form, check.reading.answers)
    snapshot = Snapshot(
        filing_id=filing.id,
        number=(number or 0) + 1,
        **kept,
        digest=digest_of(kept),
        received_at=received.at,
        recorded_at=write.now,
        channel=received.channel,
        note={**received.note, **consents},
        person_id=actor.person_id,
    )
    write.session.add(snapshot)
    return snapshot


def step_to_filed(filing: Filing, correction: Correction | None, now: datetime) -> None:
    """Let a document take its step, and answer the correction that was asked for."""
    FILING_STEPS.require(filing.state, FilingState.FILED)
    filing.state = FilingState.FILED
    filing.filed_at = now
    if correction is not None:
        CORRECTION_STEPS.require(correction.state, CorrectionState.ANSWERED)
        correction.state = CorrectionState.ANSWERED
        correction.answered_at = now


def file_proposal(write: Write, application: Application, check: Check, now: datetime) -> None:
    """Let the application follow its proposal, and keep what lists show of it."""
    APPLICATION_STEPS.require(application.state, ApplicationState.FILED)
    application.state = ApplicationState.FILED
    application.project_name = str(check.reading.answers.get("project_name", ""))[:200]
    with_money = check.asked.course.funding.gives_money
    application.requested = check.case.budget.requested if with_money else None
    application.received_at = application.received_at or now
    theme = write.session.get(Theme, application.theme_id) if application.theme_id else None
    if theme is not None and theme.state is ThemeState.PUBLISHED:
        theme.state = ThemeState.TAKEN


def take_receipt_number(write: Write, application: Application, check: Check) -> None:
    """Taken late in the transaction: the counter's row is locked until the commit."""
    call = application.call
    prefix = f"{check.asked.scheme.receipt_prefix}{call.fiscal_year % 100:02d}-{call.id}"
    sequence = write.next_number(f"receipt:{call.id}")
    application.receipt_number = receipt_number(prefix, sequence)


def _record(
    write: Write,
    filing: Filing,
    snapshot: Snapshot,
    title: str,
    readers: Mapping[Reader, tuple[int, ...]],
) -> None:
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
        event=told_to(
            readers,
            application,
            f"{filing.kind.value}_filed",
            document=title,
            received=format_moment(snapshot.received_at),
            files=files_word(snapshot),
        ),
    )
