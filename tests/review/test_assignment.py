"""Giving sheets out by the lot, by hand and to who stands in; terms of office, and who is away."""

from datetime import date

import pytest
from sqlalchemy import select

from builders import AFTER, NEW_YEAR, an_accepted_application
from koubo.people.models import SeatRow
from koubo.people.rules import SeatKind
from koubo.problems import Problems, Refused, Stale
from koubo.review.models import Review
from koubo.review.panels.actions.assignment import start_stage
from koubo.review.panels.actions.choosing import assign_by_hand, assign_by_lot
from koubo.review.panels.actions.panel import copy_panel
from koubo.review.panels.actions.panel_changes import (
    change_panel_member,
    close_ended_term,
    leave_panel,
)
from koubo.review.panels.actions.substituting import take_over
from koubo.review.panels.assigning import Terms
from koubo.review.panels.drawings import run_again
from koubo.review.panels.models import AssignmentRun, PanelMember
from koubo.review.panels.queries.drawing import draw
from koubo.review.panels.rules import PanelRole, Place
from koubo.review.rules import ReviewState
from koubo.storage.history import verify_chain
from review.rounds import a_round

STAGE = {"stage_id": "documents"}
TWO = Terms("たね", 2)


def rows_of(round_, what):
    with round_.city.uow() as uow:
        return uow.session.scalars(what).all()


def drawn(round_, terms=TWO):
    with round_.city.uow(AFTER, "officer") as uow:
        actor = round_.city.actor("officer", AFTER)
        return draw(uow, round_.city.catalog, actor, round_.call_id, "documents", terms)


def state_of(round_, person, place=0):
    return round_.review(person, round_.applications[place]).state


def seat_of(round_, person):
    return round_.members[person]


def version_of(round_, person):
    [found] = rows_of(
        round_, select(PanelMember.version).where(PanelMember.id == seat_of(round_, person))
    )
    return found


def test_a_drawing_stores_nothing_is_applied_once_and_later_ones_only_add(round_):
    looked_at = drawn(round_)
    assert rows_of(round_, select(Review)) == []
    apply = (assign_by_lot, round_.call_id)

    given = round_.by("officer", *apply, **STAGE, terms=TWO, seen=looked_at.digest)
    with pytest.raises(Stale):
        round_.by("officer2", *apply, **STAGE, terms=TWO, seen=looked_at.digest)
    before = {(one.application_id, one.panel_member_id) for one in rows_of(round_, select(Review))}
    late = an_accepted_application(
        round_.city, round_.call_id, course="city_theme", answers={"project_name": "三つ目"}
    )
    again = drawn(round_)
    added = round_.by("officer", *apply, **STAGE, terms=TWO, seen=again.digest)

    assert (given, added) == (4, 2)
    after = {(one.application_id, one.panel_member_id) for one in rows_of(round_, select(Review))}
    assert {pair[0] for pair in after - before} == {late}
    assert max(again.plan.loads.values()) - min(again.plan.loads.values()) == 0
    for run in rows_of(round_, select(AssignmentRun)):
        assert run_again(run.inputs) == run.result
    with pytest.raises(Refused, match="応募ごとに委員を選んで"):
        round_.by("officer", start_stage, round_.call_id, **STAGE)
    with round_.city.uow() as uow:
        assert verify_chain(uow.session, f"call:{round_.call_id}") is None


def test_more_reviewers_than_there_are_is_told_and_needs_a_yes(round_):
    four = Terms("たね", 4)
    found = drawn(round_, four)
    apply = (assign_by_lot, round_.call_id)

    with pytest.raises(Problems, match="そろわない"):
        round_.by("officer", *apply, **STAGE, terms=four, seen=found.digest)
    given = round_.by("officer", *apply, **STAGE, terms=four, seen=found.digest, partly=True)

    assert given == 6
    assert [one.why for one in found.plan.lacks] == [
        "4人必要ですが、審査に加われる委員は3人です（利害関係などで加われない委員 0人）。"
    ] * 2


def test_a_sheet_by_hand_is_taken_back_only_while_nothing_is_declared(round_):
    first, member = round_.applications[0], seat_of(round_, "reviewer_a")
    change = (assign_by_hand, round_.call_id)
    round_.by("officer", *change, **STAGE, add={(first, member)})
    with pytest.raises(Stale):
        round_.by("officer2", *change, **STAGE, add={(first, member)})

    round_.by("officer", *change, **STAGE, add=(), remove={(first, member)})
    round_.by("officer", *change, **STAGE, add={(first, member)})
    round_.applications = [first]
    round_.declare("reviewer_a")

    with pytest.raises(Refused, match="取り消せません"):
        round_.by("officer", *change, **STAGE, add=(), remove={(first, member)})
    assert state_of(round_, "reviewer_a") is ReviewState.DECLARED


def test_a_substitute_is_served_only_in_anothers_place(round_):
    late = round_.seat("department_person")
    round_.by(
        "officer",
        change_panel_member,
        round_.call_id,
        late,
        place=Place(),
        roles={"documents": PanelRole.SUBSTITUTE},
        version=1,
    )
    assert round_.start() == 6
    round_.declare("reviewer_a", a0="親族が役員です。")
    sheets = [round_.review("reviewer_a", one).id for one in round_.applications]

    over = (take_over, round_.call_id)
    with pytest.raises(Problems):
        round_.by("officer", *over, **STAGE, review_ids=sheets, substitute_id=late, reason=" ")
    taken = round_.by(
        "officer", *over, **STAGE, review_ids=sheets, substitute_id=late, reason="病気"
    )
    with pytest.raises(Refused, match="もうほかの委員が"):
        round_.by("officer", *over, **STAGE, review_ids=sheets, substitute_id=late, reason="病気")

    assert taken.given == 2
    assert state_of(round_, "reviewer_a") is ReviewState.RECUSED
    assert state_of(round_, "reviewer_a", 1) is ReviewState.REPLACED
    for place, sheet in enumerate(sheets):
        stands_in = round_.review("department_person", round_.applications[place])
        assert (stands_in.in_place_of, stands_in.state) == (sheet, ReviewState.ASSIGNED)
    assert [row.sheets_due for row in round_.board().rows] == [3, 3]


def resign(round_, person, last_day):
    with round_.city.uow(AFTER, "officer") as uow:
        return leave_panel(
            uow,
            round_.city.actor("officer", AFTER),
            round_.call_id,
            seat_of(round_, person),
            last_day=last_day,
            reason="転居のため",
            version=version_of(round_, person),
        )


def test_who_resigns_leaves_what_is_in_and_the_rest_is_closed(begun):
    begun.mark("reviewer_c", begun.applications[0])

    with pytest.raises(Problems, match="任期の始まり以後"):
        resign(begun, "reviewer_c", date(2020, 1, 1))
    closed = resign(begun, "reviewer_c", AFTER.date())

    assert closed == 1
    assert state_of(begun, "reviewer_c") is ReviewState.HANDED_IN
    assert state_of(begun, "reviewer_c", 1) is ReviewState.REPLACED
    [last] = rows_of(
        begun,
        select(SeatRow.to_on).where(
            SeatRow.person_id == begun.city.ids["reviewer_c"],
            SeatRow.kind == SeatKind.REVIEWER,
        ),
    )
    assert last == AFTER.date()
    assert begun.city.actor("reviewer_c", NEW_YEAR).calls_reviewed() == frozenset()


def test_a_term_that_ends_by_itself_is_closed_by_an_officer(round_):
    with round_.city.uow(AFTER, "officer") as uow:
        officer = round_.city.actor("officer", AFTER)
        change_panel_member(
            uow,
            round_.city.catalog,
            officer,
            round_.call_id,
            seat_of(round_, "reviewer_b"),
            place=Place(to_on=date(2026, 3, 31)),
            roles={"documents": PanelRole.MEMBER},
            version=1,
        )
    round_.start()

    def close(now):
        with round_.city.uow(now, "officer") as uow:
            who = round_.city.actor("officer", now)
            return close_ended_term(uow, who, round_.call_id, seat_of(round_, "reviewer_b"))

    with pytest.raises(Refused, match="まだ終わっていません"):
        close(AFTER)
    assert close(NEW_YEAR) == 2
    with pytest.raises(Refused, match="閉じる審査票がありません"):
        close(NEW_YEAR)
    with pytest.raises(Refused, match="この段階から外せません"):
        round_.by(
            "officer",
            change_panel_member,
            round_.call_id,
            seat_of(round_, "reviewer_b"),
            place=Place(),
            roles={},
            version=version_of(round_, "reviewer_b"),
        )


def test_nobody_is_served_before_or_after_the_term_nor_an_empty_panel(city):
    round_ = a_round(city, reviewers=("reviewer_a",))
    round_.by(
        "officer",
        change_panel_member,
        round_.call_id,
        seat_of(round_, "reviewer_a"),
        place=Place(from_on=date(2020, 4, 1), to_on=date(2025, 3, 31)),
        roles={"documents": PanelRole.CHAIR},
        version=1,
    )

    with pytest.raises(Refused, match="任期中の委員を登録"):
        round_.start()


def test_a_panel_is_copied_with_its_roles_and_new_pseudonyms(round_):
    copied = a_round(round_.city, reviewers=("reviewer_b",))

    found = copied.by("officer", copy_panel, copied.call_id, from_call_id=round_.call_id)

    assert found.seated == 2
    assert found.left_out == ("reviewer_bさん：もうこの募集の審査委員です。",)
    seated = select(PanelMember.pseudonym).where(PanelMember.call_id == copied.call_id)
    assert sorted(rows_of(round_, seated)) == ["A委員", "B委員", "C委員"]
    with pytest.raises(Refused, match="引き継げる委員がいません"):
        copied.by("officer", copy_panel, copied.call_id, from_call_id=round_.call_id)
