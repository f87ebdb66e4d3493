"""What came back after a recusal, and who stood in meanwhile: nobody is counted twice."""

import pytest
from sqlalchemy import select

from builders import AFTER
from koubo.problems import Refused
from koubo.review.panels.actions.choosing import assign_by_hand
from koubo.review.panels.actions.conflicts import recuse_reviewer
from koubo.review.panels.actions.declaration import declare
from koubo.review.panels.actions.lifting import ask_to_lift, settle_lift
from koubo.review.panels.actions.substituting import take_over
from koubo.review.panels.models import ConflictLift
from koubo.review.panels.recusing import recuse as recuse_now
from koubo.review.panels.recusing import recusing
from koubo.review.rules import ReviewState
from koubo.schemes.models import Call
from review.paper_desk import Desk

STAGE = {"stage_id": "documents"}


def ask(round_, review):
    """Let an officer ask that a recusal be lifted; give the request's id."""
    round_.by("officer", ask_to_lift, round_.call_id, review.id, reason="取り違え")
    with round_.city.uow() as uow:
        return uow.session.scalars(select(ConflictLift.id).order_by(ConflictLift.id.desc())).first()


def recuse(round_, review):
    round_.by("officer", recuse_reviewer, round_.call_id, review.id, reason="外部からの申立て")


def test_a_sheet_that_was_marked_before_its_recusal_is_not_taken_back(begun):
    first, member = begun.applications[0], begun.members["reviewer_a"]
    begun.mark("reviewer_a", first)
    sheet = begun.review("reviewer_a", first)
    recuse(begun, sheet)
    begun.by("officer2", settle_lift, begun.call_id, ask(begun, sheet), granted=True)

    with pytest.raises(Refused, match="すでに書かれた採点"):
        begun.by(
            "officer", assign_by_hand, begun.call_id, **STAGE, add=(), remove={(first, member)}
        )

    assert begun.review("reviewer_a", first).state is ReviewState.ASSIGNED


def test_nor_is_one_of_which_a_scan_was_kept(round_):
    round_.start()
    first, member = round_.applications[0], round_.members["reviewer_a"]
    Desk(round_).scan(round_.review("reviewer_a", first).id)

    with pytest.raises(Refused, match="すでに書かれた採点"):
        round_.by(
            "officer", assign_by_hand, round_.call_id, **STAGE, add=(), remove={(first, member)}
        )


def test_a_recusal_is_not_lifted_while_somebody_judges_instead(begun):
    first = begun.applications[0]
    late = begun.seat("department_person")
    sheet = begun.review("reviewer_a", first)
    recuse(begun, sheet)
    asked = ask(begun, sheet)
    begun.by(
        "officer",
        take_over,
        begun.call_id,
        **STAGE,
        review_ids=[sheet.id],
        substitute_id=late,
        reason="代わり",
    )

    with pytest.raises(Refused, match="ほかの委員が代わりに"):
        begun.by("officer2", settle_lift, begun.call_id, asked, granted=True)
    begun.by("officer2", settle_lift, begun.call_id, asked, granted=False)
    with pytest.raises(Refused, match="ほかの委員が代わりに"):
        begun.by("officer", ask_to_lift, begun.call_id, sheet.id, reason="取り違え")
    assert begun.review("reviewer_a", first).state is ReviewState.RECUSED

    # Before the substitute has declared, the sheet is taken back, and the recusal can be lifted.
    begun.by("officer", assign_by_hand, begun.call_id, **STAGE, add=(), remove={(first, late)})
    begun.by("officer2", settle_lift, begun.call_id, ask(begun, sheet), granted=True)
    begun.by("reviewer_a", declare, sheet.id)
    assert [row.sheets_due for row in begun.board().rows if row.application.id == first] == [3]


def test_nobody_is_taken_out_of_a_result_that_was_recorded_meanwhile(begun):
    begun.mark_all()
    sheet = begun.review("reviewer_a", begun.applications[0])
    city = begun.city
    with city.uow(AFTER, "officer") as uow:
        call = uow.session.get_one(Call, begun.call_id)
        found = recusing(
            uow.session, city.catalog, call, sheet.panel_member_id, sheet.application_id
        )
        begun.conclude()

        with pytest.raises(Refused, match="結論を記録した段階"), uow.writing() as write:
            recuse_now(write, write.lock(Call, begun.call_id), found, "外部からの申立て")

    assert begun.review("reviewer_a", begun.applications[0]).state is ReviewState.HANDED_IN
