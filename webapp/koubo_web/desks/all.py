"""Every desk of the site: its page modules, imported so that their routes stand, and blueprints."""

from flask import Blueprint, Flask

from koubo_web.desks import conflicts, evaluations, files, home
from koubo_web.desks.applicant import (
    account,
    autosaving,
    award_papers,
    check,
    consents,
    expense_entry,
    expenses,
    flow,
    interim,
    inviting,
    letters,
    live_totals,
    members,
    organisations,
    overview,
    project_contact,
    proposal,
    receipt,
    representative,
    result,
    roster,
    roster_import,
    sections,
    start,
    withdrawal,
)
from koubo_web.desks.applicant import (
    amendments as applicant_amendments,
)
from koubo_web.desks.applicant import (
    awards as applicant_awards,
)
from koubo_web.desks.applicant import (
    claims as applicant_claims,
)
from koubo_web.desks.applicant import (
    home as applicant_home,
)
from koubo_web.desks.applicant import (
    offers as applicant_offers,
)
from koubo_web.desks.applicant.desk import desk as applicant
from koubo_web.desks.auditor import cases as auditor_cases
from koubo_web.desks.auditor import decisions as auditor_decisions
from koubo_web.desks.auditor import tray as auditor_tray
from koubo_web.desks.auditor.desk import desk as auditor
from koubo_web.desks.department import opinions as department_opinions
from koubo_web.desks.department import pages as department_pages
from koubo_web.desks.department import projects as department_projects
from koubo_web.desks.department.desk import desk as department
from koubo_web.desks.officer import (
    application,
    application_flow,
    applications,
    assigning,
    award_ledger,
    awards,
    booklets,
    bulk,
    call_editing,
    call_figures,
    call_pots,
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
    own_lists,
    panel_members,
    paper,
    paper_form,
    paper_stamp,
    past_awards,
    presentation_clock,
    presentation_end,
    presentation_order,
    presentation_seats,
    presentations,
    publishing,
    received_files,
    rechecking,
    reports,
    review,
    review_board,
    review_conclusion,
    review_in_part,
    review_panel_view,
    review_recorded,
    review_simulation,
    review_working,
    rosters,
    score_import,
    score_paper,
    score_paper_declaring,
    score_paper_keying,
    score_paper_reading,
    staff,
    stage_panel,
    stage_terms,
    themes,
    year_figures,
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
from koubo_web.desks.officer.grants import (
    agreements,
    amendments,
    blank_papers,
    budget_code,
    claim_account,
    costs,
    ends,
    following,
    kessai,
    kessai_list,
    ledger,
    letter_forms,
    payment_import,
    payments,
    receipts,
    repayments,
    reports_board,
    revoking,
    transfers,
)
from koubo_web.desks.officer.grants import interim as officer_interim
from koubo_web.desks.officer.grants import letters as decided_letters
from koubo_web.desks.officer.grants import offers as runner_up_offers
from koubo_web.desks.officer.schemes import (
    confirming,
    editing,
    looking,
    offered,
    releasing,
)
from koubo_web.desks.public import blank_papers as public_papers
from koubo_web.desks.public import (
    calls,
    feeds,
    invitations,
    one_call,
    policies,
    precheck,
    projects,
    results,
    robots,
    search,
)
from koubo_web.desks.public import consents as public_consents
from koubo_web.desks.public.desk import desk as public
from koubo_web.desks.releaser import decisions as releaser_decisions
from koubo_web.desks.releaser.desk import desk as releaser
from koubo_web.desks.reviewer import (
    booklet,
    declaration,
    sheets,
    workbook,
)
from koubo_web.desks.reviewer import (
    home as reviewer_home,
)
from koubo_web.desks.reviewer.desk import desk as reviewer
from koubo_web.desks.tablet import declaring as tablet_declaring
from koubo_web.desks.tablet import opening as tablet_opening
from koubo_web.desks.tablet import sending as tablet_sending
from koubo_web.desks.tablet import sheets as tablet_sheets
from koubo_web.desks.tablet import signing as tablet_signing
from koubo_web.desks.tablet.desk import desk as tablet
from koubo_web.filters import serve_filters
from koubo_web.tablets import serve_tablets

PAGES = (
    home, calls, one_call, results, projects, search, feeds, robots, policies, precheck, public_consents, applicant_home, organisations, start, overview, flow, proposal, consents, sections, autosaving, live_totals, check, receipt,
    withdrawal, applicant_awards, award_papers, applicant_offers, applicant_amendments, project_contact, expenses, expense_entry, interim, account, applicant_claims, result, letters, members, inviting, invitations, representative,
    roster, roster_import, rosters,
    officer_home, own_lists, officer_calls, call_editing, call_figures, call_pots, publishing, extending, more_time, themes, applications, bulk, exporting, application, application_flow,
    changes, inbox, mending, paper, paper_form, paper_stamp, opinions, opinion_import,
    filings, received_files, outgoing, mail_texts, mail_holding, installed, offered, editing, looking, confirming, releasing, correcting,
    rechecking, stage_terms, booklets, review, panel_members, stage_panel, assigning, review_board, review_working, review_simulation, review_in_part, review_panel_view, review_conclusion, review_recorded, decisions, drafting,
    score_paper, score_paper_declaring, score_paper_keying, score_paper_reading, score_import,
    presentations, presentation_order, presentation_clock, presentation_seats, presentation_end,
    tablet_opening, tablet_sheets, tablet_sending, tablet_declaring, tablet_signing,
    staff, officer_organisations, contacts, past_awards, award_ledger, duplicates,
    kessai, kessai_list, costs, repayments, revoking, runner_up_offers, ends, following, agreements, awards, year_figures, amendments, claims, reports, reports_board, receipts, officer_interim, finishing,
    payments, payment_import, budget_code, claim_account, transfers, ledger,
    blank_papers, letter_forms, decided_letters, public_papers,
    auditor_tray, auditor_cases, auditor_decisions, department_pages, department_opinions, department_projects, reviewer_home, declaration, sheets, booklet, workbook, releaser_decisions,
)  # fmt: skip
"""Page modules by desk; to import one is to put its routes on its blueprint."""

BLUEPRINTS: tuple[Blueprint, ...] = (
    public, applicant, files.files, conflicts.conflicts, evaluations.evaluations, auditor, officer, department, reviewer, releaser, tablet,
)  # fmt: skip


def serve_desks(app: Flask) -> None:
    """Put every desk onto the site."""
    serve_filters(app)
    serve_tablets(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
