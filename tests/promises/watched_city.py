"""A city in which everybody has something to hide: three calls at work, and words to look for.

Every object that a page may be about stands in `Watched.ids` under a plain name, and every secret
carries a canary: a word that stands nowhere else, so that it shows wherever it leaks.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from award_builders import SETTLED, draft_selection, recommend, release
from builders import AFTER, IN_TIME, PDF, City, a_call, a_draft, file_it, version_of
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.staff import accept as accept_application
from koubo.applications.actions.staff import record_finding
from koubo.applications.models import Application, Filing
from koubo.award.rules import LineChange, Outcome
from koubo.people.models import Department, Person, SeatRow
from koubo.people.rules import SeatKind
from koubo.review.selection.values import Cell
from koubo.schemes.eligibility.case import Answer
from promises.sites import an_empty_town
from promises.watched_changes import add_change
from promises.watched_day import add_day
from promises.watched_letters import add_letters
from promises.watched_money import add_evaluation, add_expense
from promises.watched_numbers import number_the_rest
from promises.watched_office import add_office
from promises.watched_organisations import add_organisations
from promises.watched_panels import add_signs
from promises.watched_papers import add_papers
from promises.watched_roster import add_roster
from promises.watched_schemes import add_schemes
from review.rounds import Round, all_alike
from web.town import Town, give_accounts

NOBODY = "nobody"
PEOPLE = (
    "applicant",
    "stranger",
    "officer",
    "sitting_officer",
    "releaser",
    "auditor",
    "department_person",
    "other_department",
    "reviewer_a",
    "reviewer_b",
    "reviewer_c",
    "reviewer_d",
)
"""Reviewer a has declared, b has not, c stands aside from `themed`, d sits on another panel."""


@dataclass
class Watched:
    """The town, what is in it by name, and the words that must not leak."""

    town: Town
    ids: dict[str, int] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Give the canary of a name; the same at every time."""
        return self.canaries.setdefault(name, f"zzz{secrets.token_hex(6)}")

    def client(self, person: str) -> FlaskClient:
        """Give a client in which a person, or nobody, is signed in."""
        return self.town.app.test_client() if person == NOBODY else self.town.as_(person).client

    def close(self) -> None:
        """Let the database go."""
        self.town.city.database.close()


def a_watched_city(data: Path, database_url: str = "") -> Watched:
    """Build a site and fill it; everybody can sign in."""
    watched = Watched(an_empty_town(data, database_url))
    _more_people(watched.town.city)
    _a_settled_call(watched)
    _a_call_under_review(watched)
    _a_call_before_release(watched)
    number_the_rest(watched.town.city, watched.ids)
    watched.ids |= add_office(
        watched.town.city,
        watched.ids["reviewed_call"],
        watched.ids["waiting"],
        {one: watched.word(one) for one in ("paper", "opinion")},
    )
    watched.ids["staff_seat"] = _a_staff_seat(watched.town.city)
    watched.ids |= add_letters(watched.town.city, watched.ids["released"], watched.ids["notice"])
    watched.ids |= add_evaluation(watched.town.city, watched.ids["award"], watched.word("private"))
    watched.ids |= add_change(watched.town.city, watched.ids["award"])
    watched.ids |= add_roster(watched.town.city, watched.word("roster"))
    watched.ids |= add_organisations(
        watched.town.city, watched.ids["themed"], watched.word("contact_themed")
    )
    watched.ids |= add_schemes(
        watched.town.city, watched.ids["reviewed_call"], watched.ids["plain"]
    )
    watched.ids |= add_signs(watched.town.city, watched.ids["themed"], watched.ids["member"])
    watched.ids |= add_papers(
        watched.town.city, watched.ids["reviewed_call"], watched.ids["sheet_a"]
    )
    watched.ids |= add_day(
        watched.town.city,
        watched.ids["reviewed_call"],
        [watched.ids["themed"], watched.ids["plain"]],
    )
    give_accounts(watched.town.app, watched.town.city)
    watched.town.clock.moment = SETTLED
    return watched


def _a_staff_seat(city: City) -> int:
    """Give the id of the releaser's seat."""
    with city.uow() as uow:
        found = select(SeatRow.id).where(SeatRow.person_id == city.ids["releaser"])
        return uow.session.scalars(found).one()


def _more_people(city: City) -> None:
    with city.uow() as uow, uow.writing() as write:
        session = write.session
        for name in ("sitting_officer", "other_department", "reviewer_d", "auditor"):
            person = Person(name=name, email=f"{name}@example.jp")
            session.add(person)
            session.flush()
            city.ids[name] = person.id
        other = session.scalars(select(Department).where(Department.name != "環境政策課")).one()
        seat(session, city.ids["other_department"], SeatKind.DEPARTMENT, other.id)
        seat(session, city.ids["auditor"], SeatKind.AUDITOR)


def seat(session: Any, person_id: int, kind: SeatKind, department: int | None = None) -> None:
    """Give a person a seat by a row."""
    row = SeatRow(
        person_id=person_id, kind=kind, department_id=department, from_on=date(2020, 4, 1)
    )
    session.add(row)


def _a_settled_call(watched: Watched) -> None:
    """One award, paid in advance, reported, and settled for less: money comes back."""
    city = watched.town.city
    call_id, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 80_000)
    expense_id = add_expense(city, award_id)
    report_id = report(city, award_id, cost=20_000, requested=15_000)
    accept(city, report_id)
    release(city, draft_settlement(city, award_id), now=SETTLED)
    watched.ids |= {"settled_call": call_id, "award": award_id, "report": report_id}
    watched.ids["expense"] = expense_id


def _a_call_under_review(watched: Watched) -> None:
    """Two applications in the hands of the panel, one with the officers, one still a draft."""
    city = watched.town.city
    call_id = a_call(city)
    watched.ids |= {"reviewed_call": call_id, "theme": city.ids["theme"]}
    themed = _filed(watched, call_id, "themed", course="city_theme")
    plain = _filed(watched, call_id, "plain", by_stranger=True)
    _accept(watched, "themed", "plain")
    panel = Round(city, call_id, [themed, plain])
    for person in ("reviewer_a", "reviewer_b", "reviewer_c", "sitting_officer"):
        panel.seat(person)
    panel.start()
    panel.declare("reviewer_a")
    panel.declare("reviewer_c", a0=watched.word("conflict"))
    _mark(watched, panel, "reviewer_a", themed)
    _mark(watched, panel, "reviewer_c", plain)
    _filed(watched, call_id, "waiting", by_stranger=True)
    # Accepted only after the sheets were given out: nobody was asked about it yet.
    _filed(watched, call_id, "late", by_stranger=True)
    _accept(watched, "late")
    draft = a_draft(city, call_id, answers={"issue": watched.word("draft")})
    watched.ids |= {
        "sheet_b": panel.review("reviewer_b", themed).id,
        "sheet_c_recused": panel.review("reviewer_c", themed).id,
        "member": panel.members["reviewer_b"],
        "draft_filing": draft,
        "draft": _application_of(city, draft),
    }


def _mark(watched: Watched, panel: Round, person: str, application_id: int) -> None:
    sheet = panel.review(person, application_id)
    reason, comment = watched.word(f"reason_{person}"), watched.word(f"comment_{person}")
    cells = {
        key: Cell(cell.state, cell.points, reason)
        for key, cell in all_alike("documents", 3).items()
    }
    panel.save(person, sheet, cells, comment)
    watched.ids[person.replace("reviewer", "sheet")] = sheet.id


def _a_call_before_release(watched: Watched) -> None:
    """The panel has concluded; what the city decides is drafted, and nobody was told."""
    city = watched.town.city
    call_id = a_call(city)
    undecided = _filed(watched, call_id, "undecided")
    rejected = _filed(watched, call_id, "rejected", by_stranger=True)
    _accept(watched, "undecided", "rejected")
    for person in ("reviewer_d", "sitting_officer"):
        Round(city, call_id).seat(person)
    # Got the officer's seat only after they had been put on the panels.
    with city.uow() as uow, uow.writing() as write:
        seat(write.session, city.ids["sitting_officer"], SeatKind.OFFICER)
    recommend(city, call_id, {undecided: 90_000, rejected: None})
    reason, departs = watched.word("decision_reason"), watched.word("departure")
    change = LineChange(Outcome.NOT_SELECTED, 0, reason, "", departs)
    drafted = draft_selection(city, call_id, changes={undecided: change, rejected: change})
    watched.ids |= {"undecided_call": call_id, "drafted": drafted}


def _filed(
    watched: Watched,
    call_id: int,
    name: str,
    *,
    by_stranger: bool = False,
    course: str = "collab_prep",
) -> int:
    """Hand an application in, with a canary in its answers and in a file's name."""
    city = watched.town.city
    applicant = "stranger" if by_stranger else "applicant"
    filing_id = a_draft(
        city,
        call_id,
        applicant=applicant,
        organisation="other_organisation" if by_stranger else "organisation",
        course=course,
        answers={"issue": watched.word(f"answer_{name}")},
    )
    with city.uow(IN_TIME, applicant) as uow:
        attachment = attach_file(
            uow,
            city.catalog,
            city.files,
            city.actor(applicant, IN_TIME),
            filing_id,
            question_id="more",
            name=f"{watched.word(f'file_{name}')}.pdf",
            stream=BytesIO(PDF),
        )
    file_it(city, filing_id, applicant=applicant)
    application_id = _application_of(city, filing_id)
    watched.ids |= {name: application_id, f"{name}_filing": filing_id, f"{name}_file": attachment}
    return application_id


def _accept(watched: Watched, *names: str) -> None:
    city = watched.town.city
    officer = city.actor("officer", AFTER)
    for name in names:
        with city.uow(AFTER, "officer") as uow:
            record_finding(
                uow,
                city.catalog,
                officer,
                watched.ids[name],
                rule="staff_check.exclusion",
                answer=Answer.MET,
                note=watched.word(f"finding_{name}"),
            )
            version = version_of(city, Application, watched.ids[name])
            accept_application(uow, city.catalog, officer, watched.ids[name], version=version)


def _application_of(city: City, filing_id: int) -> int:
    with city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application_id
