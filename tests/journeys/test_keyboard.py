"""Filing and scoring by the keyboard alone: every stop can be seen, and nothing needs a mouse."""

import shutil
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from builders import a_draft
from journeys.screens import Screen
from promises.server import Server
from review.rounds import a_round
from web.browser import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Debian's chromium"),
]
MOST_STOPS = 150
HERE = """() => {
  const one = document.activeElement;
  const label = one.labels?.length ? one.labels[0].textContent : "";
  return [one.name ?? "", (one.innerText || label || "").replace(/\\s/g, ""), one.tagName];
}"""
SEEN = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const shown = [one, one.labels?.[0], one.parentElement].filter(Boolean);
  const ringed = shown.some((each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  });
  return ringed && box.bottom > 0 && box.top < innerHeight;
}"""


def go(page: Page, wanted: str) -> None:
    """Press the tab key until a field of this name, or a button or link of these words, has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        name, words, tag = page.evaluate(HERE)
        if tag != "BODY":
            assert page.evaluate(SEEN), (page.url, name, words, tag)
        if wanted in (name, words):
            return
    raise AssertionError((page.url, wanted))


def sign_in(page: Page, person: str) -> None:
    """Sign in from a page that asks for it."""
    go(page, "email")
    page.keyboard.type(f"{person}@example.jp")
    go(page, "password")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, words: str) -> None:
    """Go to a button or link and press it."""
    go(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_proposal_is_filed_by_keyboard(chromium: Browser, server: Server) -> None:
    filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
    context = chromium.new_context(locale="ja-JP", reduced_motion="reduce")
    page = Screen.of(context, server.base).page
    page.goto(f"{server.base}/applicant/check/{filing_id}")
    sign_in(page, "applicant")

    press(page, "提出する")

    expect(page.locator("main")).to_contain_text("企画提案書を受け付けました")
    context.close()


def test_a_sheet_is_filled_in_and_handed_in_by_keyboard(chromium: Browser, server: Server) -> None:
    round_ = a_round(server.city)
    round_.begin()
    review_id = round_.review("reviewer_a", round_.applications[0]).id
    context = chromium.new_context(locale="ja-JP", reduced_motion="reduce")
    page = Screen.of(context, server.base).page
    page.goto(f"{server.base}/reviewer/reviews/{review_id}")
    sign_in(page, "reviewer_a")
    page.goto(f"{server.base}/reviewer/reviews/{review_id}")

    for name in page.eval_on_selector_all(
        'main input[type="radio"]', "all => [...new Set(all.map((one) => one.name))]"
    ):
        go(page, name)
        page.keyboard.press("ArrowUp")  # from the first to the last: the best point asks no reason
    press(page, "保存して、提出の確認へ進む")
    press(page, "審査票を提出する")

    expect(page.locator("main")).to_contain_text("提出しました")
    context.close()
