"""The reviewer's pages: declare, read, mark, hand in; nothing of others, nothing after a recusal."""

import re

import pytest
from bs4 import BeautifulSoup

from builders import AFTER
from review.rounds import Round, a_round
from web.town import Town


@pytest.fixture
def round_(town: Town) -> Round:
    """Give a call whose first stage has begun, on the site's own city."""
    found = a_round(town.city)
    found.start()
    town.clock.moment = AFTER
    return found


def soup(answer):
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(page):
    return re.sub(r"\s+", "", page.get_text())


def declare_all_free(browser, round_):
    reviews = [round_.review("reviewer_a", one) for one in round_.applications]
    path = f"/reviewer/calls/{round_.call_id}/documents/declare"
    return browser.post(path, **{f"answer-{one.id}": "none" for one in reviews})


def a_full_sheet(version, **changes):
    marks = {one: "4" for one in ("public_interest", "priority", "feasibility")}
    return {**marks, "version": str(version), "do": "next", **changes}


def test_the_home_says_what_to_do_first_and_tells_nothing_of_the_papers(town, round_):
    page = soup(town.as_("reviewer_a").get("/reviewer/"))

    todos = [one.get_text() for one in page.select(".k-todo__title")]
    assert todos == ["利害関係の有無を申告する：2件"]
    assert "川の学校" in words(page)
    assert "防災訓練に若い世代が来ない" not in words(page)


def test_the_declaration_shows_who_applies_and_nothing_of_the_papers(town, round_):
    page = soup(town.as_("reviewer_a").get(f"/reviewer/calls/{round_.call_id}/documents/declare"))

    told = words(page)
    assert "organisationの会" in told
    assert "協働準備コース" in told
    assert "防災訓練に若い世代が来ない" not in told


def test_a_conflict_without_its_reason_comes_back_with_what_was_typed(town, round_):
    first, second = (round_.review("reviewer_a", one) for one in round_.applications)
    path = f"/reviewer/calls/{round_.call_id}/documents/declare"

    answer = town.as_("reviewer_a").post(
        path, **{f"answer-{first.id}": "none", f"answer-{second.id}": "conflict"}
    )

    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert [one["href"] for one in page.select(".k-errors__link")] == [f"#field-reason-{second.id}"]
    assert page.select_one(f"#field-answer-{second.id}-2, #field-answer-{second.id}") is not None
    assert round_.review("reviewer_a", round_.applications[0]).declared_at is None


def test_a_reviewer_marks_and_hands_in(town, round_):
    browser = town.as_("reviewer_a")
    assert declare_all_free(browser, round_).status_code == 303
    review = round_.review("reviewer_a", round_.applications[0])
    path = f"/reviewer/reviews/{review.id}"

    page = soup(browser.get(path))
    assert "防災訓練に若い世代が来ない" in words(page)
    assert [words(one) for one in page.select('a[href$="/view"]')] == [
        "bylaws_規約.pdf（新しいタブで開く）",
        "roster_規約.pdf（新しいタブで開く）",
    ]
    saved = browser.post(path, **a_full_sheet(review.version))
    assert saved.location == f"{path}/hand-in"
    confirm = soup(browser.get(saved.location))
    version = confirm.select_one('input[name="version"]')["value"]
    done = browser.post(f"{path}/hand-in", version=version)

    assert done.location == "/reviewer/"
    assert round_.review("reviewer_a", round_.applications[0]).state == "handed_in"
    after = soup(browser.get(path))
    assert after.select('button[name="do"]') == []
    assert "提出済み" in words(after)
    in_excel = 'a[href$="/workbook"]'
    assert len(soup(browser.get("/reviewer/")).select(in_excel)) == 1
    round_.mark("reviewer_a", round_.applications[1])
    assert soup(browser.get("/reviewer/")).select(in_excel) == []


def test_an_incomplete_sheet_is_kept_and_says_what_is_missing(town, round_):
    browser = town.as_("reviewer_a")
    declare_all_free(browser, round_)
    review = round_.review("reviewer_a", round_.applications[0])
    path = f"/reviewer/reviews/{review.id}"

    answer = browser.post(
        path, **a_full_sheet(review.version, public_interest="1", priority="", comment="よい企画")
    )

    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert [one["href"] for one in page.select(".k-errors__link")] == [
        "#field-public_interest-reason",
        "#field-priority",
    ]
    assert page.title.get_text().startswith("エラー：")
    again = soup(browser.get(path))
    assert again.select_one('input[name="public_interest"][checked]')["value"] == "1"
    assert again.select_one('textarea[name="comment"]').get_text().strip() == "よい企画"


def test_a_stale_tab_sees_both_texts(town, round_):
    browser = town.as_("reviewer_a")
    declare_all_free(browser, round_)
    review = round_.review("reviewer_a", round_.applications[0])
    path = f"/reviewer/reviews/{review.id}"
    browser.post(path, **a_full_sheet(review.version, do="save"))

    answer = browser.post(path, **a_full_sheet(review.version, do="save", priority="5"))

    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    changed = [
        [re.sub(r"\s+", "", cell.get_text()) for cell in row.select("th, td")]
        for row in page.select("tr.k-changed")
    ]
    assert changed == [["優先性", "4点（やや優れている）", "5点（優れている）変更あり"]]
    fresh = page.select_one('input[name="version"]')["value"]
    assert browser.post(path, **a_full_sheet(fresh, do="save", priority="5")).status_code == 303


def test_a_conflict_noticed_later_hides_everything_at_the_next_request(town, round_):
    browser = town.as_("reviewer_a")
    declare_all_free(browser, round_)
    review = round_.review("reviewer_a", round_.applications[0])
    path = f"/reviewer/reviews/{review.id}"

    answer = browser.post(f"{path}/conflict", reason="親族が役員です")

    assert answer.status_code == 303
    assert browser.get(path).status_code == 404
    home = soup(browser.get("/reviewer/"))
    assert "まちなか防災すごろくづくり" not in words(home)
    assert "利害関係のため審査に加わらない応募が1件あります" in words(home)


def test_another_reviewers_pages_are_not_found(town, round_):
    declare_all_free(town.as_("reviewer_a"), round_)
    review = round_.review("reviewer_a", round_.applications[0])
    other = town.as_("reviewer_b")

    for path in (
        f"/reviewer/reviews/{review.id}",
        f"/reviewer/reviews/{review.id}/hand-in",
        f"/reviewer/reviews/{review.id}/conflict",
    ):
        assert other.get(path).status_code == 404
    answer = other.post(f"/reviewer/reviews/{review.id}", **a_full_sheet(review.version))
    assert answer.status_code == 404


def test_who_sits_on_no_panel_is_refused(town, round_):
    assert town.as_("applicant").get("/reviewer/").status_code == 403


def test_an_earlier_sheet_is_closed_until_the_next_stages_declaration(town, round_):
    for person in round_.members:
        round_.declare(person)
    round_.mark_all(points=(4, 4))
    round_.conclude()
    round_.start("presentation")
    browser = town.as_("reviewer_a")
    review = round_.review("reviewer_a", round_.applications[0])

    home = soup(browser.get("/reviewer/"))

    assert browser.get(f"/reviewer/reviews/{review.id}").status_code == 404
    assert home.select(f'a[href="/reviewer/reviews/{review.id}"]') == []
    round_.declare("reviewer_a", "presentation")
    assert browser.get(f"/reviewer/reviews/{review.id}").status_code == 200
