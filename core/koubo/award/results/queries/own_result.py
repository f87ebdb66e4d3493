"""The result of one application as its own organisation is told it, once the decision is released."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import editable
from koubo.award.decisions.judged import Judged, judged_applications
from koubo.award.models import Decision, DecisionLine, Notice
from koubo.award.results.words import JudgedBy, judged_by, meaning_of
from koubo.award.rules import LETTER_OF, DecisionKind, DecisionState, Outcome
from koubo.money import Line, Working, format_number, format_rate, format_yen
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.conclusion_models import RecommendationLine
from koubo.review.queries.stage import stage_sheets
from koubo.review.rules import ReviewState
from koubo.review.selection.values import CELL_NAMES, Cell
from koubo.schemes.catalog import Catalog
from koubo.schemes.letters import LetterKind, LetterTemplate
from koubo.schemes.models import Call
from koubo.schemes.publication_words import OwnField
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme
from koubo.schemes.standard_letters import STANDARD_LETTERS, STANDARD_RESULT

REDUCED_BY_POT = "予算の配分により"


@dataclass(frozen=True)
class ItemMark:
    """One criterion: the panel's mean, or where one reviewer's sheet is told, that mark."""

    title: str
    told: str


@dataclass(frozen=True)
class ToldSheet:
    """One reviewer's marks, under the pseudonym."""

    reviewer: str
    marks: tuple[ItemMark, ...]


@dataclass(frozen=True)
class OwnResult:
    """What an organisation is told of its own application (円)."""

    application_id: int
    call_id: int
    call: str
    city: str
    office: str
    organisation: str
    project: str
    course: str
    receipt_number: str
    outcome: Outcome
    meaning: tuple[str, ...]
    """What the outcome means, in everyday words."""
    judged_by: tuple[JudgedBy, ...]
    """The stages through which it was decided; empty where nobody judged it."""
    issued_on: date
    notice_id: int | None
    requested: int | None
    adopted: int | None
    """None where it was not selected, or its course gives no money."""
    working: Working
    """How the amount came about, without anybody's marks."""
    reason: str
    conditions: tuple[str, ...]
    comment: str
    marks: tuple[tuple[str, str], ...]
    """What the scheme lets it see of the panel's marks: label and figure."""
    item_means: tuple[ItemMark, ...]
    sheets: tuple[ToldSheet, ...]
    offered_until: date | None
    offered: int
    """What the panel holds ready for a runner-up; 0 where that is open."""
    appeal: str
    contact: tuple[str, ...]
    scheme: str
    template: LetterTemplate
    """What the city's own form of the paper says."""


def own_result(session: Session, catalog: Catalog, actor: Actor, application_id: int) -> OwnResult:
    """Give the result of an application of the actor's own organisation.

    :raises NotFound: for any other application, and before the decision on it is released
    """
    row = session.execute(
        select(Application, DecisionLine, Decision, Organisation.name, Notice.id.label("notice"))
        .join(DecisionLine, DecisionLine.application_id == Application.id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(
            Application.id == application_id,
            editable(actor),
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.RELEASED,
        )
        # A runner-up who was moved up (繰上げ採択) has two: the later one holds.
        .order_by(DecisionLine.id.desc())
    ).first()
    if row is None:
        raise NotFound
    application, line = row.Application, row.DecisionLine
    call: Call = row.Decision.call
    scheme = catalog.of(call.release)
    judged = judged_applications(session, scheme, call.id, {application.id: application.course_id})
    panel = judged.get(application.id)
    course = scheme.course(application.course_id)
    selected = line.outcome is Outcome.SELECTED
    with_money = course.funding.gives_money
    return OwnResult(
        application_id=application.id,
        call_id=call.id,
        call=call.title,
        city=scheme.city,
        office=scheme.office,
        organisation=row.name,
        project=application.project_name,
        course=course.title,
        receipt_number=application.receipt_number or "",
        outcome=line.outcome,
        meaning=meaning_of(line.outcome, with_money=with_money),
        judged_by=judged_by(scheme, course, until=panel.stage.id) if panel else (),
        issued_on=row.Decision.issued_on,
        notice_id=row.notice,
        requested=application.requested if with_money else None,
        adopted=line.amount if selected and with_money else None,
        working=_working(line, panel) if selected and with_money else Working(),
        reason=line.reason,
        conditions=tuple(one for one in line.conditions.splitlines() if one.strip()),
        comment=panel.comment if panel else "",
        offered_until=line.offered_until,
        offered=panel.amount if panel and line.outcome is Outcome.RUNNER_UP else 0,
        appeal=_appeal(scheme, line.outcome),
        contact=scheme.contact,
        scheme=scheme.title,
        template=scheme.letters.get(LetterKind.RESULT, STANDARD_RESULT),
        **_marks(session, scheme, call.id, application.id, panel),
    )


def result_is_released(session: Session, application_id: int) -> bool:
    """Say whether the decision on an application went out."""
    found = (
        select(DecisionLine.id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.application_id == application_id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.RELEASED,
        )
    )
    return session.scalar(found) is not None


def _appeal(scheme: Scheme, outcome: Outcome) -> str:
    kind = LETTER_OF[outcome]
    template = scheme.letters.get(kind) or STANDARD_LETTERS.get(kind)
    return scheme.appeal if template is not None and template.appeal else ""


def _working(line: DecisionLine, panel: Judged | None) -> Working:
    """Say step by step how the request became the amount."""
    computed = panel.computed if panel else None
    if panel is None or computed is None:
        return Working((Line(f"市の決定：{format_yen(line.amount)}"),))
    steps = [Line(f"申請額：{format_yen(computed.requested)}")]
    steps += computed.calculated_working.lines
    most = min(computed.requested, computed.calculated)
    proposed = computed.outcome.amount
    if proposed and proposed < most:
        steps.append(Line(f"{REDUCED_BY_POT} {format_yen(proposed)}"))
    if panel.amount != proposed:
        steps.append(Line(f"審査会の答申：{format_yen(panel.amount)}"))
    if line.amount != panel.amount:
        steps.append(Line(f"市の決定：{format_yen(line.amount)}"))
    return Working(tuple(steps))


def _marks(
    session: Session, scheme: Scheme, call_id: int, application_id: int, panel: Judged | None
) -> dict[str, Any]:
    """Give only what the scheme lets the organisation see."""
    shown = scheme.publication.to_applicant.value
    if panel is None or not shown:
        return {"marks": (), "item_means": (), "sheets": ()}
    among = _judged_with(session, panel) if OwnField.APPLICATIONS in shown else None
    score = panel.computed.score if panel.computed else None
    means = score.item_means if score and OwnField.ITEM_MEANS in shown else {}
    sheets = OwnField.SHEETS in shown
    return {
        "marks": tuple(_told_marks(scheme, panel, shown, among)),
        "item_means": tuple(
            ItemMark(one.title, f"{format_number(means[one.id])}点（{one.highest}点まで）")
            for one in panel.stage.criteria
            if one.id in means
        ),
        "sheets": _sheets(session, panel.stage, call_id, application_id) if sheets else (),
    }


def _judged_with(session: Session, panel: Judged) -> int:
    found = select(func.count()).where(
        RecommendationLine.recommendation_id == panel.recommendation_id
    )
    return session.scalar(found) or 0


def _told_marks(
    scheme: Scheme, panel: Judged, shown: Iterable[OwnField], among: int | None
) -> Iterator[tuple[str, str]]:
    score = panel.computed.score if panel.computed else None
    rule = scheme.selection
    for one in shown:
        if one is OwnField.TOTAL and score is not None:
            highest = format_number(score.highest)
            yield "合計点", f"{format_number(score.total)}点（満点 {highest}点）"
        elif one is OwnField.RANK:
            yield "順位", f"{panel.rank}位" if panel.rank is not None else "順位なし"
        elif one is OwnField.APPLICATIONS and among is not None:
            yield "審査した応募", f"{among}件"
        elif one is OwnField.PASS_MARK and rule.pass_points is not None:
            yield "合格の基準", f"{format_number(rule.pass_points.value)}点以上"
        elif one is OwnField.PASS_MARK and rule.pass_share is not None:
            yield "合格の基準", f"満点の{format_rate(rule.pass_share.value)}以上"


def _sheets(
    session: Session, stage: Stage, call_id: int, application_id: int
) -> tuple[ToldSheet, ...]:
    found = stage_sheets(session, call_id, stage.id, application_id=application_id)
    return tuple(
        ToldSheet(
            sheet.reviewer,
            tuple(
                ItemMark(one.title, _told_cell(sheet.cells[one.id]))
                for one in stage.criteria
                if one.id in sheet.cells
            ),
        )
        for sheet in found
        if sheet.state is ReviewState.HANDED_IN
    )


def _told_cell(cell: Cell) -> str:
    return f"{cell.points}点" if cell.points is not None else CELL_NAMES[cell.state]
