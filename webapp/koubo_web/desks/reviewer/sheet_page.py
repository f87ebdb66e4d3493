"""The page of one sheet: the proposal beside the marks, and what stands in the way of marking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import render_template, url_for

from koubo.applications.queries.opinions import opinions_for_reviewer
from koubo.applications.schemas import answers_from_json
from koubo.problems import Problem
from koubo.review.blind import hides_any, hides_organisation, masked
from koubo.review.own_total import own_total
from koubo.review.queries.own_sheet import OwnSheet, own_sheet
from koubo.review.rules import ReviewState
from koubo.review.schemas import COMMENT_LENGTH, NOTE_LENGTH, REASON_LENGTH
from koubo_web.desks.opinion_view import opinions_shown
from koubo_web.desks.todo import time_left
from koubo_web.forms.score_sheet import (
    markings,
    others_of,
    page_fields,
    sheet_texts,
    sheet_told,
    unmarked_told,
)
from koubo_web.requests import actor, now, site, unit_of_work

NOTE, NOTE_VERSION = "own-note", "note-version"
"""The fields of the reviewer's own note; no criterion's id has a hyphen."""
STATE_TAGS = {
    ReviewState.DECLARED: ("採点中", "blue"),
    ReviewState.HANDED_IN: ("提出済み", "green"),
    ReviewState.ABSENT: ("欠席", "grey"),
    ReviewState.REPLACED: ("交代", "grey"),
}


@dataclass(frozen=True)
class Shown:
    """What a page shows over what is saved.

    :param texts: what was typed; what is saved where None
    :param both: what differs between the two, with its label
    """

    texts: Mapping[str, str] | None = None
    problems: Sequence[Problem] = ()
    both: Sequence[tuple[str, str, str]] = ()


AS_SAVED = Shown()


def own(review_id: int) -> OwnSheet:
    """Give the reviewer's own sheet; NotFound for any other."""
    return own_sheet(unit_of_work().session, site().catalog, actor(), review_id)


def saved_texts(found: OwnSheet) -> dict[str, str]:
    """Give a sheet as it is saved, as the texts of its fields, with the reviewer's own note."""
    return sheet_texts(found.stage, found.cells, found.comment) | {NOTE: found.note.text}


def total_told(found: OwnSheet) -> str:
    """Give what the reviewer's own sheet comes to as it is saved."""
    return own_total(found.stage, found.scheme.selection, found.cells).told


def sheet_page(found: OwnSheet, shown: Shown = AS_SAVED) -> str:
    """Draw a sheet with what it judges."""
    rule = found.scheme.selection
    is_open = found.state is ReviewState.DECLARED
    closed = found.closed_because(now()) if is_open else ""
    return render_template(
        "reviewer/sheet.html",
        sheet=found,
        tag=STATE_TAGS[found.state],
        is_open=is_open,
        closed=closed,
        left=time_left(found.due_at, now()) if found.due_at else "",
        answers=answers_from_json(found.form, found.answers),
        opinions=_opinions(found),
        earlier_url=""
        if hides_any(found.scheme)
        else url_for("evaluations.earlier", application_id=found.application_id),
        # What a page did not ask, such as the marks beside a note, stands as it is saved.
        texts={**saved_texts(found), **(shown.texts or {})},
        markings=markings(found.stage, rule),
        others=others_of(rule),
        unmarked=unmarked_told(rule),
        total=total_told(found),
        fields=page_fields(found.version) | {NOTE_VERSION: str(found.note.version)},
        note_field=NOTE,
        note_length=NOTE_LENGTH,
        person_id=actor().person_id,
        reason_length=REASON_LENGTH,
        comment_length=COMMENT_LENGTH,
        both=shown.both,
        problems=shown.problems,
        errors={one.field: one.message for one in shown.problems},
    )


def stale_page(review_id: int, typed: Mapping[str, str]) -> str:
    """Show both texts: what another tab has saved, and what was typed here."""
    found = own(review_id)
    texts = saved_texts(found)
    saved, mine = _told(found, texts), _told(found, {**texts, **typed})
    both = [
        (label, old, new) for (label, old), (_, new) in zip(saved, mine, strict=True) if old != new
    ]
    return sheet_page(found, Shown(texts=typed, both=both))


def _told(found: OwnSheet, texts: Mapping[str, str]) -> list[tuple[str, str]]:
    return [*sheet_told(found.stage, texts), ("自分のメモ", texts[NOTE])]


def _opinions(found: OwnSheet) -> object:
    asked = opinions_for_reviewer(
        unit_of_work().session, actor(), found.scheme, found.application_id
    )
    readable = [
        replace(one, answers=masked(found.stage, one.answers, found.names), note="")
        if hides_organisation(found.stage)
        else one
        for one in asked
    ]
    return opinions_shown(found.scheme, readable)
