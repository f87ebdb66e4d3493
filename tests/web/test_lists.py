"""Lists that people work in: the address says all, and a file has just what the page shows."""

import csv
from collections.abc import Iterator
from io import StringIO

import pytest
from werkzeug.test import TestResponse

from builders import AFTER, a_call, a_filed_application
from koubo.applications.models import Application
from koubo.papers.workbooks import read_workbook
from koubo.people.models import Bar, Organisation
from koubo.people.rules import BarCause
from koubo.plugins import load
from koubo_web.lists.pages import one_page
from koubo_web.settings import Settings
from web.pages import soup
from web.staff_site import StaffSite, a_staff_site, many_applications, texts


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


@pytest.fixture
def path(here: StaffSite) -> str:
    """Give the list of a call with sixty applications; the first asks for the most."""
    call_id = a_call(here.city)
    first = a_filed_application(here.city, call_id)
    many_applications(here.city, call_id, first, 59)
    with here.city.uow(AFTER) as uow, uow.writing() as write:
        row = write.session.get_one(Application, first)
        row.project_name, row.requested = "=1+1 の会", 900_000
    return f"/officer/calls/{call_id}/applications"


def link(page: TestResponse, selector: str) -> str:
    found = soup(page).select_one(selector)
    assert found is not None, selector
    return str(found["href"])


def rows_of(page: TestResponse) -> list[list[str]]:
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td:not(.k-list-tick)")]
        for row in soup(page).select("[data-list] tbody tr")
    ]


def lines_of(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def test_the_address_keeps_words_order_and_columns_from_page_to_page(
    here: StaffSite, path: str
) -> None:
    officer = here.as_("officer")

    page = officer.get(f"{path}?q=事業&sort=-requested&cols=organisation&cols=requested&cols=none")
    on = officer.get(link(page, "a[rel=next]"))
    back = officer.get(link(on, "a[rel=prev]"))

    assert texts(page, "thead th") == ["印", "受付番号 ▲"[:-2] + "↕", "団体", "申請額▼"]
    assert (len(rows_of(page)), len(rows_of(on)), rows_of(back)) == (50, 9, rows_of(page))
    assert texts(on, "thead th") == texts(page, "thead th")
    assert texts(on, ".k-pager__shown") == ["全59件のうち 9件を表示"]
    form = {one["name"]: one.get("value") for one in soup(on).select(".k-filter [name]")}
    assert (form["q"], form["cols"]) == ("事業", "organisation.requested")


def test_nonsense_in_an_address_is_as_if_it_were_not_there(here: StaffSite, path: str) -> None:
    officer = here.as_("officer")
    plain = rows_of(officer.get(path))

    for nonsense in (
        "sort=__class__",
        "cols=zz",
        "state=zz&course=%00&waits=1&theme=-1",
        "after=zz",
        "sort=requested&after=99999999999999999999~1",
        "sort=received&after=2026-01-01T00:00:00~3",
        "sort=received&before=yesterday~3",
        "sort=received&after=0001-01-01T00:00:00%2B14:00~3",
        "sort=received&before=9999-12-31T23:59:59-12:00~3",
    ):
        shown = rows_of(officer.get(f"{path}?{nonsense}"))
        assert len(shown) == 50, nonsense
    beyond = officer.get(f"{path}?after=zz~1")
    assert rows_of(officer.get(link(beyond, ".k-empty a"))) == plain


def test_files_have_just_what_the_page_shows_of_all_its_pages(here: StaffSite, path: str) -> None:
    officer = here.as_("officer")
    page = officer.get(f"{path}?sort=-requested&cols=project.requested.state")

    lines = lines_of(officer.get(link(page, ".k-list-tools a:nth-of-type(2)")))
    workbook = officer.get(link(page, ".k-list-tools a")).data
    narrowed = lines_of(officer.get(f"{path}/list.csv?q=団体007&cols=organisation"))

    assert lines[0] == ["受付番号", "事業の名称", "申請額", "状態"]
    assert [one[0] for one in lines[1:51]] == [row[0] for row in rows_of(page)]
    assert len(lines) == 61
    # What a spreadsheet would compute bears an apostrophe in CSV, and is text in Excel.
    assert lines[1][1:] == ["'=1+1 の会", "900000", "提出済み"]
    [sheet] = read_workbook(workbook)
    assert [list(row.cells) for row in sheet.rows][:2] == [
        lines[0],
        [lines[1][0], "=1+1 の会", "900000", "提出済み"],
    ]
    assert len(sheet.rows) == 61
    assert narrowed == [["受付番号", "団体"], ["KU26-1-0107-00", "団体007"]]
    assert officer.get(f"{path}/list.pdf").status_code == 404


def test_who_is_kept_out_finds_nothing_of_it_in_any_list(here: StaffSite, path: str) -> None:
    with here.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=here.city.ids["officer"],
                application_id=1,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
    officer, other = here.as_("officer"), here.as_("officer2")

    for page in (f"{path}?q=1+1", "/officer/applications?sort=-requested", f"{path}/list.csv"):
        assert ("の会" in officer.get(page).text.replace("=1%2B1", "")) is False, page
        assert "=1+1 の会" in other.get(page.replace("q=1+1", "q=1%2B1")).text, page
    for doing in ("accept", "findings", "opinions"):
        assert (
            "印の付いた応募がありません"
            in officer.get(f"{path}/several/{doing}?applications=1").text
        )
        assert "=1+1 の会" in other.get(f"{path}/several/{doing}?applications=1").text


def test_the_list_over_all_calls_and_that_of_organisations(here: StaffSite, path: str) -> None:
    officer = here.as_("officer")
    with here.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Organisation, 1).kana = "わたし"

    newest = rows_of(officer.get("/officer/applications"))
    found = rows_of(officer.get("/officer/applications?q=団体０５８&state=waiting"))
    names = [row[0] for row in rows_of(officer.get("/officer/organisations?sort=-kana"))]
    quiet = rows_of(officer.get("/officer/organisations?running=no"))
    file = lines_of(officer.get("/officer/organisations/list.csv?q=団体００&cols=kind.running"))
    nothing = officer.get("/officer/organisations?q=里川")

    assert [row[0] for row in newest][:2] == ["KU26-1-0158-00", "KU26-1-0157-00"]
    assert [row[:3] for row in found] == [["KU26-1-0158-00", "事業058", "団体058"]]
    assert names[0] == "organisationの会"
    assert len(names) == 50
    readings = officer.get("/officer/organisations?sort=kana")
    assert [row[0] for row in rows_of(officer.get(link(readings, "a[rel=next]")))][-1] == names[0]
    assert [row[3] for row in quiet] == ["－"] * len(quiet)
    assert (file[0], len(file)) == (["団体名", "種類", "進行中の応募"], 11)
    assert "条件に合う団体はありません" in nothing.text


@pytest.mark.parametrize(
    ("found", "shown", "next_url"), [([], [], ""), ([1, 2], [1, 2], ""), ([1, 2, 3], [1, 2], "?2")]
)
def test_a_page_that_is_just_full_leads_nowhere(
    found: list[int], shown: list[int], next_url: str
) -> None:
    assert one_page(found, 2, lambda last: f"?{last}") == (shown, next_url)
