"""The door: all that a plugin author imports; nothing else is promised."""

from koubo.applications.rules import FilingCase
from koubo.award.rules import AwardCase
from koubo.hooks import hookimpl
from koubo.money import Line, Worked, Working, format_yen
from koubo.people.rules import Actor, Message
from koubo.problems import Problem
from koubo.reporting.rules import ReportCase, Settlement, Table
from koubo.review.rules import ReviewedApplication, Reviewer
from koubo.review.selection.values import Outcome, Pot, Score, Scored, Selection, Sheet
from koubo.schemes.amount import AmountCase, award_amount
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    Finding,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.schemas import load_scheme
from koubo.storage.outbox import Event

__all__ = [
    "Actor",
    "AmountCase",
    "Answer",
    "ApplicantFacts",
    "AwardCase",
    "Budget",
    "Course",
    "EligibilityCase",
    "Event",
    "ExpenseLine",
    "FilingCase",
    "Finding",
    "IncomeKind",
    "IncomeLine",
    "Line",
    "Message",
    "Outcome",
    "PastAward",
    "Pot",
    "Problem",
    "ReportCase",
    "ReviewedApplication",
    "Reviewer",
    "Scheme",
    "Score",
    "Scored",
    "Selection",
    "Settlement",
    "Sheet",
    "Stage",
    "Table",
    "ThemeFacts",
    "Worked",
    "Working",
    "award_amount",
    "format_yen",
    "hookimpl",
    "load_scheme",
]
