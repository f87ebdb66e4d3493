"""A scheme's form as applicants will see it, to try out: nothing that is typed is kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from wtforms.form import BaseForm

from koubo.applications.facts import Asked
from koubo.applications.hookspecs import koubo_filing_problems
from koubo.applications.rules import FilingCase
from koubo.applications.schemas import Reading, read_answers
from koubo.calendar import day_in_japan, fiscal_year, format_date, format_date_plain
from koubo.hooks import PluginFault
from koubo.problems import Problem
from koubo.schemes.amounts.steps import RateByTime
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.group_fields import MOST_GROUPS
from koubo.schemes.questions import Question, Sources
from koubo.schemes.rules import Course, Scheme
from koubo_web.desks.applicant.budget_page import BudgetPage, budget_page
from koubo_web.forms.asking import Asking
from koubo_web.forms.file_fields import accept, file_rules
from koubo_web.forms.filing_form import shown_form
from koubo_web.forms.places import Places, places_of

GROUP_ROWS = 3
NO_ROWS: Mapping[str, int] = {}
PLUGIN_SILENT = Problem(
    "plugin_silent",
    "制度のプラグインに不具合があり、その部分は確かめられませんでした。",
)


@dataclass(frozen=True)
class FormPreview:
    """What the templates of questions are given, in place of a filing."""

    catalog: Catalog
    asked: Asked
    departments: tuple[str, ...]
    draft: Mapping[str, Any]
    reading: Reading
    places: Places
    form: BaseForm
    rows: Mapping[str, int] = field(default_factory=dict)
    nth_time: int = 1
    """Which award of the course it is taken for."""

    @cached_property
    def asking(self) -> Asking:
        """Give what stands around the questions: conditions, sums, lines of tables."""
        return Asking(self.asked.form, self.draft, self.reading, self.rows)

    @property
    def times(self) -> list[tuple[str, str]]:
        """Give the awards that the course's rate tells apart, to choose from; none mostly."""
        step = self.asked.course.funding.step(RateByTime)
        count = len(step.rates) if step and self._is_proposal else 0
        last = {count: f"{count}回目から"}
        return [(str(one), last.get(one, f"{one}回目")) for one in range(1, count + 1)]

    @property
    def has_tables(self) -> bool:
        """Say whether the form needs the width of a table."""
        return self.asked.form.of_kind("budget") is not None

    def errors(self, question: Question) -> list[str]:
        """Give what is wrong with what was tried."""
        return self.places.of(question.id)

    def choices(self, question: Question) -> tuple[str, ...]:
        """Give what a question lets one choose from."""
        return self.departments if question.kind == "department" else question.choices

    def echo(self, question: Question) -> str:
        """Give a day as it was understood."""
        day = self.reading.answers.get(question.id)
        return f"{format_date(day)}（{format_date_plain(day)}）" if day else ""

    def kept(self, question: Question) -> list[dict[str, Any]]:
        """Give no files: none are taken here."""
        return []

    def accept(self, question: Question) -> str:
        """Give the endings that the browser offers first."""
        return accept(question)

    def file_rules(self, question: Question) -> str:
        """Say which files are taken."""
        return f"{file_rules(question)}（この見本では添付されません）"

    def group_rows(self, question: Question) -> list[dict[str, str]]:
        """Give what was tried, with blank lines for more."""
        kept = self.draft.get(question.id)
        typed = [dict(one) for one in kept] if isinstance(kept, list) else []
        wanted = max(GROUP_ROWS, len(typed) + 1, self.rows.get(f"{question.id}-rows", 0))
        return typed + [{} for _ in range(min(wanted, MOST_GROUPS) - len(typed))]

    def budget(self, question: Question) -> BudgetPage:
        """Give the tables with the amount that the rule gives for what was tried."""
        return budget_page(
            self.catalog,
            self.asked,
            question.id,
            self.draft.get(question.id),
            rows=self.rows,
            expected_time=self.nth_time if self._is_proposal else None,
        )

    @property
    def _is_proposal(self) -> bool:
        return self.asked.form.kind is FilingKind.PROPOSAL


def form_preview(
    catalog: Catalog,
    asked: Asked,
    *,
    departments: tuple[str, ...],
    now: datetime,
    typed: Mapping[str, Any] | None = None,
    rows: Mapping[str, int] = NO_ROWS,
    nth_time: int = 1,
) -> FormPreview:
    """Give a form's page, blank or with what was tried and what is wrong with it.

    :param typed: raw answers by question; None for a blank form
    :param rows: how many lines each table shows at least, by the table's name in the form
    :param nth_time: which award of the course it is taken for
    """
    drafted = catalog.with_draft(asked.scheme)
    reading, places = Reading({}, ()), Places()
    if typed is not None:
        reading = _tried(asked, typed, departments)
        further = _further_problems(drafted, asked, reading, now)
        places = places_of(asked.form, (*reading.problems, *further))
    draft = typed or {}
    return FormPreview(
        catalog=drafted,
        asked=asked,
        departments=departments,
        draft=draft,
        reading=reading,
        places=places,
        form=shown_form(tuple(asked.form.questions()), draft),
        rows=rows,
        nth_time=nth_time,
    )


def asked_of(scheme: Scheme, course: Course, kind: FilingKind) -> Asked:
    """Give a form as one course is asked it; KeyError if the scheme has none of the kind."""
    return Asked(scheme, course, scheme.form_for(kind, course))


def _tried(asked: Asked, draft: Mapping[str, Any], departments: tuple[str, ...]) -> Reading:
    """Judge what was tried; files cannot be, and count as attached."""
    scheme, course = asked.scheme, asked.course
    sources = Sources(
        departments=departments,
        cost_categories=scheme.categories_of(course),
        ineligible_categories=scheme.costs.not_allowed,
        priced_categories=course.funding.priced_categories,
    )
    attached = {one.id: 1 for one in asked.form.questions() if one.kind == "files"}
    return read_answers(asked.form, draft, sources, attached)


def _further_problems(
    catalog: Catalog, asked: Asked, reading: Reading, now: datetime
) -> Iterable[Problem]:
    """Ask the rules that see the whole document.

    No call gives the 事業年度 here: it is the year in which the activity is said to begin.
    """
    begins = reading.answers.get("starts_on")
    year = fiscal_year(begins if isinstance(begins, date) else day_in_japan(now))
    case = FilingCase(asked.form.kind, asked.form, reading.answers, now, year, None)
    ask = catalog.hooks.all(koubo_filing_problems, asked.scheme.id)
    try:
        return ask(course=asked.course, filing=case)
    except PluginFault:
        return (PLUGIN_SILENT,)
