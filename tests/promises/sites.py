"""Sites of the promises' own, each on a database of its own, and what stands in that database."""

import hashlib
import secrets
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from builders import City, a_city
from koubo.plugins import House
from koubo.storage.database import Database
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.site import Site
from web.browser import BASE_URL, SteadyClock
from web.ready_sites import light_settings, make_tables
from web.town import Town


def an_empty_town(data: Path, database_url: str = "", house: House | None = None) -> Town:
    """Build a site on a database of its own, with the builders' city in it; nobody has accounts."""
    app, site, clock = _a_site(data, database_url, house)
    make_tables(site.database)
    return Town(app, a_city(site.database, site.files, site.house), clock)


def the_town_again(data: Path, ids: dict[str, int], house: House | None = None) -> Town:
    """Open a town's site anew, as after a restart, perhaps with other plugins.

    :param ids: those of the city that stands in the data
    """
    app, site, clock = _a_site(data, "", house)
    return Town(app, City(site.database, site.house, site.files, dict(ids)), clock)


def _a_site(data: Path, database_url: str, house: House | None) -> tuple[Flask, Site, SteadyClock]:
    settings = light_settings(
        {
            "KOUBO_SECRET_KEY": secrets.token_urlsafe(48),
            "KOUBO_BASE_URL": BASE_URL,
            "KOUBO_DATA": str(data),
            "KOUBO_DATABASE_URL": database_url,
        }
    )
    clock = SteadyClock()
    app = create_app(settings, clock=clock, house=house)
    return app, app.extensions[SITE], clock


def fingerprint(database: Database) -> str:
    """Give one digest of every row of every table of an SQLite database."""
    digest = hashlib.sha256()
    with database.engine.connect() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ).scalars()
        for table in tables.all():
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                digest.update(repr((table, *row)).encode())
    return digest.hexdigest()
