"""Words ahead of the day for sheets: 3 and 1 days before, once, to whoever has one open."""

from datetime import timedelta

from sqlalchemy import select

from builders import AFTER
from koubo.review.reminding import remind_reviewers
from koubo.storage.outbox import EventRow
from review.sheet_stories import give_until

DUE = AFTER + timedelta(days=7)


def remind(round_, at):
    with round_.city.uow(at) as uow:
        return remind_reviewers(uow, round_.city.catalog)


def told(round_):
    with round_.city.uow() as uow:
        rows = uow.session.scalars(
            select(EventRow).where(EventRow.kind == "review_due_near").order_by(EventRow.id)
        ).all()
    people = {number: name for name, number in round_.city.ids.items() if "reviewer" in name}
    return [
        (people[row.recipients["reviewer"][0]], row.facts["days"], row.facts["open"])
        for row in rows
    ]


def test_those_with_open_sheets_are_told_three_and_one_days_before_and_once(begun):
    give_until(begun, DUE)
    first, second = begun.applications
    for application_id in (first, second):
        begun.mark("reviewer_b", application_id)
    begun.mark("reviewer_c", first)

    early = [remind(begun, DUE - timedelta(days=days)) for days in (7, 4, 2)]
    night = remind(begun, DUE - timedelta(days=3, hours=6))
    three = [remind(begun, DUE - timedelta(days=3)) for _ in range(2)]

    assert (early, night, three) == ([0, 0, 0], 0, [2, 0])
    assert told(begun) == [("reviewer_a", "3", "2"), ("reviewer_c", "3", "1")]
    begun.mark("reviewer_c", second)
    assert [remind(begun, DUE - timedelta(days=1)), remind(begun, DUE)] == [1, 0]
    assert told(begun)[2:] == [("reviewer_a", "1", "2")]
    # A day that was moved has words of its own.
    give_until(begun, DUE + timedelta(days=2), now=DUE - timedelta(days=1))
    assert remind(begun, DUE - timedelta(hours=1)) == 0
    assert remind(begun, DUE + timedelta(days=1)) == 1


def test_nobody_is_reminded_where_no_day_was_set(begun):
    assert remind(begun, DUE - timedelta(days=3)) == 0
