"""The tablet's sheets: all of the day on one page, so that a network cut leaves them open."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.opinions import opinions_for_reviewer
from koubo.applications.schemas import answers_from_json
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.review.days.actions.sheets import hand_in_on_tablet, save_on_tablet
from koubo.review.days.tablet import Tablet, TabletSheet, tablet_of, tablet_sheet
from koubo.review.queries.own_sheet import OwnSheet
from koubo.review.reading_files import load_readable_file
from koubo.review.rules import REVIEW_STEPS, ReviewState, sheet_problems
from koubo.review.schemas import COMMENT_LENGTH, REASON_LENGTH, SheetInput, read_sheet
from koubo.schemes.review_words import Stage
from koubo_web.access import tablet
from koubo_web.desks.files import INFECTED, access_log, stored_file
from koubo_web.desks.opinion_view import opinions_shown
from koubo_web.desks.tablet.desk import desk
from koubo_web.forms.score_sheet import (
    markings,
    others_of,
    page_fields,
    sheet_fields,
    sheet_texts,
    sheet_told,
)
from koubo_web.forms.seen import page_of
from koubo_web.requests import now, site, unit_of_work
from koubo_web.tablets import holder
from koubo_web.versions import version_of

TONES = {
    ReviewState.DECLARED: "blue",
    ReviewState.HANDED_IN: "green",
    ReviewState.ABSENT: "grey",
}


@dataclass(frozen=True)
class Shown:
    """What one sheet shows otherwise than as it is kept: what was typed, and what is wrong."""

    review_id: int = 0
    texts: dict[str, str] | None = None
    problems: tuple[Problem, ...] = ()
    both: tuple[tuple[str, str, str], ...] = ()


@desk.get("/")
@tablet
def home() -> ResponseReturnValue:
    """Show all of the day's sheets of this seat."""
    return page(Shown())


@desk.post("/sheets/<int:review_id>")
@tablet
def save(review_id: int) -> ResponseReturnValue:
    """Keep one sheet, as a browser without scripts sends it; then stay, or go on to hand it in."""
    found = one_sheet(review_id)
    typed = typed_for(found.stage, review_id)
    try:
        keep(review_id, read_sheet(found.stage, typed))
    except Problems as raised:
        return page(Shown(review_id, typed, raised.problems)), 422
    except Stale:
        kept = one_sheet(review_id)
        saved = sheet_texts(kept.stage, kept.cells, kept.comment)
        return page(Shown(review_id, typed, both=differing(kept.stage, saved, typed))), 409
    except Refused as refused:
        return page(Shown(review_id, typed, (Problem("refused", refused.message),))), 409
    if request.form.get("do") == "next":
        return redirect(url_for("tablet.confirm", review_id=review_id), 303)
    flash("審査票を保存しました。まだ提出していません。", "success")
    return redirect(url_for("tablet.home", _anchor=f"sheet-{review_id}"), 303)


@desk.get("/sheets/<int:review_id>/hand-in")
@tablet
def confirm(review_id: int) -> ResponseReturnValue:
    """Show one sheet once more before it is handed in."""
    found = one_sheet(review_id)
    texts = sheet_texts(found.stage, found.cells, found.comment)
    problems = tuple(sheet_problems(found.stage, found.scheme.selection, found.cells))
    if found.state is not ReviewState.DECLARED:
        return redirect(url_for("tablet.home", _anchor=f"sheet-{review_id}"))
    if problems:
        return page(Shown(review_id, texts, problems))
    return render_template("tablet/hand_in.html", sheet=found, lines=sheet_told(found.stage, texts))


@desk.post("/sheets/<int:review_id>/hand-in")
@tablet
def hand_in(review_id: int) -> ResponseReturnValue:
    """Hand one sheet in."""
    try:
        hand_in_on_tablet(
            unit_of_work(),
            site().catalog,
            holder(),
            review_id,
            version=version_of(request.form),
        )
    except Problems as raised:
        return page(Shown(review_id, None, raised.problems)), 422
    flash("審査票を提出しました。", "success")
    return redirect(url_for("tablet.home", _anchor=f"sheet-{review_id}"), 303)


@desk.get("/sheets/<int:review_id>/papers")
@tablet
def papers(review_id: int) -> ResponseReturnValue:
    """Show what was handed in, as this stage's reviewers may read it."""
    found = one_sheet(review_id)
    opinions = opinions_for_reviewer(
        unit_of_work().session, holder().actor, found.scheme, found.application_id
    )
    return render_template(
        "tablet/papers.html",
        sheet=found,
        answers=answers_from_json(found.form, found.answers),
        opinions=opinions_shown(found.scheme, opinions),
    )


@desk.get("/sheets/<int:review_id>/files/<int:attachment_id>")
@tablet
def file(review_id: int, attachment_id: int) -> ResponseReturnValue:
    """Send a file of what one sheet judges; reading is logged as on the reviewer's own desk."""
    sheet = one_sheet(review_id)
    if attachment_id not in {one.id for one in sheet.files}:
        raise NotFound
    work, who = unit_of_work(), holder().actor
    found, name = load_readable_file(work.session, site().catalog, who, attachment_id)
    if found.scan_found:
        raise Refused(INFECTED)
    access_log.info(
        "person %d read file %d of application %d on a tablet",
        who.person_id,
        found.id,
        sheet.application_id,
    )
    return stored_file(found, name=name)


def one_sheet(review_id: int) -> OwnSheet:
    """Give one sheet that the card opens, with its papers."""
    return tablet_sheet(unit_of_work().session, site().catalog, holder(), review_id)


def opened() -> Tablet:
    """Give all that the card opens."""
    return tablet_of(unit_of_work().session, site().catalog, holder())


def keep(review_id: int, read: SheetInput) -> int:
    """Keep a sheet as this request sent it; give its version."""
    return save_on_tablet(
        unit_of_work(),
        holder(),
        review_id,
        cells=read.cells,
        comment=read.comment,
        version=version_of(request.form),
        page=page_of(request.form),
    )


def field_name(review_id: int, name: str) -> str:
    """Give the name that a sheet's field bears on the page of them all."""
    return f"r{review_id}-{name}"


def typed_for(stage: Stage, review_id: int) -> dict[str, str]:
    """Give what was typed into one sheet of the page."""
    return {name: request.form.get(field_name(review_id, name), "") for name in sheet_fields(stage)}


def differing(
    stage: Stage, saved: dict[str, str], typed: dict[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """Give what was kept and what was typed, line by line where they differ."""
    lines = zip(sheet_told(stage, saved), sheet_told(stage, typed), strict=True)
    return tuple((label, old, new) for (label, old), (_, new) in lines if old != new)


def page(shown: Shown) -> str:
    """Draw the page of all sheets."""
    found = opened()
    return render_template(
        "tablet/sheets.html",
        opened=found,
        shown=shown,
        markings=markings(found.stage, found.rule),
        others=others_of(found.rule),
        texts=lambda one: _texts(found, one, shown),
        fields=lambda one: page_fields(one.version),
        name=field_name,
        is_open=lambda one: one.state is ReviewState.DECLARED and not _closed(found, one),
        closed=lambda one: _closed(found, one),
        state=lambda one: (REVIEW_STEPS.names[one.state], TONES.get(one.state, "neutral")),
        reason_length=REASON_LENGTH,
        comment_length=COMMENT_LENGTH,
        errors={one.field: one.message for one in shown.problems},
    )


def _texts(found: Tablet, one: TabletSheet, shown: Shown) -> dict[str, str]:
    if shown.review_id == one.review_id and shown.texts is not None:
        return shown.texts
    return sheet_texts(found.stage, one.cells, one.comment)


def _closed(found: Tablet, one: TabletSheet) -> str:
    return found.time.hindrance(now(), one.extended_to)
