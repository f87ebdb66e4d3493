"""Every desk of the site: its page modules, imported so that their routes stand, and blueprints."""

from flask import Blueprint, Flask

from koubo_web.desks import files, home
from koubo_web.desks.applicant import (
    awards as applicant_awards,
)
from koubo_web.desks.applicant import (
    check,
    letters,
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
from koubo_web.desks.department import pages as department_pages
from koubo_web.desks.department.desk import desk as department
from koubo_web.desks.officer import (
    application,
    applications,
    awards,
    call_editing,
    claims,
    correcting,
    decisions,
    drafting,
    extending,
    filings,
    finishing,
    installed,
    outgoing,
    publishing,
    rechecking,
    reports,
    review,
    review_board,
    review_conclusion,
    themes,
)
from koubo_web.desks.officer import (
    calls as officer_calls,
)
from koubo_web.desks.officer import (
    home as officer_home,
)
from koubo_web.desks.officer.desk import desk as officer
from koubo_web.desks.officer.schemes import (
    confirming,
    editing,
    looking,
    offered,
    releasing,
)
from koubo_web.desks.public import calls
from koubo_web.desks.public.desk import desk as public
from koubo_web.desks.releaser import decisions as releaser_decisions
from koubo_web.desks.releaser.desk import desk as releaser
from koubo_web.desks.reviewer import (
    declaration,
    sheets,
)
from koubo_web.desks.reviewer import (
    home as reviewer_home,
)
from koubo_web.desks.reviewer.desk import desk as reviewer
from koubo_web.filters import serve_filters

PAGES = (
    home, calls, applicant_home, organisations, start, overview, sections, check, receipt,
    withdrawal, applicant_awards, letters,
    officer_home, officer_calls, call_editing, publishing, extending, themes, applications, application,
    filings, outgoing, installed, offered, editing, looking, confirming, releasing, correcting,
    rechecking, review, review_board, review_conclusion, decisions, drafting,
    awards, claims, reports, finishing,
    department_pages, reviewer_home, declaration, sheets, releaser_decisions,
)  # fmt: skip
"""Page modules by desk; to import one is to put its routes on its blueprint."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    public, applicant, files.files, officer, department, reviewer, releaser,
)  # fmt: skip


def serve_desks(app: Flask) -> None:
    """Put every desk onto the site."""
    serve_filters(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
