"""The officer's pages where courses have panels of their own, and some projects are not judged."""

import pytest

from builders import AFTER
from review.own_scheme import add_application, add_past_award, an_own_round, hand_in
from review.rounds import Round
from review.test_stage_courses import TWO_PANELS
from review.test_waivers import LENIENT
from web.test_officer_review import soup, table, words
from web.town import Town


@pytest.fixture
def two_panels(town: Town) -> Round:
    """Give a call of which only the course that has the hearing was applied for."""
    found = an_own_round(town.city, TWO_PANELS)
    add_application(found, "start")
    found.seat("reviewer_a")
    town.clock.moment = AFTER
    return found


def test_a_call_leads_through_the_stages_that_somebody_comes_to(town: Town, two_panels: Round):
    browser, call = town.as_("officer"), f"/officer/calls/{two_panels.call_id}"
    two_panels.start("papers")

    page = soup(browser.get(call))
    stages = table(soup(browser.get(f"{call}/review")), "審査の段階")

    assert page.select_one(f'main a[href="{call}/review/papers"]') is not None
    assert "「書類審査」を進めます。" in words(page)
    assert [(row[0], row[-1]) for row in stages] == [
        ("書類審査", "あとから加わった委員・応募に割り当てる"),
        ("公開審査", "前の審査の結論を記録すると始められます"),
        ("コンテスト", "審査を始める"),
    ]


def test_the_body_that_judges_is_named(town: Town, two_panels: Round):
    two_panels.start("papers")
    two_panels.declare("reviewer_a", "papers")
    hand_in(two_panels, "reviewer_a", two_panels.applications[0], "papers", whole=8)
    two_panels.conclude("papers")
    two_panels.start("talk")

    page = soup(town.as_("officer").get(f"/officer/calls/{two_panels.call_id}/review"))

    assert [row[:2] for row in table(page, "審査の段階")] == [
        ["書類審査", "結論を記録済み"],
        ["公開審査審査委員会", "審査中"],
        ["コンテスト", "始めていません"],
    ]


@pytest.fixture
def lenient(town: Town) -> Round:
    """Give a call with a new project and one that goes on unchanged."""
    found = an_own_round(town.city, LENIENT)
    add_application(found, "next")
    add_past_award(found, add_application(found, "next", unchanged=True), "next", 2025)
    found.seat("reviewer_a")
    town.clock.moment = AFTER
    return found


def test_what_is_not_judged_is_said_on_every_page(town: Town, lenient: Round):
    browser = town.as_("officer")
    review = f"/officer/calls/{lenient.call_id}/review/only"

    asked = words(soup(browser.get(f"{review}/start")))
    browser.post(f"{review}/start")
    assert browser.post(f"{review}/tally").status_code == 303
    board = soup(browser.get(review))
    working = words(soup(browser.get(f"{review}/applications/{lenient.applications[1]}")))

    assert "まだ割り当てのない応募1件審査しない応募1件" in asked
    assert [(row[0], row[-1]) for row in table(board, "順位の案")] == [
        ("—", "審査しない"),
        ("—", "0／1"),
    ]
    assert "この段階では審査しない応募です。審査票は割り当てません。" in working
    assert "前の年度から内容の変わらない継続の事業→この段階では審査せず" in working
