"""The department's desk: its themes, and the applications that answer them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from builders import AFTER, a_call, a_filed_application
from koubo.people.models import Department, SeatRow
from koubo.people.rules import SeatKind
from koubo.plugins import load
from koubo.schemes.models import Theme
from koubo_web.settings import Settings
from web.staff_site import StaffSite, a_staff_site, hidden, texts

THEME = {
    "fiscal_year": "2027",
    "title": "夜間中学の学びを支える",
    "issue": "学び直したい人が通いにくい。",
    "wish": "送り迎えや学習の手伝いを一緒に考えたい。",
    "city_part": "教室と教材を用意する。",
}


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


def move_away(here: StaffSite) -> None:
    with here.city.uow(AFTER) as uow, uow.writing() as write:
        other = write.session.scalars(
            select(Department).where(Department.id != here.city.ids["department"])
        ).one()
        seat = write.session.scalars(
            select(SeatRow).where(SeatRow.kind == SeatKind.DEPARTMENT)
        ).one()
        seat.department_id = other.id


def test_a_theme_is_offered_coordinated_and_seen_by_its_department(here: StaffSite) -> None:
    member, officer = here.as_("department_person"), here.as_("officer")

    unfinished = member.post("/department/themes/new", **{**THEME, "wish": ""})
    offered = member.post("/department/themes/new", **THEME)
    todo = texts(officer.get("/officer/"), ".k-todo__title")
    page = officer.get("/officer/themes/1")
    done = officer.post("/officer/themes/1/coordinate", version=hidden(page, "version"))
    seen = member.get("/department/themes/1")
    late = member.post("/department/themes/1/edit", **THEME, version="2")

    assert unfinished.status_code == 422
    assert "学び直したい人が通いにくい。" in unfinished.text
    assert offered.location == "/department/themes/1"
    assert todo == ["担当課から届いたテーマを調整する：1件"]
    assert done.status_code == 303
    assert texts(seen, ".k-head .k-tag") == ["調整済み"]
    assert late.status_code == 409


def test_a_declined_theme_shows_why(here: StaffSite) -> None:
    member, officer = here.as_("department_person"), here.as_("officer")
    member.post("/department/themes/new", **THEME)

    silent = officer.post("/officer/themes/1/decline", reason="", version="1")
    officer.post("/officer/themes/1/decline", reason="別の事業で行うため。", version="1")
    page = member.get("/department/themes/1")

    assert silent.status_code == 422
    assert "別の事業で行うため。" in page.text
    assert texts(page, ".k-head .k-tag") == ["見送り"]


def test_a_theme_from_an_old_tab_shows_both_texts(here: StaffSite) -> None:
    member = here.as_("department_person")
    member.post("/department/themes/new", **THEME)
    path = "/department/themes/1/edit"
    member.post(path, **{**THEME, "title": "学び直しの場", "version": "1"})

    late = member.post(path, **{**THEME, "title": "夜の学校", "version": "1"})

    assert late.status_code == 409
    assert texts(late, ".k-changed td") == ["学び直しの場", "夜の学校変更あり"]
    assert hidden(late, "version") == "2"


def test_another_department_finds_nothing(here: StaffSite) -> None:
    application_id = a_filed_application(here.city, a_call(here.city), course="city_theme")
    member = here.as_("department_person")
    theme_id = here.city.ids["theme"]
    before = [
        member.get(f"/department/themes/{theme_id}").status_code,
        member.get(f"/department/applications/{application_id}").status_code,
    ]

    move_away(here)
    after = [
        member.get(f"/department/themes/{theme_id}").status_code,
        member.get(f"/department/applications/{application_id}").status_code,
    ]

    assert (before, after) == ([200, 200], [404, 404])


def test_only_applications_that_answer_its_themes_are_shown(here: StaffSite) -> None:
    call_id = a_call(here.city)
    mine = a_filed_application(here.city, call_id, course="city_theme")
    other = a_filed_application(
        here.city, call_id, applicant="stranger", organisation="other_organisation"
    )
    member = here.as_("department_person")

    page = member.get("/department/applications")

    assert f"/department/applications/{mine}" in page.text
    assert len(texts(page, "tbody tr")) == 1
    assert member.get(f"/department/applications/{other}").status_code == 404
    assert member.get(f"/officer/applications/{mine}").status_code == 403


def test_the_home_asks_for_next_years_theme_until_there_is_one(here: StaffSite) -> None:
    member = here.as_("department_person")

    before = texts(member.get("/department/"), ".k-todo__title")
    member.post("/department/themes/new", **{**THEME, "fiscal_year": "2026"})
    after = texts(member.get("/department/"), ".k-todo__title")

    assert (before, after) == (["令和8年度のテーマを出す"], [])


def test_officers_do_not_sit_in_a_department(here: StaffSite) -> None:
    officer = here.as_("officer")

    assert officer.get("/department/").status_code == 403
    assert officer.post("/department/themes/new", **THEME).status_code == 403
    assert number_of_themes(here) == 0


def number_of_themes(here: StaffSite) -> int:
    with here.city.uow() as uow:
        return len(uow.session.scalars(select(Theme.id)).all())
