"""How a scheme judges, as the pages for everybody tell it: steps, what is looked at, what is needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from koubo.money import format_number, format_rate
from koubo.schemes.explaining.review import METHODS
from koubo.schemes.rules import Course, Scheme


@dataclass(frozen=True)
class StageFacts:
    """A step of review as its call's page tells it."""

    title: str
    method: str
    """Empty where the title says it."""
    courses: str
    """Which courses it judges; empty for all."""
    criteria: tuple[str, ...]
    to_confirm: bool


def stage_facts(scheme: Scheme, courses: Sequence[Course]) -> list[StageFacts]:
    """Give the steps of review of the courses that are open, with what is looked at."""
    found = []
    for stage in scheme.stages:
        judged = [one.title for one in courses if stage.judges(one.name)]
        if judged:
            found.append(
                StageFacts(
                    stage.title,
                    "" if METHODS[stage.method] in stage.title else METHODS[stage.method],
                    "" if len(judged) == len(courses) else "、".join(judged),
                    tuple(one.title for one in stage.criteria),
                    any(one.named.to_confirm for one in stage.criteria),
                )
            )
    return found


def pass_mark(scheme: Scheme) -> tuple[str, str]:
    """Give the least that has to be reached, and why it is not sure yet; empty for none."""
    rule = scheme.selection
    if rule.pass_share is not None:
        text = f"満点の{format_rate(rule.pass_share.value)}以上の点が必要です。"
        return text, rule.pass_share.to_confirm
    if rule.pass_points is not None:
        text = f"合計で{format_number(rule.pass_points.value)}点以上が必要です。"
        return text, rule.pass_points.to_confirm
    return "", ""
