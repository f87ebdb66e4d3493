"""The city decides: drafted with its 決裁 by one person, released by another, sent as letters."""

import re
from datetime import date, datetime
from io import BytesIO

from pypdf import PdfReader

from journeys.applying import PROJECT
from journeys.checking import INELIGIBLE
from journeys.judging import CONDITION, OTHER, WHY_NOT
from journeys.people import Person, day
from koubo.calendar import JST
from koubo.people.models import SeatRow
from koubo.people.rules import SeatKind
from web.town import Town

DECIDED = datetime(2026, 3, 2, 10, 0, tzinfo=JST)


def decide(town: Town) -> None:
    """Draft the selection as the panel recommended; a reason that no rule can give is written."""
    town.clock.moment = DECIDED
    may_release_too(town, "officer2")
    officer = Person(town, "officer2")
    officer.do("採択・不採択の決定を起案する")
    officer.says(CONDITION, WHY_NOT, "審査会の結論：採択すべき 280,000円", INELIGIBLE)
    number = officer.line_number(OTHER)
    assert officer.value(f"reason-{number}") == ""
    officer.press("起案する", kessai("市活第45号", DECIDED.date()), code=422)
    assert len(officer.errors) == 1
    officer.press("起案する", {f"reason-{number}": WHY_NOT})
    officer.says("起案しました。", "3件 280,000円")
    assert "予算が市議会で議決されること" in letter(officer.fetch(f"通知書の案（PDF）：{PROJECT}"))
    officer.open("/releaser/").follow("採択・不採択の決定（3件）")
    officer.says("起案した人は施行できません。")
    assert "施行の確認へ進む" not in officer.text


def may_release_too(town: Town, name: str) -> None:
    """Give somebody the seat of a releaser, beside the one that they have."""
    with town.city.uow() as uow, uow.writing() as write:
        write.session.add(
            SeatRow(
                person_id=town.city.ids[name],
                kind=SeatKind.RELEASER,
                from_on=date(2020, 4, 1),
            )
        )


def release(town: Town, title: str) -> None:
    """Let the other person look at the decision and release it."""
    releaser = Person(town, "releaser")
    releaser.do(f"{title}を施行する")
    releaser.follow("施行の確認へ進む").press("施行する")
    releaser.says("施行しました。")
    assert releaser.home().todos == []


def read_letters(town: Town) -> None:
    """Let everybody read what the city tells them."""
    newcomer = Person(town, "hotaru")
    assert newcomer.todos == [f"補助金交付申請書を提出する：{PROJECT}"]
    told = letter(newcomer.follow("通知書", within="nav").fetch("採択通知書"))
    for words in ("280,000円", CONDITION, "予算が市議会で議決されること", "倉市活第45-1号"):
        assert words in told
    for name, title, reason in (
        ("applicant", "不採択通知書", WHY_NOT),
        ("stranger", "要件不適合通知書", INELIGIBLE),
    ):
        someone = Person(town, name)
        assert someone.todos == []
        told = letter(someone.follow("通知書", within="nav").fetch(title))
        assert reason in told
        assert "280,000" not in told


def letter(pdf: bytes) -> str:
    """Give a letter's text without any space."""
    pages = PdfReader(BytesIO(pdf)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def kessai(number: str, on: date) -> dict[str, str]:
    """Give what is copied from the city's own system."""
    return {
        "kessai_number": number,
        "kessai_post": "市民活動推進課長",
        "document_number": f"倉{number}",
        **day("kessai_on", on),
        **day("issued_on", on),
    }
