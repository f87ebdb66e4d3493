"""States of a review, the order of stages, and when a sheet is complete."""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from string import ascii_uppercase

from koubo.problems import Problem
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import CellPolicy, Criterion, SelectionRule, Stage
from koubo.schemes.rules import Course, Scheme
from koubo.states import Steps


class ReviewState(StrEnum):
    """Where one reviewer's sheet for one application is."""

    ASSIGNED = "assigned"
    DECLARED = "declared"
    HANDED_IN = "handed_in"
    RECUSED = "recused"
    ABSENT = "absent"
    REPLACED = "replaced"


REVIEW_STEPS = Steps(
    "review",
    "審査票",
    {
        ReviewState.ASSIGNED: "利害関係の申告待ち",
        ReviewState.DECLARED: "採点中",
        ReviewState.HANDED_IN: "提出済み",
        ReviewState.RECUSED: "除斥・回避",
        ReviewState.ABSENT: "欠席",
        ReviewState.REPLACED: "交代",
    },
    {
        ReviewState.ASSIGNED: frozenset(
            {
                ReviewState.DECLARED,
                ReviewState.RECUSED,
                ReviewState.ABSENT,
                ReviewState.REPLACED,
            }
        ),
        ReviewState.DECLARED: frozenset(
            {
                ReviewState.HANDED_IN,
                ReviewState.RECUSED,
                ReviewState.ABSENT,
                ReviewState.REPLACED,
            }
        ),
        # Scored again, or found out late that there was a conflict.
        ReviewState.HANDED_IN: frozenset({ReviewState.DECLARED, ReviewState.RECUSED}),
        # The recusal was wrong, which two people agreed on; the reviewer declares anew.
        ReviewState.RECUSED: frozenset({ReviewState.ASSIGNED}),
    },
)


OPEN_STATES = (ReviewState.ASSIGNED, ReviewState.DECLARED)
"""The sheet is still waited for."""
DUE_STATES = (*OPEN_STATES, ReviewState.HANDED_IN)
"""The sheet counts, or will: the reviewer is neither kept out nor away."""


class Conclusion(StrEnum):
    """What the panel concludes on one application at the end of a stage."""

    ADVANCE = "advance"
    RECOMMENDED = "recommended"
    RUNNER_UP = "runner_up"
    NOT_RECOMMENDED = "not_recommended"


CONCLUSION_NAMES = {
    Conclusion.ADVANCE: "次の審査へ進む",
    Conclusion.RECOMMENDED: "採択すべき",
    Conclusion.RUNNER_UP: "次点",
    Conclusion.NOT_RECOMMENDED: "採択すべきでない",
}


def pseudonym(number: int) -> str:
    """Give the name that the panel's nth member (from 1) bears from the first day: A委員, AA委員."""
    letters = ""
    while number:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return f"{letters}委員"


def pseudonym_order(name: str) -> tuple[int, str]:
    """Give the key that sorts Z委員 before AA委員."""
    return len(name), name


def judged_courses(scheme: Scheme, stage: Stage) -> tuple[Course, ...]:
    """Give the courses whose applications a stage judges."""
    return tuple(one for one in scheme.courses if stage.judges(one.name))


def stages_judging(scheme: Scheme, course_ids: Collection[str]) -> tuple[Stage, ...]:
    """Give the stages in which applications of any of these courses are judged, in order."""
    names = [one.name for one in scheme.courses if one.id in course_ids]
    return tuple(stage for stage in scheme.stages if any(map(stage.judges, names)))


def stage_before(scheme: Scheme, stage: Stage, course: Course) -> Stage | None:
    """Give the stage whose conclusions decide who of a course is in this one; None for its first."""
    stages = scheme.stages_of(course)
    place = stages.index(stage)
    return stages[place - 1] if place else None


def stages_before(scheme: Scheme, stage: Stage) -> tuple[Stage, ...]:
    """Give the stages whose conclusions decide who is in this one, in order."""
    courses = judged_courses(scheme, stage)
    before = {stage_before(scheme, stage, course) for course in courses}
    return tuple(one for one in scheme.stages if one in before)


def is_last(scheme: Scheme, stage: Stage) -> bool:
    """Say whether the stage's recommendation is the 答申 on its courses."""
    return all(scheme.stages_of(course)[-1] == stage for course in judged_courses(scheme, stage))


def sheet_problems(
    stage: Stage, rule: SelectionRule, cells: Mapping[str, Cell]
) -> Iterator[Problem]:
    """Say what a sheet still lacks before it can be handed in, by the scheme's own policies."""
    for criterion in stage.criteria:
        cell = cells.get(criterion.id, Cell(CellState.MISSING))
        yield from cell_problems(criterion, rule, cell)


def cell_problems(criterion: Criterion, rule: SelectionRule, cell: Cell) -> Iterator[Problem]:
    """Say what is wrong with one mark: refused as it is, off the scale, or low without a reason."""
    title = criterion.title
    if cell.points is not None:
        yield from _points_problems(criterion, cell.points, cell.reason)
    elif policy_of(rule, cell.state) is CellPolicy.REFUSED:
        if cell.state is not CellState.MISSING:
            message = f"この制度では「{title}」を{REFUSED_WORDS[cell.state]}にできません。点を選んでください。"
            yield Problem("state_refused", message, criterion.id)
        else:
            others = (CellState.NOT_APPLICABLE, CellState.ABSTAINED)
            may = any(policy_of(rule, one) is not CellPolicy.REFUSED for one in others)
            choose = "点を選ぶか、採点しない理由を選んでください" if may else "点を選んでください"
            yield Problem("unmarked", f"「{title}」の{choose}。", criterion.id)


def _points_problems(criterion: Criterion, points: int, reason: str) -> Iterator[Problem]:
    title = criterion.title
    if not criterion.lowest <= points <= criterion.highest:
        message = f"「{title}」は{criterion.lowest}点から{criterion.highest}点で選んでください。"
        yield Problem("off_the_scale", message, criterion.id)
    elif needs_reason(criterion, points) and not reason:
        low = point_told(criterion, criterion.reason_at_most or 0)
        message = f"「{title}」は{low}以下のため、理由・意見を書いてください。"
        yield Problem("reason_missing", message, reason_field(criterion.id))


REFUSED_WORDS = {CellState.NOT_APPLICABLE: "対象外", CellState.ABSTAINED: "棄権"}


def policy_of(rule: SelectionRule, state: CellState) -> CellPolicy:
    """Give what a cell without points counts as in a scheme."""
    return {
        CellState.MISSING: rule.missing,
        CellState.NOT_APPLICABLE: rule.not_applicable,
        CellState.ABSTAINED: rule.abstained,
    }[state].value


def point_told(criterion: Criterion, point: int) -> str:
    """Give a point of a scale as people call it: 4点, or the grade (評語) where it has grades."""
    place = point - criterion.lowest
    if criterion.grade_points and 0 <= place < len(criterion.anchors):
        return criterion.anchors[place]
    return f"{point}点"


def needs_reason(criterion: Criterion, points: int) -> bool:
    """Say whether so few points have to be explained."""
    return criterion.reason_at_most is not None and points <= criterion.reason_at_most


def reason_field(criterion_id: str) -> str:
    """Give the name of the field in which a mark is explained."""
    return f"{criterion_id}-reason"
