"""返還: the city's bill for it, and the money that comes in, with 加算金 and 延滞金."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from koubo.award.grants.telling import to_members
from koubo.award.models import Award
from koubo.calendar import day_in_japan, format_date
from koubo.money import Working, format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.reporting.models import Repayment, RepaymentReceipt
from koubo.reporting.policy import load_repayment
from koubo.reporting.rules import REPAYMENT_STEPS, RepaymentCause, RepaymentState, booked_as
from koubo.reporting.settling.interest_rules import NOTHING, Moved, late_interest, surcharge
from koubo.reporting.settling.queries import paid_claims, receipts_of, received_from
from koubo.schemes.award_words import AfterAward
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork, Write

DONE = "この返還はもう済んでいます。画面を読み込み直して確かめてください。"


@dataclass(frozen=True)
class Owed:
    """What of a repayment is still to come if a payment is made on a day (円)."""

    rest: int
    """Of the sum that comes back."""
    surcharge: int
    late_interest: int
    interest_left: int
    """Of 加算金 and 延滞金 together, less what was paid of them or is not asked for."""
    working: Working


def bill_repayment(
    uow: UnitOfWork,
    actor: Actor,
    repayment_id: int,
    *,
    bill_number: str,
    due_on: date | None = None,
    version: int,
) -> None:
    """Record number and 納期限 of the 納入通知書 in the city's own accounts; tell the grantee.

    :param due_on: None leaves the day that the letter names
    """
    require(actor, SeatKind.OFFICER)
    asked_on = day_in_japan(load_repayment(uow.session, actor, repayment_id).asked_at)
    problems = []
    if not bill_number.strip():
        message = "「納入通知書の番号」を入力してください。財務会計システムの番号を写します。"
        problems.append(Problem("no_bill_number", message, field="bill_number"))
    if due_on is not None and due_on < asked_on:
        message = (
            f"「納期限」は返還を求めた日（{format_date(asked_on)}）以後の日を入力してください。"
        )
        problems.append(Problem("due_on", message, field="due_on"))
    if problems:
        raise Problems(problems)
    with uow.writing() as write:
        repayment = write.lock(Repayment, repayment_id, version=version)
        if repayment.state is not RepaymentState.ASKED:
            raise Refused(DONE)
        repayment.bill_number = bill_number.strip()
        repayment.due_on = due_on or repayment.due_on
        award = repayment.award
        write.record(
            "bill_repayment",
            repayment,
            chain=award.application.call.chain,
            detail={
                "bill_number": repayment.bill_number,
                "due_on": repayment.due_on.isoformat() if repayment.due_on else None,
            },
            event=to_members(
                write,
                award,
                "repayment_billed",
                amount=format_yen(_billed(write.session, repayment)),
                bill_number=repayment.bill_number,
            ),
        )


def _billed(session: Session, repayment: Repayment) -> int:
    """The sum first; once it is in, what came on top of it."""
    rest = repayment.amount - repayment.received
    return rest or _interest_left(repayment, receipts_of(session, repayment.id))


def _interest_left(repayment: Repayment, receipts: list[RepaymentReceipt]) -> int:
    owed = repayment.surcharge + repayment.late_interest - repayment.waived
    return owed - sum(one.interest for one in receipts)


def owed_on(
    session: Session, terms: AfterAward, repayment: Repayment, on: date, amount: int | None = None
) -> Owed:
    """Give what is still to come of a repayment, with 加算金 and 延滞金 as of a day.

    :param amount: what comes to the sum itself on that day; None for all that is left (円)
    """
    receipts = receipts_of(session, repayment.id)
    rest = repayment.amount - repayment.received
    back = [Moved(one.received_on, one.amount) for one in receipts if one.amount]
    coming = rest if amount is None else min(amount, rest)
    if coming:
        back.append(Moved(on, coming))
    more = NOTHING
    if repayment.cause is RepaymentCause.REVOCATION:
        more = surcharge(received_from(session, repayment), back, terms.surcharge_rate)
    late = late_interest(repayment.amount, repayment.due_on, back, terms.late_rate)
    paid = sum(one.interest for one in receipts) + repayment.waived
    left = max(more.value + late.value - paid, 0)
    return Owed(rest, more.value, late.value, left, more.working + late.working)


def receive_repayment(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    repayment_id: int,
    *,
    received_on: date,
    amount: int | None = None,
    version: int,
) -> None:
    """Record money that came back: it goes to the sum first, then to 加算金 and 延滞金.

    :param amount: yen that came; None: all that is left of the sum, or then of what is on top
    """
    require(actor, SeatKind.OFFICER)
    repayment = load_repayment(uow.session, actor, repayment_id)
    terms = catalog.of(repayment.award.application.call.release).after_award
    if problems := _problems(uow, repayment, received_on):
        raise Problems(problems)
    award_id = repayment.award_id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        repayment = write.lock(Repayment, repayment_id, version=version)
        REPAYMENT_STEPS.require(repayment.state, RepaymentState.RECEIVED)
        owed = owed_on(write.session, terms, repayment, received_on, amount)
        came = amount if amount is not None else owed.rest or owed.interest_left
        to_sum = min(came, owed.rest)
        to_interest = came - to_sum
        _refuse_wrong_sum(came, owed)
        _book(write, award, repayment, received_on, to_sum, to_interest)
        repayment.received += to_sum
        repayment.surcharge, repayment.late_interest = owed.surcharge, owed.late_interest
        repayment.working = owed.working.as_json()
        award.returned += to_sum
        if repayment.received == repayment.amount and to_interest == owed.interest_left:
            repayment.state = RepaymentState.RECEIVED
            repayment.received_on = received_on
        write.record(
            "receive_repayment",
            repayment,
            chain=award.application.call.chain,
            detail={
                "amount": to_sum,
                "interest": to_interest,
                "received_on": received_on.isoformat(),
            },
        )


def _problems(uow: UnitOfWork, repayment: Repayment, received_on: date) -> list[Problem]:
    today, begin = day_in_japan(uow.now), day_in_japan(repayment.asked_at)
    named = "返還を求めた日"
    problems = []
    if not repayment.bill_number:
        message = "先に「納入通知書の番号」を記録してください。"
        problems.append(Problem("no_bill_number", message, field="bill_number"))
    if receipts := receipts_of(uow.session, repayment.id):
        named, begin = "前の収納日", receipts[-1].received_on
    if not begin <= received_on <= today:
        message = (
            f"「収納日」は{named}（{format_date(begin)}）から今日（{format_date(today)}）まで"
            "の日を入力してください。"
        )
        problems.append(Problem("received_on", message, field="received_on"))
    return problems


def _refuse_wrong_sum(came: int, owed: Owed) -> None:
    """More than what is owed is the grantee's own money: the city has to give it back."""
    most = owed.rest + owed.interest_left
    if not 0 < came <= most:
        message = (
            f"「収納した額」は1円から {format_yen(most)} までで入力してください。"
            f"返還額の残り {format_yen(owed.rest)}、加算金と延滞金の残り "
            f"{format_yen(owed.interest_left)} です。納めすぎた分は、還付の手続きをしてください。"
        )
        raise Problems([Problem("amount", message, field="amount")])


def _book(
    write: Write, award: Award, repayment: Repayment, on: date, amount: int, interest: int
) -> None:
    years = [one.booked_year for one in paid_claims(write.session, award.id) if one.booked_year]
    booked = booked_as(max(years, default=award.fiscal_year), on)
    receipt = RepaymentReceipt(
        repayment_id=repayment.id,
        received_on=on,
        amount=amount,
        interest=interest,
        booking=booked.booking,
        booked_in=booked.year,
        recorded_at=write.now,
        recorded_by=write.person_id,
    )
    write.session.add(receipt)


def waive_interest(
    uow: UnitOfWork, actor: Actor, repayment_id: int, *, reason: str, version: int
) -> None:
    """Record that the city does not ask for what is left of 加算金 and 延滞金 (免除)."""
    require(actor, SeatKind.OFFICER)
    load_repayment(uow.session, actor, repayment_id)
    if not reason.strip():
        message = "「免除の理由」を入力してください。"
        raise Problems([Problem("no_reason", message, field="reason")])
    with uow.writing() as write:
        repayment = write.lock(Repayment, repayment_id, version=version)
        REPAYMENT_STEPS.require(repayment.state, RepaymentState.RECEIVED)
        if repayment.received < repayment.amount:
            raise Refused(
                "返還額がまだ残っています。返還額が納められてから、加算金と延滞金を免除してください。"
            )
        receipts = receipts_of(write.session, repayment_id)
        waived = _interest_left(repayment, receipts)
        repayment.waived += waived
        repayment.waive_reason = reason.strip()
        repayment.state = RepaymentState.RECEIVED
        repayment.received_on = receipts[-1].received_on
        write.record(
            "waive_interest",
            repayment,
            chain=repayment.award.application.call.chain,
            detail={"waived": waived, "reason": repayment.waive_reason},
        )
