"""Organisations: record one, look at it, change it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.actions import change_organisation, make_organisation
from koubo.people.models import Organisation
from koubo.people.policy import load_own_organisation
from koubo.people.queries import organisations_of
from koubo.people.schemas import ORGANISATION_KINDS
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.forms.organisation_form import OrganisationForm
from koubo_web.requests import actor, forget_actor, unit_of_work
from koubo_web.versions import version_of

LABELS = (
    ("name", "団体名"),
    ("kana", "団体名のふりがな"),
    ("kind", "団体の種類"),
    ("address", "所在地"),
    ("phone", "電話番号"),
    ("representative_title", "代表者の役職"),
    ("representative", "代表者の氏名"),
    ("members", "構成員の人数"),
    ("established_on", "設立した日"),
    ("corporate_number", "法人番号"),
    ("in_city", "市内の拠点"),
)


@desk.get("/organisations")
@signed_in
def organisations() -> ResponseReturnValue:
    """List the organisations that the person acts for; with only one, show it."""
    found = organisations_of(unit_of_work().session, actor())
    if len(found) == 1:
        return redirect(url_for("applicant.organisation", organisation_id=found[0].id))
    return render_template("applicant/organisations.html", organisations=found)


@desk.get("/organisations/new")
@signed_in
def new_organisation() -> ResponseReturnValue:
    """Ask for a new organisation."""
    return _form(OrganisationForm())


@desk.post("/organisations/new")
@signed_in
def add_organisation() -> ResponseReturnValue:
    """Record a new organisation; the person becomes its representative member."""
    form = OrganisationForm.posted(request.form)
    try:
        organisation_id = make_organisation(unit_of_work(), actor(), typed=form.typed)
    except Problems as found:
        return _form(form, found.problems), 422
    forget_actor()
    flash("団体を登録しました。募集を選んで応募を始められます。", "success")
    return redirect(url_for("applicant.organisation", organisation_id=organisation_id), 303)


@desk.get("/organisations/<int:organisation_id>")
@signed_in
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show what is recorded of an organisation."""
    found = load_own_organisation(unit_of_work().session, actor(), organisation_id)
    return render_template("applicant/organisation.html", organisation=found)


@desk.get("/organisations/<int:organisation_id>/edit")
@signed_in
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    """Ask for changes of an organisation."""
    found = load_own_organisation(unit_of_work().session, actor(), organisation_id)
    return _form(OrganisationForm.of(found), organisation=found, version=found.version)


@desk.post("/organisations/<int:organisation_id>/edit")
@signed_in
def save_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change an organisation; a save over a newer one shows both texts."""
    work, who = unit_of_work(), actor()
    form, version = OrganisationForm.posted(request.form), version_of(request.form)
    try:
        change_organisation(work, who, organisation_id, typed=form.typed, version=version)
    except Problems as found:
        return (
            _form(
                form,
                found.problems,
                load_own_organisation(work.session, who, organisation_id),
                version,
            ),
            422,
        )
    except Stale:
        newest = load_own_organisation(work.session, who, organisation_id)
        work.session.refresh(newest)
        return _form(form, (), newest, newest.version, differing=_differing(form, newest)), 409
    flash("団体の情報を保存しました。", "success")
    return redirect(url_for("applicant.organisation", organisation_id=organisation_id), 303)


def _differing(form: OrganisationForm, newest: Organisation) -> list[tuple[str, str, str]]:
    """Give label, saved text and typed text of what differs."""
    saved, typed = OrganisationForm.of(newest).typed, form.typed
    return [
        (label, _plain(saved[name]), _plain(typed[name]))
        for name, label in LABELS
        if saved[name] != typed[name]
    ]


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "-".join(text for text in value.values() if text)
    return str(value)


def _form(
    form: OrganisationForm,
    problems: tuple[Problem, ...] = (),
    organisation: Organisation | None = None,
    version: int = 0,
    differing: list[tuple[str, str, str]] | None = None,
) -> str:
    errors: dict[str, list[str]] = {}
    for one in problems:
        errors.setdefault(one.field, []).append(one.message)
    return render_template(
        "applicant/organisation_form.html",
        form=form,
        problems=problems,
        errors=errors,
        organisation=organisation,
        version=version,
        kinds=[(one, one) for one in ORGANISATION_KINDS],
        differing=differing,
    )
