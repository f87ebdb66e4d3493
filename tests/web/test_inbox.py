"""The inbox: each application waits for one thing, each count leads to what it counts."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select

from applications.handing_in import ask
from builders import (
    AFTER,
    a_call,
    a_filed_application,
    accept_it,
    file_it,
    later,
)
from koubo.applications.actions.staff import find_ineligible, record_finding
from koubo.applications.models import Application
from koubo.applications.queries.inbox import WAITS_NAMES, Waits, inbox_counts
from koubo.applications.queries.listing import Wanted, list_applications
from koubo.people.models import Bar, Organisation
from koubo.people.rules import BarCause
from koubo.plugins import load
from koubo.schemes.eligibility.case import Answer
from koubo_web.settings import Settings
from web.pages import soup, words
from web.staff_site import StaffSite, a_staff_site, many_applications, texts

DUE = date(2025, 12, 20)
LATE = later(AFTER, days=20)


@pytest.fixture
def here(settings: Settings) -> Iterator[StaffSite]:
    yield from a_staff_site(settings, load())


def look_at(here: StaffSite, application_id: int) -> None:
    with here.city.uow(later(AFTER, hours=1), "officer") as uow:
        record_finding(
            uow,
            here.city.catalog,
            here.city.actor("officer"),
            application_id,
            rule="staff_check.exclusion",
            answer=Answer.MET,
            note="該当なし",
        )


def one_of_each(here: StaffSite, call_id: int) -> dict[Waits, int]:
    """Make an application that waits for each thing, but for what another part makes."""
    city = here.city
    made = {waits: a_filed_application(city, call_id) for waits in list(Waits)[:7]}
    look_at(here, made[Waits.CHECKING])
    for waits in (Waits.ASKED, Waits.OVERDUE, Waits.RETURNED):
        filing_id = ask(city, made[waits], "effect")
    file_it(city, filing_id, now=later(AFTER, days=1))
    accept_it(city, made[Waits.ACCEPTED])
    with city.uow(AFTER, "officer") as uow:
        version = uow.session.get_one(Application, made[Waits.INELIGIBLE]).version
        find_ineligible(
            uow,
            city.actor("officer"),
            made[Waits.INELIGIBLE],
            reason="対象外",
            version=version,
        )
    return made


def test_every_application_waits_for_one_thing_and_each_count_leads_to_it(here: StaffSite) -> None:
    call_id = a_call(here.city)
    made = one_of_each(here, call_id)
    officer = here.city.actor("officer")
    with here.city.uow(LATE) as uow:
        before = inbox_counts(uow.session, officer, [call_id], date(2025, 12, 20))[call_id]
        after = inbox_counts(uow.session, officer, [call_id], date(2025, 12, 21))[call_id]

    assert before == dict.fromkeys(set(made) - {Waits.OVERDUE}, 1) | {Waits.ASKED: 2}
    assert after == dict.fromkeys(set(made) - {Waits.ASKED}, 1) | {Waits.OVERDUE: 2}

    here.clock.moment = LATE
    browser = here.as_("officer")
    page = soup(browser.get("/officer/inbox"))
    heads = [words(one) for one in page.select("thead th")][1:]
    assert heads == list(WAITS_NAMES.values())
    for cell in page.select("tbody td a"):
        waits = str(cell["href"]).rpartition("=")[2]
        listed = texts(browser.get(str(cell["href"])), "tbody th")
        assert len(listed) == after[Waits(waits)], waits
    looked = texts(browser.get(f"/officer/calls/{call_id}/applications?waits=returned"), "tbody a")
    assert len(looked) == 1


def test_a_search_finds_however_a_name_is_written(here: StaffSite) -> None:
    city = here.city
    call_id = a_call(city)
    first = a_filed_application(city, call_id)
    with city.uow() as uow, uow.writing() as write:
        row = write.session.get_one(Organisation, city.ids["organisation"])
        row.name, row.kana = "ＮＰＯ法人　みずたま防災クラブ", "みずたまぼうさいくらぶ"
        application = write.session.get_one(Application, first)
        application.project_name = "里山ＭＡＰづくり"
        number = application.receipt_number or ""
    officer = city.actor("officer")

    def found(text: str) -> list[int]:
        with city.uow() as uow:
            rows = list_applications(uow.session, officer, Wanted(text=text)).rows
            return [one.id for one in rows]

    for text in (
        "みずたま防災",
        "ミズタマボウサイ",
        "ﾐｽﾞﾀﾏ",
        "防災クラブ",
        "里山ＭＡＰ",
        "さとやまmap"[4:],
        "NPO法人 みずたま",
        "特定非営利活動法人みずたま",
        "みずたま防災クラブＮＰＯ法人",
        "クラブ　里山 map",
        number.lower(),
        number[:8].translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    ):
        assert found(text) == [first], text
    for text in ("里川", "%", "みずたま 里川", "株式会社みずたま map2"):
        assert found(text) == [], text


def test_pages_of_the_inbox_say_as_little_at_250_rows_as_at_10(here: StaffSite) -> None:
    call_id = a_call(here.city)
    first = a_filed_application(here.city, call_id)
    officer, counted = here.as_("officer"), []
    paths = ("/officer/inbox", "/officer/applications?q=団体", f"/officer/calls/{call_id}/findings")
    for start, more in ((0, 9), (9, 240)):
        many_applications(here.city, call_id, first, more, start=start)
        counted.append([here.statements(officer, path) for path in paths])

    assert counted[0] == counted[1]
    assert max(counted[0]) <= 8 + 2  # who asks takes two


def test_findings_by_rule_say_for_whom_and_what_they_cover(here: StaffSite) -> None:
    city = here.city
    call_id = a_call(city)
    ids = [a_filed_application(city, call_id) for _ in range(3)]
    look_at(here, ids[0])
    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(Application, ids[1]).received_at = AFTER  # late
        write.session.add(
            Bar(
                person_id=city.ids["officer2"],
                application_id=ids[2],
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
        numbers = [write.session.get_one(Application, one).receipt_number for one in ids]

    def lines(person: str) -> dict[str, list[list[str]]]:
        page = soup(here.as_(person).get(f"/officer/calls/{call_id}/findings"))
        return {
            words(row.select_one("th")): [
                [words(one) for one in cell.select("a")] for cell in row.select("td")
            ]
            for row in page.select("tbody tr")
        }

    shown = lines("officer")
    assert shown["提出期限までに提出した"][0] == [numbers[1]]
    unknown = next(cells[1] for rule, cells in shown.items() if cells[1])
    assert unknown == numbers[1:]
    # Who is kept out of an application counts it nowhere.
    assert next(cells[1] for cells in lines("officer2").values() if cells[1]) == [numbers[1]]
    with city.uow() as uow:
        assert uow.session.scalars(select(Application)).all()
