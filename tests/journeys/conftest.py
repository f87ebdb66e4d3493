"""The builders' city with its site, in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from chromium import a_chromium
from koubo.plugins import load
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.site import Site
from promises.server import Server, a_server
from web.browser import BASE_URL, SteadyClock
from web.ready_sites import light_settings, make_tables
from web.town import Town, a_town

pytest.register_assert_rewrite("journeys")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give a site with the installed plugins on the builders' city; everybody can sign in."""
    settings = light_settings(
        {
            "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
            "KOUBO_BASE_URL": BASE_URL,
            "KOUBO_DATA": str(tmp_path / "data"),
        }
    )
    clock = SteadyClock()
    app = create_app(settings, clock=clock, house=load())
    site: Site = app.extensions[SITE]
    make_tables(site.database)
    yield a_town(app, clock)
    site.database.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a running server with an open call, for all journeys of a file."""
    server = a_server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.kill()
    server.city.database.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Give Debian's browser; files that need it skip where there is none."""
    with a_chromium() as browser:
        yield browser
