"""Revoking a 交付決定 at the officer's desk: how much, on which ground, and why."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.policy import load_award
from koubo.award.queries import award_row
from koubo.award.schemas import read_kessai_if_any
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.reporting.settling.actions.revoking import draft_revocation_decision, refuse_to_revoke
from koubo.reporting.settling.queries import standing_of
from koubo.reporting.settling.schemas import EXTENT_NAMES, read_revocation
from koubo_web.access import seat
from koubo_web.desks.award_words import staff_amount_facts
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import KessaiForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.return_forms import RevocationForm
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

DRAFTED = (
    "交付決定の取消しを起案しました。別の職員が「施行」すると、取消しの通知書が団体に届きます。"
)


@desk.get("/awards/<int:award_id>/revocation")
@seat(SeatKind.OFFICER)
def new_revocation(award_id: int) -> ResponseReturnValue:
    """Show what would be revoked, and ask for ground and reason."""
    return _page(award_id, {**RevocationForm().typed, **KessaiForm().typed})


@desk.post("/awards/<int:award_id>/revocation")
@seat(SeatKind.OFFICER)
def draft_revocation(award_id: int) -> ResponseReturnValue:
    """Draft the revocation of an award."""
    typed = {
        **RevocationForm(formdata=request.form).typed,
        **KessaiForm(formdata=request.form).typed,
    }
    try:
        decision_id = draft_revocation_decision(
            unit_of_work(),
            site().catalog,
            actor(),
            award_id,
            asked=read_revocation(typed),
            kessai=read_kessai_if_any(typed),
            version=version_of(request.form),
        )
    except Problems as found:
        return _page(award_id, typed, found.problems), 422
    flash(DRAFTED, "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)


def _page(award_id: int, typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session, who = unit_of_work().session, actor()
    award = load_award(session, who, award_id)
    refuse_to_revoke(session, who, award)
    row = award_row(session, award_id)
    terms = site().catalog.of(award.application.call.release).after_award
    return render_template(
        "officer/grants/revocation.html",
        award=row,
        version=award.version,
        amounts=staff_amount_facts(row),
        standing=standing_of(session, award),
        terms=terms,
        today=day_in_japan(now()),
        extents=[(one.value, name) for one, name in EXTENT_NAMES.items()],
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )
