"""An officer gives one applicant more time, with a reason that the applicant is told."""

from collections.abc import Callable, Iterator
from datetime import datetime

from koubo.applications.events import event_for_members
from koubo.applications.models import Application, Filing
from koubo.applications.policy import load_unfinished
from koubo.applications.rules import ApplicationState, FilingState
from koubo.applications.steps import closes_at as filing_closes_at
from koubo.calendar import format_deadline, in_time
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write

GivenTime = Callable[[Write, Filing, datetime], None]
"""What a higher area does in the same transaction when its kind of filing gets more time."""
HANDED_IN = "提出済みの書類の期限は延ばせません。"


def give_time_for_proposal(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    application_id: int,
    *,
    closes_at: datetime,
    reason: str,
) -> None:
    """Let one application's proposal come in until later than everybody else's.

    Possible when its time is over too: the draft is still there. It cannot be made shorter.
    """
    require(actor, SeatKind.OFFICER)
    application = load_unfinished(uow.session, actor, application_id)
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(application.course_id))
    _judge(application.closes_at, closes_at, reason, uow.now)
    with uow.writing() as write:
        application = write.lock(Application, application_id)
        if application.state is not ApplicationState.DRAFT:
            raise Refused(HANDED_IN)
        if application.call.state is not CallState.PUBLISHED:
            raise Refused("公開中の募集だけ、締切を延ばせます。")
        before = application.closes_at
        _judge(before, closes_at, reason, uow.now)
        application.extended_to = closes_at
        _record(write, application, form.title, before, closes_at, reason)


def give_time_for_filing(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    closes_at: datetime,
    reason: str,
    given: GivenTime | None = None,
) -> None:
    """Let one document that is still written come in until later; first set its time, if none was.

    :param given: what else happens in the same transaction
    """
    require(actor, SeatKind.OFFICER)
    found = uow.session.get(Filing, filing_id)
    if found is None or found.kind is FilingKind.PROPOSAL:
        raise NotFound
    application = load_unfinished(uow.session, actor, found.application_id)
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(found.kind, scheme.course(application.course_id))
    _judge(filing_closes_at(found, None), closes_at, reason, uow.now)
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id)
        application = filing.application
        if filing.state is not FilingState.DRAFT:
            raise Refused(HANDED_IN)
        if application.state is ApplicationState.WITHDRAWN:
            raise Refused("取り下げた応募の期限は延ばせません。")
        before = filing_closes_at(filing, None)
        _judge(before, closes_at, reason, uow.now)
        filing.closes_at = closes_at
        if given is not None:
            given(write, filing, closes_at)
        _record(write, application, form.title, before, closes_at, reason)


def _judge(present: datetime | None, closes_at: datetime, reason: str, now: datetime) -> None:
    if problems := list(_problems(present, closes_at, reason, now)):
        raise Problems(problems)


def _problems(
    present: datetime | None, closes_at: datetime, reason: str, now: datetime
) -> Iterator[Problem]:
    if present is not None and closes_at <= present:
        message = f"今の締切（{format_deadline(present)}）より後の日時にしてください。"
        yield Problem("not_later", message, "closes_on")
    elif not in_time(now, closes_at):
        yield Problem("past", "新しい締切は、今より後の日時にしてください。", "closes_on")
    if not reason.strip():
        message = "延ばす理由を入力してください。団体に知らせ、記録に残します。"
        yield Problem("reason", message, "reason")


def _record(
    write: Write,
    application: Application,
    title: str,
    before: datetime | None,
    after: datetime,
    reason: str,
) -> None:
    write.record(
        "give_more_time",
        application,
        chain=application.call.chain,
        detail={
            "name": title,
            "before": before.isoformat() if before else None,
            "after": after.isoformat(),
            "reason": reason.strip(),
        },
        event=event_for_members(
            write,
            application,
            "more_time_given",
            what=title,
            closes=format_deadline(after),
            reason=reason.strip(),
        ),
    )
