"""A proposal in the words of the booklet: its answers, its budget, the departments' opinions."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from koubo.applications.opinion_rules import opinion_answers, opinion_form
from koubo.applications.queries.opinions import OpinionLine
from koubo.money import format_yen
from koubo.papers.booklet import BudgetRow
from koubo.review.blind import PROJECT, masked
from koubo.schemes.budget import INCOME_NAMES, Budget
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme

NOT_AMONG_TEXTS = frozenset({"files", "budget", "declaration", "department"})
"""Shown elsewhere in the booklet, or nothing to judge by."""


def proposal_texts(form: Form, answers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Give label and text of every answer that is asked for, in the order of the form.

    :param form: as the stage's reviewers read it
    :param answers: typed, with what is hidden blotted out
    """
    return tuple(
        (one.label, _text(form, one.id, answers.get(one.id)))
        for one in form.questions()
        if one.kind not in NOT_AMONG_TEXTS and one.id != PROJECT and one.applies(answers)
    )


def _text(form: Form, question_id: str, value: Any) -> str:
    question = form.question(question_id)
    if question is None or value is None:
        return ""
    return QUESTION_KINDS[question.kind].text(question, value).replace("\r\n", "\n").strip()


def budget_rows(budget: Budget) -> tuple[tuple[BudgetRow, ...], tuple[BudgetRow, ...]]:
    """Give the lines of expenses and of income."""
    costs = tuple(
        BudgetRow(one.category, one.item, format_yen(one.amount), "" if one.eligible else "対象外")
        for one in budget.expenses
    )
    incomes = tuple(
        BudgetRow(
            INCOME_NAMES[one.kind],
            "" if one.item == INCOME_NAMES[one.kind] else one.item,
            format_yen(one.amount),
        )
        for one in budget.incomes
    )
    return costs, incomes


def opinion_texts(
    scheme: Scheme, opinions: Iterable[OpinionLine], stage: Stage, names: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Give each department with what it answered."""
    form = opinion_form(scheme)
    return tuple(
        (one.department, "\n".join(_answers(scheme, form, masked(stage, one.answers, names))))
        for one in opinions
    )


def _answers(scheme: Scheme, form: Form, kept: Mapping[str, Any]) -> Iterator[str]:
    typed = opinion_answers(scheme, kept)
    for question in form.questions():
        if text := _text(form, question.id, typed.get(question.id)):
            yield f"{question.label}：{text}"
