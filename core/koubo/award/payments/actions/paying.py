"""What the city does with a bill: take it or send it back, order its payment, pay it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from koubo.applications.models import Application
from koubo.award.grants.telling import to_members
from koubo.award.models import Award, Claim
from koubo.award.payments.booking_rules import booked_year, payment_year_problem
from koubo.award.payments.claim_rules import CLAIM_NAMES, CLAIM_STEPS, ClaimState
from koubo.award.policy import load_claim, visible_awards
from koubo.calendar import day_in_japan, format_date
from koubo.money import format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems
from koubo.storage.unit_of_work import UnitOfWork, Write

NO_NUMBER = "「支出命令の番号」を入力してください。財務会計システムの番号を写します。"
NO_REASON = "「差し戻す理由」を入力してください。団体にメールで知らせます。"


@dataclass(frozen=True)
class Mark:
    """What is known of a bill's payment from the city's own accounts."""

    order_number: str = ""
    paid_on: date | None = None
    past_year_reason: str = ""
    """Why it was paid as 過年度支出; empty for any other payment."""


def accept_claim(uow: UnitOfWork, actor: Actor, claim_id: int, *, version: int) -> None:
    """Accept a bill as in order."""
    _require_officer(uow, actor, claim_id)
    with uow.writing() as write:
        claim = _step(write, claim_id, version, ClaimState.ACCEPTED)
        claim.accepted_by = actor.person_id
        _record(write, "accept_claim", claim)


def send_back_claim(
    uow: UnitOfWork, actor: Actor, claim_id: int, *, reason: str, version: int
) -> None:
    """Send a bill back; the same money can be billed again, into another account too."""
    award_id = _require_officer(uow, actor, claim_id).award_id
    if not reason.strip():
        raise Problems([Problem("no_reason", NO_REASON, field="reason")])
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        claim = _step(write, claim_id, version, ClaimState.SENT_BACK)
        claim.remark = reason.strip()
        write.record(
            "send_back_claim",
            claim,
            chain=award.application.call.chain,
            detail={"reason": claim.remark},
            event=to_members(
                write,
                award,
                "claim_sent_back",
                claim=CLAIM_NAMES[claim.kind],
                amount=format_yen(claim.amount),
                reason=claim.remark,
            ),
        )


def order_payment(
    uow: UnitOfWork, actor: Actor, claim_id: int, *, order_number: str, version: int
) -> None:
    """Record the number that the 支出命令 has in the city's own accounts."""
    _require_officer(uow, actor, claim_id)
    if not order_number.strip():
        raise Problems([Problem("no_order_number", NO_NUMBER, field="order_number")])
    with uow.writing() as write:
        claim = _step(write, claim_id, version, ClaimState.ORDERED)
        _note_order(write, claim, order_number)


def pay_claim(
    uow: UnitOfWork,
    actor: Actor,
    claim_id: int,
    *,
    paid_on: date,
    version: int,
    past_year_reason: str = "",
) -> None:
    """Record the day on which a bill was paid; it adds to what the award was paid.

    :param past_year_reason: why it was paid as 過年度支出, after the accounts of its year closed
    """
    claim = _require_officer(uow, actor, claim_id)
    today = day_in_japan(uow.now)
    if found := payment_problem(claim, paid_on, today, past_year_reason):
        raise Problems([found])
    award_id = claim.award_id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        claim = _step(write, claim_id, version, ClaimState.PAID)
        _note_payment(write, award, claim, paid_on, past_year_reason)


def mark_payments(
    uow: UnitOfWork,
    actor: Actor,
    marks: Mapping[int, Mark],
    versions: Mapping[int, int],
) -> int:
    """Record order numbers and payment days of many bills, all of them or none; give how many.

    :param marks: by id of the bill
    :param versions: of the bills as the page or the list showed them; Stale if one has moved on
    :raise Problems: named ``paid_on-12`` or ``order_number-12`` by the bill
    """
    claims = claims_of_staff(uow, actor, marks)
    today = day_in_japan(uow.now)
    found = [one for claim in claims for one in mark_problems(claim, marks[claim.id], today)]
    if found:
        raise Problems(found)
    award_ids = {claim.id: claim.award_id for claim in claims}
    with uow.writing() as write:
        awards = {one: write.lock(Award, one) for one in sorted(set(award_ids.values()))}
        for claim_id in sorted(award_ids):
            claim = write.lock(Claim, claim_id, version=versions[claim_id])
            _mark(write, awards[claim.award_id], claim, marks[claim_id])
    return len(award_ids)


def claims_of_staff(uow: UnitOfWork, actor: Actor, claim_ids: Iterable[int]) -> list[Claim]:
    """Give bills that an officer may see, by id; NotFound unless that is all of them."""
    require(actor, SeatKind.OFFICER)
    wanted = set(claim_ids)
    found = uow.session.scalars(
        select(Claim)
        .join(Award, Award.id == Claim.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(Claim.id.in_(wanted), visible_awards(actor))
        .order_by(Claim.id)
    ).all()
    if len(found) != len(wanted):
        raise NotFound
    return list(found)


def mark_problems(claim: Claim, mark: Mark, today: date) -> list[Problem]:
    """Say what is wrong with what is to be recorded of a bill; nothing is read or changed."""
    found: list[Problem] = []
    if claim.state not in (ClaimState.ACCEPTED, ClaimState.ORDERED):
        name = CLAIM_STEPS.names[claim.state]
        message = f"この請求は「{name}」です。受理した、まだ支払っていない請求だけを記録できます。"
        return [Problem("wrong_state", message, field=f"order_number-{claim.id}")]
    if claim.state is ClaimState.ACCEPTED and not mark.order_number.strip():
        found.append(Problem("no_order_number", NO_NUMBER, field=f"order_number-{claim.id}"))
    if mark.paid_on is not None:
        problem = payment_problem(claim, mark.paid_on, today, mark.past_year_reason)
        if problem is not None:
            found.append(Problem(problem.code, problem.message, field=f"paid_on-{claim.id}"))
    return found


def payment_problem(
    claim: Claim, paid_on: date, today: date, past_year_reason: str
) -> Problem | None:
    """Say why a bill cannot have been paid on a day; None where it can."""
    filed_on = day_in_japan(claim.filed_at)
    if not filed_on <= paid_on <= today:
        message = (
            f"「支払日」は請求の日（{format_date(filed_on)}）から今日（{format_date(today)}）まで"
            "の日を入力してください。"
        )
        return Problem("paid_on", message, field="paid_on")
    return payment_year_problem(claim.award.fiscal_year, paid_on, past_year_reason)


def _mark(write: Write, award: Award, claim: Claim, mark: Mark) -> None:
    if claim.state is ClaimState.ACCEPTED:
        CLAIM_STEPS.require(claim.state, ClaimState.ORDERED)
        claim.state = ClaimState.ORDERED
        _note_order(write, claim, mark.order_number)
    elif mark.order_number.strip() and mark.order_number.strip() != claim.order_number:
        _note_order(write, claim, mark.order_number)
    if mark.paid_on is not None:
        CLAIM_STEPS.require(claim.state, ClaimState.PAID)
        claim.state = ClaimState.PAID
        _note_payment(write, award, claim, mark.paid_on, mark.past_year_reason)


def _note_order(write: Write, claim: Claim, order_number: str) -> None:
    claim.order_number = order_number.strip()
    _record(write, "order_payment", claim, order_number=claim.order_number)


def _note_payment(
    write: Write, award: Award, claim: Claim, paid_on: date, past_year_reason: str
) -> None:
    claim.paid_on = paid_on
    claim.booked_year = booked_year(award.fiscal_year, paid_on, past_year_reason)
    if claim.booked_year != award.fiscal_year:
        claim.past_year_reason = past_year_reason.strip()
    award.paid += claim.amount
    write.record(
        "pay_claim",
        claim,
        chain=award.application.call.chain,
        detail={
            "amount": claim.amount,
            "paid_on": paid_on.isoformat(),
            "booked_year": claim.booked_year,
            "past_year_reason": claim.past_year_reason,
        },
        event=to_members(write, award, "claim_paid", amount=format_yen(claim.amount)),
    )


def _require_officer(uow: UnitOfWork, actor: Actor, claim_id: int) -> Claim:
    require(actor, SeatKind.OFFICER)
    return load_claim(uow.session, actor, claim_id)


def _step(write: Write, claim_id: int, version: int, to: ClaimState) -> Claim:
    claim = write.lock(Claim, claim_id, version=version)
    CLAIM_STEPS.require(claim.state, to)
    claim.state = to
    return claim


def _record(write: Write, verb: str, claim: Claim, **detail: str) -> None:
    write.record(verb, claim, chain=claim.award.application.call.chain, detail=detail)
