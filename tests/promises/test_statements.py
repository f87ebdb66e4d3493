"""Every page says few things to the database, and the same number however many rows there are."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from builders import AFTER, IN_TIME, a_draft
from koubo.applications.models import Filing
from promises.counting import Counter, a_counter
from promises.crowd import add_crowd
from review.rounds import CRITERIA, Round

FEW, MANY = 10, 250
DRAFT = "/applicant/filings/3"
MOST = {
    ("officer", "/officer/calls/1/applications"): 8,
    ("officer", "/officer/calls/1/applications?state=waiting&q=里山"): 8,
    ("officer", "/officer/inbox"): 8,
    ("officer", "/officer/calls/1/applications?sort=-requested&cols=organisation.theme"): 8,
    ("officer", "/officer/calls/1/applications?after=KU26-B-00003-0~9"): 8,
    ("officer", "/officer/applications"): 8,
    ("officer", "/officer/applications?q=里山 の会&year=2026&sort=received"): 8,
    ("officer", "/officer/calls/1/applications/several/opinions?applications=1"): 8,
    ("officer", "/officer/calls/1/applications/several/findings?applications=1"): 12,
    ("officer", "/officer/calls/1/applications/several/accept?applications=1"): 8,
    ("officer", "/officer/calls/1/applications?waits=overdue"): 8,
    ("officer", "/officer/calls/1/findings"): 8,
    ("officer", "/officer/calls/1/opinions"): 8,
    ("officer", "/officer/calls/1/paper?q=の会"): 8,
    ("officer", "/officer/filings/1/changes"): 8,
    ("officer", "/officer/calls"): 8,
    ("officer", "/officer/filings"): 8,
    ("officer", "/officer/themes"): 8,
    ("officer", "/officer/organisations"): 8,
    ("officer", "/officer/organisations?q=の会"): 8,
    ("officer", "/officer/organisations?sort=-kana&running=yes"): 8,
    ("officer", "/officer/organisations/list.csv"): 4,
    ("officer", "/officer/lists"): 2,
    ("officer", "/officer/lists/new?page=officer.organisations&query=q%3Da"): 1,
    ("officer", "/officer/organisations/1"): 10,
    ("officer", "/officer/organisations/duplicates"): 8,
    ("officer", "/officer/mails?state=trouble"): 8,
    ("officer", "/conflicts/"): 8,
    ("officer", "/officer/mails?q=example&kind=proposal_filed&call=1"): 8,
    ("officer", "/officer/mail-texts?scheme=kurashiki"): 8,
    ("officer", "/officer/mail-texts/proposal_filed.applicant"): 8,
    ("officer", "/officer/mail-holds"): 8,
    ("officer", "/officer/awards"): 8,
    ("officer", "/officer/awards?q=里山&sort=-awarded"): 8,
    ("officer", "/officer/awards/claims"): 8,
    ("officer", "/officer/amendments"): 8,
    ("officer", "/officer/payments"): 8,
    ("officer", "/officer/ledger"): 8,
    ("officer", "/officer/ledger?year=2026&state=granted&q=の会"): 8,
    ("officer", "/officer/ledger.csv"): 4,
    ("officer", "/officer/awards/reports"): 8,
    ("officer", "/officer/awards/reports/board?year=2026"): 8,
    ("officer", "/officer/awards/reports/board.csv?year=2026"): 4,
    ("officer", "/officer/awards/reports/sample?call_id=1&size=20&seed=a"): 8,
    # Counts, sums and parts of all years, and what plugins are given to add up.
    ("officer", "/officer/awards/statistics"): 10,
    ("officer", "/officer/calls/1/figures"): 12,
    ("officer", "/officer/calls/1/figures/funnel.svg"): 8,
    ("officer", "/officer/applications/1/flow"): 8,
    ("officer", "/officer/decisions"): 8,
    ("officer", "/officer/decisions/kessai-list"): 8,
    ("officer", "/officer/calls/1/review"): 8,
    ("officer", "/officer/calls/1/review/documents"): 8,
    ("officer", "/officer/calls/1/review/documents/sheets"): 8,
    ("officer", "/officer/calls/1/review/documents/panel"): 8,
    ("officer", "/officer/calls/1/review/members/1"): 8,
    # Asks every register what it knows against every reviewer.
    ("officer", "/officer/calls/1/review/documents/assignment?each=2&seed=a"): 18,
    ("officer", "/officer/calls/1/review/documents/applications/1"): 10,
    ("officer", "/officer/calls/1/review/documents/paper"): 8,
    ("officer", "/officer/calls/1/review/documents/paper/members/1"): 8,
    ("officer", "/officer/score-sheets/1"): 10,
    ("officer", "/officer/calls/1/review/documents/presentations"): 8,
    ("officer", "/officer/applications/1"): 10,
    ("officer", "/officer/calls/1"): 10,
    ("officer", "/officer/calls/1/errata"): 8,
    ("officer", "/officer/calls/1/rechecks"): 8,
    ("officer", "/officer/rechecks"): 8,
    ("officer", "/officer/schemes"): 8,
    ("officer", "/officer/schemes/kurashiki"): 8,
    ("officer", "/officer/schemes/kurashiki/releases"): 8,
    ("officer", "/officer/schemes/kurashiki/form"): 8,
    ("officer", "/officer/schemes/kurashiki/fields"): 8,
    ("officer", "/officer/awards/1"): 10,
    ("officer", "/officer/awards/claims/1"): 10,
    ("officer", "/officer/awards/overdue"): 8,
    ("officer", "/officer/awards/1/next"): 10,
    ("officer", "/officer/awards/1/agreement"): 8,
    ("officer", "/officer/calls/1/runners-up"): 10,
    ("officer", "/officer/awards/reports/1"): 10,
    ("officer", "/officer/awards/reports/1/costs"): 10,
    ("officer", "/officer/awards/repayments/1"): 10,
    ("officer", "/officer/awards/reports/1/account"): 10,
    ("officer", "/officer/decisions/1"): 10,
    ("officer", "/officer/decisions/1/letters"): 10,
    ("officer", "/officer/schemes/kurashiki/letter-forms"): 8,
    ("officer", "/officer/schemes/kurashiki/forms"): 8,
    # A home asks every part of its desk what waits there, most of them at once.
    ("officer", "/officer/"): 12,
    ("applicant", "/applicant/"): 8,
    ("applicant", "/applicant/applications/1"): 10,
    ("applicant", "/applicant/applications/1/flow"): 8,
    ("applicant", f"{DRAFT}/project"): 10,
    ("applicant", f"{DRAFT}/money"): 10,
    ("applicant", "/applicant/check/3"): 10,
    ("applicant", "/applicant/receipts/1"): 10,
    ("applicant", "/applicant/awards/1"): 10,
    ("applicant", "/applicant/organisations/1/account"): 8,
    ("applicant", "/applicant/letters"): 8,
    ("applicant", "/applicant/organisations"): 8,
    ("applicant", "/applicant/organisations/1"): 8,
    ("applicant", "/applicant/organisations/1/members"): 8,
    ("applicant", "/applicant/organisations/1/roster"): 8,
    ("reviewer_a", "/reviewer/"): 8,
    ("reviewer_a", "/reviewer/reviews/1"): 10,
    ("releaser", "/releaser/"): 8,
    ("releaser", "/releaser/decisions"): 8,
    ("releaser", "/releaser/decisions/1"): 10,
    ("officer", "/audit/decisions"): 8,
    ("department_person", "/department/"): 8,
    ("department_person", "/department/applications"): 8,
    ("department_person", "/department/opinions"): 8,
    ("department_person", "/department/themes"): 8,
    ("nobody", "/"): 8,
    ("nobody", "/calls/1"): 8,
    ("nobody", "/results"): 8,
    ("nobody", "/projects?q=里山&year=2026"): 8,
    ("nobody", "/search?q=里山"): 8,
    ("nobody", "/calls/1/check?members=12&awarded=none&cost=100000"): 8,
    ("officer", "/officer/calls/1/unfinished"): 8,
    ("officer", "/officer/applications/1/more-time"): 10,
}
"""Statements a page may take beyond finding out who asks."""

EXPORTS = (
    "/officer/calls/1/applications.csv",
    "/officer/calls/1/applications/list.csv",
    "/officer/applications/list.csv?sort=-requested&q=里山",
)
MOST_SAVING = {
    "save a section": 15,
    "save by itself": 8,
    "sums while typing": 10,
    "hand in": 15 + 2,  # the files of the draft are counted, and then read back byte by byte
    "record a finding": 15,
    "accept": 15,
    "save a sheet": 15,
    "hand a sheet in": 15,
}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    yield from a_counter(tmp_path / "data")


def test_a_page_takes_few_statements_however_many_rows(counter: Counter) -> None:
    counts = []
    for added in (FEW, MANY - FEW):
        add_crowd(counter.round_, added)
        counts.append({page: counter.page(*page) for page in MOST})

    assert counts[0] == counts[1]
    assert {
        page: (count, MOST[page]) for page, count in counts[0].items() if count > MOST[page]
    } == {}


def test_an_export_takes_one_statement_more_for_each_thousand_rows(counter: Counter) -> None:
    add_crowd(counter.round_, MANY)

    for path in EXPORTS:
        text = counter.browsers["officer"].get(path).text
        rows = len(list(csv.reader(StringIO(text, newline="")))) - 1

        assert rows >= 1_000, path
        assert counter.page("officer", path) <= 3 + rows // 1_000, path


def test_a_save_takes_few_statements_however_many_rows(counter: Counter) -> None:
    counts = []
    for added in (FEW, MANY - FEW):
        add_crowd(counter.round_, added)
        counts.append(saves(counter))

    assert counts[0] == counts[1]
    over = {verb: count for verb, count in counts[0].items() if count > MOST_SAVING[verb]}
    assert over == {}


def saves(counter: Counter) -> dict[str, int]:
    """Count what each form says, sent for a document and a sheet that nobody has touched yet."""
    round_, clock = counter.round_, counter.town.clock
    clock.moment = IN_TIME
    filing_id = a_draft(round_.city, round_.call_id)
    section, check = f"/applicant/filings/{filing_id}/project", f"/applicant/check/{filing_id}"
    counts = {
        "save a section": counter.form("applicant", section, plan="公民館で5回遊ぶ。"),
        "save by itself": counter.form(
            "applicant", section, f"{section}/autosave", plan="公民館で6回遊ぶ。"
        ),
        "sums while typing": counter.form(
            "applicant", section, f"{section}/expected", plan="公民館で7回遊ぶ。"
        ),
        "hand in": counter.form("applicant", check),
    }
    clock.moment = AFTER
    application = f"/officer/applications/{application_of(round_, filing_id)}"
    finding = {"rule": "staff_check.exclusion", "answer": "met", "note": "該当なし"}
    counts["record a finding"] = counter.form(
        "officer", application, f"{application}/findings", **finding
    )
    counts["accept"] = counter.form("officer", f"{application}/accept")
    sheet = f"/reviewer/reviews/{round_.review('reviewer_a', round_.applications.pop()).id}"
    marks = dict.fromkeys(CRITERIA["documents"], "4")
    counts["save a sheet"] = counter.form("reviewer_a", sheet, **marks)
    counts["hand a sheet in"] = counter.form("reviewer_a", f"{sheet}/hand-in")
    return counts


def application_of(round_: Round, filing_id: int) -> int:
    with round_.city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application_id
