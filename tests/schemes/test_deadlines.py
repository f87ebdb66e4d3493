"""Whose time ends when, and what more time for one does to the others."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.calendar import JST
from koubo.schemes.deadlines import (
    CourseDeadlines,
    Deadlines,
    Target,
    TargetKind,
    Track,
    deadline_of,
    target_name,
    targets_of,
    track_name,
    tracks_of,
)
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.rules import Course
from tracks import EITHER, PLAIN, scheme_with_tracks

CALL = datetime(2026, 12, 8, 17, 15, tzinfo=JST)
COURSE = datetime(2026, 11, 30, 17, 15, tzinfo=JST)
THEME = datetime(2026, 11, 20, 17, 15, tzinfo=JST)
SCHEME = scheme_with_tracks()
COURSES = ("a.one", "a.two")
TRACKS = [Track(course, with_theme) for course in COURSES for with_theme in (False, True)]

moments = st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31), timezones=st.just(JST))
maybe = st.none() | moments


@st.composite
def calls(draw: st.DrawFn) -> Deadlines:
    """Give deadlines of which the call's own is the last."""
    courses = [CourseDeadlines(one, draw(maybe), draw(maybe)) for one in COURSES]
    own = [at for one in courses for at in (one.closes_at, one.theme_closes_at) if at]
    closes_at = max([draw(moments), *own])
    return Deadlines(closes_at, tuple(courses), {Gate.CONSULTATION: draw(moments)})


targets = st.sampled_from(
    [
        Target(),
        *(Target(kind, one) for kind in (TargetKind.COURSE, TargetKind.THEME) for one in COURSES),
        Target(TargetKind.GATE, "consultation"),
    ]
)


@pytest.mark.parametrize(
    ("course", "theme", "with_theme", "closes"),
    [
        (None, None, False, CALL),
        (None, None, True, CALL),
        (COURSE, None, False, COURSE),
        (COURSE, None, True, COURSE),
        (COURSE, THEME, False, COURSE),
        (COURSE, THEME, True, THEME),
        (None, THEME, False, CALL),
        (None, THEME, True, THEME),
    ],
)
def test_the_narrowest_deadline_that_is_said_counts(
    course: datetime | None, theme: datetime | None, with_theme: bool, closes: datetime
) -> None:
    assert deadline_of(CALL, course, theme, with_theme=with_theme) == closes


@given(deadlines=calls(), target=targets, more=st.timedeltas(timedelta(seconds=1), timedelta(60)))
def test_more_time_for_one_leaves_the_others_as_they_were(
    deadlines: Deadlines, target: Target, more: timedelta
) -> None:
    present = deadlines.at(target)
    assert present is not None
    later = present + more

    after = deadlines.extended(target, later)

    for track in TRACKS:
        moved = target.kind is not TargetKind.GATE and deadlines.moves(target, track)
        assert after.of(track) == (later if moved else deadlines.of(track))
    assert after.at(target) == later
    assert after.closes_at >= max(after.of(one) for one in TRACKS)
    assert after.gates == (
        {Gate.CONSULTATION: later} if target.kind is TargetKind.GATE else deadlines.gates
    )


@given(deadlines=calls(), now=moments)
def test_the_next_deadline_is_the_first_that_is_still_ahead(
    deadlines: Deadlines, now: datetime
) -> None:
    ahead = [one for one in deadlines.distinct() if one > now]

    assert deadlines.next_after(now) == min(ahead, default=deadlines.distinct()[-1])
    assert {deadlines.of(one) for one in TRACKS} <= set(deadlines.distinct())


def test_the_tracks_of_a_scheme_bear_names_of_their_own_where_there_are_two() -> None:
    either, plain = SCHEME.course(EITHER), SCHEME.course(PLAIN)

    assert [track_name(either, one) for one in tracks_of(either)] == [
        "行政提案コース（自由提案型）",
        "行政提案コース（テーマ設定型）",
    ]
    assert [track_name(plain, one) for one in tracks_of(plain)] == ["協働準備コース"]


def test_the_targets_of_an_extension_are_those_that_differ() -> None:
    either, plain = SCHEME.course(EITHER), SCHEME.course(PLAIN)
    gates = {Gate.CONSULTATION: THEME}
    both = Deadlines(CALL, (CourseDeadlines(PLAIN), CourseDeadlines(EITHER)), gates)
    one = Deadlines(CALL, (CourseDeadlines(EITHER),))
    split = Deadlines(CALL, (CourseDeadlines(EITHER, None, THEME),))

    def named(deadlines: Deadlines, *courses: Course) -> list[str]:
        found = targets_of(deadlines, courses)
        return [target_name(deadlines, SCHEME, target) for target in found]

    assert named(both, plain, either) == [
        "すべてのコース",
        "協働準備コース",
        "行政提案コース",
        "行政提案コース（テーマ設定型）",
        "事前相談",
    ]
    assert named(one, either) == ["すべてのコース", "行政提案コース（テーマ設定型）"]
    assert named(split, either) == [
        "すべてのコース",
        "行政提案コース（自由提案型）",
        "行政提案コース（テーマ設定型）",
    ]


@pytest.mark.parametrize("key", ["", "everybody", "courses:a"])
def test_an_unknown_target_is_none(key: str) -> None:
    with pytest.raises(ValueError, match="TargetKind"):
        Target.of_key(key)


@given(target=targets)
def test_a_target_is_found_again_by_its_key(target: Target) -> None:
    assert Target.of_key(target.key) == target
