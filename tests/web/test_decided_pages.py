"""What everybody asks after a decision: who got what, who got nothing, and where it is written."""

import pytest
from flask.testing import FlaskClient

from award_builders import DECIDED, GRANTED, accepted_of, draft_selection, recommend, release
from builders import a_call
from web.award_walk import soup, words
from web.test_audit_pages import an_auditor
from web.town import Town


@pytest.fixture
def decided(town: Town) -> tuple[int, int, int]:
    """Give a released selection, and the applications that got 80,000 yen and nothing."""
    call_id = a_call(town.city)
    got, nothing = (
        accepted_of(town.city, call_id, name, cost=100_000, requested=80_000)
        for name in ("川の会", "里の会")
    )
    recommend(town.city, call_id, {got: 80_000, nothing: None})
    decision_id = draft_selection(town.city, call_id)
    release(town.city, decision_id, now=DECIDED)
    town.clock.moment = DECIDED
    return decision_id, got, nothing


def lines_of(browser: FlaskClient, address: str) -> list[list[str]]:
    """Give the table of a decision that stands before its lines."""
    page = soup(browser.get(address))
    rows = page.select("table caption:-soup-contains('決定の内容の一覧') ~ tbody tr")
    return [[words(cell) for cell in row.select("th, td")][2:] for row in rows]


def test_a_decision_begins_with_all_that_was_decided(
    town: Town, decided: tuple[int, int, int]
) -> None:
    decision_id, *_ = decided
    expected = [
        ["採択", "条件あり", "80,000円", "80,000円"],
        ["不採択", "", "80,000円", "0円"],
    ]

    assert lines_of(town.as_("officer"), f"/officer/decisions/{decision_id}") == expected
    releaser = town.as_("releaser")
    assert lines_of(releaser, f"/releaser/decisions/{decision_id}") == expected
    asked = soup(releaser.get(f"/releaser/decisions/{decision_id}"))
    assert "2件80,000円採択1件、不採択1件" in words(asked.main)


def test_an_auditor_reads_why_one_got_money_and_the_other_nothing(
    town: Town, decided: tuple[int, int, int]
) -> None:
    decision_id, _, nothing = decided
    an_auditor(town)
    town.clock.moment = GRANTED
    auditor = town.as_("auditor")

    assert f"/audit/decisions/{decision_id}" in auditor.get("/audit/decisions").text
    page = soup(auditor.get(f"/audit/decisions/{decision_id}"))
    case = f"/audit/cases/{nothing}"
    assert [link["href"] for link in page.select(f'main a[href="{case}"]')] == [case]
    assert page.select('main a[href^="/officer/"]') == []
    assert "採択・不採択の決定（不採択）" in words(soup(auditor.get(case)).main)
    assert f"/audit/cases/{nothing}" not in auditor.get("/audit/cases").text
    assert town.as_("applicant").get(case).status_code == 403


def test_an_application_leads_to_its_decision_and_its_money(
    town: Town, decided: tuple[int, int, int]
) -> None:
    _, got, nothing = decided
    officer = town.as_("officer")

    outcomes = [
        [
            link["href"].rsplit("/", 1)[0]
            for link in soup(officer.get(f"/officer/applications/{one}")).select(
                'section[aria-labelledby="outcome-heading"] a'
            )
        ]
        for one in (got, nothing)
    ]
    assert outcomes == [["/officer/awards", "/officer/decisions"], ["/officer/decisions"]]


def test_each_letter_stands_beside_its_own_number(
    town: Town, decided: tuple[int, int, int]
) -> None:
    page = soup(town.as_("officer").get(f"/officer/decisions/{decided[0]}/letters"))

    rows = page.select("main table tbody tr")
    assert [words(row.select("td")[2]) for row in rows] == ["倉市活第123-1号", "倉市活第123-2号"]


def test_the_list_of_all_years_counts_days_as_every_other_page_does(
    town: Town, decided: tuple[int, int, int]
) -> None:
    page = soup(town.as_("officer").get("/officer/applications"))

    cells = [words(cell) for cell in page.select("main tbody td[data-label^='受付']")]
    assert {cell[:4] for cell in cells} == {"令和7年"}
