"""The officer's board: computing anew, trying other rules, the lot, and the pots of a call."""

import re

import pytest
from bs4 import BeautifulSoup

from builders import AFTER
from review.own_scheme import add_application, an_own_round, hand_in
from review.rounds import Round
from web.pages import fields_of, soup, words
from web.town import Town

LEVEL = """criteria:
  - {id: whole, title: 合計点, lowest: 0, highest: 10}
stages:
  - {id: only, title: 審査, method: hearing, criteria: [whole]}
selection:
  aggregate: sum_of_points
  tie_breakers: [{by: lot}]
  allocation: cut_line
"""


@pytest.fixture
def level(town: Town) -> Round:
    """Give a stage whose two applications are level, wholly marked."""
    found = an_own_round(town.city, LEVEL, budget=150_000)
    for course in ("start", "next"):
        add_application(found, course)
    found.seat("reviewer_a")
    found.start("only")
    found.declare("reviewer_a", "only")
    for application_id in found.applications:
        hand_in(found, "reviewer_a", application_id, "only", whole=8)
    town.clock.moment = AFTER
    return found


def cells(page: BeautifulSoup, heading: str) -> list[list[str]]:
    section = page.find("h2", string=re.compile(heading)).parent
    return [
        [re.sub(r"\s+", "", cell.get_text()) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]


def test_a_lot_is_drawn_on_the_board_and_decides_the_money(town: Town, level: Round) -> None:
    browser, board = town.as_("officer"), f"/officer/calls/{level.call_id}/review/only"

    equal = soup(browser.get(board))
    refused = browser.post(f"{board}/lot", do="seed", seed="")
    drawn = browser.post(f"{board}/lot", do="chance")
    after = soup(browser.get(board))

    assert [row[0] for row in cells(equal, "順位の案")] == ["1", "1"]
    assert (refused.status_code, drawn.status_code) == (422, 303)
    assert "抽選の種（くじの番号など）を1字から64字までで入力してください" in words(
        soup(refused, 422)
    )
    assert [(row[0], row[5], row[6]) for row in cells(after, "順位の案")] == [
        ("1", "100,000円", "50,000円"),
        ("2", "50,000円", "50,000円"),
    ]
    assert after.select_one(f'form[action="{board}/lot"]') is None
    # What a runner-up is offered is not given: the board, the simulation and the 答申 say the same.
    tried = words(soup(browser.get(f"{board}/simulation?budget=200000")).select_one("#result"))
    lasting = soup(browser.get(f"{board}/simulation?allocation=while_money_lasts"))
    assert [row[1:] for row in cells(lasting, "変わる応募（1件）")] == [
        ["2→2", "次点→予算なし", "50,000円→0円", "結果が変わる"]
    ]
    concluded = words(soup(browser.get(f"{board}/conclude")).select_one("[data-sum]"))
    assert "配分の案の合計100,000円残り50,000円うち次点への残りの額50,000円" in words(after)
    assert "配分の案の合計100,000円200,000円変更あり残り50,000円0円変更あり" in tried
    assert "うち次点への残りの額50,000円0円変更あり" in tried
    assert "答申額の合計100,000円予算150,000円残り50,000円" in concluded


def test_other_rules_are_tried_beside_the_proposal_and_nothing_is_kept(
    town: Town, level: Round
) -> None:
    browser, board = town.as_("officer"), f"/officer/calls/{level.call_id}/review/only"
    browser.post(f"{board}/lot", do="chance")
    before = soup(browser.get(board))
    link = before.select_one(f'main a[href="{board}/simulation"]')

    plain = soup(browser.get(link["href"]))
    tried = soup(browser.get(f"{board}/simulation?budget=200000&allocation=while_money_lasts"))
    same = soup(browser.get(f"{board}/simulation?aggregate=sum_of_item_means"))
    wrong = browser.get(f"{board}/simulation?budget=-5&pass_mark=x")

    assert plain.find("h2", string=re.compile("変わる応募")) is None
    assert [row[1:] for row in cells(tried, "変わる応募（1件）")] == [
        ["2→2", "次点→通過", "50,000円→100,000円", "通るようになる"]
    ]
    assert "結果の変わる応募はありません" in words(same)
    assert wrong.status_code == 422
    assert "「基準点」は「60%」" in words(soup(wrong, 422))
    assert cells(soup(browser.get(board)), "順位の案") == cells(before, "順位の案")


def test_pots_are_set_on_their_page_and_told_to_everybody(town: Town, level: Round) -> None:
    browser, call = town.as_("officer"), f"/officer/calls/{level.call_id}"
    link = soup(browser.get(call)).select_one(f'main a[href="{call}/pots"]')
    typed = fields_of(soup(browser.get(link["href"])))
    typed |= {"title-0": "スタート枠", "amount-0": "100,000", "course_ids-0": "small.start"}

    too_much = browser.post(f"{call}/pots", **{**typed, "amount-0": "150,001"})
    done = browser.post(f"{call}/pots", **typed)
    stale = browser.post(f"{call}/pots", **typed)

    assert (
        "枠の合計 150,001円 が予算額 150,000円 を1円 超えています" in soup(too_much, 422).get_text()
    )
    assert (done.status_code, stale.status_code) == (303, 409)
    told = "スタート枠100,000円"
    assert told in words(soup(browser.get(call)))
    assert told in words(soup(browser.get(f"/calls/{level.call_id}")))
    board = words(soup(browser.get(f"{call}/review/only")))
    assert "その後に、審査票の提出など、結果を変えることがありました" in board
    browser.post(f"{call}/review/only/lot", do="chance")
    pots = [row for row in cells(soup(browser.get(f"{call}/review/only")), "順位の案")]
    assert {row[5] for row in pots} == {"100,000円", "50,000円"}
