"""A presentation day of a round: made for the first stage on the builders' own day after the close."""

from datetime import datetime, timedelta
from typing import Any

from builders import AFTER
from koubo.review.days.actions.cards import make_cards, open_card
from koubo.review.days.actions.timetable import make_day
from koubo.review.days.models import PresentationDay
from koubo.review.days.policy import Holder
from koubo.review.days.queries import DayView, day_view
from koubo.review.days.rules import Minutes
from koubo.review.days.schemas import DayInput
from review.rounds import Round

STARTS = AFTER + timedelta(hours=4)


def a_day(
    round_: Round,
    stage: str = "documents",
    *,
    applications: list[int] | None = None,
    **changes: Any,
) -> int:
    """Make a day with these applications, or all of the round's."""
    values: dict[str, Any] = {
        "held_on": AFTER.date(),
        "starts_at": STARTS,
        "place": "市民活動センター",
        "minutes": Minutes(10, 5, 2),
        "quorum": 2,
    }
    made: int = round_.by(
        "officer",
        make_day,
        round_.call_id,
        stage,
        typed=DayInput(**(values | changes)),
        application_ids=round_.applications if applications is None else applications,
    )
    return made


def view_of(round_: Round, day_id: int, person: str = "officer") -> DayView:
    """Give a day as a person sees it."""
    found: DayView = round_.ask(person, day_view, day_id)
    return found


def press(
    round_: Round, verb: Any, day_id: int, *args: Any, now: datetime = AFTER, **options: Any
) -> Any:
    """Let the officer do something about a day; the newest version goes in where it is asked for."""
    city = round_.city
    with city.uow(now, "officer") as uow:
        if "version" in verb.__annotations__ and "version" not in options:
            options["version"] = uow.session.get_one(PresentationDay, day_id).version
        found = (city.catalog,) if "catalog" in verb.__annotations__ else ()
        return verb(uow, *found, city.actor("officer", now), day_id, *args, **options)


def tokens(round_: Round, day_id: int, now: datetime = AFTER) -> dict[str, str]:
    """Make a card for everybody, and give the tokens by person."""
    members = round_.members
    with round_.city.uow(now, "officer") as uow:
        officer = round_.city.actor("officer", now)
        made = make_cards(uow, officer, day_id, member_ids=list(members.values()))
    return {person: card.token for person, card in zip(members, made, strict=True)}


def opened(round_: Round, token: str, now: datetime = AFTER) -> Holder:
    """Open a tablet by a card."""
    with round_.city.uow(now) as uow:
        return open_card(uow, token)
