"""Releases of the desk: publishing a working copy, the list of releases, withdrawing one."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo.proof.proving import Proving, check_file
from koubo.schemes.actions.releases import publish_release, withdraw_release
from koubo.schemes.actions.scheme_files import start_scheme_file
from koubo.schemes.explaining.differences import differences
from koubo.schemes.figure_list import to_confirm_of
from koubo.schemes.offering import desk_release, desk_releases, offered
from koubo.schemes.release_queries import confirmations, load_scheme_file
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.schemes.offered import SHOWN_DIGITS, is_same
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/scheme-files/<int:file_id>/publish")
@seat(SeatKind.OFFICER)
def publish_page(file_id: int) -> ResponseReturnValue:
    """Show what a release would change and prove, before it is published."""
    return _publish(file_id)


@desk.post("/scheme-files/<int:file_id>/publish")
@seat(SeatKind.OFFICER)
def publish_copy(file_id: int) -> ResponseReturnValue:
    """Publish the copy as the release that new calls are opened on."""
    uow, who, catalog = unit_of_work(), actor(), site().catalog
    copy = load_scheme_file(uow.session, who, file_id)
    checked = check_file(catalog, copy.text, copy.cases)
    if checked.scheme is None or checked.proving is None:
        return _publish(file_id), 422
    try:
        publish_release(
            uow,
            catalog,
            who,
            file_id,
            proven=checked.proving.proven,
            note=request.form.get("note", ""),
            override=request.form.get("override", ""),
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _publish(file_id, wrong.problems), 422
    except Stale:
        uow.session.expire_all()
        return _publish(file_id, is_stale=True), 409
    flash("版として公開しました。これから公開する募集は、この版で始まります。", "success")
    return redirect(url_for("officer.releases", scheme_id=checked.scheme.id), 303)


@desk.get("/schemes/<scheme_id>/releases")
@seat(SeatKind.OFFICER)
def releases(scheme_id: str) -> ResponseReturnValue:
    """List the releases of a scheme that were published on the desk."""
    session, who = unit_of_work().session, actor()
    current = offered(session, site().catalog).get(scheme_id)
    found = desk_releases(session, who, scheme_id)
    if current is None and not found:
        raise NotFound
    return render_template(
        "officer/schemes/releases.html",
        scheme_id=scheme_id,
        name=current.scheme.title if current else found[0].title,
        current=current,
        releases=found,
        confirmed=confirmations(session, who, scheme_id),
    )


@desk.get("/scheme-releases/<int:release_id>")
@seat(SeatKind.OFFICER)
def release(release_id: int) -> ResponseReturnValue:
    """Show one release: its note, its proof, its text, the calls that stand on it."""
    return _release(release_id)


@desk.post("/scheme-releases/<int:release_id>/withdraw")
@seat(SeatKind.OFFICER)
def withdraw(release_id: int) -> ResponseReturnValue:
    """Offer a release no longer; calls that stand on it keep it."""
    reason = request.form.get("reason", "")
    try:
        withdraw_release(unit_of_work(), actor(), release_id, reason=reason)
    except Problems as wrong:
        return _release(release_id, wrong.problems), 422
    flash("この版を取り下げました。公開済みの募集は、この版のまま続きます。", "success")
    return redirect(url_for("officer.release", release_id=release_id), 303)


@desk.post("/scheme-releases/<int:release_id>/edit")
@seat(SeatKind.OFFICER)
def edit_release(release_id: int) -> ResponseReturnValue:
    """Start a working copy from a release."""
    file_id = start_scheme_file(unit_of_work(), site().catalog, actor(), desk_release_id=release_id)
    flash("作業用の写しを作りました。版として公開するまで、募集には影響しません。", "success")
    return redirect(url_for("officer.scheme_file", file_id=file_id), 303)


def needs_override(proving: Proving) -> bool:
    """Say whether a proof fails in rules only, which a reason may excuse."""
    return bool(proving.proven.failed) and not proving.proven.wrong_sums


def _publish(file_id: int, problems: Sequence[Problem] = (), *, is_stale: bool = False) -> str:
    session, who, catalog = unit_of_work().session, actor(), site().catalog
    copy = load_scheme_file(session, who, file_id)
    checked = check_file(catalog, copy.text, copy.cases)
    scheme, proving = checked.scheme, checked.proving
    base = offered(session, catalog).get(scheme.id) if scheme else None
    return render_template(
        "officer/schemes/publish.html",
        copy=copy,
        checked=checked,
        base=base,
        is_same=is_same(base, checked),
        changes=differences(base.scheme, scheme) if scheme and base else (),
        unconfirmed=len(to_confirm_of(scheme)) if scheme else 0,
        needs_override=needs_override(proving) if proving else False,
        is_stale=is_stale,
        note=request.form.get("note", ""),
        override=request.form.get("override", ""),
        problems=problems,
        errors=errors_by_field(problems),
    )


def _release(release_id: int, problems: Sequence[Problem] = ()) -> str:
    page = desk_release(unit_of_work().session, actor(), release_id)
    return render_template(
        "officer/schemes/release.html",
        page=page,
        line=page.line,
        digest=page.line.digest[:SHOWN_DIGITS],
        reason=request.form.get("reason", ""),
        problems=problems,
        errors=errors_by_field(problems),
    )
