"""Rows by the hundred: organisations of one applicant, their applications and documents."""

from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from builders import IN_TIME, an_organisation
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.models import Membership, Organisation
from koubo.people.names import name_key
from koubo.people.rules import MemberRole
from koubo.schemes.forms import FilingKind
from koubo.storage.base import Base
from review.rounds import Round

SUM = 103_000


class Rows:
    """Adds as many rows of each kind as were asked for; they are plausible, not earned."""

    def __init__(self, session: Session, round_: Round, count: int) -> None:
        self.session = session
        self.round_ = round_
        self.ids = round_.city.ids
        self.count = count
        self.first = session.scalars(select(func.count()).select_from(Application)).one()
        self.organisations = self._organisations()
        model = session.scalars(select(Snapshot).order_by(Snapshot.id)).first()
        assert model is not None
        self.snapshot = {
            "number": 1,
            "answers": model.answers,
            "applicant": model.applicant,
            "files": model.files,
            "digest": "0" * 64,
            "received_at": IN_TIME,
            "recorded_at": IN_TIME,
            "person_id": self.ids["applicant"],
        }

    def add(self, model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
        """Add rows; give their ids in the same order."""
        key = model.__table__.c.id
        given = insert(model).returning(key, sort_by_parameter_order=True)
        return list(self.session.scalars(given, rows))

    def _organisations(self) -> list[int]:
        plain = an_organisation()
        columns = (one.key for one in Organisation.__table__.columns)
        values = {key: found for key in columns if (found := getattr(plain, key)) is not None}
        names = [f"第{place:05d}の会" for place in range(self.count)]
        rows = [{**values, "name": one, "name_key": name_key(one)} for one in names]
        added = self.add(Organisation, rows)
        member = {"person_id": self.ids["applicant"], "role": MemberRole.EDITOR}
        self.add(Membership, [{**member, "organisation_id": one} for one in added])
        return added

    def applications(self, letter: str, state: ApplicationState) -> list[int]:
        """Add an application of each organisation; the letter keeps receipt numbers apart."""
        draft = state is ApplicationState.DRAFT
        return self.add(
            Application,
            [
                {
                    "call_id": self.round_.call_id,
                    "course_id": "kurashiki.collab_prep",
                    "organisation_id": organisation,
                    "state": state,
                    "project_name": f"川と里山をたずねる事業 {place:05d}",
                    "requested": SUM,
                    "receipt_number": None if draft else f"KU26-{letter}-{place:05d}-0",
                    "received_at": None if draft else IN_TIME,
                    "recommended": SUM,
                    "adopted": SUM,
                    "created_at": IN_TIME,
                }
                for place, organisation in enumerate(self.organisations, start=self.first)
            ],
        )

    def filings(self, applications: list[int], kind: FilingKind, state: FilingState) -> list[int]:
        """Add documents that were not handed in."""
        values = {"kind": kind, "state": state, "draft": {}, "saved_at": IN_TIME}
        if state is not FilingState.DRAFT:
            values["filed_at"] = IN_TIME
        return self.add(Filing, [{**values, "application_id": one} for one in applications])

    def filed(
        self, applications: list[int], kind: FilingKind, state: FilingState
    ) -> tuple[list[int], list[int]]:
        """Add filings that were handed in; give the ids of filings and snapshots."""
        filings = self.filings(applications, kind, state)
        rows = [{**self.snapshot, "filing_id": one} for one in filings]
        return filings, self.add(Snapshot, rows)
