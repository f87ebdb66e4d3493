"""Every desk of the site: its page modules, imported so that their routes stand, and blueprints."""

from flask import Blueprint, Flask

from koubo_web.desks import files, home
from koubo_web.desks.applicant import (
    autosaving,
    check,
    consents,
    inviting,
    letters,
    live_totals,
    members,
    organisations,
    overview,
    proposal,
    receipt,
    representative,
    roster,
    roster_import,
    sections,
    start,
    withdrawal,
)
from koubo_web.desks.applicant import (
    awards as applicant_awards,
)
from koubo_web.desks.applicant import (
    home as applicant_home,
)
from koubo_web.desks.applicant.desk import desk as applicant
from koubo_web.desks.department import opinions as department_opinions
from koubo_web.desks.department import pages as department_pages
from koubo_web.desks.department.desk import desk as department
from koubo_web.desks.officer import (
    application,
    applications,
    award_ledger,
    awards,
    call_editing,
    changes,
    claims,
    contacts,
    correcting,
    decisions,
    drafting,
    duplicates,
    exporting,
    extending,
    filings,
    finishing,
    inbox,
    installed,
    mail_holding,
    mail_texts,
    mending,
    more_time,
    opinion_import,
    opinions,
    outgoing,
    paper,
    paper_form,
    paper_stamp,
    past_awards,
    publishing,
    received_files,
    rechecking,
    reports,
    review,
    review_board,
    review_conclusion,
    rosters,
    themes,
)
from koubo_web.desks.officer import (
    calls as officer_calls,
)
from koubo_web.desks.officer import (
    home as officer_home,
)
from koubo_web.desks.officer import (
    organisations as officer_organisations,
)
from koubo_web.desks.officer.desk import desk as officer
from koubo_web.desks.officer.schemes import (
    confirming,
    editing,
    looking,
    offered,
    releasing,
)
from koubo_web.desks.public import calls, invitations, precheck
from koubo_web.desks.public import consents as public_consents
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
    home, calls, precheck, public_consents, applicant_home, organisations, start, overview, proposal, consents, sections, autosaving, live_totals, check, receipt,
    withdrawal, applicant_awards, letters, members, inviting, invitations, representative,
    roster, roster_import, rosters,
    officer_home, officer_calls, call_editing, publishing, extending, more_time, themes, applications, exporting, application,
    changes, inbox, mending, paper, paper_form, paper_stamp, opinions, opinion_import,
    filings, received_files, outgoing, mail_texts, mail_holding, installed, offered, editing, looking, confirming, releasing, correcting,
    rechecking, review, review_board, review_conclusion, decisions, drafting,
    officer_organisations, contacts, past_awards, award_ledger, duplicates,
    awards, claims, reports, finishing,
    department_pages, department_opinions, reviewer_home, declaration, sheets, releaser_decisions,
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
