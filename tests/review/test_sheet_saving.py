"""Saving again and again: nothing is lost where an answer was, and nothing is kept after the day."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from builders import AFTER
from koubo.applications.drafting import Page
from koubo.people.rules import NotAllowed
from koubo.problems import Problems, Refused, Stale
from koubo.review.actions.reopening import reopen_sheet
from koubo.review.actions.sheets import hand_in_sheet, save_sheet
from koubo.review.actions.terms import set_due
from koubo.review.queries.own import cells_of, own_reviews
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import EventRow
from review.rounds import all_alike
from review.sheet_stories import give_until

MINE, OTHER = "a" * 16, "b" * 16
DUE = AFTER + timedelta(days=5)


def marks(points):
    return all_alike("documents", points)


def save(round_, review, points, page=MINE, turn=1, now=AFTER, comment=""):
    with round_.city.uow(now, "reviewer_a") as uow:
        return save_sheet(
            uow,
            round_.city.actor("reviewer_a", now),
            review.id,
            cells=marks(points),
            comment=comment,
            version=review.version,
            page=Page(page, turn),
        )


def kept(round_, review):
    with round_.city.uow() as uow:
        return cells_of(uow.session, review.id)


def saves(round_):
    with round_.city.uow() as uow:
        rows = uow.session.scalars(select(HistoryRow).where(HistoryRow.verb == "save_sheet"))
        return len(rows.all())


def test_a_page_whose_answer_was_lost_goes_on_and_another_one_is_stale(begun):
    review = begun.review("reviewer_a", begun.applications[0])

    first = save(begun, review, 3, turn=1)
    again = save(begun, review, 3, turn=2)  # the same once more: a double click, a lost answer
    assert (again, saves(begun)) == (first, 1)
    last = save(begun, review, 4, turn=3)  # on top of it, with the version that it still knows

    assert last == first + 1
    with pytest.raises(Stale):
        save(begun, review, 5, page=OTHER)
    with pytest.raises(Stale):
        save(begun, review, 3, turn=2)  # what was sent before and comes after
    with pytest.raises(Stale):
        save(begun, review, 5, page="")  # a program names no page
    assert kept(begun, review) == marks(4)
    review.version = last
    assert save(begun, review, 5, page=OTHER) == last + 1


def test_after_the_day_nothing_is_saved_nor_handed_in_and_the_sentence_says_so(begun):
    give_until(begun, DUE)
    review = begun.review("reviewer_a", begun.applications[0])
    version = save(begun, review, 4, now=DUE - timedelta(seconds=1))
    review.version = version

    for late in (DUE, DUE + timedelta(days=1)):
        with pytest.raises(Refused, match="を過ぎているため、保存も提出もできません"):
            save(begun, review, 5, turn=2, now=late)
        with pytest.raises(Refused, match="事務局に連絡してください"):
            begun.by("reviewer_a", hand_in_sheet, review.id, version=version, now=late)

    assert kept(begun, review) == marks(4)
    mine = begun.ask("reviewer_a", own_reviews, now=DUE)
    assert [(one.due_at, one.is_late(DUE)) for one in mine] == [(DUE, True)] * 2
    give_until(begun, DUE + timedelta(days=2), now=DUE)
    begun.by("reviewer_a", hand_in_sheet, review.id, version=version, now=DUE)


def test_the_day_is_set_by_officers_told_to_those_who_are_open_and_never_in_the_past(begun):
    begun.mark("reviewer_b", begun.applications[0])
    begun.mark("reviewer_b", begun.applications[1])
    give_until(begun, DUE)

    with begun.city.uow() as uow:
        event = uow.session.scalars(select(EventRow).where(EventRow.kind == "review_due_set")).one()
    ids = begun.city.ids
    assert event.recipients == {"reviewer": sorted([ids["reviewer_a"], ids["reviewer_c"]])}
    wish = {"stage_id": "documents", "due_at": AFTER, "seen": DUE}
    with pytest.raises(Problems, match="いまより後"):
        begun.by("officer", set_due, begun.call_id, **wish)
    with pytest.raises(Stale):
        begun.by(
            "officer",
            set_due,
            begun.call_id,
            **{**wish, "due_at": DUE + timedelta(1), "seen": None},
        )
    with pytest.raises(NotAllowed):
        begun.by("reviewer_a", set_due, begun.call_id, **wish)


def test_a_concluded_stage_takes_no_score_by_any_way(begun):
    begun.mark_all()
    begun.conclude()
    review = begun.review("reviewer_a", begun.applications[0])

    with pytest.raises(Refused, match="提出済み"):
        save(begun, review, 5)
    with pytest.raises(Refused, match="結論を記録した段階の審査票は、開き直せません"):
        begun.by("officer", reopen_sheet, review.id, reason="見直し", version=review.version)
