"""A form on its way says so and takes no second press; 「戻る」 brings it back as it was."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Browser, Page, Route

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
SITE = "http://koubo.example"
SCRIPT = Path(__file__).parents[2] / "webapp/koubo_web/static/js/waiting.js"
FORM = """<!doctype html><title>form</title><script type="module" src="/waiting.js"></script>
<div id="said" role="status"></div>
<form method="post" action="/sent"><input name="name" value="川の会">
<button name="do" value="save">保存する</button><button name="do" value="file">提出する</button></form>
<div id="waiting" hidden><span data-sending>送信しています…</span><span data-slow>お待ちください。</span></div>"""
SLOW = 0.4
"""Seconds that the server thinks."""


@pytest.fixture
def sent() -> list[dict[str, str]]:
    """Give what has come in, in its order."""
    return []


@pytest.fixture
def page(chromium: Browser, sent: list[dict[str, str]]) -> Iterator[Page]:
    """Give a page with a form whose server is slow."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/waiting.js":
            route.fulfill(path=SCRIPT, content_type="text/javascript")
        elif route.request.method == "POST":
            sent.append(dict(parse_qsl(route.request.post_data or "")))
            sleep(SLOW)
            route.fulfill(body="<title>sent</title>", content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=FORM, content_type="text/html; charset=utf-8")

    context = chromium.new_context()
    opened = context.new_page()
    opened.route("**/*", answer)
    opened.goto(f"{SITE}/form")
    yield opened
    context.close()


def test_pressing_twice_sends_once_and_the_button_says_so(
    page: Page, sent: list[dict[str, str]]
) -> None:
    told = page.evaluate(
        """() => { const button = document.querySelector("[value=file]"); button.click(); button.click();
        return new Promise(done => setTimeout(() => { button.click();
          done([button.textContent, button.getAttribute("aria-disabled"), button.disabled]); }, 20)); }"""
    )
    page.wait_for_url(f"{SITE}/sent")

    assert told == ["送信しています…", "true", False]
    assert sent == [{"name": "川の会", "do": "file"}]


def test_going_back_brings_a_form_that_can_be_sent_again(
    page: Page, sent: list[dict[str, str]]
) -> None:
    page.click("[value=save]")
    page.wait_for_url(f"{SITE}/sent")
    page.go_back()

    assert page.inner_text("[value=save]") == "保存する"
    page.click("[value=save]")
    page.wait_for_url(f"{SITE}/sent")
    assert [one["do"] for one in sent] == ["save", "save"]


def test_a_form_that_another_script_keeps_here_stays_as_it_is(
    page: Page, sent: list[dict[str, str]]
) -> None:
    page.evaluate(
        "document.forms[0].addEventListener('submit', event => event.preventDefault(), {once: true})"
    )
    page.click("[value=save]")

    assert page.inner_text("[value=save]") == "保存する"
    page.click("[value=file]")
    page.wait_for_url(f"{SITE}/sent")
    assert [one["do"] for one in sent] == ["file"]
