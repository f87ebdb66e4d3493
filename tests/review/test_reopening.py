"""Scoring again: the earlier sheet stays beside the new one, with who opened it, when and why."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from builders import AFTER
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.actions.reopening import ask_to_reopen, reopen_sheet
from koubo.review.models import StageTerms, Standing
from koubo.review.queries.own import cells_of, own_reviews
from koubo.review.queries.sheets_again import sheets_again
from koubo.review.rules import ReviewState
from koubo.storage.outbox import EventRow
from review.rounds import all_alike
from review.sheet_stories import give_until

DUE = AFTER + timedelta(days=5)


def reopen(round_, review, now=AFTER, **changes):
    wish = {"reason": "審査会での話し合いを受けて", "version": review.version, **changes}
    round_.by("officer", reopen_sheet, review.id, now=now, **wish)


def standing(round_, application_id):
    with round_.city.uow() as uow:
        return uow.session.execute(
            select(Standing.sheets_in, Standing.total_text).where(
                Standing.application_id == application_id
            )
        ).one()


def revision(round_):
    with round_.city.uow() as uow:
        return uow.session.scalar(select(StageTerms.revision)) or 0


def events(round_, kind):
    with round_.city.uow() as uow:
        return uow.session.scalars(select(EventRow).where(EventRow.kind == kind)).all()


def test_the_earlier_sheet_stays_and_the_reviewer_goes_on_from_it(begun):
    first = begun.applications[0]
    for person, points in (("reviewer_a", 4), ("reviewer_b", 2)):
        begun.mark(person, first, points)
    review, before = begun.review("reviewer_b", first), revision(begun)

    reopen(begun, review)

    again = begun.review("reviewer_b", first)
    assert (again.state, again.handed_in_at) == (ReviewState.DECLARED, None)
    assert standing(begun, first) == (1, "12／15")
    assert revision(begun) > before
    (event,) = events(begun, "review_reopened")
    assert event.recipients == {"reviewer": [begun.city.ids["reviewer_b"]]}
    assert event.path == f"/reviewer/reviews/{review.id}"
    assert event.facts["reason"] == "審査会での話し合いを受けて"
    with begun.city.uow() as uow:
        assert cells_of(uow.session, review.id) == all_alike("documents", 2)
        (earlier,) = sheets_again(uow.session, [review.id])[review.id].earlier
    assert (earlier.number, earlier.cells) == (1, all_alike("documents", 2))
    assert (earlier.opened_by, earlier.reason) == ("officer", "審査会での話し合いを受けて")
    assert earlier.handed_in_at == review.handed_in_at

    begun.mark("reviewer_b", first, 5)

    assert standing(begun, first) == (2, "13.5／15")
    reopen(begun, begun.review("reviewer_b", first), reason="点の付け間違い")
    with begun.city.uow() as uow:
        several = sheets_again(uow.session, [review.id])[review.id].earlier
    assert [(one.number, one.reason) for one in several] == [
        (1, "審査会での話し合いを受けて"),
        (2, "点の付け間違い"),
    ]
    assert [one.is_again for one in begun.ask("reviewer_b", own_reviews)] == [True, False]


def test_only_an_officer_reopens_only_what_is_in_and_only_with_a_reason(begun):
    review = begun.review("reviewer_a", begun.applications[0])
    with pytest.raises(Refused, match="「採点中」です"):
        reopen(begun, review)
    begun.mark("reviewer_a", begun.applications[0])
    stale, review = review, begun.review("reviewer_a", begun.applications[0])

    with pytest.raises(Problems) as lacking:
        reopen(begun, review, reason=" \n")
    assert [one.field for one in lacking.value.problems] == ["reason"]
    with pytest.raises(Stale):
        reopen(begun, review, version=stale.version)
    for person, error in (("reviewer_a", NotAllowed), ("applicant", NotAllowed)):
        with pytest.raises(error):
            begun.by(person, reopen_sheet, review.id, reason="直したい", version=review.version)
    assert begun.review("reviewer_a", begun.applications[0]).state is ReviewState.HANDED_IN


def test_after_the_day_a_sheet_is_reopened_with_a_day_of_its_own(begun):
    give_until(begun, DUE)
    first, second = begun.applications
    begun.mark("reviewer_a", first)
    review = begun.review("reviewer_a", first)

    with pytest.raises(Problems, match="この審査票だけの期限"):
        reopen(begun, review, now=DUE)
    with pytest.raises(Problems, match="より後にしてください"):
        reopen(begun, review, now=DUE, until=DUE)
    own_day = DUE + timedelta(days=3)
    reopen(begun, review, now=DUE, until=own_day)

    mine = {one.application_id: one for one in begun.ask("reviewer_a", own_reviews, now=DUE)}
    assert (mine[first].due_at, mine[second].due_at) == (own_day, DUE)
    assert (mine[first].is_late(DUE), mine[second].is_late(DUE)) == (False, True)


def test_a_reviewer_asks_for_the_own_sheet_and_it_is_told_until_it_is_reopened(begun):
    begun.mark("reviewer_a", begun.applications[0])
    review = begun.review("reviewer_a", begun.applications[0])

    begun.by("reviewer_a", ask_to_reopen, review.id, reason="優先性を付け間違えました")

    with begun.city.uow() as uow:
        assert sheets_again(uow.session, [review.id])[review.id].asked == "優先性を付け間違えました"
    (event,) = events(begun, "review_asks_back")
    assert event.facts["reviewer"] == "A委員"
    assert event.path.endswith(f"/applications/{begun.applications[0]}")
    with pytest.raises(NotFound):
        begun.by("reviewer_b", ask_to_reopen, review.id, reason="見たい")
    with pytest.raises(Problems):
        begun.by("reviewer_a", ask_to_reopen, review.id, reason="")
    reopen(begun, begun.review("reviewer_a", begun.applications[0]))
    assert begun.review("reviewer_a", begun.applications[0]).reopening_asked == ""
