"""Seating a panel, and giving out the sheets of a stage."""

import pytest
from sqlalchemy import select

from builders import AFTER, CLOSES, an_accepted_application
from koubo.people.models import Bar, Membership, SeatRow
from koubo.people.rules import BarCause, MemberRole, NotAllowed, SeatKind
from koubo.problems import NotFound, Refused
from koubo.review.models import Standing
from koubo.review.panels.actions.assignment import start_stage
from koubo.review.panels.actions.panel import add_panel_member
from koubo.review.panels.models import PanelMember
from koubo.review.rules import ReviewState, pseudonym
from koubo.storage.history import verify_chain
from koubo.storage.outbox import EventRow
from review.rounds import REVIEWERS, a_round


def test_members_bear_pseudonyms_in_the_order_of_their_seating(round_):
    with round_.city.uow() as uow:
        names = uow.session.scalars(select(PanelMember.pseudonym).order_by(PanelMember.id)).all()
        seats = uow.session.scalars(
            select(SeatRow.call_id).where(SeatRow.kind == SeatKind.REVIEWER)
        ).all()

    assert names == ["A委員", "B委員", "C委員"]
    assert seats == [round_.call_id] * 3


def test_pseudonyms_go_on_after_z():
    assert [pseudonym(number) for number in (1, 26, 27, 53)] == [
        "A委員",
        "Z委員",
        "AA委員",
        "BA委員",
    ]


def test_nobody_sits_twice_and_no_officer_sits_at_all(round_):
    with pytest.raises(Refused, match="もうこの募集の審査委員です"):
        round_.seat("reviewer_a")
    with pytest.raises(Refused, match="事務局の席"):
        round_.seat("officer2")


def test_only_an_officer_seats_a_panel(round_):
    city = round_.city
    with city.uow(AFTER, "reviewer_a") as uow, pytest.raises(NotAllowed):
        add_panel_member(
            uow,
            city.catalog,
            city.actor("reviewer_a", AFTER),
            round_.call_id,
            person_id=city.ids["stranger"],
        )


def test_every_member_gets_a_sheet_for_every_application_and_sees_none_of_them_yet(round_):
    given = round_.start()

    assert given == 6
    with round_.city.uow() as uow:
        bars = uow.session.execute(select(Bar.cause, Bar.lifted_at)).all()
        standings = uow.session.execute(select(Standing.sheets_due, Standing.sheets_in)).all()
        events = uow.session.scalars(select(EventRow).where(EventRow.kind == "review_assigned"))
        told = [sorted(event.recipients["reviewer"]) for event in events]
        assert verify_chain(uow.session, f"call:{round_.call_id}") is None
    assert bars == [(BarCause.UNDECLARED, None)] * 6
    assert standings == [(3, 0), (3, 0)]
    assert told == [sorted(round_.city.ids[person] for person in round_.members)]
    for application_id in round_.applications:
        assert not round_.sees("reviewer_a", application_id)


def test_a_member_of_the_applying_group_is_recused_at_once(round_):
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Membership(
                organisation_id=round_.city.ids["other_organisation"],
                person_id=round_.city.ids["reviewer_b"],
                role=MemberRole.EDITOR,
            )
        )

    round_.start()

    review = round_.review("reviewer_b", round_.applications[1])
    assert review.state is ReviewState.RECUSED
    assert review.conflict == "応募した団体の構成員として登録されているため、審査に加われません。"
    assert round_.review("reviewer_b", round_.applications[0]).state is ReviewState.ASSIGNED
    row = next(row for row in round_.board().rows if row.application.id == round_.applications[1])
    assert (row.sheets_due, row.in_state(ReviewState.RECUSED)) == (2, ("B委員",))


def test_beginning_again_serves_only_who_came_later(round_):
    round_.start()
    with pytest.raises(Refused, match="割り当てる審査票がありません"):
        round_.start()

    round_.seat("department_person")

    assert round_.start() == 2


def test_a_late_application_is_served_by_beginning_again(round_):
    round_.start()
    an_accepted_application(
        round_.city, round_.call_id, course="city_theme", answers={"project_name": "三つ目"}
    )

    assert round_.start() == 3


def test_a_stage_waits_for_the_one_before_it(round_):
    with pytest.raises(Refused, match="「1次審査（書類審査）」の結論がまだ"):
        round_.start("presentation")


def test_an_unknown_stage_is_not_found(round_):
    with pytest.raises(NotFound):
        round_.start("contest")


def test_a_panel_may_begin_before_the_call_closes(city):
    round_ = a_round(city, reviewers=())
    for person in REVIEWERS:
        round_.seat(person, now=CLOSES)

    given = round_.by("officer", start_stage, round_.call_id, stage_id="documents", now=CLOSES)

    assert given == 6
