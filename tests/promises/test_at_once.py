"""Everybody presses at once: one effect, one number, one event; the others are told."""

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from builders import (
    AFTER,
    IN_TIME,
    PDF,
    City,
    a_call,
    a_city,
    a_draft,
    a_filed_application,
    version_of,
)
from koubo.applications.actions.attaching import MAX_FILES, attach_file
from koubo.applications.actions.drafts import start_application
from koubo.applications.actions.filing import file
from koubo.applications.actions.staff import accept, find_ineligible, record_finding
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.rules import ApplicationState
from koubo.people.actions.organisations import make_organisation
from koubo.people.models import Organisation
from koubo.schemes.actions.themes import offer_theme
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.models import Theme
from koubo.schemes.plans import ThemeText
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import EventRow
from koubo.storage.unit_of_work import UnitOfWork
from promises.pressing import at_once, number_of


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_twenty_who_hand_in_the_same_document_get_one_number(city: City) -> None:
    filing_id = a_draft(city, a_call(city))
    actor, version = city.actor("applicant"), version_of(city, Filing, filing_id)
    before = number_of(city, EventRow)

    def hand_in(uow: UnitOfWork) -> str:
        return file(uow, city.catalog, city.files, actor, filing_id, version=version)

    numbers = at_once(city, "applicant", IN_TIME, *[hand_in] * 20)

    assert len(set(numbers)) == 1
    assert numbers[0].startswith("KU26-1-0001-")
    assert number_of(city, Snapshot) == 1
    assert number_of(city, EventRow) == before + 1
    assert number_of(city, HistoryRow, HistoryRow.verb == "file_proposal") == 1


def test_whoever_begins_twice_has_begun_one(city: City) -> None:
    """Where there is no version yet, what says the same to the letter is the same."""
    call_id, actor = a_call(city), city.actor("applicant")
    department_person = city.actor("department_person")
    typed = {
        "name": "川の会",
        "kana": "かわのかい",
        "kind": "任意団体",
        "address": "倉敷市西中新田640番地",
        "phone": "086-426-3111",
        "representative_title": "代表",
        "representative": "川 花子",
        "members": "9",
        "established_on": "2018-06-01",
        "corporate_number": "",
        "in_city": "はい",
    }
    theme = ThemeText(2026, "水辺", "課題", "期待", "協力")

    def begin(uow: UnitOfWork) -> int:
        return start_application(
            uow,
            city.catalog,
            actor,
            call_id,
            course_id="kurashiki.collab_prep",
            organisation_id=city.ids["organisation"],
        )

    begun = at_once(city, "applicant", IN_TIME, *[begin] * 4)
    made = at_once(
        city, "applicant", IN_TIME, *[lambda uow: make_organisation(uow, actor, typed=typed)] * 4
    )
    offered = at_once(
        city,
        "department_person",
        IN_TIME,
        *[
            lambda uow: offer_theme(
                uow, department_person, department_id=city.ids["department"], theme=theme
            )
        ]
        * 4,
    )

    assert [len(set(one)) for one in (begun, made, offered)] == [1, 1, 1]
    assert number_of(city, Filing) == 1
    assert number_of(city, Organisation) == 3
    assert number_of(city, Theme, Theme.call_id.is_(None)) == 1


def test_an_application_is_accepted_or_ineligible_or_withdrawn_but_once(city: City) -> None:
    application_id = a_filed_application(city, a_call(city))
    officer, applicant = city.actor("officer", AFTER), city.actor("applicant", AFTER)
    with city.uow(AFTER, "officer") as uow:
        record_finding(
            uow,
            city.catalog,
            officer,
            application_id,
            rule="staff_check.exclusion",
            answer=Answer.MET,
            note="",
        )
    version = version_of(city, Application, application_id)

    answers = at_once(
        city,
        "officer",
        AFTER,
        lambda uow: accept(uow, city.catalog, officer, application_id, version=version),
        lambda uow: accept(uow, city.catalog, officer, application_id, version=version),
        lambda uow: find_ineligible(uow, officer, application_id, reason="x", version=version),
        lambda uow: withdraw(uow, applicant, application_id, reason="x", version=version),
    )

    assert Counter(answers)[None] == 1
    verbs = ("accept", "find_ineligible", "withdraw")
    assert number_of(city, HistoryRow, HistoryRow.verb.in_(verbs)) == 1
    with city.uow() as uow:
        state = uow.session.get_one(Application, application_id).state
    assert state is not ApplicationState.FILED


def test_no_more_files_are_kept_than_fit(city: City) -> None:
    filing_id = a_draft(city, a_call(city))
    actor = city.actor("applicant")

    def attaching(name: str) -> Callable[[UnitOfWork], int]:
        return lambda uow: attach_file(
            uow,
            city.catalog,
            city.files,
            actor,
            filing_id,
            question_id="more",
            name=name,
            stream=BytesIO(PDF),
        )

    def kept() -> int:
        of_question = (Attachment.filing_id == filing_id, Attachment.question_id == "more")
        return number_of(city, Attachment, *of_question)

    at_once(city, "applicant", IN_TIME, *[attaching("同じ.pdf")] * 4)
    assert kept() == 1
    names = (f"資料{place}.pdf" for place in range(MAX_FILES + 2))
    at_once(city, "applicant", IN_TIME, *map(attaching, names))
    assert kept() == MAX_FILES
