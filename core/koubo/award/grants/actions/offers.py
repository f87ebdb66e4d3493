"""次点への案内: what is left is offered to a runner-up until a day; one answers on the own page."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import editable, load_for_staff
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.grants.money_left import money_left
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.grants.offer_rules import OfferAnswer, OfferPhase, phase_on, reserves
from koubo.award.grants.telling import offer_made, offer_to_members, offer_to_officers
from koubo.calendar import day_in_japan, format_date
from koubo.money import format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write


def offer_to_runner_up(
    uow: UnitOfWork,
    actor: Actor,
    application_id: int,
    *,
    amount: int,
    until: date,
    note: str = "",
) -> int:
    """Offer a runner-up what is left of the budget, and give the offer's id.

    The offer keeps its money back (円) until it is answered or its day is over.

    :param until: the last day for the answer, JST
    :raises Problems: with the fields `amount`, `until`
    """
    require(actor, SeatKind.OFFICER)
    application = load_for_staff(uow.session, actor, application_id)
    refuse_kept_out(uow.session, actor, [application_id])
    call_id = application.call_id
    _refuse_to_offer(uow.session, application, day_in_japan(uow.now))
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        application = write.lock(Application, application_id)
        today = day_in_japan(write.now)
        _refuse_to_offer(write.session, application, today)
        free = money_left(write.session, call_id, call.budget, today).left_for(
            application.course_id
        )
        if problems := list(_problems(application, amount, until, free, today)):
            raise Problems(problems)
        return add_offer(write, actor, application, amount=amount, until=until, note=note).id


def add_offer(
    write: Write, actor: Actor, application: Application, *, amount: int, until: date, note: str
) -> RunnerUpOffer:
    """Store an offer and tell the members; the caller holds the call's row and has checked."""
    offer = RunnerUpOffer(
        application_id=application.id,
        amount=amount,
        until=until,
        note=note.strip(),
        offered_at=write.now,
        offered_by=actor.person_id,
    )
    write.session.add(offer)
    write.session.flush()
    write.record(
        "offer_to_runner_up",
        offer,
        chain=application.call.chain,
        detail={"application": application.id, "amount": amount, "until": until.isoformat()},
        event=offer_made(write, application, amount=amount, until=until, note=note.strip()),
    )
    return offer


def _refuse_to_offer(session: Session, application: Application, today: date) -> None:
    if application.state is not ApplicationState.RUNNER_UP:
        raise Refused("次点の応募だけに案内できます。")
    if application.call.state is not CallState.DECIDED:
        raise Refused("採択・不採択の決定を施行してから、次点へ案内してください。")
    for one in offers_of(session, application.id):
        if reserves(one.answer, one.until, application.state, today):
            raise Refused(
                f"この団体には、すでに案内しています（{format_date(one.until)}まで）。"
                "回答を待つか、案内を取り消してください。"
            )


def _problems(
    application: Application, amount: int, until: date, free: int, today: date
) -> Iterator[Problem]:
    most = min(free, application.requested or 0)
    if not 0 < amount <= most:
        told = (
            f"案内する額は、1円から{format_yen(most)}まで（申請額"
            f" {format_yen(application.requested or 0)}、いま空いている額 {format_yen(free)}）で"
            "入力してください。"
            if most > 0
            else "いま、この団体に案内できる予算の残りがありません。"
        )
        yield Problem("offer_amount", told, field="amount")
    if until <= today:
        message = f"回答の期限は、明日（今日は{format_date(today)}）以後の日にしてください。"
        yield Problem("offer_until", message, field="until")


def offers_of(session: Session, application_id: int) -> list[RunnerUpOffer]:
    """Give the offers that an application was made, newest first."""
    found = select(RunnerUpOffer).where(RunnerUpOffer.application_id == application_id)
    return list(session.scalars(found.order_by(RunnerUpOffer.id.desc())))


def load_own_offer(session: Session, actor: Actor, offer_id: int) -> RunnerUpOffer:
    """Give an offer to the actor's own organisation; NotFound for any other."""
    found = session.scalars(
        select(RunnerUpOffer)
        .join(Application, Application.id == RunnerUpOffer.application_id)
        .where(RunnerUpOffer.id == offer_id, editable(actor))
    ).first()
    if found is None:
        raise NotFound
    return found


def load_offer(session: Session, actor: Actor, offer_id: int) -> RunnerUpOffer:
    """Give an offer to an application that the officer may see; NotFound for any other."""
    require(actor, SeatKind.OFFICER)
    found = session.get(RunnerUpOffer, offer_id)
    if found is None:
        raise NotFound
    load_for_staff(session, actor, found.application_id)
    return found


def answer_offer(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: int,
    *,
    accepted: bool,
    note: str = "",
    version: int,
) -> None:
    """Take an offer or leave it, by its own organisation, until its day is over."""
    load_own_offer(uow.session, actor, offer_id)
    _answer(
        uow,
        actor,
        offer_id,
        OfferAnswer.ACCEPTED if accepted else OfferAnswer.DECLINED,
        note,
        version,
    )


def record_answer(
    uow: UnitOfWork,
    actor: Actor,
    offer_id: int,
    *,
    answer: OfferAnswer,
    note: str,
    version: int,
) -> None:
    """Record what an organisation said on paper or by telephone, or take the offer back.

    :param note: how it was said, or why the offer is taken back
    :raises Problems: with the field `note`
    """
    offer = load_offer(uow.session, actor, offer_id)
    refuse_kept_out(uow.session, actor, [offer.application_id])
    if not note.strip():
        message = (
            "案内を取り消す理由を入力してください。"
            if answer is OfferAnswer.TAKEN_BACK
            else "回答をどのように受けたか（電話、書面など）を入力してください。"
        )
        raise Problems([Problem("no_note", message, field="note")])
    _answer(uow, actor, offer_id, answer, note, version)


def _answer(
    uow: UnitOfWork, actor: Actor, offer_id: int, answer: OfferAnswer, note: str, version: int
) -> None:
    call_id = uow.session.get_one(RunnerUpOffer, offer_id).application.call_id
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        offer = write.lock(RunnerUpOffer, offer_id, version=version)
        application = offer.application
        phase = phase_on(offer.answer, offer.until, day_in_japan(write.now))
        late_no = answer is OfferAnswer.TAKEN_BACK and phase is OfferPhase.ACCEPTED
        if application.state is not ApplicationState.RUNNER_UP or (
            phase is not OfferPhase.OPEN and not late_no
        ):
            raise Refused(
                f"回答の期限（{format_date(offer.until)}）を過ぎたか、回答が済んでいます。"
                "市の事務局に連絡してください。"
            )
        offer.answer = answer
        offer.answered_at, offer.answered_by = write.now, actor.person_id
        offer.answer_note = note.strip()[:300]
        if answer is OfferAnswer.TAKEN_BACK:
            event = offer_to_members(write, application, "offer_taken_back")
        else:
            kind = "offer_accepted" if answer is OfferAnswer.ACCEPTED else "offer_declined"
            event = offer_to_officers(write, application, kind)
        write.record(
            f"offer_{answer.value}",
            offer,
            chain=call.chain,
            detail={"application": application.id, "note": offer.answer_note},
            event=event,
        )
