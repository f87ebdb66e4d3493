"""Who may get in at which door: written by hand from what the city promises.

Nothing of it is read from the site's own policies. A place is an endpoint with the names of what
its address is about, in the order of its arguments' names.
"""

from promises.audience_rules import (
    APPLICANTS,
    AUDITORS,
    DEPARTMENTS,
    EVERYBODY,
    OFFICERS,
    RELEASERS,
    SIGNED_IN,
    STAFF,
    Audience,
    asked_opinion,
    asks_no_consent,
    case_file,
    department,
    giving_time,
    letter,
    of_the_corrected_call,
    of_the_decided_call,
    office,
    own,
    own_people,
    papers,
    readers,
    sheet_of_opinions,
    told_result,
    uploaded_opinions,
    without_a_link,
)
from promises.audiences_of_face import FACE_GROUPS
from promises.audiences_of_money import MONEY_GROUPS
from promises.audiences_of_review import REVIEW_GROUPS
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
        applicant.letter public.application files.download files.view
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
        officer.award_reports officer.award_report officer.accept_award_report officer.check_award_report
        officer.award_statistics
        """,
    ),
    (STAFF | DEPARTMENTS | AUDITORS, "conflicts.overview conflicts.declare"),
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
    *FACE_GROUPS,
    *MONEY_GROUPS,
    *REVIEW_GROUPS,
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
    if secret == "private":
        return OFFICERS | AUDITORS  # until all sides have handed in
    if kind == "finding":
        return case_file(name)
    if kind == "contact":
        return office(name)
    if kind in ("reason", "comment"):
        return {name}  # an officer reads a sheet once it is handed in; these are not
    return {"officer"} if secret == "conflict" else {"officer", "releaser"}
