"""What officers make of applications: a paper that is being entered, an opinion that was asked."""

from datetime import timedelta
from io import BytesIO

from award_builders import SETTLED
from builders import City, version_of
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.opinion_imports import KIND
from koubo.applications.actions.opinions import OpinionRequest, answer_opinion, ask_opinions
from koubo.applications.actions.paper import PaperChoice, start_paper
from koubo.applications.actions.standing_aside import stand_aside
from koubo.applications.models import Filing
from koubo.applications.queries.opinions import opinions_of
from koubo.calendar import day_in_japan
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.imports import keep_import

PAPER_PAGES = """
    officer.open_paper officer.edit_paper officer.save_paper officer.paper_stamp
    officer.record_stamp
"""
OFFICE_PAGES = """
    officer.inbox officer.findings_by_rule officer.paper officer.begin_paper officer.opinions
    officer.ask_department officer.opinion_upload officer.upload_opinions
"""
APPLICATION_PAGES = """
    officer.changes officer.mending officer.mend_now officer.opinion_request officer.ask_opinion
"""


def add_office(city: City, call_id: int, waiting: int, words: dict[str, str]) -> dict[str, int]:
    """Begin a paper of the stranger's organisation, and ask the other department about `waiting`.

    :param words: what is written on the paper and in the opinion
    """
    officer = city.actor("officer", SETTLED)
    with city.uow(SETTLED, "officer") as uow:
        filing_id = start_paper(
            uow,
            city.catalog,
            officer,
            call_id,
            organisation_id=city.ids["other_organisation"],
            choice=PaperChoice("kurashiki.collab_prep"),
        )
    version = version_of(city, Filing, filing_id)
    with city.uow(SETTLED, "officer") as uow:
        typed = {"issue": words["paper"]}
        save_draft(uow, city.catalog, officer, filing_id, typed=typed, version=version)
    with city.uow(SETTLED, "officer") as uow:
        due = day_in_japan(SETTLED) + timedelta(days=9)
        department = min(city.actor("other_department", SETTLED).departments())
        ask_opinions(uow, officer, [waiting], OpinionRequest(department, due))
        [asked] = opinions_of(uow.session, officer, waiting)
        rows = [(asked.receipt_number, asked.department, "賛成")]
        book = write_workbook([Sheet("意見", ("受付番号", "担当課", "意見"), rows)])
        sheet = keep_import(
            uow,
            city.files,
            officer,
            kind=KIND,
            subject_id=call_id,
            name="意見書.xlsx",
            stream=BytesIO(book),
        )
    with city.uow(SETTLED, "other_department") as uow:
        answer_opinion(
            uow,
            city.catalog,
            city.actor("other_department", SETTLED),
            asked.id,
            typed={"opinion": words["opinion"]},
            version=asked.version,
        )
    return {
        "paper_filing": filing_id,
        "opinion": asked.id,
        "asked_department": department,
        "opinion_sheet": sheet,
        "conflict": _a_conflict(city),
    }


def _a_conflict(city: City) -> int:
    """Let an officer who does nothing else stand aside from the stranger's applications."""
    typed = {"extent": "organisation", "named": "other_organisationの会", "reason": "元の勤め先"}
    with city.uow(SETTLED, "officer2") as uow:
        return stand_aside(uow, city.actor("officer2", SETTLED), typed=typed)
