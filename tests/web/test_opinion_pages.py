"""Opinions on the pages: asked for, answered on the department's desk or by its sheet."""

from io import BytesIO
from typing import Any

import pytest

from applications.asking import another_department, ask, the_opinion
from builders import a_call, a_filed_application
from koubo.applications.queries.opinions import opinions_of_call
from koubo.papers.sheets import Sheet, write_workbook
from koubo.papers.workbooks import find_table, read_workbook
from web.pages import errors_at, fields_of, send, soup, words
from web.town import Town, give_accounts

DUE = {"due_on-year": "令和7", "due_on-month": "12", "due_on-day": "20"}


@pytest.fixture
def other(town: Town) -> int:
    department = another_department(town.city)
    give_accounts(town.app, town.city)
    return department


def test_a_department_is_asked_and_answers(town: Town, other: int) -> None:
    call_id = a_call(town.city)
    application_id = a_filed_application(town.city, call_id)
    officer, department = town.as_("officer"), town.as_("other_department")
    path = f"/officer/applications/{application_id}/opinion"

    refused = soup(send(officer, path, {"department_id": "", "due_on-year": ""}), 422)
    asked = send(officer, path, {"department_id": str(other), "note": "会場のこと", **DUE})
    home = soup(department.get("/department/"))
    link = next(one["href"] for one in home.select("a") if "/department/opinions/" in str(one))
    page = soup(department.get(str(link)))
    form = fields_of(page)
    blank = soup(send(department, str(link), {**form, "opinion": ""}), 422)
    done = send(department, str(link), {**form, "opinion": "会場は使えます。"})
    late = soup(send(department, str(link), {**form, "opinion": "別の文"}), 409)

    assert list(errors_at(refused)) == ["#field-department_id", "#field-due_on"]
    assert (asked.status_code, done.status_code) == (303, 303)
    assert "会場のこと" in words(page.select_one("main"))
    assert list(errors_at(blank)) == ["#field-opinion"]
    assert "会場は使えます。" in words(late.select_one(".k-banner"))
    assert "別の文" in words(late.select_one("textarea"))
    shown = soup(officer.get(f"/officer/applications/{application_id}"))
    assert "会場は使えます。" in words(shown.select_one("#opinions"))
    assert town.as_("department_person").get(str(link)).status_code == 404
    assert officer.get(str(link)).status_code == 403


def test_many_are_asked_at_once_and_a_sheet_brings_the_answers(town: Town, other: int) -> None:
    city = town.city
    call_id = a_call(city)
    ids = [a_filed_application(city, call_id, course="city_theme") for _ in range(2)]
    officer, path = town.as_("officer"), f"/officer/calls/{call_id}/opinions"
    suggested = soup(officer.get(f"{path}?department_id={city.ids['department']}"))
    ticked = [int(str(one["value"])) for one in suggested.select("input[checked]")]
    wanted: dict[str, Any] = {"department_id": str(other), "applications": ids, **DUE}
    assert send(officer, path, wanted).status_code == 303

    counted = soup(officer.get(path))
    sheet = officer.get(f"{path}/{other}/sheet")
    (read,) = read_workbook(sheet.data)
    table = find_table(read, {"number": ("受付番号",), "opinion": ("意見",)}, ("number",))
    assert table is not None
    numbers = [row.values["number"] for row in table.rows]
    rows = [(numbers[0], "市民活動推進課", "賛成"), (numbers[1], "市民活動推進課", "")]
    came = write_workbook([Sheet("意見", ("受付番号", "担当課", "意見"), rows)])
    sent = send(officer, f"{path}/import", {"file": (BytesIO(came), "意見.xlsx")})
    looked = soup(officer.get(sent.headers["Location"]))
    entered = send(officer, sent.headers["Location"], fields_of(looked))
    broken = soup(send(officer, f"{path}/import", {"file": (BytesIO(b"PK"), "x.xlsx")}), 422)
    twice = send(officer, sent.headers["Location"], fields_of(looked))

    assert ticked == ids
    assert "市民活動推進課0件2件" in words(counted.select_one("tbody tr"))
    assert sheet.mimetype.endswith("spreadsheetml.sheet")
    assert "新しい回答" in words(looked.select_one("tbody tr"))
    assert entered.status_code == 303
    assert list(errors_at(broken)) == ["#field-file"]
    assert twice.status_code == 409
    with city.uow() as uow:
        found = opinions_of_call(uow.session, city.actor("officer"), call_id, other)
    assert [one.answers for one in found] == [{"opinion": "賛成"}, {}]


def test_what_is_late_stands_on_the_officers_home(town: Town, other: int) -> None:
    city = town.city
    application_id = a_filed_application(city, a_call(city))
    ask(city, other, application_id)
    town.clock.moment = town.clock.moment.replace(month=12, day=21)

    home = words(soup(town.as_("officer").get("/officer/")).select_one("main"))

    inbox = words(soup(town.as_("officer").get("/officer/inbox")).select_one("main"))
    assert "担当課の意見の期限を過ぎました" in home
    assert "返事を待っている担当課の意見" in inbox
    assert the_opinion(city, application_id).answered_at is None
