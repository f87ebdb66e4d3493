"""The watched city with people who are kept out of one organisation's applications.

Everything that is kept of these applications can be changed at one stroke (`mark`): every text
becomes a word that stands nowhere else, every sum an unusual one. Whoever is kept out must find
none of the words, and their pages must not differ before and after: so no total tells either.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ColumnElement, Enum, String, Table, Text, select, update
from sqlalchemy.orm import Session

from award_builders import SETTLED
from koubo.applications.actions.standing_aside import stand_aside
from koubo.applications.models import Application
from koubo.people.models import Membership, Person
from koubo.people.rules import MemberRole, SeatKind
from koubo.storage.base import Base
from promises.watched_city import Watched, a_watched_city, seat
from web.town import give_accounts

HIDDEN = ("themed", "undecided", "settled", "draft")
"""The applications of `organisation`, at every stage of a grant's life."""
KEPT_OUT = (
    "officer_of_one",
    "officer_now_member",
    "releaser_of_all",
    "auditor_of_all",
    "department_of_all",
    "reviewer_c",
)
"""How each is kept out: of one application after the other, of the whole organisation, as a member;
`reviewer_c` declared a conflict about `themed` on the panel."""
SEATS = {
    "officer": SeatKind.OFFICER,
    "releaser": SeatKind.RELEASER,
    "auditor": SeatKind.AUDITOR,
    "department": SeatKind.DEPARTMENT,
}
PLAIN = """
    application.receipt_number application.course_id attachment.question_id attachment.media_type
    attachment.sha256 attachment.key attachment.scanned_by attachment.scan_found correction.fields
    conflict_sign.code earlier_sheet.cells event.kind event.scheme_id event.path event.recipients event.fault
    expense.key expense.media_type expense.sha256 expense.scanned_by filing.marks mail.kind mail.address mail.token mail.fault paper_scan.key
    paper_scan.media_type paper_scan.scanned_by paper_scan.sha256 paper_scan.stage_id
    paper_sheet.cells partner_consent.address partner_consent.token_digest
    recorded_working.cause recorded_working.core_version recorded_working.findings
    recorded_working.inputs recorded_working.plugin_version review.stage_id
    score_cell.criterion_id snapshot.digest staff_conflict.lifted_because staff_conflict.reason
    staff_finding.rule standing.stage_id standing.total_text
"""
"""Keys, kinds and digests, and what is read back as more than text; all else is marked."""
SUMS = """
    application.requested award.requested award.recommended award.adopted award.awarded award.paid
    award.settled claim.amount decision_line.amount recommendation_line.amount
    recorded_working.amount repayment.amount standing.amount
"""
ORGANISATION = "organisationの会"
SHORTEST = 5
"""Shorter texts in answers are choices of a form."""


@dataclass
class Recused:
    """The watched city, and the words that nobody who is kept out may find."""

    watched: Watched
    words: dict[str, str] = field(default_factory=dict)
    """By table and column, as they stand since the last mark."""
    marks: int = 0

    def mark(self) -> None:
        """Change every text and every sum that is kept of the hidden applications, each time anew."""
        self.marks += 1
        with self.watched.town.city.uow() as uow, uow.writing() as write:
            for table, rows in _tables([self.watched.ids[one] for one in HIDDEN]):
                self._mark(write.session, table, rows)

    def _mark(self, session: Session, table: Table, rows: ColumnElement[bool]) -> None:
        plain, sums = PLAIN.split(), SUMS.split()
        for column in table.c:
            name = f"{table.name}.{column.name}"
            if name in sums:
                self._mark_sum(session, name, rows)
            elif name not in plain and _bears_text(column):
                self._mark_text(session, name, rows)

    def _mark_sum(self, session: Session, name: str, rows: ColumnElement[bool]) -> None:
        table, column = _place(name)
        given = session.scalars(select(column).where(rows, column.is_not(None))).first()
        if given is not None:
            changed = 913_477 - 1_013 * SUMS.split().index(name) - 511 * self.marks
            session.execute(update(table).where(rows).values({column: changed}))
            self.words[name] = f"{changed:,}"

    def _mark_text(self, session: Session, name: str, rows: ColumnElement[bool]) -> None:
        table, column = _place(name)
        word = f"zq{secrets.token_hex(5)}"
        for number, value in session.execute(select(table.c.id, column).where(rows)).all():
            changed = with_word(value, word) if isinstance(column.type, JSON) else word
            if value is not None and changed != value:
                one = update(table).where(table.c.id == number)
                session.execute(one.values({column: changed}))
                self.words[name] = word


def _place(name: str) -> tuple[Table, Any]:
    table = Base.metadata.tables[name.partition(".")[0]]
    return table, table.c[name.partition(".")[2]]


def _bears_text(column: Any) -> bool:
    is_text = isinstance(column.type, String | Text) and not isinstance(column.type, Enum)
    return (is_text or isinstance(column.type, JSON)) and not column.foreign_keys


def _tables(applications: list[int]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give every table that hangs on an application, with the clause of the rows that do."""
    found: dict[str, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name == "application":
            found[table.name] = table.c.id.in_(applications)
        elif "application_id" in table.c:
            found[table.name] = table.c.application_id.in_(applications)
        else:
            for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
                above = key.column.table
                if above.name in found and above is not table:
                    below = select(above.c.id).where(found[above.name])
                    found[table.name] = key.parent.in_(below)
                    break
        if table.name in found:
            yield table, found[table.name]


def with_word(value: Any, word: str) -> Any:
    """Give JSON with a word in every text that a person wrote; choices and keys stay."""
    if isinstance(value, dict):
        return {key: with_word(one, word) for key, one in value.items()}
    if isinstance(value, list):
        return [with_word(one, word) for one in value]
    if isinstance(value, str) and not value.isascii() and len(value) >= SHORTEST:
        return f"{value}{word}"
    return value


def a_recused_city(data: Path) -> Recused:
    """Build the watched city and let everybody in it who is kept out."""
    watched = a_watched_city(data)
    for person in KEPT_OUT[:-1]:
        _add(watched, person)
    for person in ("releaser_of_all", "auditor_of_all", "department_of_all"):
        _stand_aside(watched, person, "organisation", ORGANISATION)
    for name in ("themed", "undecided", "settled"):
        _stand_aside(watched, "officer_of_one", "application", receipt_of(watched, name))
    give_accounts(watched.town.app, watched.town.city)
    return Recused(watched)


def _add(watched: Watched, person: str) -> None:
    city = watched.town.city
    with city.uow() as uow, uow.writing() as write:
        row = Person(name=person, email=f"{person}@example.jp")
        write.session.add(row)
        write.session.flush()
        city.ids[person] = row.id
        kind = SEATS[person.partition("_")[0]]
        department = city.ids["department"] if kind is SeatKind.DEPARTMENT else None
        seat(write.session, row.id, kind, department)
        if person.endswith("_member"):
            member = Membership(
                organisation_id=city.ids["organisation"],
                person_id=row.id,
                role=MemberRole.EDITOR,
            )
            write.session.add(member)


def _stand_aside(watched: Watched, person: str, extent: str, named: str) -> int:
    city = watched.town.city
    typed = {"extent": extent, "named": named, "reason": "家族が役員をしているため"}
    with city.uow(SETTLED, person) as uow:
        return stand_aside(uow, city.actor(person, SETTLED), typed=typed)


def receipt_of(watched: Watched, name: str) -> str:
    """Give the receipt number of an application."""
    with watched.town.city.uow() as uow:
        number = uow.session.get_one(Application, watched.ids[name]).receipt_number
    assert number is not None
    return number
