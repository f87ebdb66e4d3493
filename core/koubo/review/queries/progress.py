"""How far the review of calls is: which stages are concluded, and which still have to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.queries.stage import UNDECIDED
from koubo.review.rules import Conclusion, judged_courses, stage_before, stages_before
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Course, Scheme


@dataclass(frozen=True)
class Concluded:
    """A stage whose recommendation is recorded."""

    on: date
    recommended: int
    """Sum of what the panel recommended (円)."""


@dataclass(frozen=True)
class Entered:
    """What a call's applications say about its review."""

    courses: frozenset[str] = frozenset()
    """Courses of which applications are judged, or may yet be accepted."""
    advanced: frozenset[tuple[str, str]] = frozenset()
    """Stages, each with a course of which applications went on from it."""
    undecided: int = 0
    """Applications that are neither accepted nor found ineligible."""


@dataclass(frozen=True)
class Progress:
    """How far one call's review is."""

    scheme: Scheme
    concluded: Mapping[str, Concluded]
    entered: Entered

    @property
    def open(self) -> tuple[Stage, ...]:
        """Give the stages that still have to be concluded, in order.

        One to which nobody came, or comes, is not waited for, nor one whose next is concluded.
        """
        found: list[Stage] = []
        for stage in self.scheme.stages:
            if stage.id not in self.concluded and self._is_entered(stage, found):
                found.append(stage)
        return tuple(found)

    @property
    def is_over(self) -> bool:
        """Say whether every stage that judges anything is concluded."""
        return not self.open

    def waits_for(self, stage: Stage) -> Stage | None:
        """Give an earlier stage that has to be concluded first; None if there is none."""
        before = stages_before(self.scheme, stage)
        return next((one for one in self.open if one in before), None)

    def given_beside(self, stage: Stage) -> int:
        """Give what other stages have recommended already, out of the same budget (円)."""
        return sum(one.recommended for key, one in self.concluded.items() if key != stage.id)

    def _is_entered(self, stage: Stage, still_open: list[Stage]) -> bool:
        return any(
            self._comes_to(stage, course, still_open)
            for course in judged_courses(self.scheme, stage)
            if course.id in self.entered.courses
        )

    def _comes_to(self, stage: Stage, course: Course, still_open: list[Stage]) -> bool:
        """Say whether applications of a course are, or may yet be, judged in a stage."""
        stages = self.scheme.stages_of(course)
        if any(one.id in self.concluded for one in stages[stages.index(stage) + 1 :]):
            return False
        before = stage_before(self.scheme, stage, course)
        if before is None or before in still_open:
            return True
        return (before.id, course.id) in self.entered.advanced


def progress_of(session: Session, schemes: Mapping[int, Scheme]) -> dict[int, Progress]:
    """Give how far the review of each call is, by the call's number; one statement."""
    rows = _rows(session, schemes) if schemes else {}
    return {
        call_id: Progress(
            scheme, _concluded(rows.get(call_id, ())), _entered(rows.get(call_id, ()))
        )
        for call_id, scheme in schemes.items()
    }


def _rows(session: Session, call_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Give what each recommendation concludes on how many applications of each course, by call.

    An application stands in a row for every recommendation, and in one where there is none yet.
    """
    what = (
        Application.call_id,
        Application.course_id,
        Application.state,
        Recommendation.stage_id,
        Recommendation.concluded_on,
        RecommendationLine.conclusion,
    )
    found = session.execute(
        select(
            *what,
            func.count().label("many"),
            func.coalesce(func.sum(RecommendationLine.amount), 0).label("amount"),
        )
        .outerjoin(Recommendation, Recommendation.call_id == Application.call_id)
        .outerjoin(
            RecommendationLine,
            and_(
                RecommendationLine.recommendation_id == Recommendation.id,
                RecommendationLine.application_id == Application.id,
            ),
        )
        .where(Application.call_id.in_(call_ids))
        .group_by(*what)
    )
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    for row in found:
        rows[row.call_id].append(row)
    return rows


def _concluded(rows: Iterable[Any]) -> dict[str, Concluded]:
    found: dict[str, Concluded] = {}
    for row in rows:
        if row.stage_id is not None:
            given = row.amount if row.conclusion is Conclusion.RECOMMENDED else 0
            before = found.get(row.stage_id)
            sum_ = (before.recommended if before else 0) + int(given)
            found[row.stage_id] = Concluded(row.concluded_on, sum_)
    return found


def _entered(rows: Iterable[Any]) -> Entered:
    taking_part = [one for one in rows if one.state in (*REVIEWED_STATES, *UNDECIDED)]
    undecided = {(one.course_id, one.state): one.many for one in rows if one.state in UNDECIDED}
    return Entered(
        courses=frozenset(one.course_id for one in taking_part),
        advanced=frozenset(
            (one.stage_id, one.course_id)
            for one in taking_part
            if one.conclusion is Conclusion.ADVANCE
        ),
        undecided=sum(undecided.values()),
    )
