"""Importing a ledger and writing single past awards down, on both engines."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.imports import keep_import
from koubo.people.models import ImportDraft, Membership, Organisation
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.actions.ledger import KIND, LedgerImport, apply_ledger, preview_ledger
from koubo.schemes.actions.past_awards import (
    add_past_award,
    correct_past_award,
    remove_past_award,
)
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.ledger_plan import NO_CHOICES, box_of
from koubo.schemes.ledger_values import Choices, Outcome
from koubo.schemes.models import PastAwardRow
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of

HEAD = ("年度", "団体名", "コース", "交付額", "法人番号")
OURS, NUMBER = "organisationの会", "2000012100001"
PREP = "kurashiki.collab_prep"
ROWS = (
    ("R5", OURS, "協働準備コース", 200_000, ""),
    ("R6", "かまくらネット", "協働準備コース", 100_000, NUMBER),
    ("R7", "NPO法人かまくらネット", "協働準備", 90_000, ""),
)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def upload(city: City, *rows: tuple[Any, ...]) -> int:
    book = write_workbook([Sheet("台帳", HEAD, rows or ROWS)])
    with city.uow(AFTER, "officer") as uow:
        return keep_import(
            uow,
            city.files,
            city.actor("officer"),
            kind=KIND,
            subject_id=None,
            name="台帳.xlsx",
            stream=BytesIO(book),
        )


def preview(city: City, draft_id: int, choices: Choices, person: str = "officer") -> LedgerImport:
    with city.uow(AFTER) as uow:
        officer = city.actor(person)
        return preview_ledger(uow.session, city.catalog, city.files, officer, draft_id, choices)


def apply(
    city: City, draft_id: int, choices: Choices = NO_CHOICES, digest: str = ""
) -> dict[str, int]:
    digest = digest or preview(city, draft_id, choices).plan.digest
    with city.uow(AFTER, "officer") as uow:
        return apply_ledger(
            uow,
            city.catalog,
            city.files,
            city.actor("officer"),
            draft_id,
            choices=choices,
            digest=digest,
        )


def awards(city: City) -> list[tuple[str, int, int | None, AwardOrigin]]:
    with city.uow() as uow:
        rows = uow.session.execute(
            select(
                Organisation.name,
                PastAwardRow.fiscal_year,
                PastAwardRow.amount,
                PastAwardRow.origin,
            )
            .join(Organisation, Organisation.id == PastAwardRow.organisation_id)
            .order_by(PastAwardRow.fiscal_year)
        )
        return [(name, year, amount, origin) for name, year, amount, origin in rows]


def test_a_ledger_is_imported_once_and_again_changes_nothing(city: City) -> None:
    draft_id = upload(city)
    assert apply(city, draft_id) == {"new": 3, "organisations": 1}

    ledger = AwardOrigin.LEDGER
    imported = [
        (OURS, 2023, 200_000, ledger),
        ("かまくらネット", 2024, 100_000, ledger),
        ("かまくらネット", 2025, 90_000, ledger),
    ]
    assert awards(city) == imported
    with city.uow() as uow:
        session = uow.session
        new = session.scalars(select(Organisation).order_by(Organisation.id.desc())).first()
        steps = history_of(session, session.get_one(ImportDraft, draft_id))
        members = session.scalars(
            select(Membership.id).where(Membership.organisation_id == (new.id if new else 0))
        ).all()
    assert new is not None
    assert (new.address, new.corporate_number, members) == ("", NUMBER, [])
    assert (steps[-1].verb, (steps[-1].detail or {})["counts"]["new"]) == ("import_ledger", 3)
    with pytest.raises(Refused, match="もう取り込みました"):
        apply(city, draft_id)
    assert apply(city, upload(city)) == {"same": 3, "organisations": 0}
    assert awards(city) == imported


def test_what_a_person_said_about_names_is_remembered(city: City) -> None:
    rows = (("R5", "organisationの会（旧）", "むかしの準備", 50_000, ""),)
    ours = str(city.ids["organisation"])
    boxes = {
        box_of("organisation", "organisationの会旧"): ours,
        box_of("course", "むかしの準備"): PREP,
    }
    draft_id = upload(city, *rows)
    with pytest.raises(Refused, match="選んでいないコース"):
        apply(city, draft_id)
    digest = preview(city, draft_id, Choices(boxes)).plan.digest
    with pytest.raises(Stale):
        apply(city, draft_id, digest=digest)
    assert apply(city, draft_id, Choices(boxes)) == {"new": 1, "organisations": 0}

    again = preview(city, upload(city, *rows), Choices()).plan
    assert (again.organisations, again.courses, again.counts) == ((), (), {Outcome.SAME: 1})
    dearer = (("R5", "organisationの会（旧）", "むかしの準備", 60_000, ""),)
    taken = Choices(take_amounts=True)
    assert apply(city, upload(city, *dearer), taken) == {"replaced": 1, "organisations": 0}
    assert awards(city) == [(OURS, 2023, 60_000, AwardOrigin.LEDGER)]


def test_a_ledger_is_its_officers_own(city: City) -> None:
    draft_id = upload(city)
    with pytest.raises(NotFound):
        preview(city, draft_id, Choices(), "officer2")
    with pytest.raises(NotAllowed):
        preview(city, draft_id, Choices(), "applicant")


def test_one_award_is_mended_by_hand_but_not_one_that_koubo_granted(city: City) -> None:
    officer, organisation_id = city.actor("officer"), city.ids["organisation"]
    typed = {"course_id": PREP, "fiscal_year": "R5", "amount": "100,000", "reason": "紙の台帳"}
    with city.uow(AFTER, "officer") as uow:
        award_id = add_past_award(uow, city.catalog, officer, organisation_id, typed=typed)
    with city.uow(AFTER, "officer") as uow, pytest.raises(Problems, match="もう記録"):
        add_past_award(uow, city.catalog, officer, organisation_id, typed=typed)
    mended = {**typed, "fiscal_year": "令和6年度", "amount": ""}
    with city.uow(AFTER, "officer") as uow:
        correct_past_award(uow, city.catalog, officer, award_id, typed=mended, version=1)
    assert awards(city) == [(OURS, 2024, None, AwardOrigin.HAND)]
    with city.uow(AFTER, "officer") as uow, pytest.raises(Stale):
        remove_past_award(uow, officer, award_id, reason="誤り", version=1)

    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(PastAwardRow, award_id).origin = AwardOrigin.KOUBO
    with city.uow(AFTER, "officer") as uow, pytest.raises(Refused, match="交付決定から記録"):
        remove_past_award(uow, officer, award_id, reason="誤り", version=3)
    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(PastAwardRow, award_id).origin = AwardOrigin.HAND
    with city.uow(AFTER, "officer") as uow:
        remove_past_award(uow, officer, award_id, reason="誤り", version=4)
        organisation = uow.session.get_one(Organisation, organisation_id)
        verbs = [one.verb for one in history_of(uow.session, organisation)]
    assert awards(city) == []
    assert verbs[-3:] == ["add_past_award", "correct_past_award", "remove_past_award"]
