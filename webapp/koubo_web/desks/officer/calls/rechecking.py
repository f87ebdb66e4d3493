"""Calls whose results changed with the versions of Koubo or of a plugin: what to do about them."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.lifecycle.queries import RecheckPage, open_rechecks, rechecks_of
from koubo.lifecycle.rechecking import decide_recheck
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/rechecks")
@seat(SeatKind.OFFICER)
def rechecks() -> ResponseReturnValue:
    """List the calls that wait for a decision because they come out otherwise now."""
    return _page(open_rechecks(unit_of_work().session, site().catalog, actor()))


@desk.get("/calls/<int:call_id>/rechecks")
@seat(SeatKind.OFFICER)
def call_rechecks(call_id: int) -> ResponseReturnValue:
    """List what came of computing one call again, decided or not."""
    return _page_of(call_id)


@desk.post("/calls/<int:call_id>/rechecks/<int:recheck_id>")
@seat(SeatKind.OFFICER)
def decide(call_id: int, recheck_id: int) -> ResponseReturnValue:
    """Let a halted call go on with the new results, knowingly."""
    uow, who, catalog = unit_of_work(), actor(), site().catalog
    if recheck_id not in {one.id for one in rechecks_of(uow.session, catalog, who, call_id)}:
        raise NotFound
    try:
        decide_recheck(
            uow,
            catalog,
            who,
            recheck_id,
            reason=_reason(recheck_id),
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _page_of(call_id, recheck_id, wrong.problems), 422
    except Stale:
        uow.session.expire_all()
        return _page_of(call_id, recheck_id, is_stale=True), 409
    flash("新しい結果で進めることを記録しました。この募集の手続きを再開できます。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _reason(recheck_id: int) -> str:
    """Give the reason that was typed for one recheck; each has a box of its own."""
    return request.form.get(f"reason-{recheck_id}", "")


def _page_of(
    call_id: int, about: int = 0, problems: Sequence[Problem] = (), *, is_stale: bool = False
) -> str:
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    found = rechecks_of(session, site().catalog, who, call_id)
    return _page(found, call.title, call_id, about, problems, is_stale=is_stale)


def _page(
    found: Sequence[RecheckPage],
    call_title: str = "",
    call_id: int = 0,
    about: int = 0,
    problems: Sequence[Problem] = (),
    *,
    is_stale: bool = False,
) -> str:
    """Draw the page of all calls, or of one.

    :param about: the recheck that was tried to be decided
    """
    return render_template(
        "officer/rechecks.html",
        found=found,
        call_title=call_title,
        call_id=call_id,
        about=about,
        is_stale=is_stale,
        reason=_reason(about),
        problems=problems,
        errors=errors_by_field(problems),
    )
