"""The officer's pages of a presentation day: order, times, clock, attendance, cards, minutes."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from builders import AFTER
from review.days import STARTS, a_day, tokens
from review.rounds import Round, a_round
from web.browser import Browser
from web.pages import fields_of, send, soup, words
from web.town import Town

DAY = "/officer/presentations/1"


@pytest.fixture
def begun(town: Town) -> Round:
    """Give a round whose first stage has begun and in which nobody has a conflict."""
    found = a_round(town.city)
    town.clock.moment = AFTER
    found.begin()
    return found


def version_on(page: BeautifulSoup) -> str:
    found = page.select_one("main [name=version]")
    assert found is not None
    return str(found["value"])


def press(browser: Browser, path: str, page: str = DAY, **fields: Any) -> BeautifulSoup:
    """Send a form of a day's page, and give the page that it leads to."""
    fields.setdefault("version", version_on(soup(browser.get(page))))
    answer = send(browser, path, fields)
    assert answer.status_code == 303, answer.text
    return soup(browser.get(answer.location))


def rows(page: BeautifulSoup) -> list[list[str]]:
    return [
        [words(cell) for cell in row.select("th, td")[:3]] for row in page.select("main tbody tr")
    ]


def pdf_text(answer: Any) -> str:
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    return "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def test_a_day_is_made_ordered_told_and_printed(town: Town, begun: Round) -> None:
    officer = town.as_("officer")
    board = f"/officer/calls/{begun.call_id}/review/documents"
    listed = soup(officer.get(f"{board}/presentations"))
    assert "定足数は制度に定めがありません（要確認）" in words(listed)
    form = fields_of(listed)
    form |= {"held_on-year": "2025", "held_on-month": "12", "held_on-day": "10", "starts": "25:00"}
    wrong = soup(send(officer, f"{board}/presentations", form), 422)
    assert "「開始時刻」" in words(wrong.select_one("[role=alert], .k-summary, main"))
    form |= {"starts": "13時", "quorum": "2", "applications": begun.applications}
    made = send(officer, f"{board}/presentations", form)
    assert (made.status_code, made.location) == (303, DAY)

    first = soup(officer.get(DAY))
    assert [one[0] for one in rows(first)] == ["13:00〜13:17", "13:17〜13:34"]
    numbers = [one.get_text() for one in first.select("main tbody th .k-soft")]
    page = press(officer, f"{DAY}/slots/2", do="up")
    assert [one.get_text() for one in page.select("main tbody th .k-soft")] == numbers[::-1]
    page = press(officer, f"{DAY}/pauses", kind="break", title="", minutes="10")
    assert rows(page)[2][:2] == ["13:34〜13:44", "休憩"]
    page = press(officer, f"{DAY}/order", do="lot")
    assert "抽選の種" in page.get_text()
    stale = send(officer, f"{DAY}/slots/2", {"do": "up", "version": "1"})
    assert stale.status_code == 409

    page = press(officer, f"{DAY}/tell")
    assert [one[2] for one in rows(page)] == ["お知らせ済み", "お知らせ済み", "—"]
    page = press(officer, f"{DAY}/slots/1", do="did_not_come")
    assert {one[2] for one in rows(page)} <= {"欠席", "お知らせ済み", "—", "時刻の変更を未通知"}
    text = pdf_text(officer.get(f"{DAY}/timetable"))
    assert "時間割" in text
    assert "欠席" in text
    form = fields_of(soup(officer.get(f"{DAY}/edit"))) | {"starts": "13:05"}
    changed = send(officer, f"{DAY}/edit", form)
    assert changed.status_code == 303
    assert "団体の時刻が、お知らせした内容と違います" in soup(officer.get(DAY)).get_text()
    own = town.as_("applicant").get(f"/applicant/applications/{begun.applications[0]}")
    assert "発表の日時" not in own.text  # it does not come
    other = town.as_("stranger").get(f"/applicant/applications/{begun.applications[1]}")
    assert "発表の日時" in other.text


def test_the_clock_shows_words_and_no_score_and_renews_itself(town: Town, begun: Round) -> None:
    a_day(begun)
    officer = town.as_("officer")
    town.clock.moment = STARTS
    page = soup(officer.get(f"{DAY}/clock"))
    assert page.select_one("noscript meta[http-equiv=refresh]") is not None
    idle = officer.get(f"{DAY}/clock/state")
    assert (idle.json["place"], idle.json["parts"]) == (None, [])

    send(officer, f"{DAY}/clock", {"do": "next", "slot": ""})
    town.clock.moment = STARTS + timedelta(minutes=11, seconds=10)
    page = soup(officer.get(f"{DAY}/clock"))
    assert [
        page.select_one(f"[data-clock-{name}]").get_text()  # type: ignore[union-attr]
        for name in ("words", "left")
    ] == ["質疑", "3:50"]
    told = officer.get(f"{DAY}/clock/state")
    assert [one["words"] for one in told.json["parts"]] == ["発表", "質疑", "採点"]
    assert [one["ends_at"] - int(STARTS.timestamp()) for one in told.json["parts"]] == [
        600,
        900,
        1020,
    ]
    same = officer.client.get(f"{DAY}/clock/state", headers={"If-None-Match": told.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert int(same.headers["Koubo-Now"]) == int(town.clock.moment.timestamp() * 1000)
    send(officer, f"{DAY}/clock", {"do": "pause", "slot": "1"})
    assert officer.get(f"{DAY}/clock/state").json["stands_at"] == int(town.clock.moment.timestamp())
    assert town.as_("reviewer_a").get(f"{DAY}/clock").status_code == 403
    assert town.app.test_client().get(f"{DAY}/clock/state").status_code == 302


def test_attendance_tells_the_quorum_and_cards_are_printed_once(town: Town, begun: Round) -> None:
    a_day(begun)
    officer = town.as_("officer")
    seats = f"{DAY}/attendance"
    town.clock.moment = STARTS
    a, b, c = begun.members.values()
    assert "定足数を満たしていません（いま0人" in words(soup(officer.get(seats)))
    form = {f"came-{a}": "13:00", f"came-{b}": "13時", f"left-{b}": "12:59"}
    wrong = soup(send(officer, seats, form), 422)
    assert "退席の時刻は、出席の時刻より後に" in wrong.get_text()
    send(officer, seats, form | {f"left-{b}": ""})
    assert "定足数を満たしています（いま2人" in words(soup(officer.get(seats)))
    send(officer, seats, {"do": f"left-{a}"})
    assert "定足数を満たしていません（いま1人" in words(soup(officer.get(seats)))

    cards = f"{DAY}/cards"
    printed = pdf_text(send(officer, cards, {"members": [a, c]}))
    found = re.findall(r"/tablet/cards/([\w-]+)", re.sub(r"\s|\u200b", "", printed))
    assert len(found) == 2
    page = soup(officer.get(cards))
    assert [one[1] for one in rows(page)] == [
        "カードあり・未使用",
        "カードなし",
        "カードあり・未使用",
    ]
    assert "/tablet/cards/" not in page.get_text()
    revoked = send(officer, f"{cards}/{c}/revoke", {})
    assert revoked.status_code == 303
    assert [one[1] for one in rows(soup(officer.get(cards)))][2] == "カードなし"


def test_the_minutes_have_what_was_recorded_and_the_public_ones_no_names(
    town: Town, begun: Round
) -> None:
    a_day(begun)
    tokens(begun, 1)
    officer = town.as_("officer")
    town.clock.moment = STARTS
    a = begun.members["reviewer_a"]
    send(officer, f"{DAY}/attendance", {f"came-{a}": "12:55", f"note-{a}": "通院のため"})
    begun.mark("reviewer_a", begun.applications[0])
    progress = soup(officer.get(f"{DAY}/progress"))
    assert [words(one) for one in progress.select("main tbody tr")[0].select("td")] == [
        "提出",
        "未記入",
        "未記入",
        "2枚",
    ]
    finish = soup(officer.get(f"{DAY}/finish"))
    assert "あと5枚の審査票を待っています" in words(finish)
    sent = send(
        officer, f"{DAY}/remarks", {"notes": "日程を確認した。", "version": version_on(finish)}
    )
    assert sent.status_code == 303
    page = soup(officer.get(f"{DAY}/close"))
    assert "まだ届いていない審査票が5枚あります" in words(page)
    assert "委員長の署名がまだ記録されていません" in words(page)
    closed = send(officer, f"{DAY}/close", {"version": version_on(page)})
    assert closed.status_code == 303
    again = send(officer, f"{DAY}/remarks", {"notes": "もう一度", "version": "1"})
    assert again.status_code == 409

    inside = pdf_text(officer.get(f"{DAY}/minutes"))
    public = pdf_text(officer.get(f"{DAY}/minutes?for=public"))
    name = "reviewer_a"
    assert (name in inside, name in public) == (True, False)
    assert ("通院のため" in inside, "通院のため" in public) == (True, False)
    for text in (inside, public):
        assert "日程を確認した。" in text
        assert "12:55" in text
    assert "市の決定のあとに公表します" in public


def test_a_number_that_none_can_have_is_no_fault_of_ours(town: Town, begun: Round) -> None:
    a_day(begun)
    officer = town.as_("officer")
    endless = {"version": "9", "do": "next", "kind": "break", "minutes": "9" * 6_000}
    endless |= dict.fromkeys(("applications", "members", "member", "slot"), "9" * 6_000)

    codes = {
        path: send(officer, f"{DAY}/{path}", endless).status_code
        for path in ("talks", "cards", "signature", "clock", "pauses", "slots/1", "order")
    }

    assert codes == {
        "talks": 409, "cards": 409, "signature": 409, "clock": 303, "pauses": 422, "slots/1": 409,
        "order": 409,
    }  # fmt: skip
