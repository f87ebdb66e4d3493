"""One page of a filing's form: its questions with what was typed, and what was found wrong."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session
from wtforms.form import BaseForm

from koubo.applications.actions.drafts import writable
from koubo.applications.facts import (
    Asked,
    open_correction,
    sources_of,
    time_of,
)
from koubo.applications.models import Attachment, Correction, Filing
from koubo.applications.queries.own import attachments_of
from koubo.applications.queries.savers import member_names
from koubo.applications.receipts import size_word
from koubo.applications.rules import FilingState
from koubo.applications.schemas import Reading, read_answers
from koubo.applications.steps import closes_at, is_late
from koubo.calendar import format_date, format_date_plain, format_moment_short
from koubo.problems import NotFound
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind, Section
from koubo.schemes.group_fields import MOST_GROUPS
from koubo.schemes.questions import Question, Sources
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.applicant.budget_page import BudgetPage, budget_page
from koubo_web.forms.asking import Asking
from koubo_web.forms.file_fields import accept, file_rules
from koubo_web.forms.filing_form import shown_form
from koubo_web.forms.places import Places, places_of
from koubo_web.forms.showing import answer_text, raw_text
from koubo_web.requests import now, unit_of_work

NOT_ASKED = "直すように頼まれた項目ではありません。"
PHOTO = "紙の書類は、スマートフォンで撮った写真（JPG）でも添付できます。"
GROUP_ROWS = 3
"""How many lines a fresh table of organisations offers."""


@dataclass(frozen=True)
class Work:
    """A filing that its own member works on, with what decides about its pages."""

    filing: Filing
    asked: Asked
    correction: Correction | None
    open_questions: frozenset[str]
    reading: Reading
    sources: Sources
    attachments: tuple[Attachment, ...]

    @classmethod
    def of(cls, work: UnitOfWork, catalog: Catalog, filing: Filing) -> "Work":
        """Give a filing's work; Refused where nothing may be changed any more."""
        asked = Asked.of(catalog, filing)
        every = {one.id for one in asked.form.questions()}
        sources = sources_of(work.session, asked)
        attachments = attachments_of(work.session, filing.id)
        attached = Counter(one.question_id for one in attachments)
        returned = filing.state is FilingState.IN_CORRECTION
        return cls(
            filing=filing,
            asked=asked,
            correction=open_correction(work.session, filing.id) if returned else None,
            open_questions=frozenset(writable(work, filing, every)),
            reading=read_answers(asked.form, filing.draft, sources, attached),
            sources=sources,
            attachments=tuple(attachments),
        )

    def saved(self, session: Session, section: Section) -> "Work":
        """Give the work after this request has saved a section, reading anew what that changed."""
        attachments = self.attachments
        if any(one.kind == "files" for one in section.questions):
            attachments = tuple(attachments_of(session, self.filing.id))
        attached = Counter(one.question_id for one in attachments)
        reading = read_answers(self.asked.form, self.filing.draft, self.sources, attached)
        return replace(self, attachments=attachments, reading=reading)

    @property
    def closes_at(self) -> datetime | None:
        """Give when the time for handing in ends; None where none was set."""
        return closes_at(self.filing, self.correction)

    @property
    def is_late(self) -> bool:
        """Say whether it would be refused now because its time is over."""
        return is_late(self.filing, self.correction, now())

    @property
    def nth_time(self) -> int:
        """Give which award of the course it would be; one statement."""
        return time_of(unit_of_work().session, self.asked.scheme, self.filing.application)

    @property
    def asked_again(self) -> list[tuple[str, str]]:
        """Give label and address of each question that a correction opens."""
        found = []
        for section in self.asked.form.sections:
            for question in section.questions if self.correction else ():
                if question.id in self.open_questions:
                    anchor = "question" if question.kind == "budget" else "field"
                    url = url_for(
                        "applicant.edit_filing",
                        filing_id=self.filing.id,
                        section_id=section.id,
                        _anchor=f"{anchor}-{question.id}",
                    )
                    found.append((question.label, url))
        return found

    def section(self, section_id: str) -> Section:
        """Give a section of the form; NotFound where it has none such."""
        found = self.asked.form.section(section_id)
        if found is None:
            raise NotFound
        return found

    def writable_in(self, section: Section) -> list[Question]:
        """Give the questions of a section that may be changed now."""
        return [one for one in section.questions if one.id in self.open_questions]

    def kept(self, question: Question) -> list[dict[str, Any]]:
        """Give the files of a question as the macro ``file`` shows them."""
        return [
            {
                "id": one.id,
                "name": one.name,
                "size": size_word(one.size),
                "sha256": one.sha256,
                "url": url_for("files.download", attachment_id=one.id),
            }
            for one in self.attachments
            if one.question_id == question.id
        ]


@dataclass(frozen=True)
class SectionPage:
    """What the template of one section is given."""

    work: Work
    catalog: Catalog
    section: Section
    form: BaseForm
    draft: Mapping[str, Any]
    places: Places
    rows: Mapping[str, int]
    """How many lines a table shows at least."""
    on_paper: bool = False
    """Whether an officer writes off a paper."""

    closed = NOT_ASKED

    @cached_property
    def asking(self) -> Asking:
        """Give what stands around the questions: conditions, sums, lines of tables."""
        return Asking(self.work.asked.form, self.draft, self.work.reading, self.rows, self.on_paper)

    def is_open(self, question: Question) -> bool:
        """Say whether the question may be changed now; a sum follows what may."""
        return question.kind == "computed" or question.id in self.work.open_questions

    def errors(self, question: Question) -> list[str]:
        """Give what was found wrong with a question as a whole."""
        return self.places.of(question.id)

    def choices(self, question: Question) -> tuple[str, ...]:
        """Give what a question lets one choose from."""
        departments = question.kind == "department"
        return self.work.sources.departments if departments else question.choices

    def shown(self, question: Question) -> str:
        """Give what was typed, for reading; as it was understood, where it was."""
        if question.kind != "budget" and question.id in self.work.reading.answers:
            return answer_text(question, self.work.reading.answers[question.id])
        return raw_text(question, self.draft.get(question.id))

    def echo(self, question: Question) -> str:
        """Give a day as it was understood."""
        day = self.work.reading.answers.get(question.id)
        return f"{format_date(day)}（{format_date_plain(day)}）" if day else ""

    def kept(self, question: Question) -> list[dict[str, Any]]:
        """Give the files of a question."""
        return self.work.kept(question)

    def accept(self, question: Question) -> str:
        """Give the endings that the browser offers first."""
        return accept(question)

    def file_rules(self, question: Question) -> str:
        """Say which files are taken, and what to do with paper."""
        photo = PHOTO if "jpg" in (question.types or ("jpg",)) else ""
        return f"{file_rules(question)}{photo}選んだあと「保存する」を押すと添付されます。"

    def group_rows(self, question: Question) -> list[dict[str, str]]:
        """Give the organisations as typed, with blank lines for more."""
        kept = self.draft.get(question.id)
        rows = [dict(one) for one in kept] if isinstance(kept, list) else []
        wanted = max(GROUP_ROWS, len(rows) + 1, self.rows.get(f"{question.id}-rows", 0))
        return rows + [{} for _ in range(min(wanted, MOST_GROUPS) - len(rows))]

    def budget(self, question: Question) -> BudgetPage:
        """Give the tables of a budget with their totals and the expected amount."""
        is_proposal = self.work.filing.kind is FilingKind.PROPOSAL
        return budget_page(
            self.catalog,
            self.work.asked,
            question.id,
            self.draft.get(question.id),
            rows=self.rows,
            expected_time=self.work.nth_time if is_proposal else None,
        )


def section_page(
    work: Work,
    catalog: Catalog,
    section: Section,
    *,
    show_problems: bool,
    rows: Mapping[str, int],
    more: Places | None = None,
    on_paper: bool = False,
) -> SectionPage:
    """Give the page of a section as its draft stands.

    :param show_problems: whether to say what is wrong with it; a page not yet saved keeps quiet
    :param more: problems that the draft does not know, such as a refused file's
    :param on_paper: whether an officer writes off a paper, on which nothing is marked as required
    """
    ids = {one.id for one in work.writable_in(section)}
    if more is not None:
        # Of a refused file its own message says what to do; 「添付してください」 would say it twice.
        ids -= set(more.boxes)
    found = work.reading.of_questions(ids) if show_problems else ()
    places = places_of(work.asked.form, found)
    if more is not None:
        places = more.joined(places)
    return SectionPage(
        work=work,
        catalog=catalog,
        section=section,
        form=shown_form(section.questions, work.filing.draft),
        draft=work.filing.draft,
        places=places,
        rows=rows,
        on_paper=on_paper,
    )


def last_saved(work: Work) -> str:
    """Say when a draft was saved last and, where a member did it, by whom."""
    filing = work.filing
    told = format_moment_short(filing.saved_at)
    organisation_id = filing.application.organisation_id
    names = member_names(unit_of_work().session, organisation_id, {filing.saved_by})
    name = names.get(filing.saved_by or 0)
    return f"{told}（{name}）" if name else told


def steps_of(work: Work, *, checked: bool = False) -> list[dict[str, str]]:
    """Give the steps of the form: every section can be opened at any time, then the check.

    :param checked: whether to mark what is not complete; before the check it is only unfinished
    """
    filing_id = work.filing.id
    steps = []
    for section in work.asked.form.sections:
        complete = not work.reading.of_questions({one.id for one in section.questions})
        url = url_for("applicant.edit_filing", filing_id=filing_id, section_id=section.id)
        state = "completed" if complete else "error" if checked else "reached"
        steps.append({"label": section.title, "state": state, "url": url})
    check = url_for("applicant.check_page", filing_id=filing_id)
    return [*steps, {"label": "確認と提出", "state": "reached", "url": check}]
