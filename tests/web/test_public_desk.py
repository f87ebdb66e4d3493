"""What everybody sees: open calls with their closing time, and all about one call."""

import re

import pytest
from bs4 import BeautifulSoup

from builders import AFTER, CLOSES, IN_TIME, OPENS, a_call, later
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from web.browser import Browser
from web.town import Town


def page(browser: Browser, path: str, code: int = 200) -> BeautifulSoup:
    answer = browser.get(path)
    assert answer.status_code == code, answer.text
    return BeautifulSoup(answer.text, "html.parser")


def words(found: BeautifulSoup) -> str:
    return re.sub(r"\s+", "", found.get_text())


@pytest.fixture
def visitor(town: Town) -> Browser:
    town.clock.moment = IN_TIME
    return Browser(town.app.test_client())


@pytest.mark.parametrize(
    ("moment", "heading", "closing"),
    [
        (later(OPENS, seconds=-1), "これから始まる募集", "12月8日（月）17:00まで"),
        (IN_TIME, "受付中の募集", "12月8日（月）17:00まで"),
        # To the second while it matters; in the list of what is over, to the minute.
        (CLOSES, "受付が終わった募集", "12月8日（月）17:00まで"),
    ],
)
def test_a_call_stands_where_the_clock_says(
    town: Town, visitor: Browser, moment: object, heading: str, closing: str
) -> None:
    call_id = a_call(town.city)
    town.clock.moment = moment  # type: ignore[assignment]

    front = page(visitor, "/")

    link = front.select_one(f'main a[href="/calls/{call_id}"]')
    assert link is not None
    section = link.find_parent("section")
    assert section is not None
    assert section.find("h2").text == heading
    assert f"令和7年{closing}" in words(section)
    assert ("いくら出るか上限150,000円・300,000円・500,000円" in words(section)) is (
        moment != CLOSES
    )


def test_a_call_says_who_may_apply_for_how_much_and_until_when(
    town: Town, visitor: Browser
) -> None:
    found = page(visitor, f"/calls/{a_call(town.city)}")

    told = words(found)
    for fact in (
        "締切は令和7年12月8日（月）17:00までです",
        "から令和7年12月8日17時00分00秒まで（日本時間）",
        "2,000,000円（予定）",
        "いくら出るか上限150,000円・300,000円・500,000円",
        "申し込む団体のためのコースです150,000円75%以内",
        "続けられる年数：1年以内",
        "構成員が5人以上いる（市が確認中）",
        "市の担当課と共同で計画している",
        "団体の規約・会則",
        "水辺の環境学習",
        "市民活動推進課",
    ):
        assert fact in told
    assert [one.text for one in found.select("main a.k-button--primary")] == ["応募を始める"] * 2


def test_a_closed_call_has_no_button(town: Town, visitor: Browser) -> None:
    call_id = a_call(town.city)
    town.clock.moment = AFTER

    assert page(visitor, f"/calls/{call_id}").select("main a.k-button") == []


def test_a_planned_call_is_not_there(town: Town, visitor: Browser) -> None:
    call_id = a_call(town.city)
    with town.city.uow() as uow, uow.writing() as write:
        write.session.get_one(Call, call_id).state = CallState.PLANNED

    assert "市民企画提案事業" not in words(page(visitor, "/").main)
    assert visitor.get(f"/calls/{call_id}").status_code == 404


@pytest.mark.parametrize(
    ("person", "to"),
    [("applicant", "/applicant/"), ("officer", "/officer/"), ("stranger", "/applicant/")],
)
def test_who_signs_in_is_led_to_their_desk(town: Town, person: str, to: str) -> None:
    browser = town.as_(person)

    assert [browser.get(path).location for path in ("/", "/home")] == ["/home", to]


def test_the_front_page_takes_few_statements_however_many_calls(
    town: Town, visitor: Browser
) -> None:
    counts = []
    for many in (1, 10):
        for _ in range(many):
            a_call_again(town)
        with town.city.database.statements() as said:
            page(visitor, "/")
        counts.append(len(said))

    assert counts[0] == counts[1] <= 8


def a_call_again(town: Town) -> None:
    """Make one more call on the first one's release."""
    with town.city.uow() as uow, uow.writing() as write:
        first = write.session.get(Call, 1)
        if first is not None:
            columns = {
                one.name: getattr(first, one.name)
                for one in Call.__table__.columns
                if one.name not in ("id", "version")
            }
            write.session.add(Call(**columns))
            return
    a_call(town.city)
