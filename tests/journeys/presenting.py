"""A day with 18 projects and seven seats in front of a real server, and tablets that speak HTTP.

A tablet of this file keeps to the page's own way of sending (static/js/tablet_sheet.js): what was
marked is kept on the tablet, and sent with the tablet's own word and a turn until an answer comes.
"""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from threading import Event, Lock
from urllib.error import URLError

from sqlalchemy import update

from builders import AFTER, IN_TIME, City, a_budget, a_call, an_organisation
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.models import Person
from koubo.review.models import Review
from koubo.review.panels.models import PanelSeat
from koubo.review.panels.rules import PanelRole
from koubo.schemes.budget_field import BudgetField, budget_to_json
from koubo.schemes.forms import FilingKind
from koubo_web.clock import DemoClock
from promises.server import TOKEN, Answer, Server, Visitor, a_server
from review.days import STARTS, a_day, tokens
from review.rounds import CRITERIA, Round

TALKS = 18
SEATS = tuple(f"reviewer_{letter}" for letter in "abcdefg")
STAGE = "documents"
NO_ANSWER = (URLError, HTTPException, ConnectionError, TimeoutError)


@dataclass
class Hall:
    """The server, the round that it serves, and the cards by person."""

    server: Server
    round_: Round
    day_id: int
    cards: dict[str, str]

    def reviews(self, person: str) -> list[Review]:
        """Give a person's sheets in the order of the day."""
        return [self.round_.review(person, one) for one in self.round_.applications]


def a_hall(folder: Path) -> Hall:
    """Make the day; the server is not started yet, and its clock stands at the day's beginning."""
    server = a_server(folder)
    city = server.city
    round_ = Round(city, a_call(city, fiscal_year=2027))
    _more_people(city)
    _applications(round_)
    for person in SEATS:
        round_.seat(person)
    _let_chair(round_)
    round_.start(STAGE)
    for person in SEATS:
        round_.declare(person, STAGE)
    day_id = a_day(round_, STAGE, quorum=4)
    DemoClock(Path(server.environment["KOUBO_DATA"]) / "demo-clock").move_to(STARTS)
    return Hall(server, round_, day_id, tokens(round_, day_id))


def _more_people(city: City) -> None:
    with city.uow() as uow, uow.writing() as write:
        for name in set(SEATS) - city.ids.keys():
            person = Person(name=name, email=f"{name}@example.jp")
            write.session.add(person)
            write.session.flush()
            city.ids[name] = person.id


def _applications(round_: Round) -> None:
    """Put accepted applications there as rows: how they came in is another journey."""
    kept = budget_to_json(BudgetField(("消耗品費",), ()).deserialize(a_budget()))
    with round_.city.uow(AFTER, "officer") as uow, uow.writing() as write:
        for place in range(1, TALKS + 1):
            organisation = an_organisation(name=f"第{place}団体")
            write.session.add(organisation)
            write.session.flush()
            application = Application(
                call_id=round_.call_id,
                course_id="kurashiki.collab_prep",
                organisation_id=organisation.id,
                state=ApplicationState.ACCEPTED,
                project_name=f"第{place}のまちづくり",
                requested=100_000 + place,
                receipt_number=f"KU27-1-{place:04}-00",
                received_at=IN_TIME,
                created_at=IN_TIME,
            )
            write.session.add(application)
            write.session.flush()
            filing = Filing(
                application_id=application.id,
                kind=FilingKind.PROPOSAL,
                state=FilingState.ACCEPTED,
                draft={},
                filed_at=IN_TIME,
                saved_at=IN_TIME,
            )
            write.session.add(filing)
            write.session.flush()
            answers = {"budget": kept, "partner_department": "環境政策課"}
            snapshot = Snapshot(
                filing_id=filing.id,
                number=1,
                answers=answers,
                applicant={},
                files=[],
                digest="",
                received_at=IN_TIME,
                recorded_at=IN_TIME,
                person_id=round_.city.ids["applicant"],
            )
            write.session.add(snapshot)
            round_.applications.append(application.id)


def _let_chair(round_: Round) -> None:
    """Let A委員 chair the stage."""
    with round_.city.uow(AFTER, "officer") as uow, uow.writing() as write:
        write.session.execute(
            update(PanelSeat)
            .where(
                PanelSeat.panel_member_id == round_.members[SEATS[0]], PanelSeat.stage_id == STAGE
            )
            .values(role=PanelRole.CHAIR)
        )


@dataclass
class Network:
    """What lies between a tablet and the server: cut, or losing answers on their way back."""

    chance: random.Random
    is_cut: Event = field(default_factory=Event)
    loses: float = 0.0

    def through(self, send: Callable[[], Answer]) -> Answer:
        """Send; raise where nothing arrives, or where the answer is lost."""
        if self.is_cut.is_set():
            raise URLError("cut")
        answer = send()
        if self.chance.random() < self.loses:
            raise URLError("the answer is lost")
        return answer


@dataclass
class Tablet:
    """A tablet: what was marked stays on it until the server has said that it is kept."""

    visitor: Visitor
    network: Network
    word: str
    page: str = ""
    entered: dict[int, dict[str, int]] = field(default_factory=dict)
    """What the tablet showed as entered, by sheet; the last mark counts."""
    turns: dict[int, int] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    tries: int = 0
    lock: Lock = field(default_factory=Lock)

    def open(self, token: str) -> None:
        """Scan the card and press the button."""
        path = f"/tablet/cards/{token}"
        begun = self.visitor.post(path, {})
        assert begun.status == 303, begun.text
        self.page = self.visitor.get("/tablet/").text
        forms = re.findall(r'data-review="(\d+)".*?name="version" value="(\d+)"', self.page, re.S)
        self.versions = {int(review): int(version) for review, version in forms}

    def mark(self, review: int, points: dict[str, int], *, hand_in: bool = False) -> None:
        """Enter marks and send them until they are kept."""
        self.entered[review] = points
        while True:
            self.turns[review] = self.turns.get(review, 0) + 1
            try:
                answer = self.network.through(lambda: self._send(review, points, hand_in))
            except NO_ANSWER:
                self.tries += 1
                time.sleep(0.1)
                continue
            assert answer.status == 200, (answer.status, answer.text)
            found = re.search(r'"version":\s*(\d+)', answer.text)
            assert found is not None, answer.text
            self.versions[review] = int(found[1])
            return

    def _send(self, review: int, points: dict[str, int], hand_in: bool) -> Answer:
        marks = {f"r{review}-{key}": str(point) for key, point in points.items()}
        reasons = {f"{name}-reason": "理由" for name in marks}
        fields = {
            **marks,
            **reasons,
            "version": str(self.versions[review]),
            ":page": self.word,
            ":turn": str(self.turns[review]),
            "do": "hand_in" if hand_in else "save",
        }
        return self.visitor.post(f"/tablet/sheets/{review}/marks", fields, self.page)


def some_points(chance: random.Random) -> dict[str, int]:
    """Give marks for one sheet."""
    return {key: chance.randint(1, 5) for key in CRITERIA[STAGE]}


def token_in(page: str) -> str:
    """Give the token of a page's forms."""
    found = TOKEN.search(page)
    assert found is not None
    return found[1]
