"""起案一式: all that goes to the 決裁 of a decision, as values taken from the record."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.decisions.queries.decisions import DecidedLine, DecisionPage, decision_page
from koubo.award.grants.queries.call_money import CallMoney, call_money
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.notices.letters import letters_of, notice_letter
from koubo.award.policy import load_decision
from koubo.award.rules import DECISION_NAMES, DecisionKind, DecisionState, Kessai
from koubo.calendar import day_in_japan, format_fiscal_year
from koubo.money import Working
from koubo.papers.letters import Letter
from koubo.people.rules import Actor
from koubo.problems import Refused
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.policy import runs_whole_review
from koubo.review.rules import CONCLUSION_NAMES
from koubo.review.selection.kept import KeptOutcome, outcome_from_json
from koubo.review.selection.values import VERDICT_NAMES
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme

DROPPED = (
    "この起案は取りやめられています。起案一式は、起案し直した決定からダウンロードしてください。"
)


@dataclass(frozen=True)
class ReviewedLine:
    """What a stage came to for one application, computed and concluded (円)."""

    stage: str
    concluded_on: date
    rank: int | None
    receipt_number: str
    organisation: str
    project: str
    total: Fraction | None
    highest: Fraction | None
    computed: str
    calculated: int | None
    calculated_working: Working
    conclusion: str
    amount: int
    conditions: str
    comment: str
    remarks: str


@dataclass(frozen=True)
class DossierLine:
    """What is decided of one application, with every sum and working that led to it (円)."""

    place: int
    line: DecidedLine
    course: str
    rank: int | None
    requested: int | None
    recommended: int | None
    adopted: int | None
    awarded: int | None
    paid: int
    before: int | None
    repayment: int | None
    letter: Letter
    calculated_working: Working
    """How the amount of a selection was computed, before any pot; empty elsewhere."""


@dataclass(frozen=True)
class Dossier:
    """All that goes to the 決裁 of one decision (円, JST)."""

    kind: DecisionKind
    title: str
    call: str
    fiscal_year: str
    scheme: Scheme
    drafter: str
    drafted_at: datetime
    kessai: Kessai | None
    money: CallMoney
    lines: tuple[DossierLine, ...]
    reviewed: tuple[ReviewedLine, ...]
    kept_back: bool
    """Whether the review is left out, for the officer is kept out of a part of it."""

    @property
    def total(self) -> int:
        """Give the sum of what is decided (円)."""
        return sum(one.line.amount for one in self.lines)

    @property
    def drafted_on(self) -> date:
        """Give the day of the draft."""
        return day_in_japan(self.drafted_at)


def dossier_of(session: Session, catalog: Catalog, actor: Actor, decision_id: int) -> Dossier:
    """Give the 起案一式 of a decision; NotFound if the actor may not see it.

    Its letters are drafts until the decision is released, and as issued afterwards.

    :raises Refused: for a draft that was taken back
    """
    decision = load_decision(session, actor, decision_id)
    if decision.state is DecisionState.DROPPED:
        raise Refused(DROPPED)
    page = decision_page(session, actor, decision_id)
    scheme = catalog.of(decision.call.release)
    [money] = call_money(session, actor, decision.call_id)
    reviewed, kept_back = _reviewed(session, actor, decision, scheme)
    return Dossier(
        kind=decision.kind,
        title=DECISION_NAMES[decision.kind],
        call=decision.call.title,
        fiscal_year=format_fiscal_year(decision.call.fiscal_year),
        scheme=scheme,
        drafter=page.row.drafter,
        drafted_at=decision.drafted_at,
        kessai=decision.kessai(),
        money=money,
        lines=_lines(session, scheme, page, _letters(session, catalog, decision), reviewed),
        reviewed=tuple(reviewed.values()),
        kept_back=kept_back,
    )


def _letters(session: Session, catalog: Catalog, decision: Decision) -> dict[int, Letter]:
    """Give the letter of each line: as it was issued, or as a draft."""
    if decision.state is DecisionState.RELEASED:
        notices = session.scalars(
            select(Notice)
            .join(DecisionLine, DecisionLine.id == Notice.decision_line_id)
            .where(DecisionLine.decision_id == decision.id)
        )
        return {one.decision_line_id: notice_letter(one) for one in notices}
    drafts = letters_of(session, catalog, decision, draft=True)
    return {one.line_id: one.letter for one in drafts}


def _lines(
    session: Session,
    scheme: Scheme,
    page: DecisionPage,
    letters: dict[int, Letter],
    reviewed: dict[tuple[str, int], ReviewedLine],
) -> tuple[DossierLine, ...]:
    rows = session.execute(
        select(DecisionLine, Application.course_id)
        .join(Application, Application.id == DecisionLine.application_id)
        .where(DecisionLine.decision_id == page.row.id)
    )
    stored = {line.id: (line, course) for line, course in rows}
    # A statement of its own: an outer join would lose the lines that have no award.
    granted = session.scalars(
        select(Award)
        .join(DecisionLine, DecisionLine.award_id == Award.id)
        .where(DecisionLine.decision_id == page.row.id)
    )
    awards = {one.id: one for one in granted}
    last = {application: one for (_, application), one in reviewed.items()}
    found = []
    for place, one in enumerate(page.lines, start=1):
        line, course = stored[one.id]
        award = awards.get(one.award_id or 0)
        judged = last.get(one.application_id)
        found.append(
            DossierLine(
                place=place,
                line=one,
                course=scheme.course(course).title,
                rank=judged.rank if judged else None,
                requested=award.requested if award else one.requested,
                recommended=award.recommended if award else judged.amount if judged else None,
                adopted=award.adopted if award else None,
                awarded=award.awarded if award else None,
                paid=award.amounts().kept if award else 0,
                before=line.before,
                repayment=line.repayment,
                letter=letters[one.id],
                calculated_working=judged.calculated_working if judged else Working(),
            )
        )
    return tuple(found)


def _reviewed(
    session: Session, actor: Actor, decision: Decision, scheme: Scheme
) -> tuple[dict[tuple[str, int], ReviewedLine], bool]:
    """Give what each stage came to, by stage and application, in the order of the stages.

    Only a selection rests on it, and only applications of the decision are told.
    """
    if decision.kind is not DecisionKind.SELECTION:
        return {}, False
    seen = select(Call.id).where(Call.id == decision.call_id, runs_whole_review(actor))
    if session.scalar(seen) is None:
        return {}, True
    rows = session.execute(
        select(RecommendationLine, Recommendation, Application)
        .join(Recommendation, Recommendation.id == RecommendationLine.recommendation_id)
        .join(Application, Application.id == RecommendationLine.application_id)
        .join(DecisionLine, DecisionLine.application_id == Application.id)
        .where(Recommendation.call_id == decision.call_id, DecisionLine.decision_id == decision.id)
    ).all()
    order = [stage.id for stage in scheme.stages]
    titles = {stage.id: stage.title for stage in scheme.stages}
    rows = sorted(rows, key=lambda row: (order.index(row[1].stage_id), *_by_rank(row[0])))
    return {
        (whole.stage_id, line.application_id): _told(titles[whole.stage_id], whole, line, named)
        for line, whole, named in rows
    }, False


def _by_rank(line: RecommendationLine) -> tuple[int, int]:
    return line.rank if line.rank is not None else 1_000_000, line.application_id


def _told(
    stage: str, whole: Recommendation, line: RecommendationLine, application: Application
) -> ReviewedLine:
    kept: KeptOutcome | None = outcome_from_json(line.computed) if line.computed else None
    score = kept.score if kept else None
    return ReviewedLine(
        stage=stage,
        concluded_on=whole.concluded_on,
        rank=line.rank,
        receipt_number=application.receipt_number or "",
        organisation=application.organisation.name,
        project=application.project_name,
        total=score.total if score else None,
        highest=score.highest if score else None,
        computed=VERDICT_NAMES[kept.outcome.verdict] if kept else "",
        calculated=kept.calculated if kept else None,
        calculated_working=kept.calculated_working if kept else Working(),
        conclusion=CONCLUSION_NAMES[line.conclusion],
        amount=line.amount,
        conditions=line.conditions,
        comment=line.comment,
        remarks=line.remarks,
    )
