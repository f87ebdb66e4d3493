"""Who may get in at the doors of review: panels, sheets, paper, the day, conclusions."""

from promises.audience_rules import (
    EVERYBODY,
    REVIEWERS,
    Audience,
    absence,
    deciding,
    declared_nothing,
    declaring,
    keyed,
    never_withdrawn,
    of_the_files_call,
    office_uploaded_scores,
    on_the_day,
    own_scores,
    own_sheet,
    own_uploaded_scores,
    recommended,
    review_office,
    sheet,
    withdrawing,
    without_a_link,
    without_marks,
    working,
)
from promises.watched_day import DAY_PAGES, TABLET_PAGES

REVIEW_GROUPS: tuple[tuple[Audience, str], ...] = (
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
        reviewer.keep_note reviewer.autosave_note
        """,
    ),
)
"""Who gets in, and the endpoints at which."""
