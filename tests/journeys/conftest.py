"""The builders' city with its site, in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from koubo.plugins import load
from koubo.storage.base import Base
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from koubo_web.site import Site
from koubo_web.tables import migrate_all
from web.browser import BASE_URL, SteadyClock
from web.town import Town, a_town

pytest.register_assert_rewrite("journeys")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give a site with the installed plugins on the builders' city; everybody can sign in."""
    settings = read_settings(
        {
            "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
            "KOUBO_BASE_URL": BASE_URL,
            "KOUBO_DATA": str(tmp_path / "data"),
        }
    )
    clock = SteadyClock()
    app = create_app(settings, clock=clock, house=load())
    site: Site = app.extensions[SITE]
    migrate_all(site.database)
    Base.metadata.create_all(site.database.engine)
    yield a_town(app, clock)
    site.database.close()
