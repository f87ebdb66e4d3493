"""From the public page to the receipt on a telephone: with scripts, without, and by keyboard."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from builders import PDF, a_draft
from journeys.filing_steps import (
    BALANCED,
    PAPERS,
    PROJECT,
    PROJECT_TEXTS,
    attach,
    find_the_call,
    found_an_organisation,
    receipt_number,
    register,
    start,
    write_the_budget,
)
from journeys.looking import WatchedScreen
from journeys.screens import HEIGHT, WIDTH
from promises.server import Server
from web.browser import PASSWORD

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
PHONE = {"width": WIDTH, "height": HEIGHT}
SAVED = re.compile(r"\d{1,2}:\d{2}に保存しました")
SOON = 8_000
"""In ms: two seconds of quiet, and a slow machine."""
FOCUSED = """() => {
  const one = document.activeElement;
  return [one.name ?? "", one.innerText?.trim() ?? "", getComputedStyle(one).outlineStyle];
}"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, locale="ja-JP", reduced_motion="reduce")
    yield context
    context.close()


def test_from_the_public_page_to_the_receipt(
    phone: BrowserContext, server: Server, tmp_path: Path
) -> None:
    screen = WatchedScreen.watched(phone, server.base)
    find_the_call(screen)
    register(screen, server, "hotaru")
    found_an_organisation(screen, "ほたる川をまもる会")
    start(screen)
    others = screen.page.locator(".k-steps__more")
    others.locator("summary").click()
    expect(others.get_by_role("link")).to_have_count(4)
    screen.look()

    keep_what_is_typed(screen, phone)
    screen.write(**{name: text for name, text in PROJECT_TEXTS.items() if name != "effect"})
    screen.press("保存して次へ進む")
    screen.says("直すところが1件あります")
    screen.follow("あとで直すことにして次へ進む")
    screen.press("保存して次へ進む")
    write_the_budget(screen)
    expect(screen.page.locator("#totals")).to_contain_text(BALANCED, timeout=SOON)
    screen.press("保存して次へ進む")
    attach(screen, tmp_path)
    screen.page.locator('[name="pledge"]').check()
    screen.press("保存して次へ進む")

    screen.says("まだ提出できません")
    screen.follow("期待する成果")
    expect(screen.page.locator('[name="effect"]')).to_be_in_viewport()
    screen.write(effect=PROJECT_TEXTS["effect"])
    screen.press("保存して確認と提出へ進む")
    screen.press("提出する")

    number = receipt_number(screen)
    read_the_receipt(screen, number)
    screen.open("/home")
    screen.says(number)
    assert screen.wrong == []


def keep_what_is_typed(screen: WatchedScreen, phone: BrowserContext) -> None:
    """Save by itself; outlive a reload, a stale tab, and a session that ended while typing."""
    page, server = screen.page, screen.base
    status = page.locator("[data-autosave-status]")
    issue = page.locator('main [name="issue"]')
    issue.fill("自動で保存される課題。")
    page.keyboard.press("Tab")
    expect(status).to_contain_text(SAVED, timeout=SOON)
    page.reload()
    screen.look()
    expect(issue).to_have_value("自動で保存される課題。")

    other = WatchedScreen.watched(phone, server)
    other.open(page.url.removeprefix(server))
    other.write(issue="先の画面で書いた課題。")
    other.press("保存する")
    issue.fill("あとの画面で書いた課題。")
    screen.press("保存する")
    screen.says("先の画面で書いた課題。")
    screen.says("あとの画面で書いた課題。")
    screen.press("選んだ内容で保存する")
    expect(issue).to_have_value("あとの画面で書いた課題。")
    assert other.wrong == []
    other.page.close()

    phone.clear_cookies()
    issue.fill("ログインが切れたあとに書いた課題。")
    screen.press("保存する")
    screen.says("入力した内容は、まだ記録していませんが、このページに残っています")
    screen.says("ログインが切れたあとに書いた課題。")
    screen.write(email="hotaru@example.jp", password=PASSWORD)
    screen.press("ログインして続ける")
    screen.press("この内容を送る")
    expect(issue).to_have_value("ログインが切れたあとに書いた課題。")


def read_the_receipt(screen: WatchedScreen, number: str) -> None:
    """Find each file's SHA-256, and open the receipt as a PDF."""
    page = screen.page
    for fold in page.locator("main details > summary").all():
        fold.click()
    text = page.inner_text("main").replace(" ", "").replace("\n", "")
    for order in range(len(PAPERS)):
        assert hashlib.sha256(PDF + b"%" * order).hexdigest() in text
    screen.look()
    link = page.get_by_role("link", name="受付票をPDFで保存・印刷する").get_attribute("href")
    answer = page.request.get(f"{screen.base}{link}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), number
    assert answer.body().startswith(b"%PDF-")


def test_the_same_without_scripts(chromium: Browser, server: Server, tmp_path: Path) -> None:
    context = chromium.new_context(
        viewport=PHONE, locale="ja-JP", reduced_motion="reduce", java_script_enabled=False
    )
    screen = WatchedScreen.watched(context, server.base, has_scripts=False)
    find_the_call(screen)
    register(screen, server, "kajika")
    found_an_organisation(screen, "かじか川の会")
    start(screen)
    screen.write(**{**PROJECT_TEXTS, "ends_on-day": "30"})
    screen.press("保存して次へ進む")
    screen.says("「2027年2月30日」という日はありません。")
    screen.write(**{"ends_on-day": "28"})
    screen.press("保存して次へ進む")
    screen.press("保存して次へ進む")
    write_the_budget(screen)
    screen.press("合計を計算し直す")
    screen.says(BALANCED)
    screen.press("保存して次へ進む")
    attach(screen, tmp_path)
    screen.page.locator('[name="pledge"]').check()
    screen.press("保存して次へ進む")
    screen.says(PROJECT)
    screen.press("提出する")
    receipt_number(screen)
    assert screen.wrong == []
    context.close()


def test_the_keyboard_alone_mends_what_is_missing_and_hands_in(
    phone: BrowserContext, server: Server
) -> None:
    filing_id = a_draft(server.city, server.call_id, answers={"effect": ""}, now=datetime.now(UTC))
    screen = WatchedScreen.watched(phone, server.base)
    screen.sign_in("applicant")
    screen.open(f"/applicant/filings/{filing_id}/project")

    # What is wrong is said at the top, takes the focus, and leads to the box.
    page, box = screen.page, screen.page.locator('[name="effect"]')
    go_to(screen, "project_name")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    screen.look()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()

    # So does the check's list of what is missing.
    screen.open(f"/applicant/check/{filing_id}")
    go_to(screen, "「期待する成果」を入力してください。")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    screen.look()
    page.keyboard.type("親子で避難経路を覚える。")
    go_to(screen, "保存して確認と提出へ進む")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("企画提案書の確認と提出")
    screen.look()
    go_to(screen, "提出する")
    page.keyboard.press("Enter")
    screen.says("企画提案書を受け付けました")
    screen.look()
    assert screen.wrong == []


def go_to(screen: WatchedScreen, wanted: str) -> None:
    """Press the tab key until a field or a button with this name has the focus, for all to see."""
    for _ in range(80):
        screen.page.keyboard.press("Tab")
        name, words, outline = screen.page.evaluate(FOCUSED)
        assert outline != "none", words or name
        if wanted in (name, words):
            return
    raise AssertionError(wanted)
