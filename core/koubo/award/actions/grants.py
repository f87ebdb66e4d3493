"""交付申請 and 交付決定: the one step that takes from the budget."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.award.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
    refuse_lines_in_draft,
)
from koubo.award.actions.release import Release, release
from koubo.award.grant_terms import GrantTerms, grant_terms
from koubo.award.handed_in import HANDED_IN
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.award.rules import (
    AWARD_STEPS,
    LIVE_STATES,
    AwardState,
    DecisionKind,
    Kessai,
    Outcome,
)
from koubo.calendar import day_in_japan, fiscal_year_start, format_date
from koubo.money import format_yen
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call, PastAwardRow
from koubo.storage.unit_of_work import UnitOfWork, Write

NO_CONDITIONS: Mapping[int, str] = MappingProxyType({})
LONGEST_SOURCE = 200


def draft_grant_decision(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_ids: Sequence[int],
    *,
    kessai: Kessai | None = None,
    conditions: Mapping[int, str] = NO_CONDITIONS,
) -> int:
    """Draft the 交付決定 of one or more awards of one call, and give its id.

    The sum of each is computed: the smallest of what the rule gives, 申請額 and 内定額.

    :param conditions: by award, what is to be added to the conditions of the scheme
    """
    require(actor, SeatKind.OFFICER)
    awards = load_awards(uow.session, actor, award_ids)
    call_id = awards[0].application.call_id
    for award in awards:
        AWARD_STEPS.require(award.state, AwardState.GRANTED)
    refuse_kept_out(uow.session, actor, [one.application_id for one in awards])
    refuse_lines_in_draft(uow.session, award_ids)
    terms = grant_terms(uow.session, catalog, awards)
    problems = [*found_in_kessai(uow, kessai), *(_zero(one) for one in terms if not one.amount)]
    if problems:
        raise Problems(problems)
    documents = {one.id: one.filing_id for one in awards}
    lines = [
        replace(_line(one, conditions.get(one.award_id, "")), filing_id=documents[one.award_id])
        for one in terms
    ]
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_lines_in_draft(write.session, award_ids)
        for one in terms:
            award = write.lock(Award, one.award_id, version=one.award_version)
            AWARD_STEPS.require(award.state, AwardState.GRANTED)
        decision = add_decision(write, actor, call, DecisionKind.GRANT, kessai, lines)
    return decision.id


def load_awards(session: Session, actor: Actor, award_ids: Sequence[int]) -> list[Award]:
    """Give awards of one call that the actor may see; NotFound if one of them is not."""
    found = session.scalars(
        select(Award)
        .join(Award.application)
        .where(Award.id.in_(award_ids), visible_awards(actor))
        .order_by(Award.id)
    ).all()
    if not found or len(found) != len(set(award_ids)):
        raise NotFound
    if len({one.application.call_id for one in found}) > 1:
        raise Refused(
            "ちがう募集の交付を1つの決定にまとめることはできません。募集ごとに起案してください。"
        )
    return list(found)


def _zero(terms: GrantTerms) -> Problem:
    return Problem(
        "no_amount",
        f"{terms.receipt_number}の交付決定額が0円になります。"
        "計算の過程を確かめ、交付申請書の補正を依頼してください。",
        field=f"award-{terms.award_id}",
    )


def _line(terms: GrantTerms, more: str) -> DraftLine:
    conditions = [*terms.conditions, *(one for one in more.splitlines() if one.strip())]
    return DraftLine(
        application_id=terms.application_id,
        award_id=terms.award_id,
        outcome=Outcome.GRANTED,
        amount=terms.amount,
        working=terms.working,
        conditions="\n".join(conditions),
    )


def release_grant(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a 交付決定: refused before the budget is voted and begun, and beyond it."""
    release(
        uow,
        catalog,
        press,
        actor,
        decision_id,
        kind=DecisionKind.GRANT,
        version=version,
        effect=_grant,
    )


def _grant(under_way: Release) -> list[Application]:
    """The call's row is locked: what is counted here cannot change before the commit."""
    write, call = under_way.write, under_way.call
    refuse_to_grant(call, under_way)
    awards = [one.award_id for one in under_way.lines if one.award_id is not None]
    _accept_filings(under_way, awards)
    applications = []
    for line in under_way.lines:
        letter = under_way.letters[line.application_id]
        award = write.lock(Award, line.award_id or 0, version=letter.award_version)
        AWARD_STEPS.require(award.state, AwardState.GRANTED)
        award.state = AwardState.GRANTED
        award.awarded = line.amount
        award.granted_on = under_way.decision.issued_on
        keep_past_award(write, award, letter.letter.document_number)
        applications.append(award.application)
    return applications


def refuse_to_grant(call: Call, under_way: Release) -> None:
    """Refuse before vote and year, and where the budget does not last."""
    facts, today = call.facts(), day_in_japan(under_way.write.now)
    begins = fiscal_year_start(call.fiscal_year)
    if facts.voted_on is None:
        raise Refused(
            "この募集の予算の議決がまだ記録されていません。議決日を記録してから施行してください。"
        )
    if not facts.may_grant_on(min(today, under_way.issued_on)):
        raise Refused(
            f"事業年度が始まる前（{format_date(begins)}より前）の日付では交付決定できません。"
            "施行日を確かめてください。"
        )
    granted = granted_of(under_way.write.session, call.id)
    wanted = sum(line.amount for line in under_way.lines)
    if granted + wanted > call.budget:
        raise Refused(
            f"交付決定額の合計が予算を超えます。予算 {format_yen(call.budget)}、"
            f"決定済み {format_yen(granted)}、この決定 {format_yen(wanted)}、"
            f"不足 {format_yen(granted + wanted - call.budget)}。"
        )


def granted_of(session: Session, call_id: int) -> int:
    """Give the sum of what a call's live awards were granted (円)."""
    granted = session.scalar(
        select(func.coalesce(func.sum(Award.awarded), 0))
        .join(Award.application)
        .where(Application.call_id == call_id, Award.state.in_(LIVE_STATES))
    )
    return int(granted or 0)


def _accept_filings(under_way: Release, award_ids: Collection[int]) -> None:
    filings = under_way.write.session.scalars(
        select(Filing)
        .join(Award, Award.filing_id == Filing.id)
        .where(Award.id.in_(award_ids))
        .order_by(Filing.id)
        .with_for_update(of=Filing)
        .execution_options(populate_existing=True)
    )
    for filing in filings:
        accept_filing(under_way, filing)


def accept_filing(under_way: Release, filing: Filing) -> None:
    """Accept the document that a decision answers; Refused where it was handed in anew since."""
    filed_at = filing.filed_at
    fresh = filed_at is not None and filed_at <= under_way.decision.drafted_at
    if filing.state not in HANDED_IN or not fresh:
        raise Refused(
            "起案の後に、団体の書類が補正されています。"
            "起案した人が取りやめて、新しい書類で起案し直してください。"
        )
    if filing.state is FilingState.FILED:
        FILING_STEPS.require(filing.state, FilingState.ACCEPTED)
        filing.state = FilingState.ACCEPTED
        verb = f"accept_{filing.kind.value}"
        under_way.write.record(verb, filing, chain=under_way.call.chain)


def keep_past_award(write: Write, award: Award, source: str) -> None:
    """Write the year down among the organisation's past awards (助成歴).

    Two calls of one year may award the same course twice: it stays one year, with the sum of both.
    """
    application = award.application
    key = (application.organisation_id, application.course_id, award.fiscal_year)
    row = write.session.scalars(
        select(PastAwardRow).where(
            PastAwardRow.organisation_id == key[0],
            PastAwardRow.course_id == key[1],
            PastAwardRow.fiscal_year == key[2],
        )
    ).first()
    if row is None:
        row = PastAwardRow(organisation_id=key[0], course_id=key[1], fiscal_year=key[2], source="")
        write.session.add(row)
    row.amount = (row.amount or 0) + (award.awarded or 0)
    row.source = "、".join(one for one in (row.source, source) if one)[:LONGEST_SOURCE]
