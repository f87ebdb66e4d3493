"""What comes next for an application, in a few words: the organisation's own step, or the city's."""

from collections.abc import Iterable, Mapping

from koubo.applications.queries.own import OwnApplication
from koubo.applications.rules import ApplicationState
from koubo.award.rules import AwardState
from koubo_web.desks.todo import Todo, most_urgent_first

Step = tuple[str, str]
"""Words, and where the step is taken; "" where it is the city's."""

OF_THE_CITY: Mapping[ApplicationState, str] = {
    ApplicationState.FILED: "市が、書類と応募の条件を確かめています。",
    ApplicationState.IN_CORRECTION: "市の担当者に連絡してください。",
    ApplicationState.ACCEPTED: "審査の結果をお待ちください。",
    ApplicationState.RUNNER_UP: "採択の枠が空くと、市からご案内します。",
    ApplicationState.SELECTED: "市からのお知らせをお待ちください。",
}
AFTER_GRANT: Mapping[AwardState, str] = {
    AwardState.APPLIED: "市が、交付申請書を確かめています。",
    AwardState.REPORTED: "市が、実績報告書を確かめています。",
    AwardState.CLOSED: "",
}
"""What a state of the award says where nothing is to be done."""
TOO_LATE = "受付は終わりました。"


def next_steps(todos: Iterable[Todo]) -> dict[int, Step]:
    """Give the most urgent step of each application that has one to take."""
    found: dict[int, Step] = {}
    for one in most_urgent_first(todos):
        if one.about:
            found.setdefault(one.about, (one.title, one.url))
    return found


def waits_for_city(application: OwnApplication, award: AwardState | None) -> Step:
    """Give what is waited for where the organisation has nothing to do; "" where it is over."""
    if award is not None:
        return AFTER_GRANT.get(award, OF_THE_CITY[ApplicationState.SELECTED]), ""
    if application.state is ApplicationState.DRAFT:
        return TOO_LATE, ""
    return OF_THE_CITY.get(application.state, ""), ""
