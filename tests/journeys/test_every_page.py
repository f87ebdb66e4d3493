"""Every page of every desk, in every width and after errors: axe finds nothing, nothing sticks out.

The pages are those of the watched city, in which everybody has something to do. They are collected
once; what they weigh and whether they are sound HTML is asked of the same ones.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, CDPSession, Route
from waitress.server import create_server

from journeys.every_page import PACKED, Found, pages_of, states_of
from journeys.looking import WatchedScreen
from journeys.screens import HEIGHT
from journeys.walking import keep_picture
from promises.nasty import make_nasty
from promises.watched_city import NOBODY, Watched, a_watched_city

pytestmark = pytest.mark.timeout(900)
CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
VALIDATOR = Path(__file__).parent.parent / "html_validate"
HAS_VALIDATOR = bool(shutil.which("node")) and (VALIDATOR / "node_modules").exists()
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
OTHER_WIDTHS = (320, 768)
"""A page at 400 % zoom, and a tablet."""
FIRST, LATER = 100_000, 15_000
"""Bytes that a first visit may take without pictures, and each page after it."""
ON_EVERY_PAGE = ("/koubo.css", "/js/leaving.js", "/js/kept.js", "/js/waiting.js")
CLASSES = re.compile(r'class="([^"]+)"')
NEIGHBOUR = re.compile(r'^import .* from "(\./[^"]+)"', re.MULTILINE)
VISITS = (
    (NOBODY, "/", "/calls"),
    ("applicant", "/applicant/", "/applicant/organisations"),
    ("officer", "/officer/", "/officer/inbox"),
    ("reviewer_a", "/reviewer/", "/"),
    ("releaser", "/releaser/", "/"),
    ("department_person", "/department/", "/department/themes"),
    ("auditor", "/auditor/", "/auditor/cases"),
)
"""Somebody's first page and a later one."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    found = a_watched_city(tmp_path_factory.mktemp("pages"))
    make_nasty(found)
    yield found
    found.close()


@pytest.fixture(scope="module")
def pages(watched: Watched) -> list[Found]:
    """Give one page of each endpoint."""
    return pages_of(watched)


@pytest.fixture(scope="module")
def states(
    watched: Watched, pages: list[Found], tmp_path_factory: pytest.TempPathFactory
) -> list[Found]:
    """Give what the pages become when something is wrong; the city is another after it."""
    return states_of(watched, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def base(watched: Watched) -> Iterator[str]:
    """Serve the watched city as it stands, its clock too; give the address."""
    server = create_server(watched.town.app, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.mark.browser
@needs_chromium
def test_a_page_with_faults_is_told(chromium: Browser) -> None:
    """The looks themselves can fail."""
    screen = WatchedScreen.watched(chromium.new_context(viewport=PHONE), "http://127.0.0.1")
    screen.page.set_content('<p style="width: 500px; color: #bbb">うすい字</p><input>')

    screen.look()

    kinds = [one.removeprefix("about:blank: ").split()[0] for one in screen.wrong]
    assert kinds == ["508", "color-contrast", "document-title", "html-has-lang", "label"]


@pytest.mark.browser
@needs_chromium
def test_axe_finds_nothing_and_nothing_sticks_out(
    watched: Watched, pages: list[Found], base: str, chromium: Browser
) -> None:
    wrong = []
    for person, found in groupby(sorted(pages, key=by_person), key=by_person):
        context = signed_in(chromium, watched, base, person)
        screen = WatchedScreen.watched(context, base)
        for one in found:
            screen.page.set_viewport_size(DESKTOP)
            screen.open(one.path)
            keep_picture(screen.page, "pages/1280", one.endpoint)
            look_in_other_widths(screen)
            screen.page.set_viewport_size(PHONE)
            screen.look(colours=False)  # they are the same
            keep_picture(screen.page, "pages/375", one.endpoint)
            assert urlsplit(screen.page.url).path == one.path
        wrong += screen.wrong
        context.close()

    assert "\n".join(wrong) == ""
    assert len(pages) > 100


@pytest.mark.browser
@needs_chromium
def test_what_travels_over_the_wire(watched: Watched, base: str, chromium: Browser) -> None:
    """The browser's own count, headers and all: the first page, and one after it."""
    weighed = {}
    for person, first, later in VISITS:
        context = signed_in(chromium, watched, base, person)
        page = context.new_page()
        sizes = counted(context.new_cdp_session(page))
        page.goto(f"{base}{first}")
        begun = sum(sizes)
        page.goto(f"{base}{later}")
        weighed[person] = (begun, sum(sizes) - begun)
        context.close()

    assert {who: one for who, one in weighed.items() if one[0] > FIRST or one[1] > LATER} == {}
    assert all(later < begun for begun, later in weighed.values())


def test_every_page_keeps_to_its_budget_and_loads_nothing_foreign(
    watched: Watched, pages: list[Found]
) -> None:
    client = watched.client(NOBODY)
    weights: dict[str, int] = {}

    def weight(path: str) -> int:
        if path not in weights:
            answer = client.get(path, headers=PACKED)
            assert "immutable" in answer.headers["Cache-Control"], path
            weights[path] = len(answer.data) + len(str(answer.headers))
        return weights[path]

    heavy, foreign = [], []
    for one in pages:
        loaded = loads(client, one)
        foreign += [f"{one.path}: {path}" for path in loaded if not path.startswith("/static/")]
        own = [path for path in loaded if not path.endswith(ON_EVERY_PAGE)]
        first = one.length + sum(map(weight, loaded))
        later = one.length + sum(map(weight, own))
        if first > FIRST or later > LATER:
            heavy.append(f"{one.path}: {first} bytes, then {later}")

    assert "\n".join(foreign) == ""
    assert "\n".join(heavy) == ""


def test_no_page_lets_the_browser_run_what_stands_in_it(
    pages: list[Found], states: list[Found]
) -> None:
    found = {one.policy for one in (*pages, *states)}

    assert [
        one for one in found if "unsafe" in one or not one.startswith("default-src 'self'")
    ] == []


@pytest.mark.browser
@needs_chromium
def test_axe_finds_nothing_after_errors(
    watched: Watched, states: list[Found], base: str, chromium: Browser
) -> None:
    """Drawn again as they were answered, for a second sending would be answered otherwise."""
    screen = WatchedScreen.watched(chromium.new_context(viewport=DESKTOP), base)
    for one in different(states):
        url = f"{base}{one.path}"
        screen.page.route(url, answering(one))
        screen.page.set_viewport_size(PHONE)
        screen.open(one.path)
        look_in_other_widths(screen)
        screen.page.unroute(url)

    assert "\n".join(screen.wrong) == ""


@pytest.mark.skipif(not HAS_VALIDATOR, reason="needs node, and npm ci in tests/html_validate")
def test_every_page_is_sound_html(pages: list[Found], states: list[Found], tmp_path: Path) -> None:
    for one in (*pages, *states):
        (tmp_path / one.name).write_text(one.html, encoding="utf-8")

    report = tmp_path / "report.json"

    subprocess.run(
        ["node", "node_modules/html-validate/bin/html-validate.mjs", "--config", "rules.cjs",
         "--formatter", f"json={report}", *map(str, tmp_path.glob("*.html"))],
        cwd=VALIDATOR, check=False,
    )  # fmt: skip
    told = [
        f"{Path(file['filePath']).name}:{one['line']} {one['ruleId']}: {one['message']}"
        for file in json.loads(report.read_text(encoding="utf-8"))
        for one in file["messages"]
    ]

    assert "\n".join(told) == ""


def different(states: list[Found]) -> list[Found]:
    """Give those that are made of other parts than all before them; to look at all would take long."""
    made = {frozenset(CLASSES.findall(one.html)): one for one in reversed(states)}
    found = list(made.values())
    assert 40 < len(found) < len(states)
    return found


def answering(found: Found) -> Callable[[Route], None]:
    """Give what answers with a page as it was found."""
    policy = {"Content-Security-Policy": found.policy}

    def answer(route: Route) -> None:
        route.fulfill(body=found.html, content_type="text/html; charset=utf-8", headers=policy)

    return answer


def counted(network: CDPSession) -> list[float]:
    """Give a list to which every answer adds its bytes on the wire."""
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    network.send("Network.enable")
    return sizes


def by_person(one: Found) -> str:
    return one.person


def look_in_other_widths(screen: WatchedScreen) -> None:
    """Look whether anything sticks out of the page that is open, on a tablet and much enlarged."""
    for width in OTHER_WIDTHS:
        screen.page.set_viewport_size({"width": width, "height": HEIGHT})
        screen.look_at_width()


def loads(client: FlaskClient, found: Found) -> set[str]:
    """Give what a page loads without pictures, scripts' neighbours included."""
    page = BeautifulSoup(found.html, "html.parser")
    linked = [str(one["href"]) for one in page.select("link[rel=stylesheet]")]
    waiting = [*linked, *(str(one["src"]) for one in page.select("script[src], iframe[src]"))]
    loaded: set[str] = set()
    while waiting:
        path = waiting.pop()
        if path in loaded:
            continue
        loaded.add(path)
        if path.endswith(".js") and path.startswith("/static/"):
            script = client.get(path).text
            waiting += [urljoin(path, one) for one in NEIGHBOUR.findall(script)]
    return loaded


def signed_in(chromium: Browser, watched: Watched, base: str, person: str) -> BrowserContext:
    """Give a browser in which a person has signed in, by the cookies that they got."""
    context = chromium.new_context(viewport=DESKTOP, locale="ja-JP", reduced_motion="reduce")
    for cookie in watched.client(person)._cookies.values() if person != NOBODY else ():
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
    return context
