"""Trying other rules before deciding: what the address says is tried, and nothing is stored."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.money import format_number, format_rate
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.simulating import SHOWN, Simulated, simulate_stage
from koubo.review.queries.stage import stage_of
from koubo.review.simulation import Variation
from koubo.review.simulation_schemas import read_variation, tie_breaker_key, tie_breakers_of
from koubo.schemes.figure_list import WORDS
from koubo.schemes.review_words import Aggregate, Allocation, Recusal, SelectionRule, Stage
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.words import verdict_tag
from koubo_web.requests import actor, site, unit_of_work

Options = list[tuple[str, str]]


@desk.get("/calls/<int:call_id>/review/<stage_id>/simulation")
@seat(SeatKind.OFFICER)
def review_simulation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show who would come out otherwise under another budget or rule."""
    work, catalog = unit_of_work(), site().catalog
    call = load_reviewed_call(work.session, actor(), call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    problems: tuple[Problem, ...] = ()
    variation = Variation()
    try:
        variation = read_variation(stage, scheme.selection, request.args)
    except Problems as found:
        problems = found.problems
    tried = simulate_stage(work.session, catalog, actor(), call_id, stage_id, variation)
    page = render_template(
        "officer/review_simulation.html",
        tried=tried,
        is_tried=not variation.is_none,
        typed=request.args,
        problems=problems,
        errors={one.field: one.message for one in problems},
        tag=verdict_tag,
        shown_at_most=SHOWN,
        now_so=_now_so(tried),
        **_choices(stage, scheme.selection),
    )
    return (page, 422) if problems else page


def _choices(stage: Stage, rule: SelectionRule) -> dict[str, Options]:
    titles = {one.id: one.title for one in stage.criteria}
    return {
        "aggregates": [(one.value, WORDS[one]) for one in Aggregate],
        "recusals": [(one.value, WORDS[one]) for one in Recusal],
        "allocations": [(one.value, WORDS[one]) for one in Allocation],
        "tie_breakers": [
            (tie_breaker_key(one), one.told(titles)) for one in tie_breakers_of(stage, rule)
        ],
    }


def _now_so(tried: Simulated) -> dict[str, str]:
    """Say how it is now, beside each field."""
    rule = tried.scheme.selection
    titles = {one.id: one.title for one in tried.stage.criteria}
    marks = []
    if rule.pass_share is not None:
        marks.append(format_rate(rule.pass_share.value))
    if rule.pass_points is not None:
        marks.append(f"{format_number(rule.pass_points.value)}点")
    chain = (one.told(titles) for one in rule.tie_breakers.value)
    return {
        "pass_mark": "・".join(marks) or "なし",
        "aggregate": WORDS[rule.aggregate.value],
        "tie_breaker": " → ".join(chain) or "なし",
        "recusal": WORDS[rule.recusal.value],
        "allocation": WORDS[rule.allocation.value],
    }
