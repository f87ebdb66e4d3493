"""What static/js/tablet.js asks for: keeping marks whenever the network is there, and signs of life.

An answer may be lost on its way. Whatever is sent may be sent again: the page's own word and turn
say what was kept already, and a sheet that is in already is in.
"""

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from koubo.calendar import JST
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.review.days.actions.cards import see_card
from koubo.review.days.actions.sheets import hand_in_on_tablet
from koubo.review.days.tablet import markable
from koubo.review.queries.own_sheet import OwnSheet
from koubo.review.rules import ReviewState
from koubo.review.schemas import SheetInput, read_sheet
from koubo.review.selection.values import Cell, CellState
from koubo_web.access import tablet
from koubo_web.desks.presentation_clock import clock_told
from koubo_web.desks.tablet.desk import desk
from koubo_web.desks.tablet.sheets import (
    differing,
    field_name,
    keep,
    one_sheet,
    opened,
    typed_for,
)
from koubo_web.forms.score_sheet import sheet_texts
from koubo_web.requests import now, site, unit_of_work
from koubo_web.tablets import holder

OVERTAKEN = "ほかの端末か、ご自分のアカウントで先に保存されています。見比べて、どちらを残すか選んでください。"
NO_CELL = Cell(CellState.MISSING)


@desk.post("/sheets/<int:review_id>/marks")
@tablet
def marks(review_id: int) -> ResponseReturnValue:
    """Keep one sheet as it was sent, once; with ``do=hand_in`` hand it in as well."""
    session, catalog = unit_of_work().session, site().catalog
    stage, state = markable(session, catalog, holder(), review_id)
    typed = typed_for(stage, review_id)
    try:
        read = read_sheet(stage, typed)
    except Problems as raised:
        return jsonify(_wrong(review_id, raised.problems, kept=False)), 422
    try:
        if state is ReviewState.HANDED_IN:
            return _in_already(one_sheet(review_id), read, typed)
        version = keep(review_id, read)
        if request.form.get("do") != "hand_in":
            return jsonify(_told(version, ReviewState.DECLARED))
        hand_in_on_tablet(unit_of_work(), catalog, holder(), review_id, version=version)
    except Problems as raised:
        return jsonify(_wrong(review_id, raised.problems, kept=True)), 422
    except Stale:
        return _overtaken(one_sheet(review_id), typed)
    except Refused as refused:
        return jsonify(message=refused.message, kind="refused"), 409
    return jsonify(_told(version + 1, ReviewState.HANDED_IN))


@desk.post("/here")
@tablet
def here() -> ResponseReturnValue:
    """Note that the tablet is there; say what the clock says, and how its sheets are now."""
    see_card(unit_of_work(), holder())
    found = opened()
    return jsonify(
        clock=clock_told(found.day, found.places, now()),
        now=int(now().timestamp() * 1000),
        sheets={
            str(one.review_id): {"version": one.version, "state": one.state.value}
            for one in found.sheets
        },
        undeclared=len(found.undeclared),
    )


def _in_already(found: OwnSheet, read: SheetInput, typed: dict[str, str]) -> ResponseReturnValue:
    """Answer a send that comes after its sheet is in: with the same marks it is done."""
    same = found.comment == read.comment and all(
        found.cells.get(key, NO_CELL) == cell for key, cell in read.cells.items()
    )
    if not same:
        return _overtaken(found, typed)
    return jsonify(_told(found.version, found.state))


def _told(version: int, state: ReviewState) -> dict[str, Any]:
    at = f"{now().astimezone(JST):%H:%M}"
    done = "提出" if state is ReviewState.HANDED_IN else "保存"
    return {"version": version, "state": state.value, "message": f"{at}に{done}しました"}


def _wrong(review_id: int, problems: tuple[Problem, ...], *, kept: bool) -> dict[str, Any]:
    """Say what is wrong; what was not kept stays on the tablet until it can be."""
    return {
        "kind": "problems",
        "message": "　".join(one.message for one in problems),
        "fields": [field_name(review_id, one.field) for one in problems if one.field],
        "version": one_sheet(review_id).version,
        "kept": kept,
    }


def _overtaken(kept: OwnSheet, typed: dict[str, str]) -> ResponseReturnValue:
    saved = sheet_texts(kept.stage, kept.cells, kept.comment)
    answer = jsonify(
        kind="overtaken",
        message=OVERTAKEN,
        version=kept.version,
        state=kept.state.value,
        texts={field_name(kept.id, name): text for name, text in saved.items()},
        both=differing(kept.stage, saved, typed),
    )
    return answer, 409
