"""Every desk of the site: its page modules, imported so that their routes stand, and blueprints."""

from importlib import import_module
from pkgutil import walk_packages

from flask import Blueprint, Flask

from koubo_web import desks
from koubo_web.desks.applicant.desk import desk as applicant
from koubo_web.desks.auditor.desk import desk as auditor
from koubo_web.desks.conflicts import conflicts
from koubo_web.desks.department.desk import desk as department
from koubo_web.desks.evaluations import evaluations
from koubo_web.desks.files import files
from koubo_web.desks.officer.desk import desk as officer
from koubo_web.desks.public.desk import desk as public
from koubo_web.desks.releaser.desk import desk as releaser
from koubo_web.desks.reviewer.desk import desk as reviewer
from koubo_web.desks.tablet.desk import desk as tablet
from koubo_web.filters import serve_filters
from koubo_web.tablets import serve_tablets

# To import a page is to put its routes on its blueprint; a route without a policy stops the start.
for page in walk_packages(desks.__path__, f"{desks.__name__}."):
    import_module(page.name)

BLUEPRINTS: tuple[Blueprint, ...] = (
    public, applicant, files, conflicts, evaluations, auditor, officer, department, reviewer, releaser, tablet,
)  # fmt: skip


def serve_desks(app: Flask) -> None:
    """Put every desk onto the site."""
    serve_filters(app)
    serve_tablets(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
