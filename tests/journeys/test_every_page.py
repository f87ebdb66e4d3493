"""Every page of every desk, wide and narrow: axe finds nothing, and nothing sticks out.

The pages are those of the watched city, in which everybody has something to do.
"""

import shutil
from collections.abc import Iterator
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext
from waitress.server import create_server

from journeys.looking import WatchedScreen
from journeys.screens import HEIGHT, WIDTH
from promises.audience_rules import EVERYBODY
from promises.test_visibility import Door, doors
from promises.watched_city import NOBODY, Watched, a_watched_city

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium"),
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": WIDTH, "height": HEIGHT}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    found = a_watched_city(tmp_path_factory.mktemp("pages"))
    yield found
    found.close()


@pytest.fixture(scope="module")
def base(watched: Watched) -> Iterator[str]:
    """Serve the watched city as it stands, its clock too; give the address."""
    server = create_server(watched.town.app, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def test_a_page_with_faults_is_told(chromium: Browser) -> None:
    """The looks themselves can fail."""
    screen = WatchedScreen.watched(chromium.new_context(viewport=PHONE), "http://127.0.0.1")
    screen.page.set_content('<p style="width: 500px; color: #bbb">うすい字</p><input>')

    screen.look()

    kinds = [one.removeprefix("about:blank: ").split()[0] for one in screen.wrong]
    assert kinds == ["508", "color-contrast", "document-title", "html-has-lang", "label"]


@pytest.mark.timeout(300)
def test_axe_finds_nothing_and_nothing_sticks_out(
    watched: Watched, base: str, chromium: Browser
) -> None:
    wrong, looked_at = [], 0
    for person, paths in pages_by_person(watched).items():
        context = signed_in(chromium, watched, base, person)
        screen = WatchedScreen.watched(context, base)
        for path in paths:
            screen.page.set_viewport_size(DESKTOP)
            screen.open(path)
            screen.page.set_viewport_size(PHONE)
            screen.look(colours=False)  # they are the same
            assert urlsplit(screen.page.url).path == path
            looked_at += 1
        wrong += screen.wrong
        context.close()

    assert "\n".join(wrong) == ""
    assert looked_at > 100


def pages_by_person(watched: Watched) -> dict[str, list[str]]:
    """Give one page of each endpoint, below somebody who may open it."""
    pages: dict[str, list[str]] = {}
    seen: set[str] = set()
    clients = {person: watched.client(person) for person in sorted(EVERYBODY)}
    for door in doors(watched, "GET"):
        person = who_enters(door)
        if door.endpoint in seen or not person:
            continue
        answer = clients[person].get(door.path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            seen.add(door.endpoint)
            pages.setdefault(person, []).append(door.path)
        answer.close()
    return pages


def who_enters(door: Door) -> str:
    """Give one of those who get in; nobody, where everybody does."""
    found = sorted(door.audience())
    return NOBODY if NOBODY in found else next(iter(found), "")


def signed_in(chromium: Browser, watched: Watched, base: str, person: str) -> BrowserContext:
    """Give a browser in which a person has signed in, by the cookies that they got."""
    context = chromium.new_context(viewport=DESKTOP, locale="ja-JP", reduced_motion="reduce")
    for cookie in watched.client(person)._cookies.values() if person != NOBODY else ():
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
    return context
