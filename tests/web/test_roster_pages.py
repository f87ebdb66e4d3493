"""The pages of a roster: kept by its members, imported as shown, read and taken by officers."""

from io import BytesIO
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from koubo.papers.sheets import MEDIA_TYPE, Sheet, write_workbook
from koubo.papers.workbooks import read_workbook
from koubo.people.models import Organisation
from koubo.people.rosters import roster_of
from koubo.storage.history import history_of
from web.browser import Browser
from web.pages import errors_at, fields_of, send, soup, words
from web.town import Town


@pytest.fixture
def applicant(town: Town) -> Browser:
    return town.as_("applicant")


def _base(town: Town) -> str:
    return f"/applicant/organisations/{town.city.ids['organisation']}/roster"


def _names(town: Town) -> list[str]:
    with town.city.uow() as uow:
        return [one.name for one in roster_of(uow.session, town.city.ids["organisation"])]


def _upload(browser: Browser, base: str, content: bytes) -> TestResponse:
    return send(browser, f"{base}/import", {"file": (BytesIO(content), "名簿.xlsx")})


def test_a_person_is_written_down_mended_and_taken_off(town: Town, applicant: Browser) -> None:
    base = _base(town)
    path = f"{base}/new"
    typed = fields_of(soup(applicant.get(path))) | {"position": "会長", "kana": "水玉"}

    wrong = soup(send(applicant, path, typed), 422)
    assert list(errors_at(wrong)) == ["#field-name", "#field-kana"]
    assert fields_of(wrong) == typed
    right = typed | {"name": "水玉 花子", "kana": "みずたま", "born_on-year": "S55"}
    right |= {"born_on-month": "4", "born_on-day": "1"}
    assert send(applicant, path, right).status_code == 303

    row = soup(applicant.get(base)).select_one("tbody tr")
    assert row is not None
    assert words(row).startswith("会長水玉花子ミズタマ昭和55年4月1日")
    edit, remove = (str(one["href"]) for one in row.select("a"))
    first = fields_of(soup(applicant.get(edit)))
    assert send(applicant, edit, first | {"position": "顧問"}).status_code == 303
    stale = soup(send(applicant, edit, first | {"position": "監事"}), 409)
    assert "役職顧問監事変更あり" in words(stale.main)
    assert send(applicant, remove, fields_of(soup(applicant.get(remove)))).status_code == 303
    assert _names(town) == []
    assert town.as_("stranger").get(base).status_code == 404


def test_a_list_of_people_goes_in_one_by_one(town: Town, applicant: Browser) -> None:
    path = f"{_base(town)}/new"
    for name in ("水玉 花子", "水玉 太郎"):
        typed = fields_of(soup(applicant.get(path))) | {"position": "会員", "name": name}
        answer = send(applicant, path, typed | {"then": "next"})
        assert (answer.status_code, answer.location) == (303, path)

    assert sorted(_names(town)) == ["水玉 太郎", "水玉 花子"]


def test_a_file_is_looked_at_before_it_is_applied(town: Town, applicant: Browser) -> None:
    base = _base(town)
    none = soup(send(applicant, f"{base}/import", {}), 422)
    assert list(errors_at(none)) == ["#field-file"]
    broken = soup(_upload(applicant, base, b"PK\x03\x04"), 422)
    assert list(errors_at(broken)) == ["#field-file"]
    wrong = write_workbook([Sheet("名簿", ("役職", "氏名"), [("会長", ""), ("", "倉敷")])])
    shown = soup(applicant.get(_upload(applicant, base, wrong).location))
    assert "2行目（セルB2）" in words(shown.main)
    assert shown.select_one("main form") is None

    good = write_workbook(
        [Sheet("名簿", ("役職", "氏名"), [("会長", "水玉 花子"), ("理事", "倉敷")])]
    )
    page = _upload(applicant, base, good).location
    assert _names(town) == []
    fields = fields_of(soup(applicant.get(page)))
    again = soup(send(applicant, page, fields | {"shown": "0" * 64}), 409)
    assert "確かめているあいだに名簿が変わりました" in words(again.main)
    applied = send(applicant, page, fields_of(again))
    assert (applied.status_code, applied.location) == (303, base)
    assert _names(town) == ["水玉 花子", "倉敷"]
    assert "もう取り込みました" in words(soup(applicant.get(page)).main)
    assert send(applicant, page, fields).status_code == 409
    assert _names(town) == ["水玉 花子", "倉敷"]
    assert town.as_("stranger").get(page).status_code == 404

    kept = applicant.get(f"{base}.xlsx")
    assert (kept.status_code, kept.mimetype) == (200, MEDIA_TYPE)
    assert _upload(applicant, base, kept.data).status_code == 303
    printed = words(soup(applicant.get(f"{base}/print")).main)
    assert "organisationの会構成員・役員名簿" in printed
    assert "令和7年12月10日現在2人" in printed


def test_officers_read_a_roster_and_taking_it_is_recorded(town: Town, applicant: Browser) -> None:
    organisation = town.city.ids["organisation"]
    typed = {"position": "会長", "name": "水玉 花子", "address": "=HYPERLINK()"}
    assert send(applicant, f"{_base(town)}/new", typed).status_code == 303
    officer = town.as_("officer")
    base = f"/officer/organisations/{organisation}/roster"

    assert "会長水玉花子" in words(soup(officer.get(base)).main)
    assert "1人" in words(soup(officer.get(f"{base}/print")).main)
    taken = officer.post(f"{base}/export")

    assert taken.status_code == 200
    assert "organisationの会" in unquote(taken.headers["Content-Disposition"])
    [sheet] = read_workbook(taken.data)
    assert [row.cells[0] for row in sheet.rows] == [
        "団体名：organisationの会",
        "作成日：令和7年12月10日　人数：1人",
        "役職",
        "会長",
    ]
    assert sheet.rows[3].cells[5] == "=HYPERLINK()"
    with town.city.uow() as uow:
        last = history_of(uow.session, uow.session.get_one(Organisation, organisation))[-1]
    assert (last.verb, last.person_id, last.detail) == (
        "export_roster",
        town.city.ids["officer"],
        {"people": 1},
    )
    assert applicant.get(base).status_code == 403
