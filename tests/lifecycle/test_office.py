"""What waits for an officer is asked of every area in one statement, on both databases."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import AFTER, City, a_call, a_city, a_filed_application, version_of
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Filing
from koubo.lifecycle.office import OfficeWait, office_waiting
from koubo.people.models import Bar
from koubo.people.rules import BarCause, NotAllowed
from koubo.storage.database import Database
from koubo.storage.files import FileStore

DUE = date(2025, 12, 20)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_one_statement_asks_for_everything_that_waits(city: City) -> None:
    call_id = a_call(city)
    a_filed_application(city, call_id)
    with city.uow(AFTER, "officer") as uow:
        ask_correction(
            uow, city.catalog, city.actor("officer"), 1, fields=["plan"],
            reason="会場を書いてください。", due_on=DUE, version=version_of(city, Filing, 1),
        )  # fmt: skip

    officer = city.actor("officer")
    with city.uow(AFTER) as uow, city.database.statements() as said:
        week = office_waiting(uow.session, officer, DUE, [call_id])
    with city.uow(AFTER) as uow:
        late = office_waiting(uow.session, officer, DUE + timedelta(days=1), [call_id])

    assert len(said) == 1
    assert {one: len(rows) for one, rows in week.rows.items() if rows} == {
        OfficeWait.CORRECTION_DUE: 1,
        OfficeWait.REQUESTED: 1,
    }
    [due] = week.of(OfficeWait.CORRECTION_DUE)
    assert (due.number, due.count, due.on) == (call_id, 1, DUE)
    assert [one.on for one in late.of(OfficeWait.LATE_CORRECTION)] == [DUE]


def test_who_is_kept_out_of_an_application_is_told_nothing_of_it(city: City) -> None:
    call_id = a_call(city)
    application_id = a_filed_application(city, call_id)
    with city.uow() as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=city.ids["officer2"],
                application_id=application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )

    with city.uow(AFTER) as uow:
        found = office_waiting(uow.session, city.actor("officer2"), DUE, [call_id])

    assert [one for one, rows in found.rows.items() if rows] == []


def test_an_applicant_asks_for_nothing(city: City) -> None:
    with city.uow(AFTER) as uow, pytest.raises(NotAllowed):
        office_waiting(uow.session, city.actor("applicant"), DUE, [])
