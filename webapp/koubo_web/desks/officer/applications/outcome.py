"""What became of one application: its review, the decisions about it, and its money."""

from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.results.queries.outcome import DecidedOnIt, MoneyForIt, became_of
from koubo.award.rules import DecisionState
from koubo.calendar import format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.people.rules import Actor
from koubo.schemes.rules import Scheme
from koubo_web.desks.award_words import (
    WAITS_FOR_KESSAI,
    Tag,
    award_tag,
    decision_name,
    decision_tag,
)

DECIDED = (
    ApplicationState.SELECTED,
    ApplicationState.RUNNER_UP,
    ApplicationState.NOT_SELECTED,
)


@dataclass(frozen=True)
class Entry:
    """Something that is recorded of the application, and the page that shows it."""

    title: str
    url: str
    note: str = ""
    tag: Tag | None = None


def outcome_of(
    session: Session, actor: Actor, scheme: Scheme, application: Application
) -> list[Entry]:
    """Give what became of a decided application: its money, the decisions, its marks."""
    if application.state not in DECIDED:
        return []
    found = became_of(session, actor, application.id)
    marked = [
        Entry(
            f"{stage.title}の得点と計算の過程",
            url_for(
                "officer.review_working",
                call_id=application.call_id,
                stage_id=stage.id,
                application_id=application.id,
            ),
        )
        for stage in scheme.stages
        if stage.id in found.stages
    ]
    return [
        *(_award(one) for one in found.awards),
        *(_decision(one) for one in reversed(found.decisions)),
        *reversed(marked),
    ]


def _decision(row: DecidedOnIt) -> Entry:
    waits = DecisionState.DRAFTED if row.issued_on else None
    state = DecisionState.RELEASED if row.released else waits
    return Entry(
        decision_name(row.kind),
        url_for("officer.decision", decision_id=row.id),
        f"{row.document_number}　{format_date(row.issued_on)}" if row.issued_on else "",
        decision_tag(state) if state else WAITS_FOR_KESSAI,
    )


def _award(row: MoneyForIt) -> Entry:
    label = "交付決定額" if row.granted else "内定額"
    return Entry(
        f"交付（{format_fiscal_year(row.fiscal_year)}）",
        url_for("officer.award", award_id=row.id),
        f"{label} {format_yen(row.amount)}",
        award_tag(row.state),
    )
