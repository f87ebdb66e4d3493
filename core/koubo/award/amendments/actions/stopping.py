"""中止・廃止: the project ends before its time; what was spent is still reported and settled."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from koubo.applications.actions.drafts import make_filing
from koubo.applications.models import Filing, Snapshot
from koubo.applications.office_consent import ConsentWay, OfficeConsent
from koubo.applications.rules import Channel, FilingState
from koubo.award.amendments.actions.amending import (
    ALREADY_OPEN,
    new_amendment,
    next_filing_number,
    refuse_unchangeable,
)
from koubo.award.amendments.changes import Needed
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.policy import open_amendment
from koubo.award.amendments.rules import AMENDMENT_STEPS, AmendmentState
from koubo.award.amendments.terms import PlanPaper, plan_in_force, stop_needs
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.grants.telling import to_members, to_officers
from koubo.award.models import Award
from koubo.award.policy import load_award, load_own_award
from koubo.calendar import fiscal_year_end, fiscal_year_start, format_date
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.amendment_form import CHANGE_REASON
from koubo.schemes.catalog import Catalog
from koubo.schemes.change_words import ChangeKind
from koubo.schemes.forms import FilingKind
from koubo.storage.canonical import digest_of
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class Stop:
    """Why a project stops, and the last day on which anything is done for it (JST)."""

    reason: str
    stops_on: date


@dataclass(frozen=True)
class _How:
    """How a stop reached the city."""

    channel: Channel = Channel.WEB
    note: dict[str, Any] = field(default_factory=dict)


def stop_problems(award: Award, stop: Stop) -> Iterator[Problem]:
    """Say what is wrong with a stop as it was typed."""
    if not stop.reason.strip():
        yield Problem("no_reason", "「中止・廃止の理由」を入力してください。", field="reason")
    first, last = fiscal_year_start(award.fiscal_year), fiscal_year_end(award.fiscal_year)
    if not first <= stop.stops_on <= last:
        message = (
            "「事業の最後の日」は、事業年度の中の日"
            f"（{format_date(first)}から{format_date(last)}まで）を入力してください。"
        )
        yield Problem("stops_outside_the_year", message, field="stops_on")


def file_stop(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int, stop: Stop, *, version: int
) -> int:
    """Hand in that a project stops, by its own organisation; give the amendment's id."""
    award = load_own_award(uow.session, actor, award_id)
    return _stop(uow, catalog, actor, award, stop, version=version, how=_How())


def record_stop(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    stop: Stop,
    *,
    told_by: str,
    way: ConsentWay,
    version: int,
) -> int:
    """Record that a project stops as its organisation told the office; give the amendment's id.

    :param told_by: who of the organisation said so
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    refuse_kept_out(uow.session, actor, [award.application_id])
    if not told_by.strip():
        message = "「団体のどなたから」を入力してください。"
        raise Problems([*stop_problems(award, stop), Problem("no_name", message, field="told_by")])
    consent = OfficeConsent(told_by.strip(), uow.now, way, stop.reason.strip())
    how = _How(Channel.OFFICE, consent.as_note() | {"fields": []})
    return _stop(uow, catalog, actor, award, stop, version=version, how=how)


def _stop(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award: Award,
    stop: Stop,
    *,
    version: int,
    how: _How,
) -> int:
    award_id = award.id
    refuse_unchangeable(award)
    _refuse_open(uow.session, award_id)
    if problems := list(stop_problems(award, stop)):
        raise Problems(problems)
    plan = plan_in_force(uow.session, catalog, award)
    needed = stop_needs(catalog.of(award.application.call.release).changes)
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        refuse_unchangeable(award)
        _refuse_open(write.session, award_id)
        filing = _file_plan(write, actor, award, plan, stop, how)
        amendment = new_amendment(write, award, filing, ChangeKind.STOP)
        _fill(amendment, actor, stop, needed, write)
        _record(write, amendment, stop, how)
    return amendment.id


def _refuse_open(session: Session, award_id: int) -> None:
    if open_amendment(session, award_id) is not None:
        raise Refused(ALREADY_OPEN)


def _file_plan(
    write: Write, actor: Actor, award: Award, plan: PlanPaper, stop: Stop, how: _How
) -> Filing:
    """Hand the plan in as it is, with the reason: letters and lists read it as any other change."""
    number = next_filing_number(write.session, award.application_id)
    filing = make_filing(write, award.application, FilingKind.AMENDMENT, {}, number=number)
    before = plan.snapshot
    answers = {**before.answers, CHANGE_REASON: stop.reason.strip()}
    kept = {"answers": answers, "applicant": before.applicant, "files": []}
    snapshot = Snapshot(
        filing_id=filing.id,
        number=1,
        **kept,
        digest=digest_of(kept),
        received_at=write.now,
        recorded_at=write.now,
        channel=how.channel,
        note=how.note,
        person_id=actor.person_id,
    )
    write.session.add(snapshot)
    filing.state = FilingState.FILED
    filing.filed_at = write.now
    return filing


def _fill(amendment: Amendment, actor: Actor, stop: Stop, needed: Needed, write: Write) -> None:
    AMENDMENT_STEPS.require(amendment.state, AmendmentState.FILED)
    amendment.state = AmendmentState.FILED
    amendment.needs = needed.need
    amendment.reason = stop.reason.strip()
    amendment.stops_on = stop.stops_on
    amendment.working = needed.working.as_json()
    amendment.filed_at = write.now
    amendment.filed_by = actor.person_id


def _record(write: Write, amendment: Amendment, stop: Stop, how: _How) -> None:
    """Whoever did not say it is told: the officers, or the organisation itself."""
    award, reason, last = amendment.award, stop.reason.strip(), format_date(stop.stops_on)
    by_office = how.channel is Channel.OFFICE
    if by_office:
        told = to_members(write, award, "stop_recorded", stops_on=last, reason=reason)
    else:
        told = to_officers(write, award, "stop_filed", stops_on=last, reason=reason)
    write.session.flush()
    write.record(
        "record_stop" if by_office else "file_stop",
        amendment,
        chain=award.application.call.chain,
        detail={"reason": reason, "stops_on": stop.stops_on.isoformat(), **how.note},
        event=told,
    )
