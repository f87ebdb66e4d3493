"""The next year's or stage's 交付 of an application, and the vote of a later year."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.grants.actions.following import (
    add_award,
    awards_of_application,
    awards_per,
    record_year_vote,
    which_award,
)
from koubo.award.grants.money_left import money_left
from koubo.award.grants.schemas import read_next_award
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.award.schemas import read_day
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.award_words import AwardPer
from koubo_web.access import seat
from koubo_web.desks.award_words import award_tag
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import boxes, errors_by_field
from koubo_web.forms.grant_forms import NextAwardForm, YearVoteForm
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/<int:award_id>/next")
@seat(SeatKind.OFFICER)
def next_award(award_id: int) -> ResponseReturnValue:
    """Ask for the award of the next year or stage."""
    found = load_award(unit_of_work().session, actor(), award_id)
    per = awards_per(site().catalog, found)
    others = awards_of_application(unit_of_work().session, found.application_id)
    year = max(one.fiscal_year for one in others) + (1 if per is AwardPer.YEAR else 0)
    return _next_page(found, {**NextAwardForm().typed, "fiscal_year": str(year)})


@desk.post("/awards/<int:award_id>/next")
@seat(SeatKind.OFFICER)
def add_next_award(award_id: int) -> ResponseReturnValue:
    """Add the award of the next year or stage."""
    work, who = unit_of_work(), actor()
    typed = NextAwardForm(formdata=request.form).typed
    try:
        following = read_next_award(typed)
        added = add_award(work, site().catalog, who, award_id, following=following)
    except Problems as wrong:
        found = load_award(work.session, who, award_id)
        return _next_page(found, typed, wrong.problems), 422
    flash("次の交付を加えました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.award", award_id=added), 303)


def _next_page(award: Award, typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session, call = unit_of_work().session, award.application.call
    money = money_left(session, call.id, call.budget, day_in_japan(now()))
    per = awards_per(site().catalog, award)
    return render_template(
        "officer/grants/next_award.html",
        award=award,
        others=[
            (one, which_award(one), award_tag(one.state))
            for one in awards_of_application(session, award.application_id)
        ],
        by_stage=per is AwardPer.STAGE,
        only_one=per is AwardPer.APPLICATION,
        free=money.left_for(award.application.course_id),
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/awards/<int:award_id>/year-vote")
@seat(SeatKind.OFFICER)
def year_vote(award_id: int) -> ResponseReturnValue:
    """Ask when the budget of an award's later year was voted."""
    found = load_award(unit_of_work().session, actor(), award_id)
    typed = YearVoteForm().typed
    if found.year_voted_on is not None:
        typed["voted_on"] = boxes(found.year_voted_on)
    return _vote_page(found, typed, found.version)


@desk.post("/awards/<int:award_id>/year-vote")
@seat(SeatKind.OFFICER)
def year_vote_now(award_id: int) -> ResponseReturnValue:
    """Record when the budget of a later year was voted."""
    work, who = unit_of_work(), actor()
    typed, version = YearVoteForm(formdata=request.form).typed, version_of(request.form)
    try:
        voted_on = read_day(typed, "voted_on", "議決日")
        count = record_year_vote(work, who, award_id, voted_on=voted_on, version=version)
    except Problems as wrong:
        found = load_award(work.session, who, award_id)
        return _vote_page(found, typed, version, wrong.problems), 422
    flash(f"議決日を記録しました（この募集の同じ年度の交付 {count}件）。", "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _vote_page(
    award: Award, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    return render_template(
        "officer/grants/year_vote.html",
        award=award,
        typed=typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )
