"""The account that an organisation is paid into: shown masked, changed with the password asked again."""

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.account_rules import ACCOUNT_KIND_NAMES, HOLDER_LENGTH
from koubo.people.account_schemas import read_account
from koubo.people.accounts import account_in_use, account_lines
from koubo.people.actions.accounts import Mandate, record_account
from koubo.people.policy import load_own_organisation, require_power, role_in
from koubo.people.rules import MEMBER_POWERS, Power
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.files import stored_file
from koubo_web.forms.account_form import AccountForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.login.proving import FIELD, require_password
from koubo_web.requests import actor, site, unit_of_work

CHANGED_MEANWHILE = (
    "このページを開いたあとに、ほかのメンバーが口座を届け出ました。"
    "下の「いまの口座」を確かめて、まだ変える必要があるときだけ、もう一度届け出てください。"
)


@dataclass
class _Kept:
    """A 委任状 in the store."""

    key: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


@desk.get("/organisations/<int:organisation_id>/account")
@signed_in
def account(organisation_id: int) -> ResponseReturnValue:
    """Show the account in use, masked, and ask for another one."""
    return _page(organisation_id, AccountForm().typed)


@desk.post("/organisations/<int:organisation_id>/account")
@signed_in
def save_account(organisation_id: int) -> ResponseReturnValue:
    """Record an account, once the password was given again."""
    typed = AccountForm(formdata=request.form).typed
    load_own_organisation(unit_of_work().session, actor(), organisation_id)
    if wrong := _wrong(typed):
        return _page(organisation_id, typed, wrong), 422
    try:
        record_account(
            unit_of_work(),
            site().vault,
            site().files,
            actor(),
            organisation_id,
            typed=typed,
            mandate=_mandate(),
            shown=request.form.get("shown", 0, type=int),
        )
    except Problems as found:
        return _page(organisation_id, typed, found.problems), 422
    except Stale:
        return _page(organisation_id, typed, warning=CHANGED_MEANWHILE), 409
    flash("振込先の口座を記録しました。メンバー全員にメールで知らせます。", "success")
    return redirect(url_for("applicant.account", organisation_id=organisation_id), 303)


@desk.get("/organisations/<int:organisation_id>/account/mandate")
@signed_in
def account_mandate(organisation_id: int) -> Response:
    """Give the 委任状 of the account in use."""
    session, who = unit_of_work().session, actor()
    load_own_organisation(session, who, organisation_id)
    require_power(session, who, organisation_id, Power.ACCOUNT)
    found = account_in_use(session, organisation_id)
    if found is None or found.key is None:
        raise NotFound
    kept = _Kept(key=found.key, size=found.size or 0, sha256=found.sha256)
    return stored_file(kept, name=found.name)


def _wrong(typed: dict[str, Any]) -> tuple[Problem, ...]:
    """Give all that is wrong at once: the password has to be typed again after each mistake."""
    found: list[Problem] = []
    try:
        read_account(typed)
    except Problems as wrong:
        found += wrong.problems
    try:
        require_password(request.form.get(FIELD, ""))
    except Problems as wrong:
        found += wrong.problems
    return tuple(found)


def _mandate() -> Mandate | None:
    sent = request.files.get("mandate")
    if sent is None or not sent.filename:
        return None
    return Mandate(sent.filename, sent.stream)


def _page(
    organisation_id: int,
    typed: dict[str, Any],
    problems: tuple[Problem, ...] = (),
    *,
    warning: str = "",
) -> str:
    session, who = unit_of_work().session, actor()
    organisation = load_own_organisation(session, who, organisation_id)
    in_use = account_in_use(session, organisation_id)
    lines = account_lines(session, organisation_id)
    return render_template(
        "applicant/account.html",
        organisation=organisation,
        current=next((one for one in lines if in_use and one.id == in_use.id), None),
        former=[one for one in lines if not in_use or one.id != in_use.id],
        may_change=Power.ACCOUNT in MEMBER_POWERS[role_in(session, who, organisation_id)],
        kinds=[(kind.value, name) for kind, name in ACCOUNT_KIND_NAMES.items()],
        longest=HOLDER_LENGTH,
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
        warning=warning,
    )
