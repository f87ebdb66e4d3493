"""Texts of a draft whose question is not asked (any more): they stay to be read and copied.

A call goes on with another release (正誤表), or a new call's form has other questions than the one
whose answers were taken over: what somebody wrote is theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.drafting import FORMER
from koubo.applications.facts import Asked
from koubo.applications.models import Filing
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import Form
from koubo.schemes.models import Release
from koubo.schemes.questions import question_of
from koubo.schemes.release_models import Erratum

NO_LABEL = "前の様式にあった項目"


@dataclass(frozen=True)
class FormerText:
    """What was written to a question that the form does not ask now."""

    label: str
    text: str


def former_texts(
    session: Session, catalog: Catalog, asked: Asked, filing: Filing
) -> list[FormerText]:
    """Give what a draft holds beyond its form; statements only where it holds anything."""
    kept = filing.draft.get(FORMER)
    found = [
        FormerText(str(one.get("label") or NO_LABEL), str(one.get("text") or ""))
        for one in (kept if isinstance(kept, list) else ())
    ]
    known = {one.id for one in asked.form.questions()} | {FORMER}
    gone = [
        key
        for key, raw in filing.draft.items()
        if question_of(key) not in known and plain_text(raw)
    ]
    if not gone:
        return found
    labels = formerly_asked(session, catalog, filing)
    return found + [
        FormerText(labels.get(key, NO_LABEL), plain_text(filing.draft[key]))
        for key in gone
        if key == question_of(key)  # a consent says nothing without its answer
    ]


def plain_text(raw: Any) -> str:
    """Give what was typed as text, whatever the kind of its question was."""
    return "\n".join(_lines(raw))


def _lines(raw: Any) -> Iterator[str]:
    """Give a text, and a table line by line, as it was typed."""
    if isinstance(raw, Mapping):
        cells = list(raw.values())
        if any(isinstance(one, list | Mapping) for one in cells):
            for one in cells:
                yield from _lines(one)
        elif line := "　".join(str(one) for one in cells if str(one or "").strip()):
            yield line
    elif isinstance(raw, list | tuple):
        for one in raw:
            yield from _lines(one)
    elif raw is not None and str(raw).strip():
        yield str(raw)


def formerly_asked(session: Session, catalog: Catalog, filing: Filing) -> dict[str, str]:
    """Give the label of every question that the call's form asked before its corrections."""
    labels: dict[str, str] = {}
    for form in _earlier_forms(session, catalog, filing):
        for question in form.questions():
            labels.setdefault(question.id, question.label)
    return labels


def _earlier_forms(session: Session, catalog: Catalog, filing: Filing) -> Iterator[Form]:
    """Give the form as the call's releases had it before its corrections, newest first."""
    application = filing.application
    releases = session.scalars(
        select(Release)
        .join(Erratum, Erratum.from_release_id == Release.id)
        .where(Erratum.call_id == application.call_id)
        .order_by(Erratum.number.desc())
    )
    for release in releases:
        scheme = catalog.of(release)
        yield scheme.form_for(filing.kind, scheme.course(application.course_id))
