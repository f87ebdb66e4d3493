"""Who represents the organisation: a change with its day, or a misprint mended."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.representing import change_representative
from koubo.people.actions.representatives import correct_representative
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.representatives import terms_of
from koubo.people.rules import Power
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.differing import differing
from koubo_web.forms.organisation_form import RepresentativeForm
from koubo_web.requests import actor, unit_of_work
from koubo_web.versions import version_of

LABELS = (("title", "代表者の役職"), ("name", "代表者の氏名"))
CHOOSE = Problem("what", "代表者が替わったのか、書きまちがいを直すのかを選んでください。", "what")


@desk.get("/organisations/<int:organisation_id>/representative")
@signed_in
def representative(organisation_id: int) -> ResponseReturnValue:
    """Ask for the new representative and their first day."""
    work, who = unit_of_work(), actor()
    load_own_organisation(work.session, who, organisation_id)
    require_power(work.session, who, organisation_id, Power.REPRESENTATIVE)
    return _page(organisation_id, RepresentativeForm())


@desk.post("/organisations/<int:organisation_id>/representative")
@signed_in
def save_representative(organisation_id: int) -> ResponseReturnValue:
    """Record the new representative, or the mended name."""
    form, version = RepresentativeForm.posted(request.form), version_of(request.form)
    typed: Mapping[str, Any] = form.typed
    verbs = {"change": change_representative, "correct": correct_representative}
    verb = verbs.get(str(typed["what"]))
    try:
        if verb is None:
            raise Problems([CHOOSE])
        verb(unit_of_work(), actor(), organisation_id, typed=typed, version=version)
    except Problems as found:
        return _page(organisation_id, form, version, found.problems), 422
    except Stale:
        return _page(organisation_id, form, is_stale=True), 409
    flash("代表者を記録しました。", "success")
    return redirect(url_for("applicant.organisation", organisation_id=organisation_id), 303)


def _page(
    organisation_id: int,
    form: RepresentativeForm,
    version: int | None = None,
    problems: tuple[Problem, ...] = (),
    is_stale: bool = False,
) -> str:
    work = unit_of_work()
    organisation = load_own_organisation(work.session, actor(), organisation_id)
    work.session.refresh(organisation)
    saved = {"title": organisation.representative_title, "name": organisation.representative}
    return render_template(
        "applicant/representative.html",
        organisation=organisation,
        terms=terms_of(work.session, organisation),
        form=form,
        version=organisation.version if version is None else version,
        problems=problems,
        errors=errors_by_field(problems),
        differing=differing(LABELS, saved, form.typed) if is_stale else None,
    )
