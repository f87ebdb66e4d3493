"""The reviewer's home: what has to be done, then every application in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.calendar import JST, day_in_japan
from koubo.people.rules import SeatKind
from koubo.review.days.upcoming import own_next_day
from koubo.review.queries.own import OwnReview, own_reviews, recused_count
from koubo.review.rules import ReviewState
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.desks.reviewer.todo import todos_of
from koubo_web.desks.todo import cards
from koubo_web.requests import actor, now, site, unit_of_work

COUNTED = (ReviewState.ASSIGNED, ReviewState.DECLARED, ReviewState.HANDED_IN)


@dataclass(frozen=True)
class Stage:
    """How much of one stage's marking is handed in."""

    key: str
    title: str
    done: int
    total: int


@dataclass(frozen=True)
class Booklet:
    """A stage of whose applications the reviewer may print a booklet now."""

    call_id: int
    call: str
    stage_id: str
    stage: str
    applications: int
    to_mark: int
    """How many of its sheets are still to be handed in."""


@desk.get("/")
@seat(SeatKind.REVIEWER)
def home() -> ResponseReturnValue:
    """Show the reviewer's own list, grouped by what has to be done."""
    work, who, today = unit_of_work(), actor(), day_in_japan(now())
    day = own_next_day(work.session, site().catalog, who, today)
    reviews = own_reviews(work.session, site().catalog, who)
    groups = {
        name: [one for one in reviews if one.state is state]
        for name, state in (
            ("undeclared", ReviewState.ASSIGNED),
            ("open", ReviewState.DECLARED),
            ("handed_in", ReviewState.HANDED_IN),
            ("absent", ReviewState.ABSENT),
        )
    }
    return render_template(
        "reviewer/home.html",
        todos=cards(todos_of(reviews, now()), now()),
        now=now(),
        stages=stages_of(reviews),
        day=day,
        timetable=[(_hours(one.begins, one.ends), one) for one in day.lines] if day else [],
        is_today=day is not None and day.day.held_on == today,
        booklets=booklets_of(reviews),
        earlier=[one for one in groups["handed_in"] if one.is_over],
        # Until the next stage's declaration an application is hidden, earlier sheets included.
        hidden={one.application_id for one in groups["undeclared"]},
        recused=recused_count(work.session, who),
        **groups | {"handed_in": [one for one in groups["handed_in"] if not one.is_over]},
    )


def _hours(begins: datetime, ends: datetime) -> str:
    return f"{begins.astimezone(JST):%H:%M}から{ends.astimezone(JST):%H:%M}まで"


def stages_of(reviews: Iterable[OwnReview]) -> list[Stage]:
    """Give the stages of running calls with sheets still to come in, and how many are in."""
    found: dict[tuple[int, str], list[OwnReview]] = {}
    for one in reviews:
        if not one.is_over and one.state in COUNTED:
            found.setdefault((one.call_id, one.stage_id), []).append(one)
    stages = [
        Stage(
            f"{call_id}-{stage_id}",
            f"{each[0].call}　{each[0].stage}",
            sum(one.state is ReviewState.HANDED_IN for one in each),
            len(each),
        )
        for (call_id, stage_id), each in found.items()
    ]
    return [one for one in stages if one.done < one.total]


def booklets_of(reviews: Iterable[OwnReview]) -> list[Booklet]:
    """Give the stages of running calls in which the reviewer has declared about something."""
    found: dict[tuple[int, str], list[OwnReview]] = {}
    for one in reviews:
        if not one.is_over and one.state in (ReviewState.DECLARED, ReviewState.HANDED_IN):
            found.setdefault((one.call_id, one.stage_id), []).append(one)
    return [
        Booklet(
            one[0].call_id,
            one[0].call,
            one[0].stage_id,
            one[0].stage,
            len(one),
            sum(each.state is ReviewState.DECLARED for each in one),
        )
        for one in found.values()
    ]
