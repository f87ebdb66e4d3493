"""The word that joins others, and what stands for a word whose plugin is gone."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.eligibility.any_of import AnyOf
from koubo.schemes.eligibility.case import ThemeFacts
from koubo.schemes.eligibility.condition import GoneCondition
from koubo.schemes.eligibility.people import Members, ResidentRatio
from koubo.schemes.eligibility.statements import CityTheme, StaffCheck
from koubo.schemes.figures import Figure
from schemes.eligibility.judging import (
    CASE,
    MET,
    NOT_MET,
    UNKNOWN,
    answer,
    case,
    judged,
    problem,
    told,
)

TEN = Members(Figure(10, to_confirm="人数は仮"))
EITHER = AnyOf((TEN, CityTheme()), "人数かテーマを満たす", "too_few_without_theme")
THEME = ThemeFacts("防災推進課", "避難所")


def test_one_way_is_enough():
    assert told(EITHER) == [
        "人数かテーマを満たすこと（次のどれか：構成員が10人以上いること／市が示したテーマに基づく提案であること）"
    ]
    assert EITHER.told()[0].to_confirm == "人数は仮"
    assert answer(EITHER, replace(case(members=4), theme=THEME)) == (
        MET,
        "構成員が10人以上いる：満たさない（構成員 4人（10人以上））【要確認】人数は仮\n"
        "市が提示したテーマに基づく：満たす（防災推進課「避難所」）",
    )


def test_no_way_is_one_problem_of_its_own():
    assert problem(EITHER, case(members=4)) == (
        "too_few_without_theme",
        "「人数かテーマを満たす」ことが必要です（構成員 4人（10人以上）、テーマが選ばれていません）。",
    )
    assert judged(EITHER, case(members=4)).rule == "any_of.too_few_without_theme"


@pytest.mark.parametrize(
    ("members", "expected"),
    [(10, MET), (9, NOT_MET), (None, UNKNOWN)],
)
def test_what_is_unknown_may_still_be_met(members, expected):
    assert judged(EITHER, case(members=members)).answer is expected


CHECK = StaffCheck("tax", Figure("税の滞納がない"), "tax_arrears")
HALF = ResidentRatio(Figure(Fraction(1, 2)), Figure("市民"))
WAYS = st.lists(st.sampled_from([TEN, CityTheme(), HALF, CHECK]), min_size=1, max_size=4)


@given(WAYS, st.none() | st.integers(0, 20), st.none() | st.integers(0, 20), st.booleans())
def test_it_is_as_good_as_the_best_of_its_ways(ways, members, residents, with_theme):
    given_case = replace(
        case(members=members, residents=residents), theme=THEME if with_theme else None
    )
    found = AnyOf(tuple(ways), "どれか", "none_of_them").finding(given_case)

    answers = {one.finding(given_case).answer for one in ways}
    best = MET if MET in answers else UNKNOWN if UNKNOWN in answers else NOT_MET
    assert found.answer is best
    assert len(found.working.lines) == len(ways)


def test_a_way_within_a_way_is_followed():
    nested = AnyOf((EITHER, CHECK), "どちらか", "neither")

    assert judged(nested, case(members=12)).answer is MET
    assert judged(nested, case(members=4)).answer is UNKNOWN


def test_a_word_whose_plugin_is_gone_waits_for_an_officer():
    gone = GoneCondition("rivers")

    found = gone.finding(CASE)

    assert (found.answer, found.rule, found.problem) == (UNKNOWN, "gone.rivers", None)
    assert found.working.text == "「rivers」のプラグインが入っていないので、判定できません"
    assert told(gone) == ["「rivers」の条件（このことばのプラグインが入っていません）"]
    assert list(gone.complaints(None)) == []  # type: ignore[arg-type]
