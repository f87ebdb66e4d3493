"""Staff are not exempt: what the rules know keeps them out, and the review is another's work."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from award_builders import DECIDED
from builders import AFTER, IN_TIME, City
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.grants.queries.call_money import call_money
from koubo.people.models import Bar, Membership
from koubo.people.rules import BarCause, MemberRole
from koubo.problems import Refused
from koubo.review.policy import KEPT_OUT, load_concluded_call, load_reviewed_call
from koubo.review.queries.in_part import stage_in_part
from koubo.review.queries.overview import waiting_review
from review.rounds import Round


def make_member(city: City, person: str) -> None:
    with city.uow() as uow, uow.writing() as write:
        row = Membership(
            organisation_id=city.ids["organisation"],
            person_id=city.ids[person],
            role=MemberRole.EDITOR,
            left_at=IN_TIME,
        )
        write.session.add(row)


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        ask()
    return found.value.message


def test_whoever_is_kept_out_of_one_is_shown_nothing_that_hangs_on_it(round_: Round):
    city, [own, other] = round_.city, round_.applications
    make_member(city, "officer2")
    make_member(city, "releaser")
    round_.start()

    with city.uow() as uow:
        bars = select(Bar.person_id, Bar.application_id).where(Bar.cause == BarCause.RECUSED)
        kept = {(person_id, number) for person_id, number in uow.session.execute(bars)}
    assert kept == {(city.ids["officer2"], own), (city.ids["releaser"], own)}

    part = round_.ask("officer2", stage_in_part, round_.call_id, "documents")
    assert [(one.application_id, one.sheets_in, one.sheets_due) for one in part.rows] == [
        (other, 0, 3)
    ]
    with city.uow(AFTER) as uow:
        session, officer2 = uow.session, city.actor("officer2", AFTER)
        releaser = city.actor("releaser", AFTER)
        said = [
            refused(lambda: load_reviewed_call(session, officer2, round_.call_id)),
            refused(lambda: load_concluded_call(session, releaser, round_.call_id)),
        ]
        assert said == [KEPT_OUT] * 2
        assert "ほかの職員" in refused(lambda: refuse_kept_out(session, officer2, [own, other]))
        [money] = call_money(session, officer2, round_.call_id)
        assert (money.budget, money.granted, money.left) == (2_000_000, None, None)
        [money] = call_money(session, city.actor("officer", AFTER), round_.call_id)
        assert (money.granted, money.left) == (0, 2_000_000)


def test_what_waits_is_told_to_those_who_can_do_it(round_: Round):
    city = round_.city
    make_member(city, "officer2")
    with city.uow(DECIDED) as uow:
        waits = {
            person: len(
                waiting_review(
                    uow.session, city.catalog, city.actor(person, DECIDED), DECIDED
                ).stages
            )
            for person in ("officer", "officer2")
        }
    assert (waits["officer"] > 0, waits["officer2"]) == (True, 0)
