"""Every desk of the site: its page modules, imported so that their routes stand, and blueprints."""

from flask import Blueprint, Flask

from koubo_web.desks import files, home
from koubo_web.desks.applicant import (
    check,
    organisations,
    overview,
    receipt,
    sections,
    start,
    withdrawal,
)
from koubo_web.desks.applicant import (
    home as applicant_home,
)
from koubo_web.desks.applicant.desk import desk as applicant
from koubo_web.desks.public import calls
from koubo_web.desks.public.desk import desk as public
from koubo_web.filters import serve_filters

PAGES = (
    home, calls, applicant_home, organisations, start, overview, sections, check, receipt,
    withdrawal,
)  # fmt: skip
"""Page modules by desk; to import one is to put its routes on its blueprint."""

BLUEPRINTS: tuple[Blueprint, ...] = (public, applicant, files.files)


def serve_desks(app: Flask) -> None:
    """Put every desk onto the site."""
    serve_filters(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
