"""Evaluations in the sample city: goals before the start, two sides that do not agree in the end."""

from collections.abc import Mapping, Sequence

from koubo.award.models import Award
from koubo.reporting.evaluation.actions import GoalText, save_evaluation, set_goals
from koubo.reporting.evaluation.rules import ItemAnswer, SheetText
from koubo.schemes.evaluation_words import Evaluation, EvaluationTime
from koubo_web.sample.granting import award_of
from koubo_web.sample.reading import ApplicationData
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, Timetable

OFFICER = "jimukyoku"
WITH_GOALS = ("closed_after_advance", "advance_paid")
EVALUATED = "finished"
SET, GROUP_WROTE, CITY_WROTE = 0.10, 0.90, 0.92
"""Shares of the year."""
GOALS = (
    GoalText("参加した人の8割が「また来たい」と答える", "終わりのアンケート"),
    GoalText("地域の団体2つと一緒に行う", "実施の記録"),
)
GROUP_MARKS, CITY_MARKS = (5, 4, 4), (4, 2, 4)
"""Of each item in its order; the second one is apart by two points."""
GROUP_SAYS = "子どもたちが自分から調べるようになりました。次の年度も続けます。"
CITY_SAYS = "成果は大きいです。打合せの回数が少なく、市の役割がはっきりしませんでした。"
PRIVATE = "来年度の担当が替わるため、4月に引継ぎの打合せをします（内部のメモ）。"


def write_evaluations(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let the demo's own organisation set goals, and both sides look back on its last project."""
    for data in scene.world.applications:
        if data.organisation not in scene.world.members or data.story not in WITH_GOALS:
            continue
        year = calls[data.call].fiscal_year
        diary.add(times.in_year(year, SET), write_goals, data)
        if data.call == EVALUATED:
            (evaluation,) = scene.scheme.evaluations
            group, city = evaluation.sides.value
            person = scene.world.representative_of(data.organisation)
            for share, who, side, marks, said, private in (
                (GROUP_WROTE, person, group, GROUP_MARKS, GROUP_SAYS, ""),
                (CITY_WROTE, OFFICER, city, CITY_MARKS, CITY_SAYS, PRIVATE),
            ):
                text = sheet_of(evaluation, marks, said, private)
                diary.add(times.in_year(year, share), evaluate, data, who, side, text)


def sheet_of(evaluation: Evaluation, marks: Sequence[int], said: str, private: str) -> SheetText:
    """Give a whole sheet with these marks in the order of the items."""
    answers = {
        item: ItemAnswer(mark) for item, mark in zip(evaluation.items.value, marks, strict=True)
    }
    return SheetText(answers, said, private)


def write_goals(scene: Scene, data: ApplicationData) -> None:
    """Let the organisation set its goals once the money is granted."""
    award_id = award_of(scene, data)
    with scene.act(scene.world.representative_of(data.organisation)) as (uow, actor):
        set_goals(uow, actor, award_id, goals=GOALS, version=version_of(uow, Award, award_id))


def evaluate(scene: Scene, data: ApplicationData, person: str, side: str, text: SheetText) -> None:
    """Let one side hand its sheet in."""
    award_id = award_of(scene, data)
    with scene.act(person) as (uow, actor):
        save_evaluation(
            uow,
            scene.catalog,
            actor,
            award_id,
            time=EvaluationTime.END,
            side=side,
            text=text,
            version=None,
            hand_in=True,
        )
