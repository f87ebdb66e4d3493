"""A sheet looks at what it was given: what came in since, and what was corrected, is told."""

from datetime import timedelta

import pytest

from builders import AFTER, IN_TIME
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused
from koubo.review.actions.terms import move_to_newest
from koubo.review.queries.own_sheet import own_sheet
from koubo.review.queries.terms import stage_sheets_page
from koubo.schemes.models import Call
from koubo.schemes.release_models import Erratum
from review.sheet_stories import correct, sheets_on

LATER = AFTER + timedelta(days=4)
MOVE = {"stage_id": "documents"}


def test_a_correction_after_the_assignment_is_told_and_an_officer_may_move_open_sheets(begun):
    first = begun.applications[0]
    begun.mark("reviewer_b", first)
    review = begun.review("reviewer_a", first)
    version = begun.save("reviewer_a", review, {}, comment="書きかけ")
    newest = correct(begun, first, LATER, issue="訂正した課題")

    before = begun.ask("reviewer_a", own_sheet, review.id)

    assert (before.pinned.received_at, before.pinned.newer_at) == (IN_TIME, LATER)
    assert before.answers["issue"] != "訂正した課題"
    (older,) = begun.ask("officer", stage_sheets_page, begun.call_id, "documents", AFTER).older
    assert (older.application_id, older.reviewers) == (first, ("A委員", "C委員"))
    with pytest.raises(NotAllowed):
        begun.by("reviewer_a", move_to_newest, begun.call_id, application_id=first, **MOVE)

    moved = begun.by("officer", move_to_newest, begun.call_id, application_id=first, **MOVE)

    assert (moved, sheets_on(begun, newest)) == (
        2,
        2,
    )  # what was handed in stays with what it judged
    after = begun.ask("reviewer_a", own_sheet, review.id)
    assert (after.pinned.newer_at, after.answers["issue"]) == (None, "訂正した課題")
    assert (after.comment, after.version) == ("書きかけ", version + 1)
    with pytest.raises(Refused, match="訂正前の内容を見ている書きかけの審査票はありません"):
        begun.by("officer", move_to_newest, begun.call_id, application_id=first, **MOVE)
    with pytest.raises(NotFound):
        begun.by("officer", move_to_newest, begun.call_id, application_id=999, **MOVE)


def test_rules_that_were_corrected_after_the_proposal_came_in_are_told_on_its_sheet(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    with begun.city.uow(LATER, "officer") as uow, uow.writing() as write:
        release_id = write.session.get_one(Call, begun.call_id).release_id
        for number, at, reason in (
            (1, IN_TIME - timedelta(1), "前の訂正"),
            (2, LATER, "配点の誤り"),
        ):
            write.session.add(
                Erratum(
                    call_id=begun.call_id,
                    number=number,
                    from_release_id=release_id,
                    to_release_id=release_id,
                    reason=reason,
                    changes=[],
                    touched=[],
                    made_at=at,
                    made_by=begun.city.ids["officer"],
                )
            )

    pinned = begun.ask("reviewer_a", own_sheet, review.id).pinned

    assert (pinned.rules_corrected_at, pinned.rules_reason) == (LATER, "配点の誤り")
