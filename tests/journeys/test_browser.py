"""What a volunteer does at home: on a telephone, without scripts, by keyboard, in two tabs."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from builders import PDF, a_draft
from journeys.screens import HEIGHT, WIDTH, Screen
from promises.server import Server
from web.browser import PASSWORD

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
PHONE = {"width": WIDTH, "height": HEIGHT}


@pytest.fixture
def plain_phone(chromium: Browser) -> Iterator[BrowserContext]:
    """Give a telephone whose browser runs no scripts."""
    context = chromium.new_context(viewport=PHONE, locale="ja-JP", java_script_enabled=False)
    yield context
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, locale="ja-JP")
    yield context
    context.close()


def test_a_volunteer_files_on_a_telephone_without_scripts(
    plain_phone: BrowserContext, server: Server, tmp_path: Path
) -> None:
    screen = Screen.of(plain_phone, server.base)

    number = file_a_proposal(screen, tmp_path)

    screen.open("/home")
    screen.says(number)


def file_a_proposal(screen: Screen, folder: Path) -> str:
    """Go from the front page to the receipt; give its number."""
    screen.open("/")
    screen.follow("令和8年度事業 市民企画提案事業")
    screen.follow("応募を始める")
    screen.write(email="applicant@example.jp", password=PASSWORD)
    screen.press("ログインする")
    screen.page.get_by_label("協働準備コース").check()
    screen.press("この内容で始める")
    write_what_is_asked(screen)
    for name, box in (("規約.pdf", "bylaws"), ("名簿.pdf", "roster")):
        (folder / name).write_bytes(PDF)
        screen.page.locator(f'[name="{box}"]').set_input_files(folder / name)
    screen.press("保存する")
    screen.says("規約.pdf")
    screen.page.locator('[name="pledge"]').check()
    screen.press("保存して次へ進む")
    screen.says("提出したあとは、市から直すように頼まれるまで変えられません。")
    screen.press("提出する")
    screen.says("企画提案書を受け付けました")
    found = re.search(r"KU26-1-\d{4}-\d{2}", screen.page.inner_text("main"))
    assert found is not None
    return found[0]


def write_what_is_asked(screen: Screen) -> None:
    """Fill in the sections before the papers, with one slip."""
    texts = {
        "project_name": "まちなか防災すごろくづくり",
        "issue": "防災訓練に若い世代が来ない。",
        "plan": "すごろくを作り、公民館で4回遊ぶ。",
        "starts_on-year": "令和8",
        "starts_on-month": "4",
        "starts_on-day": "１０",
        "ends_on-year": "2027",
        "ends_on-month": "2",
        "ends_on-day": "30",
        "effect": "親子で避難経路を覚える。",
    }
    screen.write(**texts)
    screen.press("保存して次へ進む")
    screen.says("「2027年2月30日」という日はありません。")
    expect(screen.page.locator('[name="plan"]')).to_have_value(texts["plan"])
    screen.write(**{"ends_on-day": "28"})
    screen.press("保存して次へ進む")
    screen.press("保存して次へ進む")
    screen.page.locator('[name="budget-expenses-0-category"]').select_option("消耗品費")
    screen.page.locator('[name="budget-incomes-0-category"]').select_option("requested_grant")
    screen.page.locator('[name="budget-incomes-1-category"]').select_option("own_funds")
    screen.write(**{"budget-expenses-0-item": "台紙", "budget-expenses-0-amount": "138,400"})
    screen.write(**{"budget-incomes-0-amount": "103,000", "budget-incomes-1-amount": "35400円"})
    screen.press("合計を計算し直す")
    screen.says("収入と支出は、どちらも 138,400円 で合っています。")
    screen.press("保存して次へ進む")


def test_the_keyboard_alone_signs_in_and_writes_a_section(
    phone: BrowserContext, server: Server
) -> None:
    filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
    screen = Screen.of(phone, server.base)
    screen.open(f"/applicant/filings/{filing_id}/project")
    go_to(screen, "email")
    screen.page.keyboard.type("applicant@example.jp")
    go_to(screen, "password")
    screen.page.keyboard.type(PASSWORD)
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("h1")).to_have_text("事業の内容")

    go_to(screen, "project_name")
    screen.page.keyboard.press("Control+A")
    screen.page.keyboard.type("鍵盤だけで書いた事業")
    screen.page.keyboard.press("Enter")

    expect(screen.page.locator(".k-banner")).to_contain_text("入力した内容を保存しました。")
    expect(screen.page.locator('[name="project_name"]')).to_have_value("鍵盤だけで書いた事業")


def go_to(screen: Screen, name: str) -> None:
    """Press the tab key until a field has the focus, which can be seen."""
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate("document.activeElement.name") == name:
            break
    else:
        raise AssertionError(name)
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert screen.page.evaluate(outline) != "none", name


def test_a_stale_tab_shows_both_texts_and_keeps_what_is_chosen(
    plain_phone: BrowserContext, server: Server
) -> None:
    filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
    path = f"/applicant/filings/{filing_id}/project"
    first, second = (Screen.of(plain_phone, server.base) for _ in range(2))
    first.sign_in("applicant")
    first.open(path)
    second.open(path)
    first.write(issue="先の画面で書いた課題。")
    first.press("保存する")

    second.write(issue="あとの画面で書いた課題。")
    second.press("保存する")

    second.says("先の画面で書いた課題。")
    second.says("あとの画面で書いた課題。")
    second.page.get_by_label("あなたの入力を残す").check()
    second.press("選んだ内容で保存する")
    first.open(path)
    expect(first.page.locator('[name="issue"]')).to_have_value("あとの画面で書いた課題。")
