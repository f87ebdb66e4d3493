"""「うちの団体は応募できますか」: by the call's own rules, before any account, and nothing is kept."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete, func, select

from akita_builders import DECLARING, a_call_of
from builders import IN_TIME, a_call
from koubo.schemes.models import CallCourse
from koubo.storage.base import Base
from web.browser import Browser
from web.test_public_desk import page, words
from web.town import Town

YES, OPEN, NO = "はい", "これから確認", "いいえ"


@pytest.fixture
def visitor(town: Town) -> Browser:
    town.clock.moment = IN_TIME
    return Browser(town.app.test_client())


def rules(found: BeautifulSoup, course: str) -> dict[str, str]:
    """Give the answer of each rule of a course, by its title."""
    card = next(
        one for one in found.select("#answers article") if course in one.select_one("h3").get_text()
    )
    return {
        one.select_one("h5").get_text(): one.select_one(".k-tag").get_text()
        for one in card.select("li.k-findings__item")
    }


def verdict(found: BeautifulSoup, course: str) -> str:
    headings = (one.get_text() for one in found.select("#answers article h3"))
    return next(one for one in headings if course in one).replace(course, "").strip()


def rows(town: Town) -> int:
    with town.city.uow() as uow:
        tables = Base.metadata.sorted_tables
        return sum(uow.session.scalar(select(func.count()).select_from(one)) for one in tables)


def test_only_what_the_rules_look_at_is_asked_and_nothing_is_kept(
    town: Town, visitor: Browser
) -> None:
    call_id = a_call(town.city)
    before = rows(town)
    blank = page(visitor, f"/calls/{call_id}")
    link = blank.select_one(f'main a[href="/calls/{call_id}/check"]')
    assert link is not None

    asked = page(visitor, f"/calls/{call_id}/check")
    names = {one["name"].partition("-")[0] for one in asked.select("main [name]")}

    assert names == {"members", "established_on", "in_city", "awarded", "theme", "cost"}
    assert asked.select("#answers") == []
    page(visitor, f"/calls/{call_id}/check?members=3&in_city=はい&awarded=none")
    assert rows(town) == before


def test_what_was_told_is_answered_and_the_rest_stays_open(town: Town, visitor: Browser) -> None:
    call_id = a_call(town.city)
    new, themed = "新規チャレンジコース", "行政提案コース"
    check = f"/calls/{call_id}/check"

    few = page(visitor, f"{check}?members=2")

    assert verdict(few, new) == "このままでは応募できません"
    assert rules(few, new) == {
        "倉敷市内に活動拠点がある": OPEN,
        "構成員が5人以上いる": NO,
        "この制度の補助を初めて受ける": OPEN,
        "暴力団と関係がない（市の照会の結果）": OPEN,
    }
    assert "構成員が5人以上必要です（構成員2人）" in words(few)

    fine = "members=12&in_city=はい&awarded=none&theme=いいえ&cost=480,500"
    told = page(visitor, f"{check}?{fine}")

    assert verdict(told, new).startswith("応募できる見込みです")
    assert rules(told, new)["この制度の補助を初めて受ける"] == YES
    assert rules(told, new)["暴力団と関係がない（市の照会の結果）"] == OPEN
    assert rules(told, themed)["市が提示したテーマに基づく"] == NO
    assert rules(told, themed)["市の担当課と共同で計画している"] == OPEN
    folds = told.select("#answers article details")
    assert [one.has_attr("open") for one in folds] == [False, False, True, True]
    assert next(iter(rules(told, themed).values())) == NO
    assert len(told.select("#answers .k-working")) == 2
    assert "480,500" in words(told)

    again = page(visitor, f"{check}?awarded=yes&awarded-new_challenge=2024")

    assert rules(again, new)["この制度の補助を初めて受ける"] == NO
    assert "令和6年度" in words(again)
    # Ticked to have been awarded without a year, nobody can count.
    vague = page(visitor, f"{check}?awarded=yes&members=12")
    assert rules(vague, new)["この制度の補助を初めて受ける"] == OPEN


def test_what_cannot_be_read_is_asked_again_with_what_was_typed(
    town: Town, visitor: Browser
) -> None:
    check = f"/calls/{a_call(town.city)}/check"

    found = page(visitor, f"{check}?members=たくさん&awarded=x&awarded-new_challenge=1&cost=9_9")

    box = found.select_one("main [name=members]")
    assert box is not None
    assert box["value"] == "たくさん"
    assert [one["href"] for one in found.select(".k-error-summary a, .k-errors a")] == [
        "#field-members",
        "#field-cost",
    ]
    assert found.select("#answers") == []


def test_a_step_before_the_proposal_is_told_and_not_held_against_anybody(
    town: Town, visitor: Browser
) -> None:
    town.clock.moment = DECLARING
    call_id = a_call_of(town.city)

    call = page(visitor, f"/calls/{call_id}")
    headings = [one.get_text() for one in call.select("#papers-heading, #later-heading, h3")]
    assert [one for one in headings if one.endswith("書")] == [
        "参加表明書",
        "企画提案書",
        "交付申請書",
        "事業実績報告書",
    ]

    found = page(visitor, f"/calls/{call_id}/check?members=12")
    assert rules(found, "新規事業")["参加表明を済ませている"] == OPEN
    assert "期限は令和7年10月31日17時16分" in words(found)


def test_years_are_asked_of_the_call_s_courses_and_the_rest_in_one(
    town: Town, visitor: Browser
) -> None:
    call_id = a_call(town.city)
    with town.city.uow() as uow, uow.writing() as write:
        write.session.execute(
            delete(CallCourse).where(CallCourse.course_id != "kurashiki.new_challenge")
        )
    check = f"/calls/{call_id}/check"

    asked = page(visitor, check)

    years = asked.select("details fieldset legend")
    assert [one.get_text() for one in years] == [
        "「新規チャレンジコース」で交付を受けた年度",
        "そのほかのコースで交付を受けた年度",
    ]
    assert [one["value"] for one in asked.select("[name=awarded]")] == ["yes", "none", "unsure"]
    first, told = "この制度の補助を初めて受ける", "新規チャレンジコース"
    answers = {
        ticked: rules(page(visitor, f"{check}?members=12&{ticked}"), told)[first]
        for ticked in (
            "",
            "awarded=unsure&awarded-=2024",
            "awarded=none",
            "awarded=yes&awarded-=2024",
        )
    }
    assert list(answers.values()) == [OPEN, OPEN, YES, NO]
