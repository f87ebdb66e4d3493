"""The city's answer to a change: noted with one press, or decided, by two people and a letter."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.award.amendments.actions.amending import keep_terms, refuse_unchangeable
from koubo.award.amendments.actions.changed_awards import change_award
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.policy import load_amendment
from koubo.award.amendments.rules import AMENDMENT_STEPS, AmendmentState
from koubo.award.amendments.terms import AmendmentTerms, amendment_terms
from koubo.award.decisions.actions.answered_filings import accept_filing
from koubo.award.decisions.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
    refuse_lines_in_draft,
)
from koubo.award.decisions.actions.release import Release, release
from koubo.award.decisions.handed_in import HANDED_IN, answers_of
from koubo.award.grants.telling import to_members
from koubo.award.models import Award, DecisionLine
from koubo.award.rules import (
    AWARD_STEPS,
    AwardState,
    DecisionKind,
    Kessai,
    Outcome,
)
from koubo.calendar import format_date
from koubo.money import Line, Working, format_yen
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.change_words import ChangeKind, Need
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork

NEEDS_APPROVAL = (
    "この変更には承認が要ります。届出として受け取らずに、承認か不承認を起案してください。"
)
NO_APPROVAL = "この変更に承認は要りません。届出として受け取ってください。"
IN_CORRECTION = "補正を依頼している変更です。補正が済んでから進めてください。"


@dataclass(frozen=True)
class Answer:
    """What an officer proposes the city to answer to a change."""

    approves: bool
    reason: str = ""
    """Why it is refused; the letter says so."""
    conditions: str = ""


def terms_now(session: Session, catalog: Catalog, amendment: Amendment) -> AmendmentTerms | None:
    """Give what a change comes to as it was last handed in; None for a stop, which changes no sum."""
    if amendment.kind is ChangeKind.STOP:
        return None
    application = amendment.award.application
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.AMENDMENT, scheme.course(application.course_id))
    answers = answers_of(form, _snapshot(session, amendment))
    return amendment_terms(session, catalog, amendment.award, form, answers)


def _snapshot(session: Session, amendment: Amendment) -> Snapshot:
    found = newest_snapshot(session, amendment.filing_id)
    if found is None:
        raise NotFound
    return found


def note_amendment(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    amendment_id: int,
    *,
    version: int,
    remark: str = "",
) -> None:
    """Take note of a change that needs no approval; a noted stop ends the project."""
    require(actor, SeatKind.OFFICER)
    amendment = load_amendment(uow.session, actor, amendment_id)
    AMENDMENT_STEPS.require(amendment.state, AmendmentState.NOTED)
    refuse_kept_out(uow.session, actor, [amendment.award.application_id])
    terms = terms_now(uow.session, catalog, amendment)
    if (terms.needed.need if terms else amendment.needs) is Need.APPROVAL:
        raise Refused(NEEDS_APPROVAL)
    award_id, filing_id = amendment.award_id, amendment.filing_id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        filing = write.lock(Filing, filing_id)
        amendment = write.lock(Amendment, amendment_id, version=version)
        AMENDMENT_STEPS.require(amendment.state, AmendmentState.NOTED)
        refuse_unchangeable(award)
        if filing.state not in HANDED_IN:
            raise Refused(IN_CORRECTION)
        if terms is not None:
            keep_terms(amendment, terms)
        if filing.state is FilingState.FILED:
            FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
            filing.state = FilingState.ACCEPTED
        amendment.state = AmendmentState.NOTED
        amendment.answered_at = uow.now
        amendment.remark = remark.strip()
        if amendment.kind is ChangeKind.STOP:
            discontinue(award, amendment)
        write.record(
            "note_amendment",
            amendment,
            chain=award.application.call.chain,
            detail={"remark": amendment.remark},
            event=to_members(write, award, "amendment_noted", remark=amendment.remark),
        )


def discontinue(award: Award, amendment: Amendment) -> None:
    """End a project before its time; the award stays, and is reported and settled."""
    AWARD_STEPS.require(award.state, AwardState.DISCONTINUED)
    award.state = AwardState.DISCONTINUED
    award.ended_on = amendment.stops_on
    award.end_reason = amendment.reason


def draft_amendment_decision(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    amendment_id: int,
    *,
    answer: Answer,
    version: int,
    kessai: Kessai | None = None,
) -> int:
    """Draft the approval or refusal of a change, and give the decision's id.

    The new award is computed anew from what was last handed in.
    """
    require(actor, SeatKind.OFFICER)
    amendment = load_amendment(uow.session, actor, amendment_id)
    award = amendment.award
    refuse_kept_out(uow.session, actor, [award.application_id])
    _refuse_to_answer(amendment, award)
    refuse_lines_in_draft(uow.session, [award.id])
    terms = terms_now(uow.session, catalog, amendment)
    if (terms.needed.need if terms else amendment.needs) is not Need.APPROVAL:
        raise Refused(NO_APPROVAL)
    problems = [*found_in_kessai(uow, kessai)]
    if not answer.approves and not answer.reason.strip():
        message = "「承認しない理由」を入力してください。通知書に印字されます。"
        problems.append(Problem("no_reason", message, field="reason"))
    if problems:
        raise Problems(problems)
    line = _line(amendment, terms, answer)
    award_id, award_version, call_id = award.id, award.version, award.application.call_id
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_lines_in_draft(write.session, [award_id])
        award = write.lock(Award, award_id, version=award_version)
        amendment = write.lock(Amendment, amendment_id, version=version)
        _refuse_to_answer(amendment, award)
        if terms is not None:
            keep_terms(amendment, terms)
        decision = add_decision(write, actor, call, DecisionKind.AMENDMENT, kessai, [line])
    return decision.id


def _refuse_to_answer(amendment: Amendment, award: Award) -> None:
    AMENDMENT_STEPS.require(amendment.state, AmendmentState.APPROVED)
    refuse_unchangeable(award)
    if amendment.filing.state not in HANDED_IN:
        raise Refused(IN_CORRECTION)


def _line(amendment: Amendment, terms: AmendmentTerms | None, answer: Answer) -> DraftLine:
    award = amendment.award
    before = award.awarded or 0
    after = terms.after if terms and answer.approves else before
    working = terms.working if terms else Working.from_json(amendment.working)
    if not answer.approves:
        refused = f"承認しないので、交付決定額は {format_yen(before)} のまま"
        working += Working((Line(refused),))
    return DraftLine(
        application_id=award.application_id,
        award_id=award.id,
        outcome=Outcome.AMENDED if answer.approves else Outcome.AMENDMENT_REFUSED,
        amount=after,
        before=before,
        working=working,
        reason="" if answer.approves else answer.reason,
        conditions=_conditions(amendment, answer),
        filing_id=amendment.filing_id,
    )


def _conditions(amendment: Amendment, answer: Answer) -> str:
    """A stop's letter says what is approved, and that it is still reported."""
    if not answer.approves:
        return ""
    lines = answer.conditions.splitlines()
    if amendment.kind is ChangeKind.STOP and amendment.stops_on is not None:
        lines.insert(
            0,
            f"事業は、{format_date(amendment.stops_on)}をもって中止・廃止とすることを承認します。"
            "それまでに使った金額を、実績報告書で報告してください。",
        )
    return "\n".join(one.strip() for one in lines if one.strip())


def release_amendment(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue the answer to a change; an increase is refused beyond what the budget has left."""
    release(
        uow,
        catalog,
        press,
        actor,
        decision_id,
        kind=DecisionKind.AMENDMENT,
        version=version,
        effect=_answer,
    )


def _answer(under_way: Release) -> list[Application]:
    """The call's row is locked: what is counted here cannot change before the commit."""
    return [_answer_one(under_way, line) for line in under_way.lines]


def _answer_one(under_way: Release, line: DecisionLine) -> Application:
    write = under_way.write
    letter = under_way.letters[line.application_id]
    award = write.lock(Award, line.award_id or 0, version=letter.award_version)
    accept_filing(under_way, write.lock(Filing, line.filing_id or 0))
    found = select(Amendment.id).where(Amendment.filing_id == line.filing_id)
    amendment = write.lock(Amendment, write.session.scalars(found).one())
    refuse_unchangeable(award)
    approved = line.outcome is Outcome.AMENDED
    to = AmendmentState.APPROVED if approved else AmendmentState.REFUSED
    AMENDMENT_STEPS.require(amendment.state, to)
    amendment.state = to
    amendment.answered_at = write.now
    amendment.remark = line.reason
    if approved:
        change_award(under_way, award, line)
    if approved and amendment.kind is ChangeKind.STOP:
        discontinue(award, amendment)
    return award.application
