"""次点への案内: the runners-up of a call, what is free for them, offers and their answers."""

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.models import Application
from koubo.applications.policy import load_for_staff
from koubo.award.decisions.actions.promoting import draft_promotion
from koubo.award.decisions.ranks import places_of
from koubo.award.grants.actions.offers import offer_to_runner_up, record_answer
from koubo.award.grants.money_left import money_left
from koubo.award.grants.offer_rules import PHASE_NAMES, OfferAnswer, OfferPhase
from koubo.award.grants.queries.call_money import call_money
from koubo.award.grants.queries.offers import OfferRow, newest_offer, runner_up_rows
from koubo.award.grants.schemas import read_answer, read_offer
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import boxes, clean, errors_by_field
from koubo_web.forms.grant_forms import AnswerForm, OfferForm
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

PHASE_TONES = {
    OfferPhase.OPEN: "yellow",
    OfferPhase.ACCEPTED: "green",
    OfferPhase.DECLINED: "grey",
    OfferPhase.TAKEN_BACK: "grey",
    OfferPhase.OVER: "grey",
}
ANSWERS = (
    (OfferAnswer.ACCEPTED.value, "受ける", "繰上げ採択を起案できるようになります。"),
    (OfferAnswer.DECLINED.value, "受けない", "次の順位の団体に案内できます。"),
    (OfferAnswer.TAKEN_BACK.value, "案内を取り消す", "市の都合で取り消すとき。"),
)


@desk.get("/calls/<int:call_id>/runners-up")
@seat(SeatKind.OFFICER)
def runners_up(call_id: int) -> ResponseReturnValue:
    """List the runners-up by rank, with what is free now and what was offered."""
    session, who, today = unit_of_work().session, actor(), day_in_japan(now())
    call = load_call(session, who, call_id)
    rows = runner_up_rows(session, who, call_id, today)
    [shown] = call_money(session, who, call_id)
    money = money_left(session, call_id, call.budget, today)
    scheme = site().catalog.of(call.release)
    return render_template(
        "officer/grants/runners_up.html",
        call=call,
        money=shown,
        # Sums would tell whoever is kept out of one application of what became of it.
        free=money.left if shown.granted is not None else None,
        offered=sum(money.offered.values()),
        courses={one.id: one.title for one in scheme.courses},
        rows=rows,
        phases={one: (PHASE_NAMES[one], PHASE_TONES[one]) for one in OfferPhase},
    )


@desk.get("/applications/<int:application_id>/offer")
@seat(SeatKind.OFFICER)
def new_offer(application_id: int) -> ResponseReturnValue:
    """Ask what a runner-up is offered, until when."""
    application = load_for_staff(unit_of_work().session, actor(), application_id)
    free = _free_for(application)
    named = places_of(unit_of_work().session, application.call_id).get(application_id)
    most = min(free, application.requested or 0)
    amount = min(named.amount, most) if named and named.amount else most
    days = site().catalog.of(application.call.release).selection.offer_days
    typed = {**OfferForm().typed, "amount": f"{amount:,}" if amount > 0 else ""}
    if days is not None:
        typed["until"] = boxes(day_in_japan(now()) + timedelta(days=days.value))
    return _offer_page(application, typed)


@desk.post("/applications/<int:application_id>/offer")
@seat(SeatKind.OFFICER)
def add_offer(application_id: int) -> ResponseReturnValue:
    """Offer a runner-up what is free."""
    work, who = unit_of_work(), actor()
    application = load_for_staff(work.session, who, application_id)
    typed = OfferForm(formdata=request.form).typed
    try:
        amount, until, note = read_offer(typed)
        offer_to_runner_up(work, who, application_id, amount=amount, until=until, note=note)
    except Problems as found:
        return _offer_page(application, typed, found.problems), 422
    flash("次点の団体に案内しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.runners_up", call_id=application.call_id), 303)


def _offer_page(
    application: Application, typed: dict[str, Any], problems: tuple[Problem, ...] = ()
) -> str:
    return render_template(
        "officer/grants/offer.html",
        application=application,
        free=_free_for(application),
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _free_for(application: Application) -> int:
    call = application.call
    money = money_left(unit_of_work().session, call.id, call.budget, day_in_japan(now()))
    return money.left_for(application.course_id)


@desk.get("/applications/<int:application_id>/offer/answer")
@seat(SeatKind.OFFICER)
def offer_answer(application_id: int) -> ResponseReturnValue:
    """Ask what a runner-up said by telephone or on paper, or why the offer is taken back."""
    application = load_for_staff(unit_of_work().session, actor(), application_id)
    return _answer_page(application, AnswerForm().typed)


@desk.post("/applications/<int:application_id>/offer/answer")
@seat(SeatKind.OFFICER)
def record_offer_answer(application_id: int) -> ResponseReturnValue:
    """Record what was said to an offer."""
    work, who = unit_of_work(), actor()
    application = load_for_staff(work.session, who, application_id)
    call_id, typed = application.call_id, AnswerForm(formdata=request.form).typed
    offer_id = _offer_of(application).id
    try:
        answer, note = read_answer(typed)
        version = version_of(request.form)
        record_answer(work, who, offer_id, answer=answer, note=note, version=version)
    except Problems as found:
        return _answer_page(application, typed, found.problems), 422
    flash("回答を記録しました。", "success")
    return redirect(url_for("officer.runners_up", call_id=call_id), 303)


def _offer_of(application: Application) -> OfferRow:
    found = newest_offer(unit_of_work().session, application.id, day_in_japan(now()))
    if found is None:
        raise NotFound
    return found


def _answer_page(
    application: Application, typed: dict[str, Any], problems: tuple[Problem, ...] = ()
) -> str:
    offer = newest_offer(unit_of_work().session, application.id, day_in_japan(now()))
    is_open = offer is not None and offer.phase is OfferPhase.OPEN
    return render_template(
        "officer/grants/offer_answer.html",
        application=application,
        offer=offer,
        answers=ANSWERS if is_open else ANSWERS[2:],
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/applications/<int:application_id>/promotion")
@seat(SeatKind.OFFICER)
def confirm_promotion(application_id: int) -> ResponseReturnValue:
    """Ask whether the 繰上げ採択 is to be drafted."""
    session = unit_of_work().session
    application = load_for_staff(session, actor(), application_id)
    return render_template(
        "officer/grants/promotion.html",
        application=application,
        offer=newest_offer(session, application_id, day_in_japan(now())),
    )


@desk.post("/applications/<int:application_id>/promotion")
@seat(SeatKind.OFFICER)
def promote(application_id: int) -> ResponseReturnValue:
    """Draft the 繰上げ採択; its 決裁 is recorded when it comes back."""
    conditions = clean(request.form.get("conditions", ""))
    decision_id = draft_promotion(
        unit_of_work(), actor(), application_id, conditions=conditions[:2000]
    )
    flash("繰上げ採択を起案しました。決裁が済んだら、番号と日付を記録してください。", "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)
