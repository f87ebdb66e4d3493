"""The factory of the site: the only place that wires."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_wtf import CSRFProtect

from koubo.people.account_vault import AccountVault
from koubo.plugins import House, load
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo_web import hookspecs
from koubo_web.access import PUBLIC, close_undeclared, guard
from koubo_web.address import CanonicalAddress
from koubo_web.charts import serve_drawings
from koubo_web.clock import Clock, DemoClock, SystemClock
from koubo_web.closing import serve_closing
from koubo_web.compression import serve_compressed
from koubo_web.demo import demo_pages, offer_people
from koubo_web.desks.all import serve_desks
from koubo_web.drawn import serve_drawn
from koubo_web.errors import serve_errors
from koubo_web.frame import serve_frame
from koubo_web.headers import serve_headers
from koubo_web.health import health_pages
from koubo_web.incoming import read_safely
from koubo_web.keeping import serve_keeping
from koubo_web.language.choice import serve_languages
from koubo_web.login.security import LOGIN_POLICIES, wire_login
from koubo_web.plugged import serve_plugin_pages
from koubo_web.requests import serve_requests
from koubo_web.routing import KeptAddresses, LateRule
from koubo_web.settings import MEGABYTE, Settings
from koubo_web.site import Site
from koubo_web.static_files import serve_static
from koubo_web.styleguide import styleguide_pages
from koubo_web.templating import Templates
from koubo_web.traffic import Counted

FORM_TEXT = 4 * MEGABYTE
FORM_PARTS = 5_000


def create_app(
    settings: Settings, *, clock: Clock | None = None, house: House | None = None
) -> Flask:
    """Build the site.

    :param clock: tells the moment; the settings' own where none is given
    :param house: the plugins; those that are installed where none are given
    :raises NoPolicy: where a route does not say who may open it
    :raises UnsafeDatabase: where the database could lose what it acknowledged
    :raises UnusablePlugins: where the house cannot start with the plugins found
    """
    # What stands in static/ is sent by static_files.py, not by Flask.
    app = KeptAddresses("koubo_web", static_folder=None, static_url_path="/static")
    app.jinja_environment = Templates
    app.url_rule_class = LateRule
    app.config.update(_configuration(settings))
    serve_compressed(app)
    serve_keeping(app)
    serve_drawn(app)
    serve_static(app)
    read_safely(app)
    site = open_site(settings, clock, house)
    serve_requests(app, site)
    serve_closing(app)
    app.before_request(guard)
    CSRFProtect(app)
    Babel(app, default_locale="ja", default_timezone="Asia/Tokyo")
    wire_login(app, settings)
    serve_frame(app)
    serve_headers(app)
    serve_drawings(app)
    serve_errors(app)
    serve_languages(app)
    app.register_blueprint(health_pages())
    serve_desks(app)
    if settings.demo:
        app.register_blueprint(demo_pages())
        offer_people(app)
        app.register_blueprint(styleguide_pages())
    addressed = CanonicalAddress(app.wsgi_app, settings.base_url)
    app.wsgi_app = Counted(addressed, site.traffic)  # type: ignore[assignment, method-assign]
    plugin_files = serve_plugin_pages(app, site.hooks)
    close_undeclared(app, {"static": PUBLIC, **LOGIN_POLICIES, **plugin_files})
    return app


def open_site(settings: Settings, clock: Clock | None = None, house: House | None = None) -> Site:
    """Open the stores and load the plugins."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Site(
        settings=settings,
        clock=clock or clock_of(settings),
        database=Database(settings.database_url),
        files=FileStore(settings.files),
        house=house or load(folder=settings.schemes, hookspecs=(hookspecs,)),
        vault=AccountVault(settings.bank_keys),
    )


def clock_of(settings: Settings) -> Clock:
    """Give the machine's clock, or the demo's, which stands in the data folder."""
    return DemoClock(settings.data / "demo-clock") if settings.demo else SystemClock()


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": settings.upload_megabytes * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": FORM_TEXT,
        "MAX_FORM_PARTS": FORM_PARTS,
        "SESSION_COOKIE_NAME": "koubo",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A form stays good as long as its session: people write applications for hours.
        "WTF_CSRF_TIME_LIMIT": None,
    }
