"""利害関係の届出: staff say what they stand aside from, and colleagues let them back in."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.standing_aside import (
    OWN,
    STAFF,
    lift_conflict,
    load_conflict,
    stand_aside,
)
from koubo.applications.conflict_schemas import LONGEST_REASON, Extent
from koubo.applications.queries.conflicts import conflicts_of_staff, own_conflicts
from koubo.calendar import format_moment_short
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo_web.access import seat
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.requests import actor, unit_of_work

conflicts = Blueprint("conflicts", __name__, url_prefix="/conflicts")


@conflicts.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of these pages; the way back is the home of all of one's desks."""
    return {
        "short": format_moment_short,
        "desk_name": "利害関係の届出",
        "home_url": url_for("public.home"),
        "nav": [("ホーム", url_for("public.home"), False)],
    }


UNKNOWN = -1
DECLARED = "届け出ました。その応募は、いまからあなたの画面には表示されず、メールも届きません。"


@conflicts.get("/")
@seat(*STAFF)
def overview() -> ResponseReturnValue:
    """Show what one has declared oneself; to officers, what the others have."""
    return _page({"named": request.args.get("named", ""), "extent": request.args.get("extent", "")})


@conflicts.post("/")
@seat(*STAFF)
def declare() -> ResponseReturnValue:
    """Stand aside from an application, or from all of an organisation's."""
    typed = {name: str(clean(request.form.get(name, ""))) for name in ("extent", "named", "reason")}
    try:
        stand_aside(unit_of_work(), actor(), typed=typed)
    except Problems as wrong:
        return _page(typed, wrong.problems), 422
    flash(DECLARED, "success")
    return redirect(url_for("conflicts.overview"), 303)


@conflicts.get("/<int:conflict_id>/lift")
@seat(SeatKind.OFFICER)
def confirm_lift(conflict_id: int) -> ResponseReturnValue:
    """Ask why a colleague may see it again."""
    return _lift_page(conflict_id)


@conflicts.post("/<int:conflict_id>/lift")
@seat(SeatKind.OFFICER)
def lift(conflict_id: int) -> ResponseReturnValue:
    """Let a colleague back in."""
    try:
        lift_conflict(
            unit_of_work(),
            actor(),
            conflict_id,
            because=str(clean(request.form.get("because", ""))),
            version=request.form.get("version", UNKNOWN, type=int),
        )
    except Problems as wrong:
        return _lift_page(conflict_id, wrong.problems), 422
    flash("利害関係の届出を解除しました。届け出た人は、いまからその応募を見られます。", "success")
    return redirect(url_for("conflicts.overview"), 303)


def _page(typed: dict[str, str], problems: Sequence[Problem] = ()) -> str:
    session, who = unit_of_work().session, actor()
    of_staff = conflicts_of_staff(session, who) if who.sits_as(SeatKind.OFFICER) else None
    return render_template(
        "conflicts/overview.html",
        own=own_conflicts(session, who),
        of_staff=of_staff,
        extents=[
            (Extent.APPLICATION.value, "この応募だけ", "受付番号を入力してください。"),
            (
                Extent.ORGANISATION.value,
                "この団体の応募すべて",
                "これまでの応募と、これから届く応募のすべてです。",
            ),
        ],
        length=LONGEST_REASON,
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _lift_page(conflict_id: int, problems: Sequence[Problem] = ()) -> str:
    session, who = unit_of_work().session, actor()
    found = load_conflict(session, who, conflict_id)
    if found.person_id == who.person_id:
        raise Refused(OWN)
    line = next(one for one in conflicts_of_staff(session, who) if one.id == conflict_id)
    return render_template(
        "conflicts/lift.html",
        line=line,
        version=found.version,
        length=LONGEST_REASON,
        because=request.form.get("because", ""),
        problems=problems,
        errors=errors_by_field(problems),
    )
