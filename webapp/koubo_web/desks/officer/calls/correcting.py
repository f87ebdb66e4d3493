"""正誤表: a running call goes on with a corrected release; first what it changes, then a reason."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.lifecycle.correcting import (
    CORRECTABLE,
    NOT_RUNNING,
    correct_call,
    correction_targets,
    preview_correction,
)
from koubo.lifecycle.queries import erratum
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.proof.proving import proving_of
from koubo.schemes.offering import desk_release, desk_scheme
from koubo.schemes.policy import load_call
from koubo.schemes.release_queries import errata_of
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.schemes.releasing import needs_override
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/calls/<int:call_id>/errata")
@seat(SeatKind.OFFICER)
def errata(call_id: int) -> ResponseReturnValue:
    """List the published corrections of a call, and the releases it could go on with."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    running = call.state in CORRECTABLE
    targets = correction_targets(session, site().catalog, who, call_id) if running else []
    return render_template(
        "officer/errata.html",
        call=call,
        is_running=running,
        targets=targets,
        errata=errata_of(session, call_id),
    )


@desk.get("/calls/<int:call_id>/errata/new/<int:release_id>")
@seat(SeatKind.OFFICER)
def new_erratum(call_id: int, release_id: int) -> ResponseReturnValue:
    """Show what a correction changes and whom it touches, before it is published."""
    return _page(call_id, release_id)


@desk.post("/calls/<int:call_id>/errata/new/<int:release_id>")
@seat(SeatKind.OFFICER)
def publish_erratum(call_id: int, release_id: int) -> ResponseReturnValue:
    """Publish the correction; what was filed stays as it was filed."""
    uow, who, catalog = unit_of_work(), actor(), site().catalog
    proving = proving_of(catalog, desk_scheme(uow.session, catalog, release_id))
    try:
        correct_call(
            uow,
            catalog,
            who,
            call_id,
            desk_release_id=release_id,
            proven=proving.proven,
            reason=request.form.get("reason", ""),
            override=request.form.get("override", ""),
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _page(call_id, release_id, wrong.problems), 422
    except Stale:
        uow.session.expire_all()
        return _page(call_id, release_id, is_stale=True), 409
    flash("募集を訂正しました。正誤表を募集のページに載せ、応募中の団体に知らせます。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


@desk.get("/calls/<int:call_id>/errata/<int:number>")
@seat(SeatKind.OFFICER)
def one_erratum(call_id: int, number: int) -> ResponseReturnValue:
    """Show one published correction with the applications that it touched."""
    session, who = unit_of_work().session, actor()
    return render_template(
        "officer/erratum.html",
        call=load_call(session, who, call_id),
        page=erratum(session, who, call_id, number),
    )


def _page(
    call_id: int, release_id: int, problems: Sequence[Problem] = (), *, is_stale: bool = False
) -> str:
    session, who, catalog = unit_of_work().session, actor(), site().catalog
    call = load_call(session, who, call_id)
    if call.state not in CORRECTABLE:
        raise Refused(NOT_RUNNING)
    found = preview_correction(session, catalog, who, call_id, release_id)
    proving = proving_of(catalog, desk_scheme(session, catalog, release_id))
    return render_template(
        "officer/erratum_new.html",
        call=call,
        line=desk_release(session, who, release_id).line,
        found=found,
        proving=proving,
        needs_override=needs_override(proving),
        may_publish=not found.problems and not proving.proven.wrong_sums,
        is_stale=is_stale,
        reason=request.form.get("reason", ""),
        override=request.form.get("override", ""),
        problems=problems or found.problems,
        errors=errors_by_field(problems),
    )
