"""On PostgreSQL two transactions may wait for each other: here none does, and elsewhere one is told."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from sqlalchemy import func, select, text

from builders import AFTER
from koubo.people.models import Person
from koubo.problems import Stale
from koubo.review.actions.handing_in import handed_in_sheets
from koubo.review.actions.tally import tally
from koubo.review.standings import count_up


@pytest.fixture
def begun(begun):
    """Give a round where several may write at once; SQLite lets one at a time."""
    if begun.city.database.dialect == "sqlite":
        pytest.skip("one writes at a time")
    return begun


def until_somebody_waits(city):
    """Wait until a transaction waits for a row that another holds."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    before = monotonic()
    with city.database.engine.connect() as connection:
        while not connection.scalar(waiting):
            connection.rollback()
            assert monotonic() - before < 10
            sleep(0.02)


def test_a_sheet_that_comes_in_and_a_tally_do_not_wait_for_each_other(begun):
    """As `hand_in` does: first where the application stands, then the stage as a whole."""
    city, first = begun.city, begun.applications[0]
    with ThreadPoolExecutor() as others, city.uow(AFTER, "reviewer_a") as uow:
        with uow.writing() as write:
            handed_in_sheets(write, first, "documents")
            tallied = others.submit(begun.by, "officer", tally, begun.call_id, stage_id="documents")
            until_somebody_waits(city)
            count_up(write, begun.call_id, "documents")
        tallied.result(timeout=20)

    assert begun.board().revision > 0


def test_of_two_who_wait_for_each_other_one_is_told_to_look_again(begun):
    city = begun.city
    one, other = city.ids["reviewer_a"], city.ids["reviewer_b"]

    def lock_both(first, second):
        with city.uow(AFTER) as uow, uow.writing() as write:
            write.lock(Person, first)
            write.session.execute(select(func.pg_sleep(0.3)))
            write.lock(Person, second)

    with ThreadPoolExecutor() as both:
        doing = [both.submit(lock_both, *pair) for pair in ((one, other), (other, one))]
        told = [type(each.exception(timeout=20)) for each in doing]

    assert sorted(told, key=str) == sorted([type(None), Stale], key=str)
