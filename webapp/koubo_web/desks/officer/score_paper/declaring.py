"""The cover of a reviewer's paper sheets: what was ticked and signed there, recorded."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField

from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.panels.models import PanelMember
from koubo.review.paper.actions.declaration import declare_on_paper
from koubo.review.paper.queries.sheets import PaperLine, paper_lines, paper_stage
from koubo.review.paper.schemas import read_signed_on
from koubo.review.rules import ReviewState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.requests import actor, site, unit_of_work

EXPLAINED = "explained-"


class SignedForm(RawForm):
    """The day on which the cover was signed."""

    signed_on = FormField(DateBoxes)


@desk.get("/calls/<int:call_id>/review/<stage_id>/paper/members/<int:member_id>/declaration")
@seat(SeatKind.OFFICER)
def paper_declaration(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Ask what was ticked on the cover, application by application."""
    return _page(call_id, stage_id, member_id, SignedForm())


@desk.post("/calls/<int:call_id>/review/<stage_id>/paper/members/<int:member_id>/declaration")
@seat(SeatKind.OFFICER)
def record_paper_declaration(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Record it: what has no tick may be marked from now on."""
    form = SignedForm(formdata=request.form)
    lines = _undeclared(call_id, stage_id, member_id)
    try:
        signed_on = read_signed_on(form.typed)
        declare_on_paper(
            unit_of_work(),
            site().catalog,
            actor(),
            member_id,
            {one.review_id: _conflict(one) for one in lines},
            {one.review_id: request.form.get(f"{EXPLAINED}{one.review_id}", "") for one in lines},
            signed_on=signed_on,
        )
    except Problems as found:
        return _page(call_id, stage_id, member_id, form, found.problems), 422
    flash(f"表紙の申告を{len(lines)}件記録しました。", "success")
    where = url_for(
        "officer.score_paper_member", call_id=call_id, stage_id=stage_id, member_id=member_id
    )
    return redirect(where, 303)


def _conflict(line: PaperLine) -> str:
    """Give the reason of a conflict that was ticked; Problems where there is none."""
    number = line.review_id
    reason = request.form.get(f"reason-{number}", "").strip()
    if f"conflict-{number}" in request.form and not reason:
        message = f"「{line.project}」：表紙に書かれた利害関係の理由を入力してください。"
        raise Problems([Problem("reason", message, f"reason-{number}")])
    if reason and f"conflict-{number}" not in request.form:
        message = f"「{line.project}」：理由があるときは、利害関係に✓を付けてください。"
        raise Problems([Problem("conflict", message, f"conflict-{number}")])
    return reason


def _undeclared(call_id: int, stage_id: str, member_id: int) -> list[PaperLine]:
    session, who = unit_of_work().session, actor()
    stage = paper_stage(session, site().catalog, who, call_id, stage_id)
    lines = paper_lines(session, who, call_id, stage.stage, member_id=member_id)
    member = session.get(PanelMember, member_id)
    if member is None or member.call_id != call_id:
        raise NotFound
    found = [one for one in lines if one.state is ReviewState.ASSIGNED]
    if not found:
        raise Refused(
            "この委員には、申告を待っている審査票がありません。もう記録されているか、欠席などで審査から外れています。"
        )
    return found


def _page(
    call_id: int,
    stage_id: str,
    member_id: int,
    form: SignedForm,
    problems: tuple[Problem, ...] = (),
) -> str:
    stage = paper_stage(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
    return render_template(
        "officer/score_paper/declare.html",
        stage=stage,
        member_id=member_id,
        lines=_undeclared(call_id, stage_id, member_id),
        form=form,
        typed=request.form,
        signs={one.field: one.message for one in problems if one.field.startswith(EXPLAINED)},
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
