"""What is typed survives: lost network, a killed server, an expired session, a reload, a stale tab."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from builders import a_draft
from journeys.screens import HEIGHT, WIDTH, Screen
from koubo.applications.models import Filing
from promises.server import Server

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
LOST = "通信が切れています。入力はこの画面に残っています。つながると自動で保存します"
SAVED = "に保存しました"
SOON = 8_000
"""In ms: two seconds of quiet, and a slow machine."""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    size = {"width": WIDTH, "height": HEIGHT}
    context = chromium.new_context(viewport=size, locale="ja-JP")
    yield context
    context.close()


@pytest.fixture
def screen(phone: BrowserContext, server: Server) -> Screen:
    """Give a tab in which a section of a fresh draft is open."""
    filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
    screen = Screen.of(phone, server.base)
    screen.sign_in("applicant")
    screen.open(f"/applicant/filings/{filing_id}/project")
    return screen


def saved_text(server: Server, page: Page) -> str:
    filing_id = int(page.url.split("/filings/")[1].split("/")[0])
    with server.city.uow() as uow:
        return str(uow.session.get_one(Filing, filing_id).draft["issue"])


def says_saved(page: Page) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text(SAVED, timeout=SOON)


def type_issue(page: Page, text: str) -> None:
    page.locator('main [name="issue"]').fill(text)


def kept_in_tab(page: Page) -> int:
    keys = "Object.keys(sessionStorage).filter(one => one.startsWith('koubo-typed:')).length"
    return int(page.evaluate(keys))


def test_it_saves_itself_and_outlives_a_lost_network_and_a_killed_server(
    screen: Screen, phone: BrowserContext, server: Server
) -> None:
    page, notice = screen.page, screen.page.locator("[data-autosave-notice]")
    type_issue(page, "自動で保存される課題。")
    says_saved(page)
    assert (saved_text(server, page), kept_in_tab(page)) == ("自動で保存される課題。", 0)

    phone.set_offline(True)
    type_issue(page, "通信が切れているときの課題。")
    expect(notice).to_contain_text(LOST, timeout=SOON)
    assert kept_in_tab(page) == 1
    phone.set_offline(False)
    expect(notice).to_be_hidden(timeout=SOON)
    assert saved_text(server, page) == "通信が切れているときの課題。"

    server.kill()
    type_issue(page, "サーバーが止まったときの課題。")
    expect(notice).to_contain_text(LOST, timeout=SOON)
    page.on("dialog", lambda dialog: dialog.accept())  # 「このサイトを離れますか」
    # Or it would be saved in the moment between the start and the reload, as it should.
    phone.route("**/autosave", lambda route: route.abort())
    server.start()
    page.reload()
    expect(notice).to_contain_text("保存できなかった入力が残っています")
    phone.unroute("**/autosave")
    page.get_by_role("button", name="入力欄に戻す").click()
    expect(page.locator('[name="issue"]')).to_have_value("サーバーが止まったときの課題。")
    says_saved(page)
    assert (saved_text(server, page), kept_in_tab(page)) == ("サーバーが止まったときの課題。", 0)


def test_it_outlives_an_expired_session_and_leaves_nothing_after_signing_out(
    screen: Screen, phone: BrowserContext, server: Server
) -> None:
    page, notice = screen.page, screen.page.locator("[data-autosave-notice]")
    phone.clear_cookies()
    type_issue(page, "ログインが切れたあとの課題。")
    expect(notice).to_contain_text("ログインが切れています", timeout=SOON)
    expect(notice.get_by_role("link", name="別のタブでログインする")).to_be_visible()

    other = Screen.of(phone, server.base)
    other.sign_in("applicant")
    page.evaluate("dispatchEvent(new Event('online'))")  # what else takes its turn of waiting
    says_saved(page)
    assert saved_text(server, page) == "ログインが切れたあとの課題。"

    # Without waiting for the script: the button itself, once more without a session.
    phone.clear_cookies()
    type_issue(page, "ボタンで送った課題。")
    screen.press("保存する")
    screen.says("入力した内容は、まだ記録していませんが、このページに残っています")
    screen.write(email="applicant@example.jp", password="kurashiki-2026")
    screen.press("ログインして続ける")
    screen.says("入力した内容はこのとおり残っています")
    screen.press("この内容を送る")
    assert saved_text(server, page) == "ボタンで送った課題。"

    page.get_by_role("button", name="ログアウト").click()
    page.wait_for_load_state()
    assert kept_in_tab(page) == 0


def test_two_members_type_at_once_and_see_both_texts(
    screen: Screen, chromium: Browser, server: Server
) -> None:
    mine = screen.page
    other = chromium.new_context(locale="ja-JP")
    theirs = Screen.of(other, server.base)
    theirs.sign_in("applicant")
    theirs.open(mine.url.removeprefix(server.base))
    theirs.write(plan="別の画面で書いた計画。", issue="別の画面で書いた課題。")
    says_saved(theirs.page)

    type_issue(mine, "この画面で書いた課題。")
    notice = mine.locator("[data-autosave-notice]")
    expect(notice).to_contain_text("「保存する」を押すと、両方を見比べて選べます", timeout=SOON)
    screen.press("保存する")

    screen.says("別の画面で書いた課題。")
    screen.says("この画面で書いた課題。")
    screen.press("選んだ内容で保存する")
    assert saved_text(server, mine) == "この画面で書いた課題。"
    expect(mine.locator('[name="plan"]')).to_have_value("別の画面で書いた計画。")
    other.close()
