"""Every settlement case that a scheme ships, on the pages from the 概算払 to the close.

The pages before, up to the 交付決定, are walked by the journeys of each city.
"""

from collections.abc import Iterator

import pytest

from journeys import settled_cases
from journeys.deciding import letter
from journeys.people import Person
from journeys.settled_cases import SETTLED, Case, settlement_cases
from koubo.award.rules import AwardState
from koubo.money import format_yen
from koubo.plugins import load
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.site import Site
from web.browser import BASE_URL, SteadyClock
from web.ready_sites import light_settings, make_tables
from web.town import Town, a_town

CASES = settlement_cases(dict(load().catalog.schemes))
KNOWN = {"AK-S1", "CH-S1", "SE-S1", "SE-S2", "ST-01", "ST-02", "ST-03", "ST-04", "YO-S1"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Give one town for all cases: each has a call of its own."""
    settings = light_settings(
        {
            "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
            "KOUBO_BASE_URL": BASE_URL,
            "KOUBO_DATA": str(tmp_path_factory.mktemp("cases")),
        }
    )
    clock = SteadyClock()
    app = create_app(settings, clock=clock, house=load())
    site: Site = app.extensions[SITE]
    make_tables(site.database)
    yield a_town(app, clock)
    site.database.close()


def test_all_known_cases_are_here() -> None:
    assert {one.case.id for one in CASES} >= KNOWN


@pytest.mark.parametrize("one", CASES, ids=[one.case.id for one in CASES])
def test_a_case_passes_through_the_pages(town: Town, one: Case) -> None:
    facts, city = one.facts, town.city
    award_id = settled_cases.grant(city, one)
    if facts.paid:
        settled_cases.pay(town, award_id, facts.paid, settled_cases.PAID)

    report_id = settled_cases.report(town, award_id, one)
    town.clock.moment = SETTLED
    shown = Person(town, "officer").open(f"/officer/awards/reports/{report_id}")
    figures = [item.get_text(strip=True) for item in shown.page.select("main .k-figures dd")]
    for amount in (facts.fixed_amount, facts.further_payment, facts.return_amount):
        assert any(format_yen(amount) in text for text in figures), (amount, figures)

    settled_cases.settle(town, award_id, report_id).says(format_yen(facts.fixed_amount))
    settled_cases.release(town)
    told = letter(Person(town, "applicant").open("/applicant/letters").fetch("確定"))
    assert f"金{format_yen(facts.fixed_amount)}" in told
    assert ("返還してください" in told) == bool(facts.return_amount)
    for amount in filter(None, (facts.further_payment, facts.return_amount)):
        assert f"金{format_yen(amount)}を" in told

    if facts.further_payment:
        settled_cases.pay(town, award_id, None, settled_cases.RETURNED)
    if facts.return_amount:
        settled_cases.pay_back(town, award_id)
    settled_cases.close(town, award_id)

    found = settled_cases.stored(city, award_id)
    assert (found.state, found.awarded, found.settled) == (
        AwardState.CLOSED,
        facts.awarded,
        facts.fixed_amount,
    )
    assert (found.paid, found.returned) == (
        facts.paid + facts.further_payment,
        facts.return_amount,
    )
