"""Reading beside the sheet, with scripts: keys lead on, points are pressed, a note saves itself."""

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route, expect

from journeys.screens import HEIGHT, WIDTH, Screen
from promises.server import Server
from review.rounds import a_round

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
SOON = 8_000
"""In ms: two seconds of quiet, and a slow machine."""
TABLET, DESK = 768, 1280


def test_a_reviewer_reads_and_marks_side_by_side_and_goes_on_by_keys(
    chromium: Browser, server: Server
) -> None:
    round_ = a_round(server.city)
    round_.begin()
    first, second = (round_.review("reviewer_a", one).id for one in round_.applications)
    size = {"width": DESK, "height": 720}
    context = chromium.new_context(viewport=size, locale="ja-JP")
    screen = Screen.of(context, server.base)
    screen.sign_in("reviewer_a")
    screen.open(f"/reviewer/reviews/{first}")
    page = screen.page
    papers, sheet = page.locator("#papers"), page.locator("#sheet")

    assert papers.bounding_box()["x"] < sheet.bounding_box()["x"]  # type: ignore[index]
    page.evaluate("window.scrollTo(0, 700)")
    expect(page.get_by_role("heading", name="審査票", exact=True)).to_be_in_viewport()
    page.get_by_text("自分のメモ", exact=True).click()
    note = page.get_by_label("メモ")
    note.fill("代表に j と k を聞く")
    note.press("j")
    assert page.url.endswith(f"/{first}")
    held = list[Route]()
    page.route(f"**/{first}/autosave", lambda route: held.append(route), times=1)  # a slow network
    priority = page.get_by_role("group", name="優先性")
    priority.get_by_text("普通", exact=True).click()
    while not held:
        page.wait_for_timeout(100)
    priority.get_by_text("やや優れている").click()  # while the save before it is on its way
    page.keyboard.press("2")
    checked = page.locator('input[name="priority"]:checked')
    expect(checked).to_have_value("4")
    page.keyboard.press("j")
    held[0].continue_()
    page.wait_for_url(f"**/reviews/{second}")
    page.keyboard.press("k")
    page.wait_for_url(f"**/reviews/{first}")
    expect(checked).to_have_value("4")
    expect(note).to_have_value("代表に j と k を聞くj")
    expect(sheet.locator(".k-beside__total")).to_contain_text("4点／15点", timeout=SOON)
    page.get_by_role("button", name="キー操作を使わない").click()
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="キー操作を使う", exact=True)).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()

    for width, height in ((TABLET, 1024), (WIDTH, HEIGHT)):
        page.set_viewport_size({"width": width, "height": height})
        screen.look()
        bar = page.get_by_role("navigation", name="企画書と審査票の行き来")
        bar.get_by_role("link", name="審査票").click()
        expect(page.get_by_role("heading", name="審査票", exact=True)).to_be_in_viewport()
        bar.get_by_role("link", name="企画書").click()
        expect(sheet).not_to_be_in_viewport()
    assert Axe().run(page).violations_count == 0
    context.close()
