"""The budget line (款・項・目・節・細節) that a call's money is paid from."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from koubo.award.payments.actions.payment_lists import save_budget_code
from koubo.award.payments.budget_code_models import BudgetCode
from koubo.award.payments.sheets import STANDARD_SETSU
from koubo.award.schemas import read_budget_code
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, errors_by_field
from koubo_web.requests import actor, unit_of_work
from koubo_web.versions import version_of

PARTS = {"kan": "款", "kou": "項", "moku": "目", "setsu": "節", "saisetsu": "細節"}
CHANGED_MEANWHILE = "ほかの職員が先に保存しました。下の欄にはあなたの入力が残っています。保存されている内容と見比べてください。"


class BudgetCodeForm(RawForm):
    """The parts of a budget line."""

    kan = StringField()
    kou = StringField()
    moku = StringField()
    setsu = StringField()
    saisetsu = StringField()


@desk.get("/calls/<int:call_id>/budget-code")
@seat(SeatKind.OFFICER)
def budget_code(call_id: int) -> ResponseReturnValue:
    """Show a call's budget line to be filled in; 節 is proposed, and has to be confirmed."""
    load_call(unit_of_work().session, actor(), call_id)
    code = unit_of_work().session.get(BudgetCode, call_id)
    typed = {name: getattr(code, name) if code else "" for name in PARTS}
    if code is None:
        typed["setsu"] = STANDARD_SETSU
    return _page(call_id, typed, code.version if code else 0)


@desk.post("/calls/<int:call_id>/budget-code")
@seat(SeatKind.OFFICER)
def save_budget_line(call_id: int) -> ResponseReturnValue:
    """Record a call's budget line."""
    typed, version = BudgetCodeForm(formdata=request.form).typed, version_of(request.form)
    load_call(unit_of_work().session, actor(), call_id)
    try:
        values = read_budget_code(typed)
        save_budget_code(unit_of_work(), actor(), call_id, values, version=version)
    except Problems as found:
        return _page(call_id, typed, version, found.problems), 422
    except Stale:
        code = unit_of_work().session.get(BudgetCode, call_id)
        return _page(call_id, typed, code.version if code else 0, warning=CHANGED_MEANWHILE), 409
    flash("予算科目を保存しました。", "success")
    return redirect(url_for("officer.payments"), 303)


def _page(
    call_id: int,
    typed: dict[str, Any],
    version: int,
    problems: tuple[Problem, ...] = (),
    *,
    warning: str = "",
) -> str:
    session = unit_of_work().session
    code = session.get(BudgetCode, call_id)
    return render_template(
        "officer/grants/budget_code.html",
        call=load_call(session, actor(), call_id),
        parts=PARTS,
        kept=[(label, getattr(code, name)) for name, label in PARTS.items()] if code else [],
        typed=typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
        warning=warning,
    )
