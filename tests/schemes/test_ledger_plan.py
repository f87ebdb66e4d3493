"""What importing a ledger would do, before it does it: lines compared with records and choices."""

from typing import Any

import pytest

from koubo.schemes.award_ledger import LedgerLine
from koubo.schemes.ledger_plan import box_of, course_key, organisation_keys, plan_ledger
from koubo.schemes.ledger_values import (
    LEAVE_OUT,
    Choices,
    Known,
    LedgerPlan,
    Outcome,
    Recorded,
    Records,
)

BASIC, MAIN = "example.basic", "example.main"
COURSES = {BASIC: "見本　基本コース", MAIN: "見本　本コース"}
NAMES = {course_key("基本コース"): frozenset({BASIC}), course_key("本コース"): frozenset({MAIN})}
CLUB = Known(1, "みずべの会", address="倉敷市")
NUMBER = "2000012100001"


def line(
    name: str = "みずべの会", course: str = "基本", year: int = 2023, **more: Any
) -> LedgerLine:
    row = more.pop("row", 2)
    amount = more.pop("amount", 100_000)
    return LedgerLine("台帳", row, year, name, course, amount, **more)


def records(**more: Any) -> Records:
    return Records(**{"courses": COURSES, "course_names": NAMES, **more})


def outcomes(plan: LedgerPlan) -> list[Outcome]:
    return [one.outcome for one in plan.lines]


KNOWN = {"by_key": {"みずべの会": (CLUB,)}}


def test_known_and_new_and_differing_lines_are_told_apart() -> None:
    held = {(1, BASIC, 2022): Recorded(7, 100_000, by_koubo=False)}
    lines = [line(), line(year=2022, row=3), line(year=2022, course="本", row=4)]
    plan = plan_ledger(lines, records(**KNOWN, awards=held))

    assert outcomes(plan) == [Outcome.NEW, Outcome.SAME, Outcome.NEW]
    assert (plan.organisations, plan.courses, plan.ready) == ((), (), True)


def test_a_differing_sum_stays_unless_it_is_chosen_and_koubos_own_always_stays() -> None:
    held = {
        (1, BASIC, 2022): Recorded(7, 90_000, by_koubo=False),
        (1, BASIC, 2023): Recorded(8, 90_000, by_koubo=True),
    }
    lines, known = [line(year=2022), line(row=3)], records(**KNOWN, awards=held)

    kept = plan_ledger(lines, known)
    taken = plan_ledger(lines, known, Choices(take_amounts=True))

    assert outcomes(kept) == [Outcome.KEPT, Outcome.KEPT]
    assert outcomes(taken) == [Outcome.REPLACED, Outcome.KEPT]
    assert kept.digest != taken.digest
    unknown = plan_ledger([line(year=2022, amount=None)], known, Choices(take_amounts=True))
    assert outcomes(unknown) == [Outcome.SAME]


def test_names_written_otherwise_are_one_newcomer_asked_about_once() -> None:
    lines = [line("ミズベノ会"), line("みずべの 会", year=2024, row=3), line("やまの会", row=4)]
    plan = plan_ledger(lines, records())

    assert [(one.name, one.lines, one.chosen) for one in plan.organisations] == [
        ("ミズベノ会", 2, ""),
        ("やまの会", 1, ""),
    ]
    assert list(plan.newcomers) == ["みずべの会", "やまの会"]


def test_a_person_chooses_among_alike_names_and_is_not_asked_twice() -> None:
    alike = {"by_key": {}, "likely": {"みずべの会": (CLUB,)}}
    chosen = Choices({box_of("organisation", "みずべの会"): "1"})
    foreign = Choices({box_of("organisation", "みずべの会"): "99"})

    by_choice = plan_ledger([line()], records(**alike), chosen)
    assert by_choice.lines[0].organisation == CLUB
    assert plan_ledger([line()], records(**alike), foreign).lines[0].organisation is None
    again = plan_ledger([line()], records(**alike, decided={"みずべの会": CLUB}))
    assert (again.lines[0].organisation, again.organisations) == (CLUB, ())


def test_the_number_counts_before_the_name_and_for_every_line_of_the_name() -> None:
    other = Known(2, "別の名前", NUMBER)
    lines = [line(corporate_number=NUMBER), line(year=2024, row=3)]
    plan = plan_ledger(lines, records(by_number={NUMBER: other}))

    assert [one.organisation for one in plan.lines] == [other, other]


@pytest.mark.parametrize(
    "known",
    [
        (Known(1, "一般社団法人みらい"),),
        (Known(1, "みらい"), Known(2, "NPO法人みらい")),
        (Known(1, "NPO法人みらい", "1000000000000"),),
    ],
    ids=["another legal form", "two with the name", "another number"],
)
def test_the_same_name_alone_is_not_taken_for_the_same_group(known: tuple[Known, ...]) -> None:
    asked = line("NPO法人みらい", corporate_number=NUMBER)
    plan = plan_ledger([asked], records(by_key={"みらい": known}))

    assert [(one.chosen, one.likely) for one in plan.organisations] == [("", known)]


def test_one_name_with_two_legal_forms_is_two_groups() -> None:
    lines = [line("NPO法人みらい"), line("㈱みらい"), line("みらい"), line("やま")]

    assert organisation_keys(lines) == {
        "NPO法人みらい": "みらい/特定非営利活動法人",
        "㈱みらい": "みらい/株式会社",
        "みらい": "みらい",
        "やま": "やま",
    }


def test_an_unknown_course_is_chosen_or_left_out_before_anything_is_ready() -> None:
    box = box_of("course", course_key("むかしコース"))
    lines = [line(course="むかしコース"), line(course="むかし", row=3, year=2024)]

    asked = plan_ledger(lines, records(**KNOWN))
    chosen = plan_ledger(lines, records(**KNOWN), Choices({box: MAIN}))
    left = plan_ledger(lines, records(**KNOWN), Choices({box: LEAVE_OUT}))

    assert ([one.box for one in asked.courses], asked.ready) == ([box], False)
    assert outcomes(asked) == [Outcome.BROKEN, Outcome.BROKEN]
    assert ([one.course_id for one in chosen.lines], chosen.ready) == ([MAIN, MAIN], True)
    assert (outcomes(left), left.ready) == ([Outcome.LEFT_OUT, Outcome.LEFT_OUT], True)
    assert plan_ledger(lines, records(**KNOWN), Choices({box: "no.such"})).ready is False


def test_a_line_twice_is_broken_and_may_be_left_out() -> None:
    lines = [line(), line("ミズベノ会", row=9)]
    plan = plan_ledger(lines, records(**KNOWN))

    assert outcomes(plan) == [Outcome.NEW, Outcome.BROKEN]
    assert "「台帳」の2行目" in plan.lines[1].problems[0]
    assert (
        plan.ready,
        plan_ledger(lines, records(**KNOWN), Choices(without_broken=True)).ready,
    ) == (
        False,
        True,
    )
