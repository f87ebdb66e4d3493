"""Opinions by Excel: a dry run, then exactly that, once; what is wrong names its cell."""

from datetime import date
from io import BytesIO

import pytest

from applications.asking import another_department, answer, ask, the_opinion
from builders import (
    AFTER,
    City,
    a_filed_application,
    later,
)
from koubo.applications.actions.opinion_imports import KIND, apply_opinions, plan_import
from koubo.applications.models import Application
from koubo.applications.opinion_rules import OpinionSource
from koubo.applications.opinion_sheets import Fate, OpinionPlan, opinion_sheet
from koubo.applications.queries.opinions import (
    opinions_of_call,
)
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.imports import keep_import
from koubo.problems import Refused, Stale
from koubo.schemes.models import Call


@pytest.fixture
def other(city: City) -> int:
    return another_department(city)


def upload(city: City, call_id: int, sheet: Sheet) -> int:
    with city.uow(AFTER, "officer") as uow:
        return keep_import(
            uow,
            city.files,
            city.actor("officer"),
            kind=KIND,
            subject_id=call_id,
            name="意見書.xlsx",
            stream=BytesIO(write_workbook([sheet])),
        )


def plan(city: City, call_id: int, draft_id: int) -> OpinionPlan:
    with city.uow(AFTER, "officer") as uow:
        officer = city.actor("officer")
        return plan_import(uow, city.catalog, city.files, officer, call_id, draft_id)


def enter(city: City, call_id: int, draft_id: int, shown: str) -> int:
    with city.uow(later(AFTER, hours=1), "officer") as uow:
        officer = city.actor("officer")
        return apply_opinions(
            uow, city.catalog, city.files, officer, call_id, draft_id, shown=shown
        )


def the_sheet(city: City, call_id: int, department: int, *texts: str) -> Sheet:
    """Give the department's sheet as it comes back with these opinions written in."""
    with city.uow() as uow:
        call = uow.session.get_one(Call, call_id)
        asked = opinions_of_call(uow.session, city.actor("officer"), call_id, department)
        sheet = opinion_sheet(city.catalog.of(call.release), asked, "市民活動推進課")
    rows = [(*row[:6], text) for row, text in zip(sheet.rows, texts, strict=True)]
    return Sheet(sheet.name, sheet.header, rows, sheet.widths, sheet.notes, sheet.choices)


def test_a_sheet_is_entered_as_it_was_shown_and_once(city: City, call_id: int, other: int) -> None:
    ids = [a_filed_application(city, call_id) for _ in range(3)]
    ask(city, other, *ids)
    answer(city, the_opinion(city, ids[2]).id, "画面で答えた。", person="other_department")

    draft = upload(city, call_id, the_sheet(city, call_id, other, "=賛成", "", "画面で答えた。"))
    shown = plan(city, call_id, draft)
    assert [one.fate for one in shown.lines] == [Fate.NEW, Fate.BLANK, Fate.SAME]
    assert enter(city, call_id, draft, shown.digest) == 1
    with pytest.raises(Refused):
        enter(city, call_id, draft, plan(city, call_id, draft).digest)

    first = the_opinion(city, ids[0])
    assert (first.answers, first.source, first.entered_by) == (
        {"opinion": "=賛成"},
        OpinionSource.EXCEL,
        city.ids["officer"],
    )
    assert the_opinion(city, ids[1]).answered_at is None
    # What a sheet said before, a sheet may say otherwise; what the screen said, it may not.
    again = upload(city, call_id, the_sheet(city, call_id, other, "反対", "", ""))
    planned = plan(city, call_id, again)
    assert [one.fate for one in planned.lines] == [Fate.CHANGED, Fate.BLANK, Fate.BLANK]
    clash = upload(city, call_id, the_sheet(city, call_id, other, "反対", "", "別の意見"))
    (problem,) = plan(city, call_id, clash).problems
    assert problem.cell == "A6"
    assert "画面" in problem.message
    with pytest.raises(Refused):
        enter(city, call_id, clash, plan(city, call_id, clash).digest)


def test_a_changed_record_makes_the_shown_plan_stale(city: City, call_id: int, other: int) -> None:
    asked = a_filed_application(city, call_id)
    ask(city, other, asked)
    draft = upload(city, call_id, the_sheet(city, call_id, other, "賛成"))
    shown = plan(city, call_id, draft).digest
    ask(city, other, asked, due=date(2025, 12, 25))

    with pytest.raises(Stale):
        enter(city, call_id, draft, shown)

    assert the_opinion(city, asked).answered_at is None


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (("KU99-1-0001-00", "市民活動推進課", "賛成"), "A2"),
        (("{number}", "知らない課", "賛成"), "A2"),
        (("{number}", "市民活動推進課", "あ" * 2_001), "C2"),
    ],
    ids=["no such number", "no such department", "too long"],
)
def test_a_wrong_row_names_its_cell(
    city: City, call_id: int, other: int, row: tuple[str, ...], cell: str
) -> None:
    asked = a_filed_application(city, call_id)
    ask(city, other, asked)
    with city.uow() as uow:
        number = uow.session.get_one(Application, asked).receipt_number or ""
    filled = tuple(one.replace("{number}", number) for one in row)
    draft = upload(city, call_id, Sheet("意見", ("受付番号", "担当課", "意見"), [filled]))

    assert [one.cell for one in plan(city, call_id, draft).problems] == [cell]
