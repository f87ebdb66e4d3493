"""States of a review, and the frozen values that its hooks get."""

from dataclasses import dataclass
from enum import StrEnum

from koubo.people.rules import OrganisationFacts
from koubo.states import Steps


class ReviewState(StrEnum):
    """Where one reviewer's sheet for one application is."""

    ASSIGNED = "assigned"
    DECLARED = "declared"
    HANDED_IN = "handed_in"
    RECUSED = "recused"
    ABSENT = "absent"


REVIEW_STEPS = Steps(
    "review",
    "審査票",
    {
        ReviewState.ASSIGNED: "利害関係の申告待ち",
        ReviewState.DECLARED: "採点中",
        ReviewState.HANDED_IN: "提出済み",
        ReviewState.RECUSED: "除斥・回避",
        ReviewState.ABSENT: "欠席",
    },
    {
        ReviewState.ASSIGNED: frozenset(
            {ReviewState.DECLARED, ReviewState.RECUSED, ReviewState.ABSENT}
        ),
        ReviewState.DECLARED: frozenset(
            {ReviewState.HANDED_IN, ReviewState.RECUSED, ReviewState.ABSENT}
        ),
    },
)


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


@dataclass(frozen=True)
class Reviewer:
    """A member of the panel as conflict rules see them."""

    person_id: int
    name: str
    organisation_ids: frozenset[int]
    department_names: frozenset[str]


@dataclass(frozen=True)
class ReviewedApplication:
    """An application as conflict rules see it."""

    id: int
    organisation: OrganisationFacts
    course_id: str
    partner_department: str
