"""When a call closes: for all, for one course, for those who answer a theme; and its gates.

A course without a deadline of its own closes with the call, a theme track without one with its
course. The call's own is the last of all. All moments are aware, and half-open: what arrives at
that moment is late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from koubo.calendar import in_time
from koubo.schemes.eligibility.case import GATE_NAMES, Gate
from koubo.schemes.rules import Course, Scheme, ThemeUse

FREE_TRACK, THEME_TRACK = "自由提案型", "テーマ設定型"
"""What the two tracks are called where the scheme has no names of its own for them."""


@dataclass(frozen=True)
class Track:
    """One way into a call: a course, answering one of the city's themes or not."""

    course_id: str
    with_theme: bool


@dataclass(frozen=True)
class CourseDeadlines:
    """What a call says of one course; None where it closes with the call, or the theme track with it."""

    course_id: str
    closes_at: datetime | None = None
    theme_closes_at: datetime | None = None


class TargetKind(StrEnum):
    """What of a call may be given more time."""

    ALL = "all"
    COURSE = "course"
    THEME = "theme"
    GATE = "gate"


@dataclass(frozen=True)
class Target:
    """Whose deadline is moved: everybody's, one course's, one theme track's, or one gate's."""

    kind: TargetKind = TargetKind.ALL
    id: str = ""
    """The course's full id, or the gate."""

    @property
    def key(self) -> str:
        """Give the target as forms and histories name it."""
        return f"{self.kind.value}:{self.id}" if self.id else self.kind.value

    @classmethod
    def of_key(cls, key: str) -> "Target":
        """Give the target that a form named; ValueError for none such."""
        kind, _, target_id = key.partition(":")
        return cls(TargetKind(kind), target_id)


EVERYBODY = Target()


def deadline_of(
    call_closes: datetime,
    course_closes: datetime | None,
    theme_closes: datetime | None,
    *,
    with_theme: bool,
) -> datetime:
    """Give when the time for one application ends: its theme track's, its course's, or the call's."""
    return (theme_closes if with_theme else None) or course_closes or call_closes


@dataclass(frozen=True)
class Deadlines:
    """All deadlines of one call."""

    closes_at: datetime
    courses: tuple[CourseDeadlines, ...]
    gates: Mapping[Gate, datetime] = field(default_factory=dict)

    def of(self, track: Track) -> datetime:
        """Give when a track closes; a course that the call says nothing of closes with it."""
        own = self._course(track.course_id)
        return deadline_of(
            self.closes_at, own.closes_at, own.theme_closes_at, with_theme=track.with_theme
        )

    def distinct(self) -> tuple[datetime, ...]:
        """Give the moments at which some track closes, earliest first; the call's own if none."""
        free = {self.of(Track(one.course_id, with_theme=False)) for one in self.courses}
        themed = {one.theme_closes_at for one in self.courses if one.theme_closes_at}
        return tuple(sorted(free | themed)) or (self.closes_at,)

    def next_after(self, now: datetime) -> datetime:
        """Give the next moment at which some track closes; the last one when all are over."""
        coming = [one for one in self.distinct() if in_time(now, one)]
        return coming[0] if coming else self.distinct()[-1]

    def at(self, target: Target) -> datetime | None:
        """Give the deadline that a target has now; None for one that has none."""
        match target.kind:
            case TargetKind.ALL:
                return self.closes_at
            case TargetKind.GATE:
                return next((at for gate, at in self.gates.items() if gate == target.id), None)
        known = any(one.course_id == target.id for one in self.courses)
        with_theme = target.kind is TargetKind.THEME
        return self.of(Track(target.id, with_theme=with_theme)) if known else None

    def moves(self, target: Target, track: Track) -> bool:
        """Say whether more time for the target is more time for the track."""
        if target.kind is TargetKind.ALL:
            return True
        if target.id != track.course_id:
            return False
        if target.kind is TargetKind.THEME:
            return track.with_theme
        return not (track.with_theme and self._course(track.course_id).theme_closes_at)

    def extended(self, target: Target, closes_at: datetime) -> "Deadlines":
        """Give the deadlines with the target's moved; whatever else there is closes as before."""
        if target.kind is TargetKind.GATE:
            return replace(self, gates={**self.gates, Gate(target.id): closes_at})
        if target.kind is TargetKind.ALL:
            same = tuple(CourseDeadlines(one.course_id) for one in self.courses)
            return replace(self, closes_at=closes_at, courses=same)
        last = max(self.closes_at, closes_at)
        courses = self.courses
        if last != self.closes_at:
            # What closed with the call keeps its day when the call's own moves on.
            courses = tuple(
                replace(one, closes_at=one.closes_at or self.closes_at) for one in courses
            )
        courses = tuple(
            one
            if one.course_id != target.id
            else replace(one, theme_closes_at=closes_at)
            if target.kind is TargetKind.THEME
            else replace(one, closes_at=closes_at)
            for one in courses
        )
        return replace(self, closes_at=last, courses=courses)

    def _course(self, course_id: str) -> CourseDeadlines:
        found = (one for one in self.courses if one.course_id == course_id)
        return next(found, CourseDeadlines(course_id))


def tracks_of(course: Course) -> tuple[Track, ...]:
    """Give the ways into a course: with a theme, without, or either."""
    free, themed = Track(course.id, with_theme=False), Track(course.id, with_theme=True)
    return {
        ThemeUse.NONE: (free,),
        ThemeUse.REQUIRED: (themed,),
        ThemeUse.OPTIONAL: (free, themed),
    }[course.theme]


def has_tracks(course: Course) -> bool:
    """Say whether a course may be entered with a theme and without."""
    return len(tracks_of(course)) > 1


def track_name(course: Course, track: Track) -> str:
    """Name a track; a course that has but one bears its own name."""
    if not has_tracks(course):
        return course.title
    if track.with_theme:
        return f"{course.title}（{course.theme_title or THEME_TRACK}）"
    return f"{course.title}（{course.free_title or FREE_TRACK}）"


def targets_of(deadlines: Deadlines, courses: Iterable[Course]) -> tuple[Target, ...]:
    """Give whose deadline may be moved, everybody's first; what would be the same falls out.

    :param courses: the courses of the scheme that the call opens
    """
    opened = tuple(courses)
    every = [track for one in opened for track in tracks_of(one)]
    found = [EVERYBODY]
    for course in opened:
        whole = Target(TargetKind.COURSE, course.id)
        if not all(deadlines.moves(whole, track) for track in every):
            found.append(whole)
        if has_tracks(course):
            found.append(Target(TargetKind.THEME, course.id))
    found += [Target(TargetKind.GATE, gate.value) for gate in deadlines.gates]
    return tuple(found)


def target_name(deadlines: Deadlines, scheme: Scheme, target: Target) -> str:
    """Name whose deadline is moved, as pages and mails tell it."""
    if target.kind is TargetKind.ALL:
        return "すべてのコース"
    if target.kind is TargetKind.GATE:
        return GATE_NAMES[Gate(target.id)]
    course = scheme.course(target.id)
    if target.kind is TargetKind.THEME:
        return track_name(course, Track(course.id, with_theme=True))
    alone = Track(course.id, with_theme=False)
    moved = [one for one in tracks_of(course) if deadlines.moves(target, one)]
    return track_name(course, alone) if moved == [alone] else course.title
