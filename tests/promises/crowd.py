"""A whole year's crowd as rows: a city with as much of everything as a test wants.

The rows are plausible, not earned: they are there to be listed and counted.
"""

from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from award_builders import DECIDED, PAID, a_kessai
from builders import AFTER, IN_TIME, an_organisation
from koubo.applications.models import Application, Correction, Filing, Snapshot
from koubo.applications.rules import ApplicationState, CorrectionState, FilingState
from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.award.rules import (
    AwardState,
    ClaimKind,
    ClaimState,
    DecisionKind,
    DecisionState,
    Outcome,
)
from koubo.people.models import Bar, Membership, Organisation
from koubo.people.rules import BarCause, MemberRole
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentCause, RepaymentState
from koubo.review.models import Review, ScoreCell, Standing
from koubo.review.rules import ReviewState
from koubo.review.selection.values import CellState
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import CallState, ThemeState
from koubo.storage.base import Base
from koubo.storage.outbox import Mail, MailState
from review.rounds import CRITERIA, Round

STAGE = "documents"
SUM = 103_000
COPIED = ("release_id", "scheme_id", "title", "intake_year", "opens_at", "closes_at", "budget")
AWARD_STATES = (
    AwardState.CANDIDATE,
    AwardState.APPLIED,
    AwardState.GRANTED,
    AwardState.REPORTED,
    AwardState.SETTLED,
)
CLAIM_STATES = (ClaimState.FILED, ClaimState.ACCEPTED, ClaimState.ORDERED)


def add_crowd(round_: Round, count: int) -> None:
    """Add so many of everything, all of the organisations belonging to the applicant."""
    with round_.city.uow(AFTER, "officer") as uow, uow.writing() as write:
        _Crowd(write.session, round_, count).settle()


class _Crowd:
    def __init__(self, session: Session, round_: Round, count: int) -> None:
        self.session = session
        self.round = round_
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

    def settle(self) -> None:
        accepted = self._applications("A", ApplicationState.ACCEPTED)
        _, snapshots = self._filed(accepted, FilingKind.PROPOSAL, FilingState.ACCEPTED)
        self._sheets(accepted, snapshots)
        filed = self._applications("B", ApplicationState.FILED)
        self._filed(filed, FilingKind.PROPOSAL, FilingState.FILED)
        self._late(self._applications("C", ApplicationState.IN_CORRECTION))
        self._drafts(self._applications("D", ApplicationState.DRAFT))
        selected = self._applications("E", ApplicationState.SELECTED)
        self._filed(selected, FilingKind.PROPOSAL, FilingState.ACCEPTED)
        self._awards(selected)
        self._around()

    def _add(self, model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
        key = model.__table__.c.id
        given = insert(model).returning(key, sort_by_parameter_order=True)
        return list(self.session.scalars(given, rows))

    def _organisations(self) -> list[int]:
        plain = an_organisation()
        columns = (one.key for one in Organisation.__table__.columns)
        values = {key: found for key in columns if (found := getattr(plain, key)) is not None}
        rows = [{**values, "name": f"第{place:05d}の会"} for place in range(self.count)]
        added = self._add(Organisation, rows)
        member = {"person_id": self.ids["applicant"], "role": MemberRole.EDITOR}
        self._add(Membership, [{**member, "organisation_id": one} for one in added])
        return added

    def _applications(self, letter: str, state: ApplicationState) -> list[int]:
        draft = state is ApplicationState.DRAFT
        return self._add(
            Application,
            [
                {
                    "call_id": self.round.call_id,
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

    def _filings(self, applications: list[int], kind: FilingKind, state: FilingState) -> list[int]:
        values = {"kind": kind, "state": state, "draft": {}, "saved_at": IN_TIME}
        if state is not FilingState.DRAFT:
            values["filed_at"] = IN_TIME
        return self._add(Filing, [{**values, "application_id": one} for one in applications])

    def _filed(
        self, applications: list[int], kind: FilingKind, state: FilingState
    ) -> tuple[list[int], list[int]]:
        """Add filings that were handed in; give the ids of filings and snapshots."""
        filings = self._filings(applications, kind, state)
        rows = [{**self.snapshot, "filing_id": one} for one in filings]
        return filings, self._add(Snapshot, rows)

    def _late(self, applications: list[int]) -> None:
        filings, _ = self._filed(applications, FilingKind.PROPOSAL, FilingState.IN_CORRECTION)
        asked = {
            "fields": ["plan"],
            "reason": "会場を書いてください。",
            "due_on": date(2025, 12, 9),
            "state": CorrectionState.ASKED,
            "asked_at": IN_TIME,
            "asked_by": self.ids["officer"],
        }
        self._add(Correction, [{**asked, "filing_id": one} for one in filings])

    def _drafts(self, applications: list[int]) -> None:
        self._filings(applications, FilingKind.PROPOSAL, FilingState.DRAFT)

    def _sheets(self, applications: list[int], snapshots: list[int]) -> None:
        """Give everybody on the panel a sheet: the first one's is open, the others' are in."""
        for place, (person, member) in enumerate(self.round.members.items()):
            values = {
                "stage_id": STAGE,
                "panel_member_id": member,
                "state": ReviewState.HANDED_IN if place else ReviewState.DECLARED,
            }
            reviews = self._add(
                Review,
                [
                    {**values, "application_id": one, "snapshot_id": snapshot}
                    for one, snapshot in zip(applications, snapshots, strict=True)
                ],
            )
            self._cells(reviews)
            declared = {
                "person_id": self.ids[person],
                "cause": BarCause.UNDECLARED,
                "set_at": AFTER,
                "lifted_at": AFTER,
            }
            self._add(Bar, [{**declared, "application_id": one} for one in applications])
        standing = {"call_id": self.round.call_id, "stage_id": STAGE}
        standing |= {"sheets_due": len(self.round.members), "sheets_in": 0}
        self._add(Standing, [{**standing, "application_id": one} for one in applications])

    def _cells(self, reviews: list[int]) -> None:
        self._add(
            ScoreCell,
            [
                {
                    "review_id": review,
                    "criterion_id": criterion,
                    "state": CellState.VALUE,
                    "points": 1 + (review * 7 + place) % 5,
                    "reason": "企画の目的がよく分かる。",
                }
                for review in reviews
                for place, criterion in enumerate(CRITERIA[STAGE])
            ],
        )

    def _awards(self, applications: list[int]) -> None:
        states = [AWARD_STATES[place % len(AWARD_STATES)] for place in range(self.count)]
        awards = self._add(
            Award,
            [
                {
                    "application_id": application,
                    "fiscal_year": 2026,
                    "state": state,
                    "requested": SUM,
                    "adopted": SUM,
                    "awarded": SUM,
                    "settled": SUM if state is AwardState.SETTLED else None,
                }
                for application, state in zip(applications, states, strict=True)
            ],
        )
        self._claims(awards)
        self._reports(applications, awards)
        self._decisions(applications, awards)

    def _claims(self, awards: list[int]) -> None:
        values = {
            "kind": ClaimKind.ADVANCE,
            "amount": SUM,
            "purpose": "材料を先に買うため",
            "filed_at": PAID,
            "filed_by": self.ids["applicant"],
        }
        rows = [
            {**values, "award_id": one, "state": CLAIM_STATES[place % len(CLAIM_STATES)]}
            for place, one in enumerate(awards)
        ]
        self._add(Claim, rows)
        asked = {
            "cause": RepaymentCause.REMAINDER,
            "state": RepaymentState.ASKED,
            "amount": 1_000,
            "asked_at": PAID,
        }
        self._add(Repayment, [{**asked, "award_id": one} for one in awards])

    def _reports(self, applications: list[int], awards: list[int]) -> None:
        self._filed(applications, FilingKind.GRANT_APPLICATION, FilingState.FILED)
        filings, _ = self._filed(applications, FilingKind.REPORT, FilingState.FILED)
        self._add(
            Report,
            [
                {"award_id": award, "filing_id": filing, "due_on": date(2027, 4, 10)}
                for award, filing in zip(awards, filings, strict=True)
            ],
        )

    def _decisions(self, applications: list[int], awards: list[int]) -> None:
        """Add as many decisions of one line, and one of as many lines."""
        kessai = a_kessai(DECIDED)
        decision = {
            "call_id": self.round.call_id,
            "kind": DecisionKind.GRANT,
            "state": DecisionState.DRAFTED,
            "kessai_number": kessai.number,
            "kessai_on": kessai.on,
            "kessai_post": kessai.post,
            "document_number": kessai.document_number,
            "issued_on": kessai.issued_on,
            "drafted_by": self.ids["officer"],
            "drafted_at": DECIDED,
        }
        whole, *each = self._add(Decision, [decision] * (self.count + 1))
        line = {"outcome": Outcome.GRANTED, "amount": SUM, "working": []}
        pairs = list(zip(applications, awards, strict=True))
        lines = self._add(
            DecisionLine,
            [
                {**line, "decision_id": decision_id, "application_id": application, "award_id": one}
                for decisions in ([whole] * self.count, each)
                for decision_id, (application, one) in zip(decisions, pairs, strict=True)
            ],
        )
        notice = {
            "title": "補助金交付決定通知書",
            "document_number": kessai.document_number,
            "issued_on": kessai.issued_on,
            "letter": {},
        }
        self._add(
            Notice,
            [
                {**notice, "decision_line_id": line_id, "application_id": application}
                for line_id, application in zip(lines[: self.count], applications, strict=True)
            ],
        )

    def _around(self) -> None:
        """Add calls that are planned, themes that were offered, and mails that cannot go out."""
        call = self.session.get_one(Call, self.round.call_id)
        copied = {key: getattr(call, key) for key in COPIED}
        self._add(Call, [{**copied, "fiscal_year": 2027, "state": CallState.PLANNED}] * self.count)
        theme = {
            "department_id": self.ids["department"],
            "fiscal_year": 2027,
            "title": "里山の手入れ",
            "issue": "手が足りない",
            "wish": "一緒に歩きたい",
            "city_part": "道具",
            "state": ThemeState.OFFERED,
        }
        self._add(Theme, [theme] * self.count)
        taken = {**theme, "call_id": self.round.call_id, "state": ThemeState.PUBLISHED}
        self._add(Theme, [taken] * self.count)
        mail = {
            "address": "nobody@example.jp",
            "subject": "お知らせ",
            "body": "お知らせ",
            "state": MailState.FAILED,
            "created_at": IN_TIME,
        }
        self._add(Mail, [mail] * self.count)
