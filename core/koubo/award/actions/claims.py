"""交付請求: the grantee's bill, from its filing to the payment."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from koubo.award.models import Award, Claim
from koubo.award.policy import load_claim, load_own_award
from koubo.award.rules import (
    CLAIM_NAMES,
    CLAIM_STEPS,
    OPEN_CLAIMS,
    ClaimKind,
    ClaimState,
    claimable,
)
from koubo.award.telling import to_members, to_officers
from koubo.calendar import day_in_japan, format_date
from koubo.money import format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork, Write


def claimable_now(session: Session, catalog: Catalog, award: Award, kind: ClaimKind) -> int:
    """Give the most that may be claimed for an award now (円)."""
    sums = session.execute(
        select(
            func.coalesce(
                func.sum(Claim.amount).filter(
                    Claim.kind == ClaimKind.ADVANCE, Claim.state != ClaimState.SENT_BACK
                ),
                0,
            ),
            func.coalesce(func.sum(Claim.amount).filter(Claim.state.in_(OPEN_CLAIMS)), 0),
        ).where(Claim.award_id == award.id)
    ).one()
    scheme = catalog.of(award.application.call.release)
    return claimable(
        kind,
        award.state,
        award.amounts(),
        scheme.advance_share.value,
        advanced=int(sums[0]),
        due=int(sums[1]),
    )


def file_claim(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    kind: ClaimKind,
    amount: int | None = None,
    purpose: str = "",
    version: int,
) -> int:
    """Hand in a bill and give its id.

    :param amount: yen of a 概算払; a 精算払 is always for all that is left
    :param purpose: why a 概算払 is needed before the settlement
    :param version: the award's version that the page showed; a second press is Stale
    """
    award = load_own_award(uow.session, actor, award_id)
    _refuse_nothing_left(claimable_now(uow.session, catalog, award, kind), kind)
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        most = claimable_now(write.session, catalog, award, kind)
        _refuse_nothing_left(most, kind)
        wanted = most if kind is ClaimKind.FINAL else amount
        if problems := _problems(kind, wanted, most, purpose):
            raise Problems(problems)
        claim = Claim(
            award_id=award_id,
            number=_next_number(write.session, award_id),
            kind=kind,
            state=ClaimState.FILED,
            amount=wanted,
            purpose=purpose.strip(),
            filed_at=uow.now,
            filed_by=actor.person_id,
        )
        write.session.add(claim)
        # The award's version tells two presses of one button apart from two bills.
        flag_modified(award, "paid")
        write.session.flush()
        write.record(
            "file_claim",
            claim,
            chain=award.application.call.chain,
            detail={"kind": kind.value, "amount": claim.amount},
            event=to_officers(
                write,
                award,
                "claim_filed",
                claim=CLAIM_NAMES[kind],
                amount=format_yen(claim.amount),
            ),
        )
    return claim.id


def _next_number(session: Session, award_id: int) -> int:
    """The award's row is locked: nobody else counts at the same time."""
    last = session.scalar(select(func.max(Claim.number)).where(Claim.award_id == award_id))
    return (last or 0) + 1


def _refuse_nothing_left(most: int, kind: ClaimKind) -> None:
    if most <= 0:
        raise Refused(
            f"{CLAIM_NAMES[kind]}で請求できる額がありません。"
            "交付決定や額の確定の後か、すでに請求した額を確かめてください。"
        )


def _problems(kind: ClaimKind, amount: int | None, most: int, purpose: str) -> list[Problem]:
    found = []
    if amount is None or not 0 < amount <= most:
        message = f"「請求額」は1円から {format_yen(most)} までで入力してください。"
        found.append(Problem("amount", message, field="amount"))
    if kind is ClaimKind.ADVANCE and not purpose.strip():
        message = "「事業の前に支払いが必要な理由」を入力してください。"
        found.append(Problem("no_purpose", message, field="purpose"))
    return found


def accept_claim(uow: UnitOfWork, actor: Actor, claim_id: int, *, version: int) -> None:
    """Accept a bill as in order."""
    _require_officer(uow, actor, claim_id)
    with uow.writing() as write:
        claim = _step(write, claim_id, version, ClaimState.ACCEPTED)
        _record(write, "accept_claim", claim)


def order_payment(
    uow: UnitOfWork, actor: Actor, claim_id: int, *, order_number: str, version: int
) -> None:
    """Record the number that the 支出命令 has in the city's own accounts."""
    _require_officer(uow, actor, claim_id)
    if not order_number.strip():
        message = "「支出命令の番号」を入力してください。財務会計システムの番号を写します。"
        raise Problems([Problem("no_order_number", message, field="order_number")])
    with uow.writing() as write:
        claim = _step(write, claim_id, version, ClaimState.ORDERED)
        claim.order_number = order_number.strip()
        _record(write, "order_payment", claim, order_number=claim.order_number)


def pay_claim(uow: UnitOfWork, actor: Actor, claim_id: int, *, paid_on: date, version: int) -> None:
    """Record the day on which a bill was paid; it adds to what the award was paid."""
    claim = _require_officer(uow, actor, claim_id)
    today, filed_on = day_in_japan(uow.now), day_in_japan(claim.filed_at)
    if not filed_on <= paid_on <= today:
        message = (
            f"「支払日」は請求の日（{format_date(filed_on)}）から今日（{format_date(today)}）まで"
            "の日を入力してください。"
        )
        raise Problems([Problem("paid_on", message, field="paid_on")])
    award_id = claim.award_id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        claim = _step(write, claim_id, version, ClaimState.PAID)
        claim.paid_on = paid_on
        award.paid += claim.amount
        write.record(
            "pay_claim",
            claim,
            chain=award.application.call.chain,
            detail={"amount": claim.amount, "paid_on": paid_on.isoformat()},
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
