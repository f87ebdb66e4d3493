"""交付申請 and 交付決定: the one step that takes from the budget."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.decisions.actions.answered_filings import accept_filings
from koubo.award.decisions.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
    refuse_lines_in_draft,
)
from koubo.award.decisions.actions.release import Release, release
from koubo.award.decisions.kessai_rules import before_the_vote
from koubo.award.grants.actions.beyond_budget import refuse_beyond_budget
from koubo.award.grants.actions.past_years import keep_past_award
from koubo.award.grants.agreements import refuse_unsigned
from koubo.award.grants.budget_left import taken_by_course
from koubo.award.grants.terms import GrantTerms, grant_terms
from koubo.award.models import Award, DecisionLine
from koubo.award.policy import load_decision, visible_awards
from koubo.award.rules import (
    AWARD_STEPS,
    AwardState,
    DecisionKind,
    Kessai,
    Outcome,
)
from koubo.calendar import (
    day_in_japan,
    fiscal_year_end,
    fiscal_year_start,
    format_date,
    format_fiscal_year,
)
from koubo.money import Line, Working, format_yen
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.award_words import AgreementUse
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork

NO_TEXTS: Mapping[int, str] = MappingProxyType({})


def draft_grant_decision(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_ids: Sequence[int],
    *,
    kessai: Kessai | None = None,
    conditions: Mapping[int, str] = NO_TEXTS,
    refusals: Mapping[int, str] = NO_TEXTS,
) -> int:
    """Draft the 交付決定 of one or more awards of one call, and give its id.

    The sum of each is computed: the smallest of what the rule gives, 申請額 and 内定額.

    :param conditions: by award, what is to be added to the conditions of the scheme
    :param refusals: by award, why nothing is granted (不交付決定); the letter says it
    :raises Problems: with the fields `award-<id>` and `refusal-<id>`
    """
    require(actor, SeatKind.OFFICER)
    awards = load_awards(uow.session, actor, award_ids)
    call_id = awards[0].application.call_id
    for award in awards:
        AWARD_STEPS.require(award.state, AwardState.GRANTED)
    _refuse_twice_one_application(awards)
    refuse_kept_out(uow.session, actor, [one.application_id for one in awards])
    refuse_lines_in_draft(uow.session, award_ids)
    terms = grant_terms(uow.session, catalog, awards)
    problems = [
        *found_in_kessai(uow, kessai, _voted_last(awards)),
        *(_zero(one) for one in terms if not one.amount and one.award_id not in refusals),
        *(_without_reason(one) for one in terms if refusals.get(one.award_id) == ""),
    ]
    if problems:
        raise Problems(problems)
    documents = {one.id: one.filing_id for one in awards}
    lines = [
        replace(
            _refused(one, refusals[one.award_id])
            if one.award_id in refusals
            else _line(one, conditions.get(one.award_id, "")),
            filing_id=documents[one.award_id],
        )
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


def _refuse_twice_one_application(awards: Sequence[Award]) -> None:
    """A decision says one thing of each application: a line, a letter."""
    if len({one.application_id for one in awards}) < len(awards):
        raise Refused(
            "同じ応募の2つの交付（年度・段階）を1つの決定にまとめることはできません。"
            "分けて起案してください。"
        )


def _voted_last(awards: Sequence[Award]) -> date | None:
    """Give the latest vote of the budgets that the awards stand on, as far as they are recorded."""
    return max((one.voted_on for one in awards if one.voted_on is not None), default=None)


def _without_reason(terms: GrantTerms) -> Problem:
    return Problem(
        "no_refusal_reason",
        f"{terms.receipt_number}を交付しない理由を入力してください。通知書に書きます。",
        field=f"refusal-{terms.award_id}",
    )


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


def _refused(terms: GrantTerms, reason: str) -> DraftLine:
    told = f"計算した額は {format_yen(terms.amount)}。交付しないので、交付決定額は0円"
    return DraftLine(
        application_id=terms.application_id,
        award_id=terms.award_id,
        outcome=Outcome.GRANT_REFUSED,
        amount=0,
        working=terms.working + Working((Line(told),)),
        reason=reason,
    )


def release_grant(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a 交付決定: refused before the budget is voted and begun, and beyond it.

    Where the scheme's 協定書 stands in the notice's place, both must have signed it before.
    """
    instead = _agreement_is_the_notice(uow.session, catalog, actor, decision_id)

    def effect(under_way: Release) -> list[Application]:
        if instead:
            refuse_unsigned(
                under_way.write.session, [o.award_id for o in under_way.lines if _grants(o)]
            )
        return _grant(under_way)

    release(
        uow,
        catalog,
        press,
        actor,
        decision_id,
        kind=DecisionKind.GRANT,
        version=version,
        effect=effect,
        unlettered=(Outcome.GRANTED,) if instead else (),
    )


def _agreement_is_the_notice(
    session: Session, catalog: Catalog, actor: Actor, decision_id: int
) -> bool:
    decision = load_decision(session, actor, decision_id)
    words = catalog.of(decision.call.release).after_award
    return words.agreement.value is AgreementUse.INSTEAD


def _grant(under_way: Release) -> list[Application]:
    """The call's row is locked: what is counted here cannot change before the commit."""
    write = under_way.write
    awards = _locked(under_way)
    granted = [award for award, line in zip(awards, under_way.lines, strict=True) if _grants(line)]
    if granted:
        refuse_to_grant(under_way, granted)
    accept_filings(under_way, [one.id for one in awards])
    for award, line in zip(awards, under_way.lines, strict=True):
        if _grants(line):
            AWARD_STEPS.require(award.state, AwardState.GRANTED)
            award.state = AwardState.GRANTED
            award.awarded = line.amount
            award.granted_on = under_way.issued_on
            number = under_way.letters[line.application_id].letter.document_number
            keep_past_award(write, award, number)
        else:
            AWARD_STEPS.require(award.state, AwardState.REFUSED)
            award.state = AwardState.REFUSED
            award.ended_on, award.end_reason = under_way.issued_on, line.reason
    return [one.application for one in awards]


def _locked(under_way: Release) -> list[Award]:
    return [
        under_way.write.lock(
            Award, line.award_id or 0, version=under_way.letters[line.application_id].award_version
        )
        for line in under_way.lines
    ]


def _grants(line: DecisionLine) -> bool:
    return line.outcome is Outcome.GRANTED


def refuse_to_grant(under_way: Release, awards: Sequence[Award]) -> None:
    """Refuse before vote and year of each award, and where the budget does not last."""
    for award in awards:
        _refuse_year(under_way, award)
    refuse_beyond_budget(under_way)


def _refuse_year(under_way: Release, award: Award) -> None:
    voted_on, year = award.voted_on, format_fiscal_year(award.fiscal_year)
    begins, ends = fiscal_year_start(award.fiscal_year), fiscal_year_end(award.fiscal_year)
    if voted_on is None:
        about = (
            "この募集"
            if award.fiscal_year == under_way.call.fiscal_year
            else f"{year}の交付（{award.application.receipt_number}）"
        )
        raise Refused(
            f"{about}の予算の議決がまだ記録されていません。議決日を記録してから施行してください。"
        )
    if before := before_the_vote(under_way.decision.kessai(), voted_on):
        raise Refused(before[0].message)
    if min(day_in_japan(under_way.write.now), under_way.issued_on) < begins:
        raise Refused(
            f"事業年度が始まる前（{format_date(begins)}より前）の日付では交付決定できません。"
            "施行日を確かめてください。"
        )
    if under_way.issued_on > ends:  # 会計年度独立の原則（地方自治法第208条第2項）
        raise Refused(
            f"事業年度が終わった後（{format_date(ends)}より後）の日付では交付決定できません。"
            "施行日を確かめてください。"
        )


def granted_of(session: Session, call_id: int) -> int:
    """Give what a call's awards take from its budget (円)."""
    return sum(taken_by_course(session, call_id, date.max).values())
