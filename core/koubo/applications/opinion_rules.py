"""A department's opinion on an application: who is asked what until when, and how it is judged."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from koubo.applications.rules import ApplicationState
from koubo.applications.schemas import answers_from_json, answers_to_json, read_answers
from koubo.problems import Problems
from koubo.schemes.forms import FilingKind, Form, Section
from koubo.schemes.questions import Sources
from koubo.schemes.rules import Scheme

ASKABLE = (
    ApplicationState.FILED,
    ApplicationState.IN_CORRECTION,
    ApplicationState.ACCEPTED,
)
"""While nothing is decided; afterwards an opinion would be no help any more."""
TITLE = "担当課意見書"


class OpinionSource(StrEnum):
    """By which way an opinion came."""

    WEB = "web"
    EXCEL = "excel"


SOURCE_NAMES: Mapping[OpinionSource, str] = {
    OpinionSource.WEB: "画面で回答",
    OpinionSource.EXCEL: "Excelで回答",
}


def opinion_form(scheme: Scheme) -> Form:
    """Give what a scheme asks departments, as a form of one section."""
    questions = scheme.office_words.opinion_questions
    return Form(FilingKind.PROPOSAL, TITLE, "", (Section("opinion", TITLE, "", questions),))


def read_opinion(scheme: Scheme, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers as they are kept; Problems name the questions."""
    form = opinion_form(scheme)
    reading = read_answers(form, typed, Sources(), {})
    if reading.problems:
        raise Problems(reading.problems)
    return answers_to_json(form, reading.answers)


def opinion_answers(scheme: Scheme, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give the typed answers back."""
    return answers_from_json(opinion_form(scheme), kept)


def is_overdue(due_on: date, answered: bool, today: date) -> bool:
    """Say whether an opinion should have come."""
    return not answered and due_on < today
