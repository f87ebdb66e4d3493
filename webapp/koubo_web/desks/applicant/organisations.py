"""Organisations: record one, look at it, change it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import format_date
from koubo.people.actions.organisations import change_organisation, make_organisation
from koubo.people.directory import where_now
from koubo.people.models import Organisation
from koubo.people.policy import load_own_organisation, role_in
from koubo.people.queries import organisations_of
from koubo.people.representatives import Term, terms_of
from koubo.people.rules import MEMBER_POWERS
from koubo.people.schemas import ORGANISATION_KINDS
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.differing import differing
from koubo_web.forms.organisation_form import OrganisationForm
from koubo_web.requests import actor, forget_actor, unit_of_work
from koubo_web.versions import version_of

LABELS = (
    ("name", "団体名"),
    ("kana", "団体名のふりがな"),
    ("kind", "団体の種類"),
    ("address", "所在地"),
    ("phone", "電話番号"),
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
    """Show what is recorded of an organisation; a merged one leads to the one that has it now."""
    session = unit_of_work().session
    if organisation_id not in actor().organisation_ids:
        now_at = where_now(session, organisation_id)
        if now_at in actor().organisation_ids:
            return redirect(url_for("applicant.organisation", organisation_id=now_at), 302)
    found = load_own_organisation(session, actor(), organisation_id)
    terms = terms_of(session, found)
    former = [(_days_of(one), f"{one.title}　{one.name}") for one in terms[1:]]
    return render_template(
        "applicant/organisation.html",
        organisation=found,
        terms=terms,
        former=former,
        powers=MEMBER_POWERS[role_in(session, actor(), organisation_id)],
    )


def _days_of(term: Term) -> str:
    begins = f"{format_date(term.from_on)}から" if term.from_on else ""
    return begins + (f"{format_date(term.to_on)}まで" if term.to_on else "")


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
        return _form(
            form,
            (),
            newest,
            newest.version,
            differing(LABELS, OrganisationForm.of(newest).typed, form.typed),
        ), 409
    flash("団体の情報を保存しました。", "success")
    return redirect(url_for("applicant.organisation", organisation_id=organisation_id), 303)


def _form(
    form: OrganisationForm,
    problems: tuple[Problem, ...] = (),
    organisation: Organisation | None = None,
    version: int = 0,
    differs: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "applicant/organisation_form.html",
        form=form,
        problems=problems,
        errors=errors_by_field(problems),
        organisation=organisation,
        version=version,
        kinds=[(one, one) for one in ORGANISATION_KINDS],
        differing=differs,
    )
