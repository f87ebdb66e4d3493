"""The timetable, the clock, the lot and the quorum of a presentation day, without any database."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.review.days.rules import (
    Away,
    Minutes,
    Phase,
    Place,
    SlotKind,
    Stay,
    drawn_order,
    following,
    needed,
    read_clock,
    running,
    timetable,
)

START = datetime(2027, 1, 16, 4, 0, tzinfo=UTC)
MINUTES = Minutes(10, 5, 2)


def at(minutes: int, seconds: int = 0) -> datetime:
    return START + timedelta(minutes=minutes, seconds=seconds)


def talk(number: int, **changes: object) -> Place:
    return Place(number, SlotKind.TALK, MINUTES.whole, **changes)  # type: ignore[arg-type]


def test_times_follow_from_the_minutes_and_close_up_where_nobody_comes() -> None:
    places = [
        talk(1),
        talk(2, away=Away.WITHDREW),
        talk(3, away=Away.DID_NOT_COME, keeps_time=True),
        Place(4, SlotKind.BREAK, 10),
        talk(5),
    ]

    assert timetable(START, places) == {
        1: (at(0), at(17)),
        2: (at(17), at(17)),
        3: (at(17), at(34)),
        4: (at(34), at(44)),
        5: (at(44), at(61)),
    }


@given(st.lists(st.integers(1, 120), max_size=40))
def test_a_timetable_has_no_gap_and_no_overlap(minutes: list[int]) -> None:
    places = [Place(key, SlotKind.BREAK, length) for key, length in enumerate(minutes)]
    times = list(timetable(START, places).values())

    assert [begins for begins, _ in times] == ([START, *(ends for _, ends in times)])[: len(times)]
    assert sum((e - b for b, e in times), timedelta()) == timedelta(minutes=sum(minutes))


@pytest.mark.parametrize(
    ("now", "phase", "left"),
    [
        (at(0), Phase.TALK, 600),
        (at(9, 59), Phase.TALK, 1),
        (at(10), Phase.QUESTIONS, 300),
        (at(15), Phase.MARKING, 120),
        (at(17), Phase.MARKING, 0),
        (at(18), Phase.MARKING, -60),
    ],
)
def test_the_clock_says_which_part_it_is_and_how_long_still(
    now: datetime, phase: Phase, left: int
) -> None:
    reading = read_clock(talk(1, began_at=START), MINUTES, now)

    assert (reading.phase, reading.seconds_left, reading.is_paused) == (phase, left, False)


def test_a_part_without_minutes_is_left_out_and_a_pause_stands_still() -> None:
    no_questions = Minutes(10, 0, 2)
    assert read_clock(talk(1, began_at=START), no_questions, at(10)).phase is Phase.MARKING

    paused = talk(1, began_at=START, paused_at=at(3), paused_seconds=30)
    reading = read_clock(paused, MINUTES, at(60))
    assert (reading.seconds_left, reading.is_paused) == (450, True)

    rest = Place(1, SlotKind.BREAK, 10, began_at=START)
    reading = read_clock(rest, MINUTES, at(4))
    assert (reading.phase, reading.seconds_left) == (Phase.PAUSE, 360)
    with pytest.raises(ValueError, match="not begun"):
        read_clock(talk(1), MINUTES, START)


def test_what_runs_and_what_comes() -> None:
    done = talk(1, began_at=START, ended_at=at(17))
    away, coming = talk(2, away=Away.DID_NOT_COME), talk(3)

    assert running([done, away, coming]) is None
    assert following([done, away, coming]) is coming
    now = talk(4, began_at=at(20))
    assert running([done, now, coming]) is now
    assert following([done, now, coming], now) is coming
    assert following([coming, now], now) is None


@given(st.sets(st.text("0123456789", min_size=4, max_size=4), max_size=30), st.text(max_size=8))
def test_a_lot_is_the_same_for_the_same_seed_whatever_the_order(
    numbers: set[str], seed: str
) -> None:
    drawn = drawn_order(seed, numbers)

    assert sorted(drawn) == sorted(numbers)
    assert drawn_order(seed, reversed(drawn)) == drawn


@pytest.mark.parametrize(
    ("share", "members", "expected"),
    [(Fraction(1, 2), 7, 4), (Fraction(1, 2), 6, 3), (Fraction(2, 3), 7, 5), (Fraction(1), 5, 5)],
)
def test_a_quorum_is_rounded_up(share: Fraction, members: int, expected: int) -> None:
    assert needed(share, members) == expected


def test_who_came_late_or_left_missed_a_talk() -> None:
    talk_times = (at(10), at(27))

    assert Stay().missed(*talk_times)
    assert Stay(at(11)).missed(*talk_times)
    assert Stay(at(0), at(20)).missed(*talk_times)
    assert not Stay(at(10), at(27)).missed(*talk_times)
    assert [Stay(at(5), at(20)).is_there(at(m)) for m in (4, 5, 19, 20)] == [
        False,
        True,
        True,
        False,
    ]
