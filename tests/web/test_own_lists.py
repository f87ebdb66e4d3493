"""「自分の一覧」: a list that somebody named is found again, by nobody else."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from builders import a_call, a_filed_application
from koubo.people.models import SeatRow
from koubo.plugins import load
from koubo_web.lists.saved import FULL, MOST_LISTS, TAKEN, View, own_lists, save_list
from koubo_web.settings import Settings
from web.browser import Browser
from web.pages import soup
from web.staff_site import StaffSite, a_staff_site, texts

OWN = "nav[aria-label=自分の一覧] a"
HOME = "section[aria-labelledby=own-heading] a"
ORGANISATIONS = View("officer.organisations", None, "q=%E7%AC%AC&sort=-kana")


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


def naming_url(officer: Browser, path: str) -> str:
    """Give where the last link of the line above a list leads: to naming it."""
    *_, link = soup(officer.get(path)).select(OWN)
    return str(link["href"])


def sent(view: View, name: str) -> dict[str, str]:
    about = "" if view.about_id is None else str(view.about_id)
    return {"page": view.page, "about": about, "query": view.query, "name": name}


def links(page: TestResponse, selector: str) -> list[tuple[str, str]]:
    return [(one.get_text(strip=True), str(one["href"])) for one in soup(page).select(selector)]


def faults(page: TestResponse) -> list[str]:
    return [one.removeprefix("＊") for one in texts(page, ".k-error")]


def save(officer: Browser, path: str, name: str) -> TestResponse:
    """Name a list through its own link and form."""
    page = soup(officer.get(naming_url(officer, path)))
    fields = {
        str(one["name"]): str(one["value"]) for one in page.select("form.k-form [type=hidden]")
    }
    return officer.post("/officer/lists", **{**fields, "name": name})


def test_a_named_list_is_found_again_on_the_list_and_on_the_home(here: StaffSite) -> None:
    call_id, other = a_call(here.city), a_call(here.city)
    a_filed_application(here.city, call_id)
    officer = here.as_("officer")
    asked = "state=filed&cols=requested&sort=-requested"
    path = f"/officer/calls/{call_id}/applications"

    answer = save(officer, f"{path}?{asked}&after=1~1&tick=all", "遅れている大きなもの")

    found = links(officer.get(path), OWN)
    [(name, url), (_, all_url)] = found
    assert (name, all_url, answer.location) == ("遅れている大きなもの", "/officer/lists", url)
    view = officer.get(url)
    assert links(view, OWN) == found
    assert texts(view, f"{OWN}[aria-current=true]") == [name]
    assert texts(view, "thead th") == ["印", "受付番号↕", "申請額▼"]
    assert links(officer.get("/officer/"), HOME) == [(name, url), ("自分の一覧を整える", all_url)]
    assert links(officer.get(f"/officer/calls/{other}/applications"), OWN) == []


def test_a_name_is_each_persons_own(here: StaffSite) -> None:
    officer = here.as_("officer")
    officer.post("/officer/lists", **sent(ORGANISATIONS, "川の団体"))
    colleague = here.as_("officer2")

    assert [name for name, _ in links(officer.get("/officer/"), HOME)][:1] == ["川の団体"]
    assert links(colleague.get("/officer/"), HOME) == []
    with here.city.uow() as uow:
        [mine] = own_lists(uow.session, here.city.actor("officer"))
    assert colleague.post("/officer/lists/rename", list=str(mine.id), name="x").status_code == 404
    colleague.post("/officer/lists/remove", list=str(mine.id))
    assert [name for name, _ in links(officer.get("/officer/"), HOME)][:1] == ["川の団体"]


def test_pressed_twice_it_is_kept_once_and_a_name_stands_for_one_list(here: StaffSite) -> None:
    officer = here.as_("officer")
    for _ in range(2):
        assert (
            officer.post("/officer/lists", **sent(ORGANISATIONS, " 川の団体 ")).status_code == 303
        )

    awards = View("officer.awards", None, "year=2026")
    taken = officer.post("/officer/lists", **sent(awards, "川の団体"))
    blank = officer.post("/officer/lists", **sent(awards, "　"))

    assert len(links(officer.get("/officer/"), HOME)) == 2
    assert (taken.status_code, faults(taken)) == (422, [TAKEN])
    field = soup(taken, 422).select_one("input[name=name]")
    assert field is not None
    assert field["value"] == "川の団体"
    assert (blank.status_code, faults(blank)) == (
        422,
        ["「一覧の名前」を入力してください。"],
    )


def test_a_list_is_renamed_and_removed(here: StaffSite) -> None:
    officer = here.as_("officer")
    for name in ("あ", "い"):
        officer.post("/officer/lists", **sent(ORGANISATIONS, name))
    change = links(officer.get("/officer/lists"), "td a")[0][1]
    number = change.rpartition("=")[2]

    assert officer.get(change).status_code == 200
    assert faults(officer.post("/officer/lists/rename", list=number, name="い")) == [TAKEN]
    officer.post("/officer/lists/rename", list=number, name="う")
    assert texts(officer.get("/officer/lists"), "tbody th") == ["い", "う"]
    for _ in range(2):
        assert officer.post("/officer/lists/remove", list=number).status_code == 303
    assert texts(officer.get("/officer/lists"), "tbody th") == ["い"]


def test_twenty_lists_are_kept_and_no_more(here: StaffSite) -> None:
    officer = here.as_("officer")
    with here.city.uow() as uow:
        for one in range(MOST_LISTS):
            save_list(uow, here.city.actor("officer"), ORGANISATIONS, {"name": f"一覧{one}"})

    refused = officer.post("/officer/lists", **sent(ORGANISATIONS, "もう一つ"))

    assert (refused.status_code, faults(refused)) == (422, [FULL])


@pytest.mark.parametrize(
    ("page", "about", "query", "status"),
    [
        ("officer.applications", "x", "", 409),
        ("officer.home", "", "", 409),
        ("https://example.com", "", "", 409),
        ("officer.awards", "", "q=" + "a" * 3_000, 422),
    ],
)
def test_what_is_no_list_is_not_kept(
    here: StaffSite, page: str, about: str, query: str, status: int
) -> None:
    officer = here.as_("officer")

    answer = officer.post("/officer/lists", page=page, about=about, query=query, name="x")

    assert answer.status_code == status
    assert texts(officer.get("/officer/lists"), "tbody th") == []


def test_lists_outlast_the_seat(here: StaffSite) -> None:
    officer = here.as_("officer")
    officer.post("/officer/lists", **sent(ORGANISATIONS, "川の団体"))
    person = here.city.actor("officer").person_id

    for last_day, status in ((date(2025, 12, 9), 403), (None, 200)):
        with here.city.uow() as uow, uow.writing() as write:
            seats = update(SeatRow).where(SeatRow.person_id == person)
            write.session.execute(seats.values(to_on=last_day))
        assert officer.get("/officer/lists").status_code == status

    assert texts(officer.get("/officer/lists"), "tbody th") == ["川の団体"]
