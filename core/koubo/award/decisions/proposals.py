"""What a selection decision would say if the city followed the panel in everything."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.models import Decision, DecisionLine
from koubo.award.rules import DecisionState, Outcome
from koubo.money import Line, Working, format_yen
from koubo.problems import Refused
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.queries.progress import progress_of
from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo.review.selection.values import Verdict
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme

UNDECIDED = (ApplicationState.FILED, ApplicationState.IN_CORRECTION)
OUTCOME_OF = {
    Conclusion.RECOMMENDED: Outcome.SELECTED,
    Conclusion.RUNNER_UP: Outcome.RUNNER_UP,
    Conclusion.NOT_RECOMMENDED: Outcome.NOT_SELECTED,
}
REASONS = {
    Outcome.SELECTED: "",
    Outcome.RUNNER_UP: (
        "審査の結果、次点となりました。採択した事業に辞退があったときは、"
        "繰り上げて採択することがあります。"
    ),
    Outcome.NOT_SELECTED: "審査の結果、採択する事業の順位や基準に届かなかったためです。",
}


NO_WORKING = Working(())
NO_PANEL = "審査の段階がないコースです（要件を満たし、受理しました）"


@dataclass(frozen=True)
class ProposedLine:
    """What the panel's conclusion makes of one application (円)."""

    application_id: int
    receipt_number: str
    organisation: str
    project: str
    course_id: str
    requested: int
    outcome: Outcome
    amount: int
    reason: str
    conditions: str
    rank: int | None
    panel: str
    """What the panel concluded, with its remarks, for staff only."""
    working: Working
    with_money: bool = True
    """Whether its course gives any; of one that does not, a selection names no yen."""


def propose_selection(session: Session, catalog: Catalog, call: Call) -> tuple[ProposedLine, ...]:
    """Give a line for every application that is to be told, in ranked order.

    :raises Refused: where the panel has not concluded, or an application is still undecided
    """
    scheme = catalog.of(call.release)
    recommended = _recommendations(session, call.id)
    if still_open := progress_of(session, {call.id: scheme})[call.id].open:
        last = still_open[-1].title
        raise Refused(f"「{last}」の答申がまだ記録されていません。先に答申を記録してください。")
    applications = _applications(session, call.id)
    concluded = _conclusions(session, recommended)
    computed = _computed(recommended)
    lines = [
        _ineligible(one)
        if one.state is ApplicationState.INELIGIBLE
        else _accepted(one, scheme, concluded, computed)
        for one in applications
    ]
    return tuple(sorted(lines, key=_place))


def awaited_applications(session: Session, call_id: int) -> list[int]:
    """Give the applications that a selection decision has to speak of."""
    return [one.id for one in _applications(session, call_id)]


def _applications(session: Session, call_id: int) -> list[Application]:
    told = exists().where(
        DecisionLine.application_id == Application.id,
        DecisionLine.decision_id == Decision.id,
        Decision.state == DecisionState.RELEASED,
    )
    states = (*UNDECIDED, ApplicationState.ACCEPTED, ApplicationState.INELIGIBLE)
    found = session.scalars(
        select(Application)
        .where(Application.call_id == call_id, Application.state.in_(states), ~told)
        .order_by(Application.id)
    ).all()
    open_ = [one.receipt_number or "" for one in found if one.state in UNDECIDED]
    if open_:
        raise Refused(
            "受理か要件不適合かが決まっていない応募があります"
            f"（{'、'.join(open_[:10])}）。先に要件の確認を終えてください。"
        )
    return list(found)


def _recommendations(session: Session, call_id: int) -> dict[str, Recommendation]:
    found = session.scalars(select(Recommendation).where(Recommendation.call_id == call_id))
    return {one.stage_id: one for one in found}


def _conclusions(
    session: Session, recommended: Mapping[str, Recommendation]
) -> dict[tuple[str, int], RecommendationLine]:
    stage_of = {one.id: stage_id for stage_id, one in recommended.items()}
    lines = session.scalars(
        select(RecommendationLine).where(RecommendationLine.recommendation_id.in_(stage_of))
    )
    return {(stage_of[one.recommendation_id], one.application_id): one for one in lines}


def _computed(
    recommended: Mapping[str, Recommendation],
) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Give what was computed for each application in each stage, as it is kept."""
    return {
        (stage_id, outcome["application_id"]): outcome
        for stage_id, one in recommended.items()
        for outcome in one.selection.get("outcomes", ())
    }


def _working(computed: Mapping[str, Any], line: RecommendationLine) -> Working:
    """Give the computation and, as its last line, what the panel made of it."""
    amount = f"　{format_yen(line.amount)}" if line.amount else ""
    concluded = Line(f"審査会の結論：{CONCLUSION_NAMES[line.conclusion]}{amount}")
    return Working.from_json(computed.get("working", ())) + Working((concluded,))


def _reason(computed: Mapping[str, Any], outcome: Outcome) -> str:
    """Give the usual reason; none where it would be untrue, so that somebody writes one."""
    untold = computed.get("verdict") in (Verdict.PASSED, Verdict.TIED)
    return "" if untold and outcome is Outcome.NOT_SELECTED else REASONS[outcome]


def _accepted(
    application: Application,
    scheme: Scheme,
    concluded: Mapping[tuple[str, int], RecommendationLine],
    computed: Mapping[tuple[str, int], Mapping[str, Any]],
) -> ProposedLine:
    """Give what the panel concluded; without a stage, as in a registration, acceptance decides."""
    course = scheme.course(application.course_id)
    stages = [stage.id for stage in scheme.stages_of(course)]
    if stages:
        judged = _judged(application, stages, concluded, computed)
    else:
        judged = _line(application, Outcome.SELECTED, panel=NO_PANEL)
    return replace(judged, with_money=course.funding.gives_money)


def _judged(
    application: Application,
    stages: list[str],
    concluded: Mapping[tuple[str, int], RecommendationLine],
    computed: Mapping[tuple[str, int], Mapping[str, Any]],
) -> ProposedLine:
    for stage_id in reversed(stages):
        line = concluded.get((stage_id, application.id))
        if line is None:
            continue
        if line.conclusion is Conclusion.ADVANCE:
            break
        outcome = OUTCOME_OF[line.conclusion]
        before = computed.get((stage_id, application.id), {})
        remarks = f"　{line.remarks}" if line.remarks else ""
        return _line(
            application,
            outcome,
            amount=line.amount if outcome is Outcome.SELECTED else 0,
            reason=_reason(before, outcome),
            conditions=line.conditions,
            rank=line.rank,
            panel=f"{CONCLUSION_NAMES[line.conclusion]}{remarks}",
            working=_working(before, line),
        )
    raise Refused(
        f"答申に、受理した応募 {application.receipt_number} がありません。"
        "審査会の結論を記録してから起案してください。"
    )


def _ineligible(application: Application) -> ProposedLine:
    return _line(application, Outcome.INELIGIBLE, reason=application.reason)


def _line(
    application: Application,
    outcome: Outcome,
    *,
    amount: int = 0,
    reason: str = "",
    conditions: str = "",
    rank: int | None = None,
    panel: str = "",
    working: Working = NO_WORKING,
) -> ProposedLine:
    return ProposedLine(
        application_id=application.id,
        receipt_number=application.receipt_number or "",
        organisation=application.organisation.name,
        project=application.project_name,
        course_id=application.course_id,
        requested=application.requested or 0,
        outcome=outcome,
        amount=amount,
        reason=reason,
        conditions=conditions,
        rank=rank,
        panel=panel,
        working=working,
    )


def _place(line: ProposedLine) -> tuple[int, int, int]:
    """The selected in ranked order, then the others, the ineligible last."""
    order = list(Outcome).index(line.outcome)
    return order, line.rank if line.rank is not None else 1_000_000, line.application_id
