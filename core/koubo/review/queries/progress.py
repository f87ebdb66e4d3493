"""How far the review of calls is: which stages are concluded, and which still have to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Date,
    Executable,
    String,
    Subquery,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.queries.stage import UNDECIDED
from koubo.review.rules import Conclusion, judged_courses, stage_before, stages_before
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Course, Scheme

CALLS: BindParameter[Any] = bindparam("calls", expanding=True)
CONCLUDED = (
    select(
        Recommendation.call_id,
        Application.course_id,
        Application.state,
        Recommendation.stage_id,
        Recommendation.concluded_on,
        RecommendationLine.conclusion,
        func.count().label("many"),
        func.coalesce(func.sum(RecommendationLine.amount), 0).label("amount"),
    )
    .outerjoin(RecommendationLine, RecommendationLine.recommendation_id == Recommendation.id)
    .outerjoin(Application, Application.id == RecommendationLine.application_id)
    .where(Recommendation.call_id.in_(CALLS))
    .group_by(
        Recommendation.call_id,
        Application.course_id,
        Application.state,
        Recommendation.stage_id,
        Recommendation.concluded_on,
        RecommendationLine.conclusion,
    )
)
TAKING_PART = (*REVIEWED_STATES, *UNDECIDED)
KINDS_OF_CALLS = 64
"""For so many sets of courses a statement is kept; an installed base has a dozen."""


@lru_cache(maxsize=KINDS_OF_CALLS)
def _both(course_ids: tuple[str, ...]) -> Executable:
    """Select what recommendations conclude, and count the applications of these courses by state.

    Built once: it is asked on most pages, and building it takes longer than answering it. Each
    course and state is counted by itself: to count a range of an index takes half as long as to
    part all of a call into groups, and what matters to no review is not counted at all.
    """
    courses = _values("course", course_ids)
    states = _values("state", [one.value for one in TAKING_PART])
    counted = (
        select(func.count())
        .where(
            Application.call_id == Call.id,
            Application.course_id == courses.c.course,
            Application.state == states.c.state,
        )
        .correlate(Call, courses, states)
        .scalar_subquery()
    )
    applications = (
        select(
            Call.id,
            courses.c.course,
            states.c.state,
            cast(null(), String),
            cast(null(), Date),
            cast(null(), String),
            counted,
            literal(0),
        )
        .select_from(Call)
        .join(courses, true())
        .join(states, true())
        .where(Call.id.in_(CALLS))
    )
    return union_all(CONCLUDED, applications)


def _values(name: str, values: Iterable[str]) -> Subquery:
    return union_all(*(select(literal(one, String).label(name)) for one in values)).subquery(
        f"each_{name}"
    )


@dataclass(frozen=True)
class Concluded:
    """A stage whose recommendation is recorded."""

    on: date
    by_course: Mapping[str, int] = field(default_factory=dict)
    """Sum of what the panel recommended, or left to a runner-up, by course (円)."""

    @property
    def recommended(self) -> int:
        """Give the sum of what the panel recommended, or left to a runner-up (円)."""
        return sum(self.by_course.values())


@dataclass(frozen=True)
class Entered:
    """What a call's applications say about its review."""

    courses: frozenset[str] = frozenset()
    """Courses of which applications are judged, or may yet be accepted."""
    advanced: frozenset[tuple[str, str]] = frozenset()
    """Stages, each with a course of which applications went on from it."""
    judged: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Applications that are judged, by the stage that they went on from ("" for all) and course."""
    undecided: int = 0
    """Applications that are neither accepted nor found ineligible."""


NOTHING_ENTERED = Entered()


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
        return sum(self.given_by_course(stage).values())

    def given_by_course(self, stage: Stage) -> dict[str, int]:
        """Give what other stages have recommended already, by course (円)."""
        given: dict[str, int] = {}
        for stage_id, concluded in self.concluded.items():
            if stage_id != stage.id:
                for course_id, amount in concluded.by_course.items():
                    given[course_id] = given.get(course_id, 0) + amount
        return given

    def judged_in(self, stage: Stage) -> int:
        """Give how many applications a stage judges."""
        return sum(
            self.entered.judged.get((before.id if before else "", course.id), 0)
            for course in judged_courses(self.scheme, stage)
            for before in (stage_before(self.scheme, stage, course),)
        )

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


def _rows(session: Session, schemes: Mapping[int, Scheme]) -> dict[int, list[Any]]:
    """Give two kinds of rows by call: what recommendations conclude, and which applications there are.

    Those of the second kind have no stage. Each kind is counted by course and state.
    """
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    courses = sorted({course.id for scheme in schemes.values() for course in scheme.courses})
    found: Iterable[Any] = session.execute(_both(tuple(courses)), {"calls": list(schemes)})
    for row in found:
        if row.many:
            rows[row.call_id].append(row)
    return rows


def _concluded(rows: Iterable[Any]) -> dict[str, Concluded]:
    found: dict[str, Concluded] = {}
    for row in rows:
        if row.stage_id is not None:
            before = found.get(row.stage_id)
            sums = dict(before.by_course) if before else {}
            # What a runner-up may take is kept for it: nobody else is promised the same yen.
            if row.conclusion in (Conclusion.RECOMMENDED, Conclusion.RUNNER_UP):
                sums[row.course_id] = sums.get(row.course_id, 0) + int(row.amount)
            found[row.stage_id] = Concluded(row.concluded_on, sums)
    return found


def _entered(rows: Iterable[Any]) -> Entered:
    taking_part = [one for one in rows if one.state in TAKING_PART]
    there = [one for one in taking_part if one.stage_id is None]
    advanced = [one for one in taking_part if one.conclusion is Conclusion.ADVANCE]
    judged: dict[tuple[str, str], int] = {}
    for key, one in (*(("", one) for one in there), *((one.stage_id, one) for one in advanced)):
        if one.state in REVIEWED_STATES:
            place = (key, one.course_id)
            judged[place] = judged.get(place, 0) + one.many
    return Entered(
        courses=frozenset(one.course_id for one in there),
        advanced=frozenset((one.stage_id, one.course_id) for one in advanced),
        judged=judged,
        undecided=sum(one.many for one in there if one.state in UNDECIDED),
    )
