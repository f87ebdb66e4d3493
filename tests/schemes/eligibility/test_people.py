"""The words about who the applicant is: numbers by definition, ratio, ages, groups and roles."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.eligibility.people import Groups, MemberAges, Members, ResidentRatio, Roles
from koubo.schemes.figures import Figure
from schemes.eligibility.judging import CASE, MET, NOT_MET, UNKNOWN, answer, case, problem, told

FIVE = Members(Figure(5))
HALF = ResidentRatio(Figure(Fraction(1, 2)), Figure("市内に住む人"))
YOUNG = MemberAges(Figure(18), Figure(39))
TWO = Groups(Figure(2))
CONSORTIUM = Roles(Figure(["事業者", "地域団体"]))


def with_groups(*groups: tuple[str, str]):
    return replace(CASE, groups=tuple(GroupFacts(*one) for one in groups))


@pytest.mark.parametrize(
    ("members", "expected"),
    [(5, (MET, "構成員 5人（5人以上）")), (4, (NOT_MET, "構成員 4人（5人以上）")),
     (0, (NOT_MET, "構成員 0人（5人以上）")), (None, (UNKNOWN, "構成員の数が分かりません（5人以上）"))],
)  # fmt: skip
def test_members_are_counted_at_the_filing(members, expected):
    assert answer(FIVE, case(members=members)) == expected


def test_members_are_those_that_the_scheme_counts():
    voting = Members(Figure(3, "S1", "人数は仮"), Figure("議決権をもつ構成員", "", "数え方は仮"))

    assert told(voting) == ["議決権をもつ構成員が3人以上いること"]
    assert voting.told()[0].to_confirm == "人数は仮／数え方は仮"
    assert problem(voting, case(members=2)) == (
        "too_few_members",
        "議決権をもつ構成員が3人以上必要です（議決権をもつ構成員 2人）。団体の情報を確かめてください。",
    )
    assert voting.finding(case(members=3)).working.text == (
        "議決権をもつ構成員 3人（3人以上）【要確認】人数は仮／数え方は仮"
    )


@pytest.mark.parametrize(
    ("members", "residents", "expected"),
    [
        (9, 5, (MET, "構成員 9人のうち市内に住む人 5人（50%以上）")),
        (10, 5, (MET, "構成員 10人のうち市内に住む人 5人（50%以上）")),
        (9, 4, (NOT_MET, "構成員 9人のうち市内に住む人 4人（50%以上）")),
        (9, 0, (NOT_MET, "構成員 9人のうち市内に住む人 0人（50%以上）")),
        (9, None, (UNKNOWN, "市内に住む人の数が分かりません（50%以上）")),
        (None, 5, (UNKNOWN, "市内に住む人の数が分かりません（50%以上）")),
        (0, 0, (UNKNOWN, "市内に住む人の数が分かりません（50%以上）")),
    ],
)
def test_the_ratio_is_exact(members, residents, expected):
    assert answer(HALF, case(members=members, residents=residents)) == expected


@given(st.integers(1, 400), st.integers(0, 400), st.fractions(0, 1, max_denominator=12))
def test_a_ratio_is_met_where_the_share_is_reached(members, residents, share):
    rule = ResidentRatio(Figure(share), Figure("市民"))

    met = rule.finding(case(members=members, residents=residents)).answer is MET

    assert met == (Fraction(residents, members) >= share)


def test_a_ratio_says_what_is_lacking():
    assert told(HALF) == ["構成員のうち市内に住む人が50%以上であること"]
    assert problem(HALF, case(members=9, residents=4)) == (
        "resident_ratio_too_low",
        "市内に住む人の割合が足りません（構成員 9人のうち市内に住む人 4人、50%以上が必要）。",
    )


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((18, 39), (MET, "構成員の年齢 18・39（18〜39歳）")),
        ((17, 20), (NOT_MET, "構成員の年齢 17・20（18〜39歳）")),
        ((20, 40), (NOT_MET, "構成員の年齢 20・40（18〜39歳）")),
        ((), (UNKNOWN, "年齢が分かりません（18〜39歳）")),
        (None, (UNKNOWN, "年齢が分かりません（18〜39歳）")),
    ],
)
def test_every_member_is_within_the_ages(ages, expected):
    assert answer(YOUNG, case(member_ages=ages)) == expected


def test_ages_say_who_is_meant():
    assert told(YOUNG) == ["構成員の全員が18歳から39歳までであること"]
    assert problem(YOUNG, case(member_ages=(40,))) == (
        "member_age_out_of_range",
        "構成員の全員が18歳から39歳までの団体が対象です（構成員の年齢 40）。",
    )


@pytest.mark.parametrize(
    ("rule", "given_case", "expected"),
    [
        (TWO, with_groups(("あおば会", "")), (MET, "申込団体を含めて 2団体（2団体以上）")),
        (TWO, with_groups(), (NOT_MET, "申込団体を含めて 1団体（2団体以上）")),
        (TWO, CASE, (UNKNOWN, "一緒に行う団体が分かりません（2団体以上）")),
        (Groups(Figure(1)), CASE, (MET, "一緒に行う団体が分かりません（1団体以上）")),
    ],
)
def test_groups_are_counted_with_the_applicant(rule, given_case, expected):
    assert answer(rule, given_case) == expected


def test_groups_say_how_many_are_needed():
    assert told(TWO) == ["2団体以上で行うこと"]
    assert problem(TWO, with_groups()) == (
        "too_few_groups",
        "2団体以上で一緒に行う事業が対象です（申込団体を含めて 1団体）。一緒に行う団体を書いてください。",
    )


BOTH = (("みなと商店", "事業者"), ("南町会", "地域団体"))


@pytest.mark.parametrize(
    ("rule", "given_case", "expected"),
    [
        (CONSORTIUM, with_groups(*BOTH), (MET, "役割：みなと商店（事業者）、南町会（地域団体）")),
        (CONSORTIUM, with_groups(*BOTH[:1]), (NOT_MET, "役割：みなと商店（事業者）")),
        (CONSORTIUM, with_groups(("あおば会", "")), (NOT_MET, "役割をもつ団体が書かれていません")),
        (CONSORTIUM, CASE, (UNKNOWN, "役割をもつ団体が書かれていません")),
        (
            replace(CONSORTIUM, own="事業者"),
            with_groups(*BOTH[1:]),
            (MET, "役割：南町会（地域団体）"),
        ),
    ],
)
def test_every_role_is_filled_by_somebody(rule, given_case, expected):
    assert answer(rule, given_case) == expected


def test_roles_say_which_one_is_lacking():
    assert told(CONSORTIUM) == ["事業者と地域団体が加わっていること"]
    assert problem(CONSORTIUM, with_groups(*BOTH[:1])) == (
        "role_missing",
        "地域団体が加わっていることが必要です。一緒に行う団体と役割を書いてください。",
    )
