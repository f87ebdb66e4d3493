"""A result in everyday words: what it means, how it was decided, what can be done next."""

from collections.abc import Mapping
from dataclasses import dataclass

from koubo.award.rules import Outcome
from koubo.money import format_number
from koubo.schemes.review_words import Criterion
from koubo.schemes.rules import Course, Scheme

VERDICTS: Mapping[Outcome, str] = {
    Outcome.SELECTED: "採択されました",
    Outcome.RUNNER_UP: "次点になりました",
    Outcome.NOT_SELECTED: "今回は採択されませんでした",
    Outcome.INELIGIBLE: "応募の要件を満たさないと判断されました",
}
MEANINGS: Mapping[Outcome, str] = {
    Outcome.SELECTED: "応募のあった事業の中から、この事業が選ばれました。",
    Outcome.RUNNER_UP: (
        "いまの時点では選ばれていません。選ばれた事業が辞退したときなどに、順番に選ばれることがあります。"
    ),
    Outcome.NOT_SELECTED: "この応募の事業は選ばれませんでした。理由は、下の「理由」のとおりです。",
    Outcome.INELIGIBLE: (
        "応募できる条件に合わないところがあったため、審査委員による審査は行っていません。"
        "理由は、下の「理由」のとおりです。"
    ),
}
MONEY_TOLD: Mapping[Outcome, str] = {
    Outcome.SELECTED: "お金を受け取るには、このあとの手続きが要ります。額は、手続きの中で正式に決まります。",
    Outcome.RUNNER_UP: "いまの時点では、市からのお金は出ません。",
    Outcome.NOT_SELECTED: "この応募に、市からのお金は出ません。",
    Outcome.INELIGIBLE: "この応募に、市からのお金は出ません。",
}
HOW_DECIDED = (
    "審査委員が次の審査項目で採点し、審査会が話し合って意見をまとめ、それをもとに市が決めました。"
)


@dataclass(frozen=True)
class JudgedBy:
    """What one stage of the review looked at; rules of the scheme, and nobody's marks."""

    stage: str
    criteria: tuple[str, ...]
    """Each with the most it counts: 公益性（5点まで）."""


def judged_by(scheme: Scheme, course: Course, *, until: str = "") -> tuple[JudgedBy, ...]:
    """Give the stages that judge a course's applications, in their order, with what is looked at.

    :param until: the id of the stage that ended it; later ones are left out
    """
    stages = scheme.stages_of(course)
    ends = [at for at, one in enumerate(stages, start=1) if one.id == until]
    return tuple(
        JudgedBy(one.title, tuple(_told(each) for each in one.criteria))
        for one in stages[: ends[0] if ends else None]
    )


def _told(criterion: Criterion) -> str:
    return f"{criterion.title}（{format_number(criterion.most * criterion.weight)}点まで）"


def meaning_of(outcome: Outcome, *, with_money: bool) -> tuple[str, ...]:
    """Say in everyday words what a result means for the organisation."""
    return (MEANINGS[outcome], *((MONEY_TOLD[outcome],) if with_money else ()))
