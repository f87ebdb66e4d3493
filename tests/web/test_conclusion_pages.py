"""Writing a conclusion in several sittings, two officers at once, and one recorded wrongly."""

import pytest
from sqlalchemy import func, select

from builders import AFTER
from koubo.review.conclusion_models import EarlierRecommendation, Recommendation
from promises.reading import text_of
from review.rounds import Round, a_round
from web.award_walk import fields_of, soup, words
from web.town import Town


@pytest.fixture
def last(town: Town) -> Round:
    """Give a round whose last stage is wholly marked: 16 and 20 points."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    for stage in ("documents", "presentation"):
        found.begin(stage)
        found.mark_all(stage, points=(4, 5))
        if stage == "documents":
            found.conclude()
    return found


def path_of(round_: Round, page: str = "conclude") -> str:
    return f"/officer/calls/{round_.call_id}/review/presentation/{page}"


def form_of(browser, round_: Round) -> dict[str, str]:
    return fields_of(soup(browser.get(path_of(round_))).select_one("form.k-form"))


def many(town: Town, table: type) -> int:
    with town.city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_draft_is_kept_and_a_colleague_goes_on_with_it(town: Town, last: Round) -> None:
    better, worse = last.applications[1], last.applications[0]
    ours, theirs = town.as_("officer"), town.as_("officer2")
    typed = form_of(ours, last)
    typed[f"comment-{better}"] = "よく練られています。\r\n来年も期待します。"
    typed["concluded_on-day"] = "まだ"

    saved = ours.post(path_of(last), **typed, do="save")

    assert saved.location == path_of(last)
    taken_up = soup(theirs.get(path_of(last)))
    assert "保存した下書きの続きです" in words(taken_up)
    again = fields_of(taken_up.select_one("form.k-form"))
    assert (again["concluded_on-day"], again["version"]) == ("まだ", "1")
    assert again[f"comment-{better}"] == "よく練られています。\n来年も期待します。"
    anew = soup(theirs.get(f"{path_of(last)}?fresh=1"))
    assert "集計による案から書き直しています（保存すると下書きは上書きされます）" in words(anew)
    fresh = fields_of(anew.select_one("form.k-form"))
    assert fresh[f"comment-{better}"] == ""
    recounted = words(soup(theirs.post(path_of(last), **fresh, do="recount")))
    for page in (words(anew), recounted):
        assert "保存した下書きの続きです" not in page

    # Both go on from the same draft; whoever is later sees both texts, and has lost nothing.
    assert (
        theirs.post(path_of(last), **{**again, "remarks": "先の文"}, do="save").status_code == 303
    )
    late = {**again, "remarks": "後の文", f"amount-{worse}": "100,000"}
    for do in ("save", "check", "record"):
        both = soup(ours.post(path_of(last), **late, do=do), 409)
        assert "先に保存しています" in words(both)
        table = words(both.select_one("#both-heading").parent)
        assert "審査会全体の意見先の文後の文" in table
        assert "答申額103,000100,000" in table
        kept = fields_of(both.select_one("form.k-form"))
        assert (kept["remarks"], kept["version"]) == ("後の文", "2")
    assert ours.post(path_of(last), **{**late, "version": "2"}, do="save").status_code == 303


def test_the_form_adds_up_by_itself_and_tells_of_the_line(town: Town, last: Round) -> None:
    browser = town.as_("officer")
    typed = form_of(browser, last)
    page = soup(browser.get(path_of(last)))
    assert "答申額の合計403,000円予算2,000,000円残り1,597,000円" in words(page.select_one(".k-sum"))
    assert [one["href"] for one in page.select("nav[aria-labelledby=jump-heading] a")] == [
        "#recommended-heading",
        "#whole-heading",
    ]

    counted = soup(
        browser.post(
            path_of(last),
            **{**typed, f"amount-{last.applications[0]}": "３０，０００"},
            do="recount",
        )
    )

    assert "合計330,000円" in words(counted.select_one(".k-sum"))


def test_pressed_twice_it_is_recorded_once_and_a_stale_form_shows_both(
    town: Town, last: Round
) -> None:
    better = last.applications[1]
    ours, theirs = town.as_("officer"), town.as_("officer2")
    typed, other = form_of(ours, last), form_of(theirs, last)
    typed[f"comment-{better}"] = "一行目\r\n二行目"

    for _ in range(2):
        done = ours.post(path_of(last), **typed, do="record")
        assert (done.status_code, done.location) == (303, path_of(last, "recommendation"))
    assert many(town, Recommendation) == 2  # one for each stage

    late = {**other, "remarks": "わたしの意見", f"comment-{better}": "わたしの講評"}
    shown = soup(theirs.post(path_of(last), **late, do="record"), 409)
    table = words(shown.select_one("#both-heading").parent)
    assert "審査会全体の意見（空欄）わたしの意見" in table
    assert "講評一行目二行目わたしの講評" in table
    assert many(town, Recommendation) == 2


def test_what_is_too_long_or_too_much_comes_back_with_its_reason(town: Town, last: Round) -> None:
    browser, worse = town.as_("officer"), last.applications[0]
    typed = form_of(browser, last)
    long = "あ" * 5000
    wrong = {**typed, f"conditions-{worse}": long, f"amount-{worse}": "103,001"}

    answer = soup(browser.post(path_of(last), **wrong, do="check"), 422)

    assert [one["href"] for one in answer.select(".k-errors__link")] == [
        f"#field-conditions-{worse}"
    ]
    kept = fields_of(answer.select_one("form.k-form"))
    assert (kept[f"conditions-{worse}"], kept[f"amount-{worse}"]) == (long, "103,001")
    shorter = {**wrong, f"conditions-{worse}": "条件"}
    answer = soup(browser.post(path_of(last), **shorter, do="check"), 422)
    assert [one["href"] for one in answer.select(".k-errors__link")] == [
        f"#field-amount-{worse}",
        f"#field-remarks-{worse}",
    ]


def test_a_recorded_conclusion_is_printed_withdrawn_and_recorded_anew(
    town: Town, last: Round
) -> None:
    browser = town.as_("officer")
    typed = {**form_of(browser, last), "remarks": "全体の意見です"}
    browser.post(path_of(last), **typed, do="record")
    recorded = path_of(last, "recommendation")

    paper = browser.get(f"{recorded}.pdf")
    told = text_of(paper.data, paper.mimetype)
    assert all(one in told for one in ("倉敷市長", "403,000円", "全体の意見です", "委員長"))
    assert not any(name in told for name in ("reviewer_a", "A委員"))
    assert f"{recorded}/withdraw" in browser.get(recorded).text
    assert f"{recorded}/withdraw" not in town.as_("releaser").get(recorded).text

    empty = browser.post(f"{recorded}/withdraw", reason="")
    done = browser.post(f"{recorded}/withdraw", reason="第1位の額の写しまちがい")
    twice = browser.post(f"{recorded}/withdraw", reason="第1位の額の写しまちがい")

    assert (empty.status_code, done.status_code, twice.status_code) == (422, 303, 303)
    assert many(town, EarlierRecommendation) == 1
    assert form_of(browser, last)["remarks"] == "全体の意見です"
    browser.post(path_of(last), **form_of(browser, last), do="record")
    page = words(soup(browser.get(recorded)))
    assert "officerが取下げ：第1位の額の写しまちがい" in page
    assert "この結論は取り下げられています" in words(soup(browser.get(f"{recorded}/earlier/1")))
    assert browser.get(f"{recorded}/earlier/2").status_code == 404
