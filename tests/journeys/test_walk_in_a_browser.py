"""The whole grant walked in a real browser, by all who have a part in it, with scripts and without.

Every page that is passed must fit its screen, and is kept as a picture in the folder that
KOUBO_PICTURES names.
"""

import shutil
import socket
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser
from waitress.server import create_server

from chromium import a_chromium
from journeys.granting import bill_in_advance, close, pay_back, report, settle
from journeys.test_grant import amounts, grant_it, require_sound_books
from journeys.walking import Album, ScreenClient
from koubo.plugins import load
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.site import Site
from web.browser import SteadyClock
from web.ready_sites import light_settings, make_tables
from web.town import Town, a_town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Debian's chromium"),
]


SCREENS = {"phone": (375, 812), "tablet": (768, 1024), "desk": (1280, 900)}
PHONE_ALONE = {"phone": (375, 812)}
AT_ONCE = 4
"""Browsers that stand open: a story seldom comes back to somebody who went further away."""


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """Give each walk a browser of its own: a long walk may wear one out."""
    with a_chromium() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Town, str]]:
    """Serve the builders' city under the address that its own mails name."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    settings = light_settings(
        {
            "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
            "KOUBO_BASE_URL": base,
            "KOUBO_DATA": str(tmp_path / "data"),
        }
    )
    clock = SteadyClock()
    app = create_app(settings, clock=clock, house=load())
    found: Site = app.extensions[SITE]
    make_tables(found.database)
    town = a_town(app, clock)
    server = create_server(app, host="127.0.0.1", port=port, threads=8)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield town, base
    server.close()
    thread.join(timeout=5)
    found.database.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_grant_is_walked_on_three_screens(
    site: tuple[Town, str], chromium: Browser, scripts: bool
) -> None:
    town, base = site
    name = "walk" if scripts else "walk-without-scripts"
    album = Album(name, SCREENS if scripts else PHONE_ALONE)
    width, height = next(iter(album.screens.values()))
    opened: deque[ScreenClient] = deque()

    def a_screen() -> ScreenClient:
        if len(opened) == AT_ONCE:
            opened.popleft().close()
        context = chromium.new_context(
            locale="ja-JP",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            viewport={"width": width, "height": height},
        )
        opened.append(ScreenClient(context, base, album))
        return opened[-1]

    town.screens = a_screen

    grant_it(town)
    bill_in_advance(town)
    report(town)
    settle(town, "280,000円", "29,000円")
    pay_back(town)
    close(town)

    assert amounts(town)["settled"] == 251_000
    require_sound_books(town)
    assert sorted(set(album.wrong)) == []
    for one in opened:
        one.close()
