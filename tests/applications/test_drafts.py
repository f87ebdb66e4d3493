"""Drafts keep what was typed, right or wrong, for their own organisation only."""

from typing import Any

import pytest
from sqlalchemy import func, select

from builders import (
    AFTER,
    IN_TIME,
    OPENS,
    City,
    a_draft,
    a_proposal,
    file_it,
    later,
    version_of,
)
from koubo.applications.actions.drafts import (
    save_draft,
    start_application,
)
from koubo.applications.facts import Asked, read_draft
from koubo.applications.models import Application, Filing
from koubo.problems import NotFound, Problems, Refused, Stale


def save(city: City, filing_id: int, typed: dict[str, Any], version: int, **at: Any) -> int:
    with city.uow(at.get("now", IN_TIME), "applicant") as uow:
        return save_draft(
            uow, city.catalog, city.actor("applicant"), filing_id, typed=typed, version=version
        )


def draft_of(city: City, filing_id: int) -> dict[str, Any]:
    with city.uow() as uow:
        return dict(uow.session.get_one(Filing, filing_id).draft)


@pytest.mark.parametrize("moment", [later(OPENS, seconds=-1), AFTER], ids=["before", "after"])
def test_an_application_begins_only_while_its_call_is_open(
    city: City, call_id: int, moment: Any
) -> None:
    with pytest.raises(Refused):
        a_draft(city, call_id, now=moment)

    with city.uow() as uow:
        assert uow.session.scalar(select(func.count()).select_from(Application)) == 0


@pytest.mark.parametrize(
    ("course", "theme", "field"),
    [
        ("kurashiki.nothing", None, "course_id"),
        ("kurashiki.city_theme", None, "theme_id"),
        ("kurashiki.city_theme", 999, "theme_id"),
        ("kurashiki.collab_prep", "theme", "theme_id"),
    ],
)
def test_a_wrong_course_or_theme_is_named(
    city: City, call_id: int, course: str, theme: Any, field: str
) -> None:
    with city.uow(IN_TIME, "applicant") as uow, pytest.raises(Problems) as found:
        start_application(
            uow,
            city.catalog,
            city.actor("applicant"),
            call_id,
            course_id=course,
            organisation_id=city.ids["organisation"],
            theme_id=city.ids["theme"] if theme == "theme" else theme,
        )

    assert [one.field for one in found.value.problems] == [field]


def test_nobody_begins_for_an_organisation_that_is_not_theirs(city: City, call_id: int) -> None:
    with city.uow(IN_TIME, "stranger") as uow, pytest.raises(NotFound):
        start_application(
            uow,
            city.catalog,
            city.actor("stranger"),
            call_id,
            course_id="kurashiki.collab_prep",
            organisation_id=city.ids["organisation"],
        )


def test_what_is_wrong_is_kept_as_it_was_typed(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    wrong = {"project_name": "あ" * 60, "starts_on": {"year": "令和99", "month": "", "day": "x"}}

    save(city, filing_id, wrong | {"nobody_asked": "1"}, version_of(city, Filing, filing_id))

    kept = draft_of(city, filing_id)
    assert {key: kept.get(key) for key in (*wrong, "nobody_asked")} == {
        **wrong,
        "nobody_asked": None,
    }


def test_a_stale_save_is_refused_and_changes_nothing(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    version = version_of(city, Filing, filing_id)
    save(city, filing_id, {"issue": "先に保存"}, version)

    with pytest.raises(Stale):
        save(city, filing_id, {"issue": "あとから"}, version)

    assert draft_of(city, filing_id)["issue"] == "先に保存"


def test_a_draft_is_kept_and_can_be_written_after_the_deadline(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)

    save(city, filing_id, {"issue": "締切のあと"}, version_of(city, Filing, filing_id), now=AFTER)

    assert draft_of(city, filing_id)["issue"] == "締切のあと"


def test_what_was_handed_in_cannot_be_written(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    file_it(city, filing_id)

    with pytest.raises(Refused):
        save(city, filing_id, {"issue": "書き直し"}, version_of(city, Filing, filing_id))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("１３８，４００", 138_400), ("138400円", 138_400), (" ¥138,400 ", 138_400)],
)
def test_amounts_are_read_as_people_write_them(
    city: City, call_id: int, typed: str, amount: int
) -> None:
    filing_id = a_draft(city, call_id, answers={"budget": _budget_of(typed)})

    answers, problems = _read(city, filing_id)

    assert (answers["budget"].total, problems) == (amount, [])


@pytest.mark.parametrize("typed", ["138_400", "-138400", "138400.5", "٣٠٠", "百円"])
def test_what_is_no_amount_is_named_at_its_cell(city: City, call_id: int, typed: str) -> None:
    filing_id = a_draft(city, call_id, answers={"budget": _budget_of(typed)})

    _, problems = _read(city, filing_id)

    assert problems == ["budget.expenses.0.amount"]


@pytest.mark.parametrize(
    "typed",
    [
        {"year": "R8", "month": "4", "day": "10"},
        {"year": "令和８", "month": "４", "day": "１０"},
        {"year": "2026", "month": "04", "day": "10"},
        "令和8年4月10日",
    ],
)
def test_days_are_read_in_both_calendars(city: City, call_id: int, typed: Any) -> None:
    filing_id = a_draft(city, call_id, answers={"starts_on": typed})

    answers, problems = _read(city, filing_id)

    assert (answers["starts_on"].isoformat(), problems) == ("2026-04-10", [])


def test_blank_choices_say_choose_and_a_pledge_says_tick(city: City, call_id: int) -> None:
    blank = {"partner_department": "", "pledge": ""}
    filing_id = a_draft(city, call_id, course="citizen_proposal", answers=blank)

    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        reading = read_draft(uow.session, Asked.of(city.catalog, filing), filing)

    assert [one.message for one in reading.problems] == [
        "「一緒に計画した市の担当課」を選んでください。",
        "「誓約」の内容を読んで、あてはまるときは□に印を付けてください。",
    ]


def _budget_of(amount: str) -> dict[str, Any]:
    budget = a_proposal()["budget"]
    return {**budget, "expenses": [{**budget["expenses"][0], "amount": amount}]}


def _read(city: City, filing_id: int) -> tuple[Any, list[str]]:
    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        reading = read_draft(uow.session, Asked.of(city.catalog, filing), filing)
    return reading.answers, [one.field for one in reading.problems]
