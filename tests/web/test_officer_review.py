"""The officer's pages of review: panel, board, workings, absence, recommendation."""

import re

import pytest
from bs4 import BeautifulSoup

from builders import AFTER, a_call
from koubo.review.rules import ReviewState
from review.rounds import Round, a_round
from web.town import Town


@pytest.fixture
def round_(town: Town) -> Round:
    """Give a call with a panel and two accepted applications, not begun."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    return found


@pytest.fixture
def marked(round_: Round) -> Round:
    """Give a round whose first stage is wholly marked."""
    round_.begin()
    round_.mark_all(points=(4, 5))
    return round_


@pytest.fixture
def last(marked: Round) -> Round:
    """Give a round whose last stage is wholly marked."""
    marked.conclude()
    marked.begin("presentation")
    marked.mark_all("presentation", points=(4, 5))
    return marked


def soup(answer, code=200):
    assert answer.status_code == code, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(page):
    return re.sub(r"\s+", "", page.get_text())


def fields_of(form):
    """Give what a browser would send for a form without touching it."""
    sent = {}
    for field in form.select("input, textarea"):
        if field.get("name") in (None, "csrf_token"):
            continue
        if field.name == "textarea":
            sent[field["name"]] = field.get_text().removeprefix("\n")
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            sent[field["name"]] = field.get("value", "")
    return sent


def table(page, heading):
    section = page.find("h2", string=re.compile(heading)).parent
    return [
        [re.sub(r"\s+", "", cell.get_text()) for cell in row.select("th, td")]
        for row in section.select("tbody tr")
    ]


def test_the_panel_shows_pseudonyms_names_and_stages(town, round_):
    page = soup(town.as_("officer").get(f"/officer/calls/{round_.call_id}/review"))

    assert [row[:2] for row in table(page, "審査委員")] == [
        ["A委員", "reviewer_areviewer_a@example.jp"],
        ["B委員", "reviewer_breviewer_b@example.jp"],
        ["C委員", "reviewer_creviewer_c@example.jp"],
    ]
    assert [row[1] for row in table(page, "審査の段階")] == ["始めていません", "始めていません"]


def test_a_member_is_seated_by_address_and_an_unknown_one_is_told(town, round_):
    browser = town.as_("officer")
    path = f"/officer/calls/{round_.call_id}/review/members"

    unknown = browser.post(path, email="nobody@example.jp")
    twice = browser.post(path, email="reviewer_a@example.jp")
    seated = browser.post(path, email="department_person@example.jp", chairs="yes")

    assert "登録がありません" in words(soup(unknown, 422))
    assert "もうこの募集の審査委員です" in words(soup(twice, 422))
    assert seated.status_code == 303
    page = soup(browser.get(f"/officer/calls/{round_.call_id}/review"))
    assert table(page, "審査委員")[3][0] == "D委員（委員長）"


def test_a_stage_is_begun_on_a_page_of_its_own(town, round_):
    browser = town.as_("officer")
    path = f"/officer/calls/{round_.call_id}/review/documents/start"

    asked = words(soup(browser.get(path)))
    begun = browser.post(path)

    assert "1次審査（書類審査）を始めますか" in asked
    assert begun.location == f"/officer/calls/{round_.call_id}/review/documents"
    board = soup(browser.get(begun.location))
    assert "提出されていない審査票があります（A委員2件、B委員2件、C委員2件）" in words(board)
    nobody = f"/officer/calls/{a_call(town.city, fiscal_year=2030)}/review"
    before = soup(browser.get(f"{nobody}/documents/start"))
    assert "任期中の審査委員がいません" in words(before)
    assert before.select("main form") == []
    assert [one["href"] for one in before.select("main .k-actions a")] == [nobody]


def test_a_stage_that_is_not_begun_leads_to_its_beginning(town, round_):
    browser = town.as_("officer")
    call = f"/officer/calls/{round_.call_id}"
    start = f'main a[href="{call}/review/documents/start"]'

    board = soup(browser.get(f"{call}/review/documents"))

    assert soup(browser.get(call)).select_one(start) is not None
    assert board.select_one(start) is not None
    assert "始めていません" in words(board)


def test_a_conclusion_leads_to_the_next_stage(town, marked):
    marked.conclude()
    browser, review = town.as_("officer"), f"/officer/calls/{marked.call_id}/review"

    page = soup(browser.get(f"{review}/documents/recommendation"))

    assert page.select_one(f'main a[href="{review}/presentation/start"]') is not None


def test_the_board_ranks_and_every_figure_has_its_working(town, last):
    browser = town.as_("officer")
    path = f"/officer/calls/{last.call_id}/review/presentation"

    page = soup(browser.get(path))
    working = words(soup(browser.get(f"{path}/applications/{last.applications[1]}")))

    assert [row[:1] + row[2:] for row in table(page, "順位の案")] == [
        ["1", "20／20", "300,000円", "300,000円", "300,000円", "1,700,000円", "通過", "3／3"],
        ["2", "16／20", "103,000円", "103,000円", "103,000円", "1,597,000円", "通過", "3／3"],
    ]
    assert "公益性：A委員5、B委員5、C委員5→平均5" in working
    assert "予算の残り2,000,000円−算定額300,000円=残り1,700,000円→通過" in working


def test_an_absence_is_recorded_after_asking(town, round_):
    round_.start()
    member = round_.members["reviewer_c"]
    browser = town.as_("officer")
    path = f"/officer/calls/{round_.call_id}/review/documents/members/{member}/absent"

    asked = soup(browser.get(path))
    done = browser.post(path)

    assert "C委員の未提出の審査票を欠席にしますか" in words(asked)
    assert done.status_code == 303
    review = round_.review("reviewer_c", round_.applications[0])
    assert review.state is ReviewState.ABSENT


def test_the_recommendation_is_filled_in_confirmed_recorded_and_read(town, last):
    browser = town.as_("officer")
    path = f"/officer/calls/{last.call_id}/review/presentation"

    form = soup(browser.get(f"{path}/conclude")).select_one("form.k-form")
    typed = fields_of(form)
    assert typed[f"conclusion-{last.applications[1]}"] == "recommended"
    assert typed[f"amount-{last.applications[1]}"] == "300,000"
    asked = soup(browser.post(f"{path}/conclude", **typed, do="check"))
    carried = fields_of(asked.select_one("form.k-stack"))
    done = browser.post(f"{path}/conclude", **carried, do="record")

    assert done.location == f"{path}/recommendation"
    draft = f"/officer/calls/{last.call_id}/decisions/selection"
    assert f'href="{draft}"' in browser.get(done.location).text
    told = words(soup(town.as_("releaser").get(done.location)))
    assert "答申額の合計403,000円" in told
    again = browser.get(f"{path}/conclude")
    assert again.location == done.location


def test_a_departure_without_its_reason_comes_back_with_what_was_typed(town, last):
    browser = town.as_("officer")
    path = f"/officer/calls/{last.call_id}/review/presentation/conclude"
    typed = fields_of(soup(browser.get(path)).select_one("form.k-form"))
    name = f"amount-{last.applications[1]}"

    answer = soup(browser.post(path, **{**typed, name: "２５０，０００"}, do="check"), 422)

    assert [one["href"] for one in answer.select(".k-errors__link")] == [
        f"#field-remarks-{last.applications[1]}"
    ]
    assert answer.select_one(f'input[name="{name}"]')["value"] == "２５０，０００"


def test_a_conclusion_that_may_not_be_recorded_yet_is_refused_with_the_reason(town, round_):
    round_.start()

    answer = town.as_("officer").get(f"/officer/calls/{round_.call_id}/review/documents/conclude")

    assert "提出されていない審査票があります" in words(soup(answer, 409))


def test_reviewers_applicants_and_releasers_do_not_see_the_board(town, marked):
    for person in ("reviewer_a", "applicant", "releaser", "department_person"):
        browser = town.as_(person)
        for path in ("", "/documents", "/documents/conclude"):
            answer = browser.get(f"/officer/calls/{marked.call_id}/review{path}")
            assert answer.status_code == 403
