"""A call in figures (数字で見る): how far its applications came, its days, its money, its parts."""

from collections.abc import Iterator
from functools import cached_property

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.reporting.figures.call_days import days_of
from koubo.reporting.figures.call_numbers import CallNumbers, numbers_of
from koubo.reporting.figures.parted_numbers import of_call, parts_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.schemes.rules import Scheme
from koubo_web.access import seat
from koubo_web.charts import DRAWS
from koubo_web.desks.officer.calls.pages import scheme_of
from koubo_web.desks.officer.desk import desk
from koubo_web.pictures import of_call as pictures_of_call
from koubo_web.pictures.picture import Picture, picture_named
from koubo_web.pictures.showing import drawn
from koubo_web.requests import actor, now, unit_of_work


class CallPictures:
    """The pictures of a call; each asks the database for no more than it shows."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.session, self.actor = unit_of_work().session, actor()

    @cached_property
    def scheme(self) -> Scheme:
        """Give the scheme of the call."""
        return scheme_of(self.call)

    @cached_property
    def numbers(self) -> CallNumbers:
        """Give the counts and the sums."""
        return numbers_of(self.session, self.actor, self.call.id)

    def of_numbers(self) -> Iterator[Picture]:
        """Give the way of the applications, and the money where the scheme gives any."""
        scheme, numbers = self.scheme, self.numbers
        yield pictures_of_call.funnel(
            numbers.counts,
            declares=any(
                scheme.first_kind(one) is FilingKind.PARTICIPATION for one in scheme.courses
            ),
            is_judged=bool(scheme.stages),
            gives_money=scheme.gives_money,
        )
        if scheme.gives_money:
            yield pictures_of_call.money(numbers.budget, numbers.sums, is_voted=numbers.is_voted)

    def of_days(self) -> Iterator[Picture]:
        """Give the days of the call."""
        found = days_of(self.session, self.actor, self.call, self.scheme.stages)
        yield pictures_of_call.days(found, day_in_japan(now()))

    def of_parts(self) -> Iterator[Picture]:
        """Give the applications by course, theme and district."""
        schemes = {self.call.scheme_id: self.scheme}
        found = parts_of(self.session, self.actor, of_call(self.call.id), schemes)
        yield from pictures_of_call.parts(found)

    def named(self, key: str) -> list[Picture]:
        """Give the pictures that are made together with the one of a name."""
        if key in ("funnel", "money"):
            return list(self.of_numbers())
        return list(self.of_days() if key == "days" else self.of_parts())


@desk.get("/calls/<int:call_id>/figures")
@seat(SeatKind.OFFICER)
def call_figures(call_id: int) -> ResponseReturnValue:
    """Show a call in figures: every picture with its sentence and its table."""
    shown = CallPictures(load_call(unit_of_work().session, actor(), call_id))
    return render_template(
        "officer/call_figures.html",
        call=shown.call,
        pictures=[*shown.of_numbers(), *shown.of_days(), *shown.of_parts()],
        is_part=shown.numbers.is_part,
        draws=DRAWS,
    )


@desk.get("/calls/<int:call_id>/figures/<picture>.svg")
@seat(SeatKind.OFFICER)
def call_picture(call_id: int, picture: str) -> ResponseReturnValue:
    """Draw one picture of a call."""
    shown = CallPictures(load_call(unit_of_work().session, actor(), call_id))
    return drawn(picture_named(shown.named(picture), picture))
