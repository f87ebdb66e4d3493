"""Several applications at once: what would come of each is shown first, then it is done in one go."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.opinions import ask_opinions
from koubo.applications.actions.several import Done, accept_several, record_several
from koubo.applications.opinion_schemas import read_opinion_request
from koubo.applications.queries.several import (
    DryLine,
    chosen_applications,
    open_rules,
    would_accept,
    would_ask,
    would_record,
)
from koubo.people.queries import departments
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.applications.opinions import AskForm
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work

DOING = {
    "findings": "要件の確認を記録する",
    "accept": "受理する",
    "opinions": "担当課に意見を求める",
}
"""What can be done to several, by the end of its address."""
TITLES = {
    "findings": "要件の確認をまとめて記録する",
    "accept": "応募をまとめて受理する",
    "opinions": "担当課の意見をまとめて求める",
}
TICKS = "applications"
GOING = "go"
"""Number and version of one that is to go, as its box on the page of the dry run says them."""
LONGEST_NUMBER = 15
NOTHING = "応募に印が付いていなかったため、何もしていません。"


def bulk_url(call_id: int, doing: str) -> str:
    """Give the address of the page that shows what would come of the ticked ones."""
    return url_for(f"officer.several_{doing}", call_id=call_id)


@desk.get("/calls/<int:call_id>/applications/several/accept")
@seat(SeatKind.OFFICER)
def several_accept(call_id: int) -> ResponseReturnValue:
    """Show which of the ticked ones can be accepted, and of the others why not."""
    call = _call(call_id)
    lines = would_accept(unit_of_work().session, site().catalog, actor(), call, _ticked())
    return _page(call, "accept", lines)


@desk.post("/calls/<int:call_id>/applications/several/accept")
@seat(SeatKind.OFFICER)
def accept_several_now(call_id: int) -> ResponseReturnValue:
    """Accept those that are still ticked, each by itself."""
    call = _call(call_id)
    done = accept_several(unit_of_work(), site().catalog, actor(), _going(call))
    return _told(call, "accept", done, "{count}件の応募を受理しました。団体にメールで知らせます。")


@desk.get("/calls/<int:call_id>/applications/several/findings")
@seat(SeatKind.OFFICER)
def several_findings(call_id: int) -> ResponseReturnValue:
    """Show for which of the ticked ones a requirement is still unknown."""
    return _findings_page(_call(call_id), request.args.get("rule", ""), _ticked())


@desk.post("/calls/<int:call_id>/applications/several/findings")
@seat(SeatKind.OFFICER)
def record_several_now(call_id: int) -> ResponseReturnValue:
    """Record that the requirement is met by those that are still ticked."""
    call, rule = _call(call_id), request.form.get("rule", "")
    note, chosen = request.form.get("note", ""), _going(call)
    try:
        done = record_several(unit_of_work(), site().catalog, actor(), chosen, rule=rule, note=note)
    except Problems as wrong:
        numbers = [number for number, _ in chosen]
        return _findings_page(call, rule, numbers, wrong.problems), 422
    return _told(call, "findings", done, "{count}件の応募について、要件の確認を記録しました。")


@desk.get("/calls/<int:call_id>/applications/several/opinions")
@seat(SeatKind.OFFICER)
def several_opinions(call_id: int) -> ResponseReturnValue:
    """Show about which of the ticked ones a department can be asked."""
    return _opinions_page(_call(call_id), AskForm(), _ticked())


@desk.post("/calls/<int:call_id>/applications/several/opinions")
@seat(SeatKind.OFFICER)
def ask_several_now(call_id: int) -> ResponseReturnValue:
    """Ask a department about those that are still ticked: about all, or about none."""
    call, form = _call(call_id), AskForm(formdata=request.form)
    numbers = [number for number, _ in _going(call)]
    try:
        count = ask_opinions(unit_of_work(), actor(), numbers, read_opinion_request(form.typed))
    except Problems as wrong:
        return _opinions_page(call, form, numbers, wrong.problems), 422
    except Refused as refused:
        problem = Problem("refused", refused.message)
        return _opinions_page(call, form, numbers, (problem,)), 422
    flash(f"{count}件の応募について意見を依頼しました。担当課にメールで知らせます。", "success")
    return redirect(url_for("officer.opinions", call_id=call_id), 303)


def _call(call_id: int) -> Call:
    return load_call(unit_of_work().session, actor(), call_id)


def _ticked() -> list[int]:
    given = request.args.getlist(TICKS)
    return [int(one) for one in given if _is_number(one)]


def _going(call: Call) -> list[tuple[int, int]]:
    """Give number and version of those that are to go, and that belong to the call."""
    given = [one.split("-") for one in request.form.getlist(GOING)]
    pairs = [
        (int(one[0]), int(one[1])) for one in given if len(one) == 2 and all(map(_is_number, one))
    ]
    known = {
        one.id
        for one in chosen_applications(
            unit_of_work().session, actor(), call, [number for number, _ in pairs]
        )
    }
    return [one for one in pairs if one[0] in known]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def _findings_page(
    call: Call, rule: str, numbers: Sequence[int], problems: Sequence[Problem] = ()
) -> str:
    session, catalog, who = unit_of_work().session, site().catalog, actor()
    rules = open_rules(session, catalog, who, call, numbers)
    known = {one.rule for one in rules}
    chosen = rule if rule in known else rules[0].rule if rules else ""
    lines = would_record(session, catalog, who, call, numbers, rule=chosen)
    return _page(
        call,
        "findings",
        lines,
        problems,
        rules=rules,
        rule=next((one for one in rules if one.rule == chosen), None),
        note=request.form.get("note", ""),
    )


def _opinions_page(
    call: Call, form: AskForm, numbers: Sequence[int], problems: Sequence[Problem] = ()
) -> str:
    session = unit_of_work().session
    return _page(
        call,
        "opinions",
        would_ask(session, actor(), call, numbers),
        problems,
        departments=[(one.id, one.name) for one in departments(session)],
        form=form,
    )


def _page(
    call: Call, doing: str, lines: Sequence[DryLine], problems: Sequence[Problem] = (), **more: Any
) -> str:
    return render_template(
        f"officer/several/{doing}.html",
        call=call,
        title=TITLES[doing],
        going=[one.chosen for one in lines if one.goes],
        staying=[one for one in lines if not one.goes],
        ticks=[one.chosen.id for one in lines],
        problems=problems,
        errors=errors_by_field(problems),
        **more,
    )


def _told(call: Call, doing: str, done: Sequence[Done], words: str) -> ResponseReturnValue:
    """Lead back to the list where all went, else show what became of each."""
    count = sum(1 for one in done if not one.reason)
    if count == len(done):
        if count:
            flash(words.format(count=count), "success")
        else:
            flash(NOTHING, "warning")
        return redirect(url_for("officer.applications", call_id=call.id), 303)
    session, who = unit_of_work().session, actor()
    rows = chosen_applications(session, who, call, [one.application_id for one in done])
    reasons = {one.application_id: one.reason for one in done}
    return render_template(
        "officer/several/done.html",
        call=call,
        title=TITLES[doing],
        rows=[(one, reasons[one.id]) for one in rows],
        count=count,
        said=words.format(count=count),
    )
