"""The reviewer's home: what has to be done, then every application in its place."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.review.queries.own import own_reviews, recused_count
from koubo.review.rules import ReviewState
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.desks.reviewer.todo import todos_of
from koubo_web.desks.todo import cards
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/")
@seat(SeatKind.REVIEWER)
def home() -> ResponseReturnValue:
    """Show the reviewer's own list, grouped by what has to be done."""
    work, who = unit_of_work(), actor()
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
        todos=cards(todos_of(reviews), now()),
        earlier=[one for one in groups["handed_in"] if one.is_over],
        # Until the next stage's declaration an application is hidden, earlier sheets included.
        hidden={one.application_id for one in groups["undeclared"]},
        recused=recused_count(work.session, who),
        **groups | {"handed_in": [one for one in groups["handed_in"] if not one.is_over]},
    )
