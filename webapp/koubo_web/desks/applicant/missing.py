"""What a document still lacks, section by section, each with the way to its box."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from koubo.applications.facts import Asked, attached_counts, sources_of
from koubo.applications.models import Filing
from koubo.applications.queries.savers import member_names
from koubo.applications.rules import FilingState
from koubo.applications.schemas import read_answers
from koubo.calendar import format_moment_short
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import Form
from koubo_web.forms.places import PlacedProblem, places_of

FEW = 10
"""Fewer than this are counted with つ."""


@dataclass(frozen=True)
class Missing:
    """What one section lacks; what belongs to none stands under no title."""

    title: str
    lines: tuple[tuple[str, str], ...]
    """Message and address; the address is empty where no box mends it."""


@dataclass(frozen=True)
class DraftLine:
    """A document that is being written, as its application's page tells of it."""

    title: str
    saved: str
    count: int
    words: str
    missing: tuple[Missing, ...]
    check_url: str


def missing_by_section(
    filing_id: int, form: Form, problems: Iterable[PlacedProblem]
) -> tuple[Missing, ...]:
    """Group problems by their section, in the form's order."""
    found = list(problems)
    groups = [("", ""), *((one.id, one.title) for one in form.sections)]
    return tuple(
        Missing(title, tuple((one.message, _url(filing_id, one)) for one in of_it))
        for key, title in groups
        if (of_it := [one for one in found if one.section == key])
    )


def words_left(count: int) -> str:
    """Say how far it is to handing in."""
    if not count:
        return "入力は、ひととおり済んでいます。確認して提出できます。"
    return f"あと{count}{'つ' if count < FEW else 'か所'}で提出できます"


def drafts_of(
    session: Session, catalog: Catalog, organisation_id: int, filings: Sequence[Filing]
) -> list[DraftLine]:
    """Give what is being written, with who saved it last, and what it lacks by its form alone."""
    open_ones = [one for one in filings if one.state is FilingState.DRAFT]
    names = member_names(session, organisation_id, {one.saved_by for one in open_ones})
    return [_draft(session, catalog, one, names.get(one.saved_by or 0, "")) for one in open_ones]


def _draft(session: Session, catalog: Catalog, filing: Filing, saver: str) -> DraftLine:
    asked = Asked.of(catalog, filing)
    sources = sources_of(session, asked)
    attached = Counter(attached_counts(session, filing.id))
    reading = read_answers(asked.form, filing.draft, sources, attached)
    placed = places_of(asked.form, reading.problems).problems
    saved = format_moment_short(filing.saved_at)
    return DraftLine(
        title=asked.form.title,
        saved=f"{saved}（{saver}）" if saver else saved,
        count=len(placed),
        words=words_left(len(placed)),
        missing=missing_by_section(filing.id, asked.form, placed),
        check_url=url_for("applicant.check_page", filing_id=filing.id),
    )


def _url(filing_id: int, problem: PlacedProblem) -> str:
    if not problem.section:
        return ""
    return url_for(
        "applicant.edit_filing",
        filing_id=filing_id,
        section_id=problem.section,
        show="problems",
        _anchor=problem.anchor,
    )
