"""Excel sheets on the desks of officers and reviewers: out, looked at, taken in."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from builders import AFTER
from koubo.papers.sheets import write_workbook
from koubo.papers.workbooks import read_workbook
from koubo.review.paper.queries.workbook import officer_rows, own_rows
from koubo.review.paper.workbook import score_sheets
from koubo.review.rules import ReviewState
from review.rounds import Round, a_round
from web.browser import BASE_URL, Browser
from web.town import Town

FIRST = 6


@pytest.fixture
def begun(town: Town) -> Round:
    """Give a round in which everybody has declared."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    found.begin()
    return found


def filled(begun: Round, person: str, rows, points: int) -> bytes:
    """Give a person's workbook with the same points everywhere."""
    found = begun.ask(person, rows, begun.call_id, "documents")
    sheets = score_sheets(found.stage, found.rule, found.rows)
    for sheet in sheets[:1]:
        marked = [list(row) for row in sheet.rows]
        for row in marked:
            row[FIRST] = row[FIRST + 2] = row[FIRST + 4] = points
        object.__setattr__(sheet, "rows", marked)
    return write_workbook(sheets)


def upload(browser: Browser, path: str, content: bytes):
    data = {"file": (BytesIO(content), "審査票.xlsx"), "csrf_token": browser.token()}
    return browser.client.post(path, data=data, headers={"Referer": f"{BASE_URL}{path}"})


def shown_on(page) -> str:
    return BeautifulSoup(page.text, "html.parser").find("input", {"name": "shown"})["value"]


def test_a_reviewer_hands_in_with_a_workbook(town: Town, begun: Round):
    reviewer = town.as_("reviewer_a")
    base = f"/reviewer/calls/{begun.call_id}/documents/workbook"
    assert base in reviewer.get("/reviewer/").text
    given = reviewer.get(f"{base}/scores.xlsx")
    assert [one.name for one in read_workbook(given.data)] == ["A委員", "見方"]
    assert upload(reviewer, base, b"no workbook").status_code == 422
    kept = upload(reviewer, base, filled(begun, "reviewer_a", own_rows, 2))
    assert kept.status_code == 303, kept.text
    page = reviewer.get(kept.location)
    assert "提出するには、次のところが足りません" in page.text
    kept = upload(reviewer, base, filled(begun, "reviewer_a", own_rows, 4))
    page = reviewer.get(kept.location)
    stale = reviewer.post(kept.location, do="hand_in", shown="x")
    assert stale.status_code == 409
    done = reviewer.post(kept.location, do="hand_in", shown=shown_on(page))
    assert done.status_code == 303, done.text
    states = {begun.review("reviewer_a", one).state for one in begun.applications}
    assert states == {ReviewState.HANDED_IN}
    assert town.as_("reviewer_b").get(kept.location).status_code == 404


def test_an_officers_workbook_waits_for_the_second_officer(town: Town, begun: Round):
    officer = town.as_("officer")
    base = f"/officer/calls/{begun.call_id}/review/documents/workbooks"
    given = officer.get(f"{base}/scores.xlsx?member={begun.members['reviewer_b']}")
    assert [one.name for one in read_workbook(given.data)] == ["B委員", "見方"]
    kept = upload(officer, base, filled(begun, "officer", officer_rows, 4))
    page = officer.get(kept.location)
    assert "新しい採点 2件、書き直し 0件、変更なし 0件、未記入 4件" in page.text
    assert officer.post(kept.location, shown="x").status_code == 409
    done = officer.post(kept.location, shown=shown_on(page))
    assert done.status_code == 303, done.text
    again = officer.get(kept.location)
    assert "もう取り込みました" in again.text
    assert begun.review("reviewer_a", begun.applications[0]).state is ReviewState.DECLARED
    other = town.as_("officer2").get(f"/officer/calls/{begun.call_id}/review/documents/paper")
    assert "あなたが読み合わせられる審査票" in other.text
