"""「うちの団体は応募できますか」: asked and answered in the open; nothing is kept, nobody is named."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from koubo.applications.precheck import CheckedCourse, Verdict, check_course
from koubo.applications.precheck_asks import Ask, Look, asks_of, read_told
from koubo.money import Worked
from koubo.people.queries import departments
from koubo.schemes.queries import call_page
from koubo.schemes.rules import Course, Phase, Scheme
from koubo_web.access import public
from koubo_web.desks.public.desk import desk
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.requests import now, site, unit_of_work

WHOLE_WORDS = {
    Verdict.YES: ("応募できます", "green"),
    Verdict.OPEN: ("応募できる見込みです（まだ分からないところがあります）", "yellow"),
    Verdict.CITY: ("応募できる見込みです（残りは市が確かめます）", "green"),
    Verdict.NO: ("このままでは応募できません", "red"),
    Verdict.SILENT: ("いま確認できません", "grey"),
}
RULE_WORDS = {
    Verdict.YES: ("はい", "green"),
    Verdict.OPEN: ("これから確認", "yellow"),
    Verdict.CITY: ("これから確認", "blue"),
    Verdict.NO: ("いいえ", "red"),
}


@dataclass(frozen=True)
class ShownCourse:
    """A course's answer as the page shows it."""

    course: Course
    tag: tuple[str, str]
    rules: list[tuple[str, tuple[str, str], str, str]]
    """Title, words and tone, what it rests on, and why figures are only assumed."""
    is_no: bool
    amount: Worked[int] | None
    is_silent: bool


@desk.get("/calls/<int:call_id>/check")
@public
def precheck(call_id: int) -> ResponseReturnValue:
    """Ask what the call's rules look at, and answer what was told, course by course."""
    work, catalog = unit_of_work(), site().catalog
    call = call_page(work.session, call_id)
    scheme = catalog.of(call.release)
    courses = [scheme.course(one) for one in call.course_ids]
    asks = asks_of(
        scheme,
        courses,
        call.facts.fiscal_year,
        gates=call.deadlines.gates,
        departments=_departments(scheme),
    )
    typed = {ask.key: _typed(ask, request.args) for ask in asks}
    told = read_told(asks, typed)
    checked = [
        _shown(check_course(catalog, scheme, one, call, asks, told, now())) for one in courses
    ]
    return render_template(
        "public/precheck.html",
        call=call,
        scheme=scheme,
        is_open=call.phase(now()) is Phase.OPEN,
        asks=asks,
        look=Look,
        typed=typed,
        is_asked=bool(told.answers),
        problems=told.problems,
        errors=errors_by_field(told.problems),
        checked=checked,
    )


def _departments(scheme: Scheme) -> tuple[str, ...]:
    """Give the departments to choose from, where some form asks for one."""
    if not any(form.of_kind("department") for form in scheme.forms.values()):
        return ()
    return tuple(one.name for one in departments(unit_of_work().session))


def _typed(ask: Ask, fields: MultiDict[str, str]) -> Any:
    if ask.look is Look.SEVERAL:
        return clean(fields.getlist(ask.key))
    if ask.look is Look.DATE:
        return clean({part: fields.get(f"{ask.key}-{part}") for part in ("year", "month", "day")})
    return clean(fields.get(ask.key))


def _shown(checked: CheckedCourse) -> ShownCourse:
    """Give a course's answer: what stands in the way first, and no amount where something does."""
    is_no = checked.verdict is Verdict.NO
    rules = sorted(checked.rules, key=lambda one: one.verdict is not Verdict.NO)
    return ShownCourse(
        checked.course,
        WHOLE_WORDS[checked.verdict],
        [(one.title, RULE_WORDS[one.verdict], one.told, one.to_confirm) for one in rules],
        is_no,
        None if is_no else checked.amount,
        checked.verdict is Verdict.SILENT,
    )
