"""The list of applications: every order is read whole, forwards and back; words are found as meant."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from builders import AFTER, IN_TIME, City, a_call, a_city, an_organisation
from koubo.applications.models import Application
from koubo.applications.queries.listing import (
    ListedApplication,
    Sorting,
    Wanted,
    all_applications,
    count_applications,
    list_applications,
)
from koubo.applications.rules import ApplicationState
from koubo.people.models import Organisation
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.paging import Place

SUMS = (300, None, 100, 200, 100, None, 100)
"""What is asked for; some the same, some not said."""
LIMIT = 2


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


@pytest.fixture
def call_id(city: City) -> int:
    """Give a call in which an application asks for each sum, half of them without a moment."""
    call_id = a_call(city)
    with city.uow(AFTER) as uow, uow.writing() as write:
        rows = [
            {
                "call_id": call_id,
                "course_id": "kurashiki.collab_prep",
                "organisation_id": city.ids["organisation"],
                "state": ApplicationState.FILED,
                "project_name": f"10%の川 {place}",
                "requested": asked,
                "receipt_number": f"KU26-1-{place:04d}-00",
                "received_at": None if place % 2 else IN_TIME - timedelta(hours=place),
                "created_at": IN_TIME,
            }
            for place, asked in enumerate(SUMS)
        ]
        write.session.execute(insert(Application), rows)
    return call_id


def pages(
    city: City, wanted: Wanted, sorting: Sorting, *, descending: bool, start: Place | None = None
) -> list[list[ListedApplication]]:
    """Read page by page in the direction in which one is sent."""
    found, place = [], start
    with city.uow(AFTER) as uow:
        while True:
            page = list_applications(
                uow.session,
                city.actor("officer"),
                wanted,
                sorting,
                descending=descending,
                place=place,
                limit=LIMIT,
            )
            found.append(list(page.rows))
            backwards = start is not None
            place = page.previous if backwards else page.next
            if place is None:
                return found


def test_every_order_is_read_whole_forwards_and_back(city: City, call_id: int) -> None:
    officer = city.actor("officer")
    for sorting in Sorting:
        for descending in (False, True):
            for wanted in (Wanted(call_id), Wanted()):
                forwards = pages(city, wanted, sorting, descending=descending)
                rows = [one for page in forwards for one in page]
                with city.uow(AFTER) as uow:
                    whole = all_applications(
                        uow.session, officer, wanted, sorting, descending=descending
                    )
                    assert [one.id for one in whole] == [one.id for one in rows]
                assert len({one.id for one in rows}) == len(SUMS), sorting
                assert [value_of(one, sorting) for one in rows] == expected(sorting, descending)
                end = Place(value_of(rows[-1], sorting), rows[-1].id, backwards=True)
                back = pages(city, wanted, sorting, descending=descending, start=end)
                before = [one.id for page in reversed(back) for one in page]
                assert before == [one.id for one in rows[:-1]], (sorting, descending)


def value_of(row: ListedApplication, sorting: Sorting) -> object:
    return {
        Sorting.NUMBER: row.receipt_number,
        Sorting.ENTERED: row.id,
        Sorting.REQUESTED: row.requested,
        Sorting.RECEIVED: row.received_at,
    }[sorting]


def expected(sorting: Sorting, descending: bool) -> list[object]:
    """Give the values in their order; those without one come last, whichever way it goes."""
    places = range(len(SUMS))
    values: dict[Sorting, list[object]] = {
        Sorting.NUMBER: [f"KU26-1-{place:04d}-00" for place in places],
        Sorting.ENTERED: [place + 1 for place in places],
        Sorting.REQUESTED: list(SUMS),
        Sorting.RECEIVED: [None if p % 2 else IN_TIME - timedelta(hours=p) for p in places],
    }
    said: list[object] = [one for one in values[sorting] if one is not None]
    return sorted(said, reverse=descending) + [None] * (len(SUMS) - len(said))  # type: ignore[type-var]


def test_words_are_found_as_they_are_meant(city: City, call_id: int) -> None:
    with city.uow(AFTER) as uow, uow.writing() as write:
        other = an_organisation(name="㈱ミズタマ　ﾅｶﾏ", kana="")
        write.session.add(other)
        write.session.flush()
        row = write.session.get_one(Application, 1)
        row.organisation_id, row.project_name = other.id, "Ｍａｐと里山_歩き"
    officer = city.actor("officer")

    def found(text: str) -> list[int]:
        with city.uow(AFTER) as uow:
            page = list_applications(uow.session, officer, Wanted(text=text))
            assert count_applications(uow.session, officer, Wanted(text=text), 100) == len(
                page.rows
            )
            return [one.id for one in page.rows]

    for text in ("map", "ＭＡＰ", "里山", "みずたまなかま", "(株)みずたま"):
        assert found(text) == [1], text
    for text in ("株式会社ミズタマ", "ﾐｽﾞﾀﾏﾅｶ", "里山 ナカマ", "歩き　ku26-1-0000"):
        assert found(text) == [1], text
    assert found("川") == [2, 3, 4, 5, 6, 7]
    assert found("%") == found("_") == found("里山 川") == []


def test_a_new_name_is_found_and_the_old_one_no_more(city: City, call_id: int) -> None:
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Application, 2).project_name = "竹の門松"
        row = write.session.get_one(Organisation, city.ids["organisation"])
        row.kana = "たけのかい"
    with city.uow(AFTER) as uow:
        session, officer = uow.session, city.actor("officer")
        assert count_applications(session, officer, Wanted(text="門松"), 100) == 1
        assert count_applications(session, officer, Wanted(text="10%の川"), 100) == len(SUMS) - 1
        assert count_applications(session, officer, Wanted(text="タケノカイ"), 100) == len(SUMS)
