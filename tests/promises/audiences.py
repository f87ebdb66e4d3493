"""Who may get in at which door: written by hand from what the city promises.

Nothing of it is read from the site's own policies. A place is an endpoint with the names of what
its address is about, in the order of its arguments' names.
"""

from promises.audience_rules import (
    APPLICANTS,
    DEPARTMENTS,
    EVERYBODY,
    OFFICERS,
    RELEASERS,
    REVIEWERS,
    SIGNED_IN,
    STAFF,
    Audience,
    absence,
    asked_opinion,
    asks_no_consent,
    deciding,
    declared_nothing,
    declaring,
    department,
    giving_time,
    keyed,
    letter,
    never_withdrawn,
    of_the_corrected_call,
    of_the_decided_call,
    of_the_files_call,
    office,
    office_uploaded_scores,
    on_the_day,
    own,
    own_people,
    own_scores,
    own_sheet,
    own_uploaded_scores,
    papers,
    readers,
    recommended,
    review_office,
    sheet,
    sheet_of_opinions,
    told_result,
    uploaded_opinions,
    withdrawing,
    without_a_link,
    without_marks,
    working,
)
from promises.watched_day import DAY_PAGES, TABLET_PAGES
from promises.watched_office import APPLICATION_PAGES, OFFICE_PAGES, PAPER_PAGES
from promises.watched_organisations import ORGANISATION_PAGES, OWN_LEDGER_PAGES
from promises.watched_schemes import PAGES_OF_THE_CORRECTED_CALL, SCHEME_PAGES

GROUPS: tuple[tuple[Audience, str], ...] = (
    (
        EVERYBODY,
        """
        public.front public.calls public.call public.precheck health.health static login.sent
        login.again
        security.login security.logout security.register security.send_confirmation
        security.confirm_email security.forgot_password security.reset_password
        """,
    ),
    (
        SIGNED_IN,
        """
        public.home security.change_password applicant.home applicant.letters
        applicant.organisations applicant.new_organisation applicant.add_organisation
        applicant.start
        """,
    ),
    (
        APPLICANTS,
        """
        applicant.begin
        """,
    ),
    (
        own,
        """
        applicant.application applicant.withdrawal applicant.take_back applicant.award
        applicant.start_proposal
        applicant.new_claim applicant.add_claim applicant.confirm_decline
        applicant.decline applicant.confirm_grant_application
        applicant.begin_grant_application applicant.confirm_report applicant.begin_report
        applicant.check_page applicant.hand_in applicant.open_filing applicant.edit_filing
        applicant.save_section applicant.autosave applicant.expected applicant.receipt applicant.receipt_of_snapshot
        applicant.receipt_pdf applicant.snapshot applicant.organisation
        applicant.edit_organisation applicant.save_organisation
        """,
    ),
    (
        own_people,
        """
        applicant.members applicant.member_role applicant.save_member_role
        applicant.member_removal applicant.take_member_off applicant.invitation_form
        applicant.send_invitation applicant.resend applicant.invitation_withdrawal
        applicant.take_invitation_back applicant.representative
        applicant.save_representative applicant.roster applicant.roster_print
        applicant.roster_workbook applicant.new_roster_entry applicant.add_roster_entry
        applicant.edit_roster_entry applicant.save_roster_entry
        applicant.roster_entry_removal applicant.remove_roster_entry
        applicant.roster_upload applicant.upload_roster applicant.roster_import
        applicant.apply_roster
        """,
    ),
    (without_a_link, "public.invitation public.accept public.consent public.answer_for_partner"),
    (asks_no_consent, "applicant.consents applicant.ask_for_consent"),
    (giving_time, "officer.more_time officer.give_more_time"),
    (OFFICERS, "officer.roster_page officer.roster_print officer.roster_export"),
    (
        readers,
        """
        applicant.letter public.application files.download
        """,
    ),
    (
        DEPARTMENTS,
        """
        department.home department.applications department.themes department.new_theme
        department.add_theme department.opinions
        """,
    ),
    (
        department,
        """
        department.application department.theme department.edit_theme
        department.save_theme
        """,
    ),
    (
        OFFICERS,
        """
        officer.home officer.calls officer.new_call officer.add_call officer.call
        officer.edit_call officer.save_call officer.publish officer.publish_now
        officer.extend officer.extend_now officer.unfinished officer.vote officer.vote_now officer.cancel
        officer.call_pots officer.set_call_pots
        officer.cancel_now officer.finish officer.finish_now officer.choose_themes
        officer.save_themes officer.applications officer.applications_csv
        officer.applications_xlsx officer.filings officer.themes
        officer.theme officer.coordinate officer.decline officer.mails
        officer.retry_mail_now officer.retry_failed_now officer.retry_event_now
        officer.send_again_now officer.read_mail_now officer.print_mail_now
        officer.note_posted_now officer.mail_texts officer.mail_text officer.save_mail_text_now
        officer.reset_mail_text_now officer.switch_mail_now officer.mail_holds
        officer.hold_mails_now officer.release_mails_now officer.plugins officer.decisions
        officer.new_grant officer.draft_grant
        officer.new_settlement officer.draft_settlement officer.awards officer.award
        officer.confirm_close officer.close officer.award_claims officer.award_claim
        officer.step_claim officer.award_repayment officer.step_repayment
        officer.award_reports officer.award_report officer.accept_award_report
        officer.award_statistics
        """,
    ),
    (STAFF | DEPARTMENTS, "conflicts.overview conflicts.declare"),
    (OFFICERS, "conflicts.confirm_lift conflicts.lift"),
    (OFFICERS, SCHEME_PAGES),
    (OFFICERS, OFFICE_PAGES),
    (papers, PAPER_PAGES),
    (office, APPLICATION_PAGES),
    (asked_opinion, "department.opinion department.answer"),
    (sheet_of_opinions, "officer.opinion_workbook"),
    (uploaded_opinions, "officer.opinion_import officer.enter_opinions"),
    (OFFICERS, ORGANISATION_PAGES),
    ({"officer"}, OWN_LEDGER_PAGES),
    (of_the_corrected_call, PAGES_OF_THE_CORRECTED_CALL),
    (
        office,
        """
        officer.application officer.find officer.confirm_accept officer.accept_now
        officer.confirm_ineligible officer.find_ineligible_now officer.filing
        officer.receipt_pdf officer.scan_file
        officer.confirm_accept_filing officer.accept_filing_now officer.correction
        officer.ask_correction_now
        """,
    ),
    (without_marks, "officer.review_panel_chart"),
    (
        review_office,
        """
        officer.review officer.add_review_member officer.review_board officer.tally_stage
        officer.draw_stage_lot officer.review_simulation officer.review_panel_view
        officer.review_starting officer.begin_review officer.review_conclusion
        officer.record_recommendation officer.new_selection officer.draft_selection
        officer.stage_terms officer.save_stage_terms
        """,
    ),
    (
        review_office,
        """
        officer.copy_review_panel officer.stage_members officer.assignment officer.assign_now
        """,
    ),
    (working, "officer.move_sheets"),
    (of_the_files_call, "officer.keep_file_back"),
    (absence, "officer.confirm_reopen officer.reopen"),
    (declared_nothing, "officer.member_booklet"),
    (own_scores, "reviewer.booklet"),
    (
        deciding,
        """
        officer.decision officer.confirm_drop officer.drop
        """,
    ),
    (
        working,
        """
        officer.review_working
        """,
    ),
    (
        absence,
        """
        officer.review_absence officer.record_absence
        officer.panel_member officer.change_member officer.leave_member
        officer.close_member_sheets officer.substitution officer.record_substitution
        officer.reviewer_conflict officer.record_reviewer_conflict
        officer.settle_conflict_sign officer.settle_recusal_lift
        """,
    ),
    (review_office, "officer.presentations officer.make_presentation"),
    (on_the_day, DAY_PAGES),
    (without_a_link, TABLET_PAGES),
    (EVERYBODY, "tablet.left"),
    (review_office, "officer.score_paper officer.score_workbooks officer.upload_scores"),
    (
        absence,
        """
        officer.score_sheets_pdf officer.score_workbook officer.score_paper_member officer.keep_score_scan
        officer.paper_declaration officer.record_paper_declaration
        """,
    ),
    (
        keyed,
        """
        officer.key_score_sheet officer.keep_score_sheet officer.read_score_sheet
        officer.agree_score_sheet officer.dropping_score_sheet officer.drop_score_sheet
        officer.paper_scan
        """,
    ),
    (office_uploaded_scores, "officer.score_import officer.enter_scores"),
    (own_uploaded_scores, "reviewer.own_import reviewer.enter_own_scores"),
    (own_scores, "reviewer.own_workbooks reviewer.own_workbook reviewer.upload_own_scores"),
    (
        recommended,
        """
        officer.review_recommendation officer.recommendation_pdf
        """,
    ),
    (
        withdrawing,
        """
        officer.confirm_withdrawal_of_recommendation officer.withdraw_review_recommendation
        """,
    ),
    (never_withdrawn, "officer.earlier_review_recommendation"),
    (told_result, "applicant.result applicant.result_pdf"),
    (of_the_decided_call, "public.results public.results_csv"),
    (
        letter,
        """
        officer.decision_letter
        """,
    ),
    (
        STAFF,
        """
        officer.notice
        """,
    ),
    (
        RELEASERS,
        """
        releaser.home releaser.decisions releaser.decision releaser.confirm_release
        releaser.release
        """,
    ),
    (
        REVIEWERS,
        """
        reviewer.home
        """,
    ),
    (
        declaring,
        """
        reviewer.declare reviewer.record_declaration
        """,
    ),
    (
        own_sheet,
        """
        reviewer.record_conflict
        """,
    ),
    (
        sheet,
        """
        reviewer.sheet reviewer.save reviewer.noticed_conflict reviewer.confirm_sheet
        reviewer.hand_in reviewer.autosave_sheet reviewer.confirm_ask_back reviewer.ask_back
        """,
    ),
)
"""Who gets in, and the endpoints at which; all of them stand here."""
TABLE = {endpoint: audience for audience, named in GROUPS for endpoint in named.split()}


def audience(endpoint: str, names: tuple[str, ...]) -> set[str]:
    """Give who gets in at a door."""
    found = TABLE[endpoint]
    return set(found(*names)) if callable(found) else set(found)


def may_read(secret: str) -> set[str]:
    """Give who may find a secret on a page."""
    kind, _, name = secret.partition("_")
    if kind in ("answer", "file"):
        return readers(name)
    if secret == "draft":
        return {"applicant"}
    if secret == "paper":
        return OFFICERS
    if secret == "opinion":
        return OFFICERS | {"other_department"}
    if secret == "roster":
        return {"applicant"} | OFFICERS
    if kind in ("finding", "contact"):
        return office(name)
    if kind in ("reason", "comment"):
        return {name}  # an officer reads a sheet once it is handed in; these are not
    return {"officer"} if secret == "conflict" else {"officer", "releaser"}
