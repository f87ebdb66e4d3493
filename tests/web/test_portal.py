"""The portal: what everybody reads of results and projects, from when on, and what is kept of it."""

import re
from xml.etree import ElementTree

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from award_builders import GRANTED, SETTLED, award, release
from builders import CLOSES, IN_TIME, a_call, later
from grant_builders import a_granted_award, accept, draft_settlement, report
from koubo.applications.models import Application
from koubo.award.models import Decision
from koubo.award.rules import DecisionState
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from web.browser import BASE_URL, Browser
from web.test_public_desk import page, words
from web.town import Town

FEEDS = ("/feed.xml", "/calendar.ics", "/sitemap.xml")
ATOM = "{http://www.w3.org/2005/Atom}"
ODD = "川<b>&\ufffe;,\\"


@pytest.fixture
def visitor(town: Town) -> Browser:
    town.clock.moment = IN_TIME
    return Browser(town.app.test_client())


def kept(answer: TestResponse) -> tuple[str | None, bool, bool]:
    return (
        answer.headers.get("Cache-Control"),
        "ETag" in answer.headers,
        "Set-Cookie" in answer.headers,
    )


def names(browser: Browser, path: str) -> list[str]:
    return [one.get_text() for one in page(browser, path).select(".k-projects__name")]


def change(town: Town, model: type, key: int, **values: object) -> None:
    with town.city.uow() as uow, uow.writing() as write:
        write.session.execute(update(model).where(model.id == key).values(**values))  # type: ignore[attr-defined]


def test_a_page_for_everybody_is_kept_a_minute_and_asked_after(
    town: Town, visitor: Browser
) -> None:
    path = f"/calls/{a_call(town.city)}"
    public = ("public, max-age=60", True, False)

    first = visitor.get(path)
    again = visitor.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    town.clock.moment = later(CLOSES, seconds=-7)
    shortly = visitor.get(path)

    assert [kept(visitor.get(one)) for one in ("/", "/calls", "/results", *FEEDS)] == [
        ("public, max-age=7", True, False), ("public, max-age=7", True, False), *[public] * 4
    ]  # fmt: skip
    assert (kept(first), again.status_code, again.data) == (public, 304, b"")
    assert kept(shortly)[0] == "public, max-age=7"
    assert {"Cookie", "Accept-Encoding"} <= set(first.vary)


def test_nothing_of_a_session_or_of_a_chosen_language_is_kept_for_others(
    town: Town, visitor: Browser
) -> None:
    path = f"/calls/{a_call(town.city)}"
    begun = Browser(town.app.test_client())
    begun.get("/login")
    english = visitor.get(f"{path}?lang=en")

    assert kept(begun.get(path))[:2] == ("no-cache", False)
    assert kept(town.as_("applicant").get(path)) == ("private, no-store", False, False)
    assert (english.headers.get("ETag"), "Set-Cookie" in english.headers) == (None, True)
    assert 'lang="en"' in visitor.get(path).text  # chosen; and kept apart by Vary: Cookie
    assert 'lang="ja"' in Browser(town.app.test_client()).get(path).text[:200]
    assert visitor.get("/search?q=a").headers["X-Robots-Tag"] == "noindex"

    # Who has the page in one language is not told that it still is the same in the other.
    japanese = Browser(town.app.test_client()).get(path).headers["ETag"]
    again = visitor.client.get(path, headers={"If-None-Match": japanese})
    assert (again.status_code, again.headers["Content-Language"]) == (200, "en")
    assert again.headers["ETag"] != japanese


def test_a_planned_call_stands_in_no_feed_and_no_search(town: Town, visitor: Browser) -> None:
    call_id = a_call(town.city)
    seen = [f"/calls/{call_id}" in visitor.get(one).text for one in FEEDS]
    found = f"/calls/{call_id}" in visitor.get("/search?q=市民企画").text
    change(town, Call, call_id, state=CallState.PLANNED, published_at=None)

    unseen = [f"/calls/{call_id}" in visitor.get(one).text for one in FEEDS]

    assert (seen, unseen, found) == ([True] * 3, [False] * 3, True)
    assert f"/calls/{call_id}" not in visitor.get("/search?q=市民企画").text
    assert visitor.get(f"/calls/{call_id}/calendar.ics").status_code == 404


def test_feeds_take_few_statements_however_many_calls(town: Town, visitor: Browser) -> None:
    counts = []
    for added in (1, 9):
        for _ in range(added):
            a_call(town.city)
        for path in FEEDS:
            visitor.get(path)  # releases are read once
        counts.append([statements(town, visitor, path) for path in FEEDS])

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 8


def statements(town: Town, visitor: Browser, path: str) -> int:
    with town.city.database.statements() as said:
        visitor.get(path)
    return len(said)


def test_odd_words_break_no_feed(town: Town, visitor: Browser) -> None:
    change(town, Call, a_call(town.city), title=ODD)

    titles = [
        one.text
        for one in ElementTree.fromstring(visitor.get("/feed.xml").data).iter(f"{ATOM}title")
    ]
    calendar = visitor.get("/calendar.ics").text

    assert titles[1] == "募集：川<b>&;,\\"
    assert "SUMMARY:締切：川<b>&\ufffe\\;\\,\\\\\r\n" in calendar


def test_a_moved_deadline_keeps_its_event_and_grows_its_sequence(
    town: Town, visitor: Browser
) -> None:
    call_id = a_call(town.city)
    before = event(visitor, call_id)
    office = town.as_("officer")
    form = page(office, f"/officer/calls/{call_id}/extend")
    version = form.select_one('input[name="version"]')
    assert version is not None
    day = {"closes_on-year": "2025", "closes_on-month": "12", "closes_on-day": "15"}
    moved = office.post(
        f"/officer/calls/{call_id}/extend", version=str(version["value"]), reason="大雨のため", closes_time="17:00", target="all", **day
    )  # fmt: skip
    assert moved.status_code == 303, moved.text

    after = event(visitor, call_id)

    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], "0")
    assert (after["SEQUENCE"], after["DTEND;TZID=Asia/Tokyo"]) == ("1", "20251215T170000")
    assert "締切の延長" in visitor.get("/feed.xml").text


def event(visitor: Browser, call_id: int) -> dict[str, str]:
    text = visitor.get(f"/calls/{call_id}/calendar.ics").text.replace("\r\n ", "")
    found = next(one for one in text.split("BEGIN:VEVENT") if f"UID:call-{call_id}-closes@" in one)
    return dict(line.split(":", 1) for line in found.strip().splitlines() if ":" in line)


def test_a_project_is_read_by_everybody_from_its_release_and_its_report_from_the_settlement(
    town: Town, visitor: Browser
) -> None:
    call_id, award_id = a_granted_award(town.city)
    number = award(town.city, award_id).application_id
    path = f"/projects/{number}"
    town.clock.moment = GRANTED
    with town.city.uow() as uow:
        application = uow.session.get_one(Application, number)
        receipt = application.receipt_number or ""

    told = words(page(visitor, path))
    for fact in (
        "まちなか防災すごろくづくり",
        "内定額103,000円",
        "防災訓練に若い世代が来ない。",
        "協働準備コース",
    ):
        assert fact in told
    for secret in ("9月に2回話し合った", receipt, "来年度からの進め方"):  # publish: いいえ
        assert secret not in told
    found = [
        "/projects",
        "/projects?q=防災ｽｺﾞﾛｸ",
        "/projects?q=防災　すごろく&year=2026",
        "/search?q=すごろく",
    ]
    none = [
        f"/projects?q={receipt}",
        f"/search?q={receipt[-6:]}",
        "/projects?year=2025",
        "/projects?q=若い世代",
        "/projects?theme=99999999999999999999",
    ]
    assert [names(visitor, one) for one in found] == [["まちなか防災すごろくづくり"]] * 4
    assert [names(visitor, one) for one in none] == [*[[]] * 4, ["まちなか防災すごろくづくり"]]
    assert f"{BASE_URL}{path}</loc>" in visitor.get("/sitemap.xml").text
    assert f"/calls/{call_id}/results" in visitor.get("/results").text

    report_id = report(town.city, award_id, cost=138_400, requested=103_000)
    accept(town.city, report_id)
    assert "事業が終わったあとに" not in page(visitor, path).text
    release(town.city, draft_settlement(town.city, award_id), now=SETTLED)
    town.clock.moment = SETTLED
    assert "令和8年度の報告" in page(visitor, path).text

    with town.city.uow() as uow, uow.writing() as write:
        write.session.execute(
            update(Decision).values(state=DecisionState.DRAFTED, released_by=None)
        )
    gone = visitor.get(path)
    assert (gone.status_code, "すごろく" in gone.text) == (404, False)
    assert [names(visitor, one) for one in ("/projects", "/search?q=すごろく")] == [[], []]
    assert [path in visitor.get(one).text for one in FEEDS] == [False] * 3
    assert "/results" not in re.sub(r'href="/results"', "", visitor.get("/feed.xml").text)


def test_what_the_city_has_not_said_is_marked(town: Town, visitor: Browser) -> None:
    pages = [words(page(visitor, one)) for one in ("/accessibility", "/privacy")]

    assert [one.count("（市が確認中）") for one in pages] == [4, 3]
    assert "koubo" not in visitor.get("/privacy").headers.get("Set-Cookie", "")
