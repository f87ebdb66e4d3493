"""Paper sheets on the officers' desk: printed, keyed one after another, read back by another."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup

from applications.bad_files import png
from builders import AFTER
from koubo.review.paper.rules import sheet_number
from koubo.review.rules import ReviewState
from review.rounds import Round, a_round
from web.browser import BASE_URL, Browser
from web.town import Town

MARKS = {
    "public_interest": "４",
    "priority": "対",
    "feasibility": "2",
    "feasibility-reason": "弱い",
}


@pytest.fixture
def round_(town: Town) -> Round:
    """Give a round whose first stage has begun; nobody has declared, nobody needs an account."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    found.start()
    return found


def sent(browser: Browser, path: str, **fields: object):
    """Send a form with files in it."""
    data = fields | {"csrf_token": browser.token()}
    return browser.client.post(path, data=data, headers={"Referer": f"{BASE_URL}{path}"})


def version_on(page) -> str:
    found = BeautifulSoup(page.text, "html.parser").select_one("main input[name=version]")
    assert found is not None, page.text
    return found["value"]


def text_of(page) -> str:
    return BeautifulSoup(page.text, "html.parser").main.get_text(" ", strip=True)


def test_a_reviewer_without_a_keyboard_is_counted_like_the_others(town: Town, round_: Round):
    first, other = town.as_("officer"), town.as_("officer2")
    base = f"/officer/calls/{round_.call_id}/review/documents"
    panel = first.get(f"/officer/calls/{round_.call_id}/review")
    assert f'href="{base}/paper"' in panel.text
    overview = first.get(f"{base}/paper")
    assert "A委員" in text_of(overview)
    printed = first.get(f"{base}/paper/sheets.pdf")
    assert (printed.mimetype, printed.data[:5]) == ("application/pdf", b"%PDF-")
    member = f"{base}/paper/members/{round_.members['reviewer_a']}"
    one, two = (round_.review("reviewer_a", each).id for each in round_.applications)
    assert "利害関係の申告がまだ" in text_of(first.get(f"/officer/score-sheets/{one}"))
    signed = {"signed_on-year": "令和7", "signed_on-month": "12", "signed_on-day": "1"}
    wrong = first.post(f"{member}/declaration", **signed, **{f"reason-{two}": "理事"})
    assert wrong.status_code == 422
    said = first.post(f"{member}/declaration", **signed)
    assert said.status_code == 303, said.text
    assert round_.review("reviewer_a", round_.applications[0]).state is ReviewState.DECLARED

    found = first.get(f"{base}/paper?number={sheet_number(one).lower().replace('-', '')}")
    assert (found.status_code, found.location) == (302, f"/officer/score-sheets/{one}")
    assert first.get(f"{base}/paper?number=S-0001-99").status_code == 404
    path = f"/officer/score-sheets/{one}"
    page = first.get(path)
    bad = sent(first, path, version=version_on(page), **{**MARKS, "public_interest": "9"})
    assert bad.status_code == 422
    assert 'value="9"' in bad.text
    done = sent(first, path, version="0", total="6", marked_on="11/1", **MARKS)
    assert (done.status_code, done.location) == (303, f"/officer/score-sheets/{two}?day=11/1")
    stale = sent(first, path, version="0", **{**MARKS, "priority": "5"})
    assert stale.status_code == 409
    assert 'value="5"' in stale.text
    told = "紙の審査票を読み合わせる：1件"
    assert (told in text_of(other.get("/officer/")), told in text_of(first.get("/officer/"))) == (
        True,
        False,
    )
    unscanned = other.get(f"{base}/paper?number={sheet_number(one)}").location
    page = other.get(unscanned)
    assert "読み合わせて、すべて一致した" not in text_of(page)
    vain = other.post(unscanned, do="agree", version=version_on(page), note="読めません")
    assert vain.status_code == 409
    assert "スキャンがまだ添付されていません。読み合わせる前に" in text_of(vain)
    assert "読めません" in vain.text
    scans = {"scan": (BytesIO(png()), "A委員.png")}
    assert sent(first, member, **scans).status_code == 303

    reading = other.get(f"{base}/paper?number={sheet_number(one)}").location
    page = other.get(reading)
    assert "読み合わせて、すべて一致した" in text_of(page)
    assert "あなたが入力した審査票です" in text_of(first.get(reading))
    scan = BeautifulSoup(page.text, "html.parser").find("a", string="A委員.png")["href"]
    with other.get(scan) as seen:
        assert seen.data == png()
    back = other.post(
        reading, do="return", version=version_on(page), differs="priority", note="5点"
    )
    assert back.status_code == 303
    again = first.get(path)
    assert "優先性：入力は「対象外」、紙は「5点」" in text_of(again).replace(" ", "")
    mended = {**MARKS, "priority": "5"}
    assert sent(first, path, version=version_on(again), **mended).status_code == 303
    page = other.get(f"{reading}?twice=1")
    differs = other.post(reading, do="twice", version=version_on(page), **MARKS)
    assert differs.status_code == 303
    assert sent(first, path, version=version_on(first.get(path)), **mended).status_code == 303
    page = other.get(reading)
    taken = other.post(reading, do="agree", version=version_on(page))
    assert taken.status_code == 303, taken.text
    assert round_.review("reviewer_a", round_.applications[0]).state is ReviewState.HANDED_IN
    assert "提出済み" in text_of(first.get(member))


def test_what_was_keyed_is_dropped_with_a_reason_and_hidden_from_others(town, round_: Round):
    officer = town.as_("officer")
    round_.declare("reviewer_a")
    review = round_.review("reviewer_a", round_.applications[0]).id
    assert sent(officer, f"/officer/score-sheets/{review}", version="0", **MARKS).status_code == 303
    key = BeautifulSoup(officer.get(f"/officer/score-sheets/{review}").text, "html.parser")
    drop = key.find("a", string="この入力を取り消す")["href"]
    page = officer.get(drop)
    assert officer.post(drop, version=version_on(page), reason="").status_code == 422
    assert officer.post(drop, version=version_on(page), reason="別の委員の紙").status_code == 303
    reviewer = town.as_("reviewer_a")
    for path in (drop, drop.removesuffix("/drop"), f"/officer/score-sheets/{review}"):
        assert reviewer.get(path).status_code == 403
