"""What was done about one application, over all areas: its documents, decisions, money, letters."""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.award.amendments.models import Amendment
from koubo.award.grants.agreement_models import Agreement
from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.people.history import Step, steps_of
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.models import Repayment, Report
from koubo.storage.base import Base

OF_AWARD: tuple[type[Agreement | Amendment | Claim | Report | Repayment | EvaluationSheet], ...] = (
    Agreement,
    Amendment,
    Claim,
    Report,
    Repayment,
    EvaluationSheet,
)


def history_of(session: Session, application_id: int) -> list[Step]:
    """Give every step about an application, newest first; scores and sheets are not among them."""
    awards = select(Award.id).where(Award.application_id == application_id)

    def numbers(column: Select[int]) -> list[int]:
        return list(session.scalars(column))

    def of_application(table: type[Filing | Notice], key: ColumnElement[bool]) -> list[int]:
        return numbers(select(table.id).where(key))

    subjects: dict[type[Base], list[int]] = {
        Application: [application_id],
        Filing: of_application(Filing, Filing.application_id == application_id),
        Notice: of_application(Notice, Notice.application_id == application_id),
        Award: numbers(awards),
        Decision: numbers(
            select(DecisionLine.decision_id).where(DecisionLine.application_id == application_id)
        ),
    }
    for table in OF_AWARD:
        subjects[table] = numbers(select(table.id).where(table.award_id.in_(awards)))
    return steps_of(session, subjects)
