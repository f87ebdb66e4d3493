"""An afternoon with a pile of paper: one hand on the digits, Enter, and the next sheet is there."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from applications.bad_files import png
from journeys.screens import HEIGHT, WIDTH, Screen
from koubo.review.paper.rules import sheet_number
from koubo.review.rules import ReviewState
from promises.server import Server
from review.rounds import Round, a_round

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa"]}


@pytest.fixture(scope="module")
def round_(server: Server) -> Round:
    """Give a round in which reviewer A has declared."""
    found = a_round(server.city)
    found.start()
    found.declare("reviewer_a")
    return found


def looked_over(screen: Screen) -> None:
    """Require that axe finds nothing on the page."""
    found = Axe().run(screen.page, options=RULES)
    assert found.violations_count == 0, (screen.page.url, found.generate_report())


def told(screen: Screen, words: str) -> None:
    """Require that the page says what was just done."""
    expect(screen.page.locator(".k-flashes")).to_contain_text(words)


def test_sheets_are_keyed_with_digits_and_enter_alone(
    chromium: Browser, server: Server, round_: Round
) -> None:
    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP")
    screen = Screen.of(context, server.base)
    numbers = [sheet_number(round_.review("reviewer_a", each).id) for each in round_.applications]
    base = f"/officer/calls/{round_.call_id}/review/documents/paper"
    screen.sign_in("officer")
    screen.open(base)
    looked_over(screen)
    keyboard = screen.page.keyboard
    expect(screen.page.locator("#field-number")).to_be_focused()
    keyboard.type(numbers[0])
    keyboard.press("Enter")
    expect(screen.page.locator("h1")).to_contain_text(numbers[0])
    looked_over(screen)
    for typed in ("4", "４", "t", "8", "12/1", ""):
        keyboard.type(typed)
        keyboard.press("Enter")
    expect(screen.page.locator("h1")).to_contain_text(numbers[1])
    told(screen, "残りは1件です")
    expect(screen.page.locator("#field-marked_on")).to_have_value("12/1")
    expect(screen.page.locator("#field-public_interest")).to_be_focused()
    for typed in ("4", "5", "3", "11"):
        keyboard.type(typed)
        keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.press("Enter")
    screen.says("合計 11点と、入力した点の合計 12点が違います")
    looked_over(screen)
    screen.write(total="12")
    screen.press("保存して次の審査票へ")
    told(screen, "A委員の入力は終わりです")
    looked_over(screen)
    scan = {"name": "A委員.png", "mimeType": "image/png", "buffer": png()}
    screen.page.locator("#field-scan").set_input_files(scan)
    screen.press("スキャンを添付する")
    screen.open(base.replace("/paper", "/workbooks"))
    looked_over(screen)
    context.close()

    context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP")
    screen = Screen.of(context, server.base)
    screen.sign_in("officer2")
    screen.open(base)
    screen.follow(numbers[0])
    looked_over(screen)
    screen.press("読み合わせて、すべて一致した")
    expect(screen.page.locator("h1")).to_contain_text(numbers[1])
    screen.follow("もう一度入力して照らし合わせる")
    looked_over(screen)
    for typed in ("4", "5", "3", "", "", ""):
        screen.page.keyboard.type(typed)
        screen.page.keyboard.press("Enter")
    screen.says("提出済み")
    context.close()
    states = {round_.review("reviewer_a", each).state for each in round_.applications}
    assert states == {ReviewState.HANDED_IN}
