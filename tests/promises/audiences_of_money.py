"""Who may get in at the doors of what follows a decision: awards, money, changes, reports, staff."""

from promises.audience_rules import (
    AUDITORS,
    DEPARTMENTS,
    EVERYBODY,
    OFFICERS,
    Audience,
    asks_no_interim,
    batch,
    case_file,
    deciding,
    evaluated,
    letter,
    office,
    own,
    read_decision,
    reading_staff,
    unasked,
    without_a_link,
)
from promises.watched_changes import OFFICERS_CHANGES, OWN_CHANGES
from promises.watched_letters import BATCH_PAGES, LETTER_FORM_PAGES

MONEY_GROUPS: tuple[tuple[Audience, str], ...] = (
    (own, OWN_CHANGES),
    (OFFICERS, OFFICERS_CHANGES),
    (
        own,
        """
        applicant.account applicant.save_account applicant.claim applicant.claim_paper
        applicant.withdraw_bill
        """,
    ),
    (without_a_link, "applicant.account_mandate applicant.advance_account"),
    (
        OFFICERS,
        """
        officer.payments officer.step_payments officer.payment_upload officer.upload_payments
        officer.budget_code officer.save_budget_line officer.claim_account officer.transfers
        officer.make_transfers officer.grant_ledger officer.grant_ledger_csv
        officer.grant_ledger_xlsx officer.grant_ledger_pdf
        """,
    ),
    ({"officer"}, "officer.payment_import officer.record_payments"),
    (
        OFFICERS,
        """
        officer.reports_board officer.reports_board_csv officer.report_account
        officer.receipt_sample
        """,
    ),
    (unasked, "officer.receipt_sample_workbook officer.receipt_sample_pdf"),
    (
        own,
        """
        applicant.expenses applicant.account_print applicant.account_workbook
        applicant.new_expense applicant.add_expense applicant.edit_expense
        applicant.save_expense applicant.expense_removal applicant.remove_expense_now
        applicant.expense_receipt applicant.confirm_copy_account applicant.copy_account_now
        """,
    ),
    (
        # Kurashiki asks for no interim report.
        asks_no_interim,
        """
        applicant.confirm_interim_report applicant.begin_interim_report
        officer.award_interim_due officer.set_award_interim_due
        """,
    ),
    (
        OFFICERS,
        """
        officer.runners_up officer.overdue_awards officer.lapse
        officer.award_apply_by officer.change_apply_by
        officer.award_withdrawal officer.record_award_withdrawal
        officer.next_award officer.add_next_award officer.year_vote officer.year_vote_now
        officer.agreement officer.write_agreement officer.sign_agreement
        officer.keep_scan_of_agreement
        """,
    ),
    (
        office,
        """
        officer.new_offer officer.add_offer officer.offer_answer officer.confirm_promotion
        officer.promote
        """,
    ),
    (
        # Nobody is a runner-up with an offer here, and Kurashiki makes no agreements.
        without_a_link,
        """
        officer.record_offer_answer officer.agreement_pdf officer.agreement_scan
        applicant.award_agreement applicant.award_agreement_scan applicant.answer_the_offer
        """,
    ),
    (own, "applicant.offer applicant.confirm_withdrawal applicant.ask_to_withdraw"),
    (evaluated, "evaluations.overview"),
    (OFFICERS | {"applicant"}, "evaluations.save_goals"),
    ({"applicant"}, "evaluations.sheet evaluations.save_sheet"),
    (OFFICERS, "evaluations.open_sheet evaluations.publish_sheet"),
    (reading_staff, "evaluations.earlier"),
    (without_a_link, "evaluations.published"),
    (DEPARTMENTS, "department.projects"),
    (OFFICERS | AUDITORS, "auditor.home auditor.cases auditor.decisions"),
    (case_file, "auditor.case auditor.case_pdf auditor.take_case"),
    (read_decision, "auditor.decision"),
    (deciding, "officer.enter_kessai officer.decision_dossier"),
    (EVERYBODY, "public.call_forms public.call_form_pdf public.call_form_word"),
    (deciding, "officer.decision_letters officer.ask_letters"),
    (letter, "officer.decision_word"),
    (batch, BATCH_PAGES),
    (OFFICERS, f"{LETTER_FORM_PAGES} officer.confirm_reissue officer.reissue officer.reissued"),
    (OFFICERS, "officer.kessai_list officer.kessai_workbook officer.upload_kessai_list"),
    ({"officer"}, "officer.kessai_import officer.apply_kessai"),
    (
        OFFICERS,
        """
        officer.staff officer.add_department_of_city officer.new_seat officer.add_seat
        officer.confirm_end_seat officer.end_seat_of_staff officer.new_post officer.add_post
        officer.handing_over officer.hand_work_over
        officer.refused_report_costs officer.refuse_report_costs
        officer.new_revocation officer.draft_revocation
        """,
    ),
)
