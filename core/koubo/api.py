"""The door: all that a plugin author imports; nothing else is promised."""

from koubo.applications.rules import FilingCase
from koubo.applications.scanning import FileToScan, Scan
from koubo.award.amendments.changes import AmendmentCase, Changed
from koubo.award.payments.transfers import Payer, PaymentFile, Transfer, TransferOrder
from koubo.award.rules import AwardCase
from koubo.fields import Rate, Text, Whole, Yen, YesNo
from koubo.hooks import hookimpl
from koubo.money import Line, Worked, Working, format_number, format_yen
from koubo.people.account_rules import AccountKind, BankDetails
from koubo.people.mail_kinds import Fact, MailKind
from koubo.people.rules import Actor, Message
from koubo.problems import Problem
from koubo.reporting.checking.cost_rules import RefusedCost
from koubo.reporting.rules import ReportCase, Settlement, Table
from koubo.review.panel_views import Chart, Column, PanelView, ViewCell, ViewRow
from koubo.review.panels.conflict_rules import LikelyConflict, ReviewedApplication, Reviewer
from koubo.review.selection.inputs import Entry, SelectionInputs
from koubo.review.selection.select import enter, select
from koubo.review.selection.tally import reviewers_totals, tally
from koubo.review.selection.values import (
    CellState,
    Outcome,
    Pot,
    Score,
    Scored,
    Selection,
    Sheet,
    Verdict,
)
from koubo.schemes.amounts.reckoning import AmountCase, Reckoning
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.amounts.steps import AmountStep
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    Day,
    EligibilityCase,
    Finding,
    Gate,
    GroupFacts,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.eligibility.wants import Want, Wanted
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.review_words import Aggregate, Stage
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.words import Around, Told
from koubo.storage.outbox import Event, Reader

__all__ = [
    "AccountKind",
    "Actor",
    "Aggregate",
    "AmendmentCase",
    "AmountCase",
    "AmountStep",
    "Answer",
    "ApplicantFacts",
    "Around",
    "AwardCase",
    "BankDetails",
    "Budget",
    "CellState",
    "Changed",
    "Chart",
    "Column",
    "Condition",
    "Course",
    "Day",
    "EligibilityCase",
    "Entry",
    "Event",
    "ExpenseLine",
    "Fact",
    "Figure",
    "Figured",
    "FileToScan",
    "FilingCase",
    "Finding",
    "Gate",
    "GroupFacts",
    "IncomeKind",
    "IncomeLine",
    "LikelyConflict",
    "Line",
    "MailKind",
    "Message",
    "Outcome",
    "PanelView",
    "PastAward",
    "Payer",
    "PaymentFile",
    "Pot",
    "Problem",
    "Rate",
    "Reader",
    "Reckoning",
    "RefusedCost",
    "ReportCase",
    "ReviewedApplication",
    "Reviewer",
    "Said",
    "Scan",
    "Scheme",
    "Score",
    "Scored",
    "Selection",
    "SelectionInputs",
    "Settlement",
    "Sheet",
    "Stage",
    "Table",
    "Text",
    "ThemeFacts",
    "Told",
    "Transfer",
    "TransferOrder",
    "Verdict",
    "ViewCell",
    "ViewRow",
    "Want",
    "Wanted",
    "Whole",
    "Worked",
    "Working",
    "Yen",
    "YesNo",
    "award_amount",
    "enter",
    "format_number",
    "format_yen",
    "hookimpl",
    "load_scheme",
    "reviewers_totals",
    "select",
    "tally",
]
