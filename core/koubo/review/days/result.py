"""The result that the chair signs: what the last 集計 kept, as one text with one digest."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES, visible_to_staff
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.review.days.models import PresentationDay
from koubo.review.models import StageTerms, Standing
from koubo.review.selection.values import VERDICT_NAMES
from koubo.review.tallied import Summary
from koubo.schemes.models import Call
from koubo.storage.canonical import canonical_json, digest_of


@dataclass(frozen=True)
class ResultLine:
    """One application as the last 集計 ranked it (円)."""

    rank: int | None
    receipt_number: str
    project: str
    organisation: str
    total: str
    verdict: str
    amount: int
    sheets: str
    """How many sheets count, of how many: 7／7."""


@dataclass(frozen=True)
class Result:
    """What a stage comes to, as it is kept now."""

    lines: tuple[ResultLine, ...]
    tallied_at: datetime | None
    is_current: bool
    """Whether nothing has changed since it was computed."""
    awaited: int
    hides: bool
    """Whether something of it is kept from whoever asks: then nothing of it is shown."""

    @property
    def text(self) -> str:
        """Give the result as the one text that is signed."""
        return canonical_json([one.__dict__ for one in self.lines])

    @property
    def digest(self) -> str:
        """Give the SHA-256 of that text."""
        return digest_of([one.__dict__ for one in self.lines])

    @property
    def may_be_signed(self) -> bool:
        """Say whether all sheets are in and what was computed is of today's sheets."""
        return bool(self.lines) and self.is_current and not self.awaited and not self.hides


def result_of(session: Session, actor: Actor, call_id: int, stage_id: str) -> Result:
    """Give what a stage comes to as it is kept; two statements.

    Nothing of it is given to whoever is kept out of one of its applications: each line tells of
    the others.
    """
    rows = session.execute(
        select(Standing, Application.receipt_number, Application.project_name, Organisation.name,
               visible_to_staff(actor).label("seen"))
        .join(Application, Application.id == Standing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Standing.call_id == call_id, Standing.stage_id == stage_id,
               Application.state.in_(REVIEWED_STATES))
        .order_by(Standing.rank.is_(None), Standing.rank, Application.receipt_number)
    ).all()  # fmt: skip
    found = session.execute(
        select(StageTerms, Call.budget)
        .join(Call, Call.id == StageTerms.call_id)
        .where(StageTerms.call_id == call_id, StageTerms.stage_id == stage_id)
    ).first()
    terms, budget = found or (None, 0)
    hides = not all(row.seen for row in rows)
    return Result(
        lines=() if hides else tuple(_line(*row[:4]) for row in rows),
        tallied_at=terms.tallied_at if terms else None,
        is_current=terms is not None and _is_current(terms, budget, len(rows)),
        awaited=sum(row.Standing.sheets_due - row.Standing.sheets_in for row in rows),
        hides=hides,
    )


def _is_current(terms: StageTerms, budget: int, judged: int) -> bool:
    """Say whether neither sheets nor money nor the applications changed since the last 集計."""
    return (
        terms.tallied_at is not None
        and terms.tallied_revision == terms.revision
        and terms.tallied_budget == budget
        and Summary.from_json(terms.summary).applications == judged
    )


def _line(standing: Standing, number: str | None, project: str, organisation: str) -> ResultLine:
    return ResultLine(
        rank=standing.rank,
        receipt_number=number or "",
        project=project,
        organisation=organisation,
        total=standing.total_text,
        verdict=VERDICT_NAMES[standing.verdict] if standing.verdict else "",
        amount=standing.amount,
        sheets=f"{standing.sheets_in}／{standing.sheets_due}",
    )


def signed_lines(day: PresentationDay) -> list[ResultLine]:
    """Give the result as it was signed, word for word."""
    kept: list[dict[str, Any]] = json.loads(day.signed_result) if day.signed_result else []
    return [ResultLine(**one) for one in kept]


def signature_holds(day: PresentationDay, result: Result) -> bool:
    """Say whether what was signed is still what is kept."""
    return bool(day.signed_digest) and day.signed_digest == result.digest
