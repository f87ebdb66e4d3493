"""Steps through the pages that are alike whichever city's scheme a call opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from builders import PDF
from journeys.deciding import kessai, release
from journeys.forms import text_of
from journeys.people import Person, day
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.calendar import JST
from koubo.schemes.models import Call
from web.town import Town

PLANNED = datetime(2025, 9, 20, 10, 0, tzinfo=JST)
OPENS = datetime(2025, 10, 1, 9, 0, tzinfo=JST)
FILED = datetime(2025, 12, 5, 14, 20, tzinfo=JST)
CHECKED = datetime(2025, 12, 9, 10, 0, tzinfo=JST)
JUDGED = datetime(2026, 1, 20, 16, 0, tzinfo=JST)
DECIDED = datetime(2026, 3, 2, 10, 0, tzinfo=JST)
NEXT = "保存して次へ進む"
REVIEWERS = ("reviewer_a", "reviewer_b", "reviewer_c")


@dataclass
class Journey:
    """A call of a scheme, and who does what in it."""

    town: Town
    scheme: str
    """The scheme's title."""
    call: str = ""
    """The call's title, once it is planned."""
    call_id: int = 0
    budget: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else the form of the call is told."""

    def at(self, moment: datetime) -> "Journey":
        """Let that moment come."""
        self.town.clock.moment = moment
        return self

    def who(self, name: str) -> Person:
        """Let somebody sign in."""
        return Person(self.town, name)

    def open_call(self, *courses: str) -> Person:
        """Plan a call that closes on 8 December 2025 at 17:00, and publish it."""
        officer = self.at(PLANNED).who("officer")
        officer.follow("募集", within="nav").follow("募集を作る").follow(self.scheme)
        self.call = officer.value("title")
        typed = {
            **day("opens_on", OPENS.date()),
            "opens_time": "9:00",
            **day("closes_on", date(2025, 12, 8)),
            "closes_time": "17:00",
            **({"budget": self.budget} if self.budget else {}),
            **({"course_ids": list(courses)} if courses else {}),
            **self.more,
        }
        officer.press("保存する", typed)
        officer.follow("公開の確認へ進む").press("公開する")
        officer.says("募集を公開しました。")
        with self.town.city.uow() as uow:
            self.call_id = (
                uow.session.scalars(select(Call.id).order_by(Call.id.desc())).first() or 0
            )
        return officer

    def start(self, applicant: str, course: str, **typed: str) -> Person:
        """Let an organisation begin an application from the call's public page."""
        someone = self.at(FILED).who(applicant)
        someone.open(f"/calls/{self.call_id}").follow("応募を始める", within="main")
        return someone.press("この内容で始める", {"course_id": course, **typed})

    def accept(self, project: str, *checks: str) -> Person:
        """Let the officer answer what only staff can find out, and accept."""
        officer = self.at(CHECKED).who("officer")
        officer.do("要件を確認して受理する").follow(project)
        for check in checks:
            officer.press(f"記録する（{check}）", {"answer": "met", "note": "確かめた"})
        officer.follow("受理の確認へ進む").press("受理する")
        return officer.says("応募を受理しました。")

    def decide(self, *words: str, **typed: str) -> Person:
        """Draft the selection as it is proposed, and release it."""
        officer = self.at(DECIDED).who("officer")
        officer.do("採択・不採択の決定を起案する").says(*words)
        officer.press("起案する", {**kessai("市活第45号", DECIDED.date()), **typed})
        release(self.town, "採択・不採択の決定")
        return officer

    def states(self) -> list[ApplicationState]:
        """Give the states of the call's applications, in the order in which they came."""
        with self.town.city.uow() as uow:
            wanted = select(Application.state).where(Application.call_id == self.call_id)
            return list(uow.session.scalars(wanted.order_by(Application.id)))


def write(someone: Person, answers: Mapping[str, Any]) -> Person:
    """Fill in page after page with what each asks of these answers, and attach what it wants."""
    left = set(answers)
    while any(text_of(one) == NEXT for one in someone.page.select("main button")):
        asked = {str(one["name"]) for one in someone.page.select("main [name]")}
        boxes = [str(one["name"]) for one in someone.page.select("main input[type=file]")]
        typed = {name: text for name, text in answers.items() if name in asked}
        files = {box: (f"{box}.pdf", PDF + box.encode()) for box in boxes}
        someone.press(NEXT, typed, files=files)
        assert someone.errors == [], someone.text
        left -= set(typed)
    assert left == set(), "no page asks for these"
    return someone


def money(
    expenses: Iterable[tuple[str, ...]], incomes: Iterable[tuple[str, str, str]]
) -> dict[str, str]:
    """Give the boxes of a budget: category, item, amount and, where it is asked, the unit price."""
    parts = {
        "budget-expenses": ("category", "item", "amount", "unit_price"),
        "budget-incomes": ("category", "item", "amount"),
    }
    return {
        f"{table}-{place}-{part}": text
        for table, rows in (("budget-expenses", expenses), ("budget-incomes", incomes))
        for place, row in enumerate(rows)
        for part, text in zip(parts[table], row, strict=False)
    }


def file_it(someone: Person) -> Person:
    """Press the last button."""
    return someone.press("提出する")
