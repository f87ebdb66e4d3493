"""The words about what is stated, found out or done before: themes, answers, gates, checks."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.calendar import JST
from koubo.schemes.eligibility.case import Gate, GatePass, ThemeFacts
from koubo.schemes.eligibility.statements import (
    AnswerIs,
    BaseInCity,
    CityTheme,
    GatePassed,
    StaffCheck,
)
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

THEME = ThemeFacts("防災推進課", "避難所")
BYLAWS = AnswerIs("bylaws_kept", Figure("はい"), "規約がある", "no_bylaws")
CONSULTED = GatePassed(Figure(Gate.CONSULTATION), "no_prior_consultation")
ENDS = datetime(2025, 11, 28, 17, 16, tzinfo=JST)


def answered(value: object):
    return replace(CASE, answers={"bylaws_kept": value})


def passed(at: datetime | None, closes_at: datetime | None = ENDS):
    return replace(CASE, gates={Gate.CONSULTATION: GatePass(at, closes_at) if at else None})


def test_a_theme_of_the_city_has_to_be_chosen():
    assert told(CityTheme()) == ["市が示したテーマに基づく提案であること"]
    assert answer(CityTheme(), replace(CASE, theme=THEME)) == (MET, "防災推進課「避難所」")
    assert answer(CityTheme(), CASE) == (NOT_MET, "テーマが選ばれていません")
    assert problem(CityTheme(), CASE) == (
        "theme_missing",
        "市が提示したテーマに基づく提案が必要です。テーマを選んでください。",
    )


@pytest.mark.parametrize(
    ("in_city", "expected"),
    [
        (True, (MET, "倉敷市内の活動拠点：あり（答えのとおり）")),
        (False, (NOT_MET, "倉敷市内の活動拠点：なし（答えのとおり）")),
        (None, (UNKNOWN, "倉敷市内の活動拠点：まだ答えがありません")),
    ],
)
def test_the_base_is_where_the_group_says(in_city, expected):
    assert answer(BaseInCity(Figure("倉敷市")), case(in_city=in_city)) == expected


def test_the_base_names_the_city():
    rule = BaseInCity(Figure("倉敷市"))

    assert told(rule) == ["倉敷市内に活動拠点があること"]
    assert problem(rule, case(in_city=False)) == (
        "not_based_in_city",
        "倉敷市内に活動拠点がある団体が対象です。",
    )


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (BYLAWS, True, (MET, "規約がある：はい")),
        (BYLAWS, False, (NOT_MET, "規約がある：いいえ")),
        (BYLAWS, "はい", (MET, "規約がある：はい")),
        (BYLAWS, None, (UNKNOWN, "規約がある：答えがありません")),
        (replace(BYLAWS, must_be=Figure("防災")), "防災", (MET, "規約がある：防災")),
        (replace(BYLAWS, must_be=Figure("防災")), "福祉", (NOT_MET, "規約がある：福祉")),
        (replace(BYLAWS, must_be=Figure("3")), 3, (MET, "規約がある：3")),
        (replace(BYLAWS, must_be=Figure("0")), 0, (MET, "規約がある：0")),
    ],
)
def test_an_answer_is_compared_as_it_reads(rule, value, expected):
    assert answer(rule, answered(value)) == expected


def test_an_answer_says_what_is_required():
    assert told(BYLAWS) == ["規約があること"]
    assert judged(BYLAWS, CASE).answer is UNKNOWN
    assert problem(BYLAWS, answered(value=False)) == (
        "no_bylaws",
        "「規約がある」ことが必要です（答え：いいえ）。",
    )


@pytest.mark.parametrize(
    ("given_case", "expected"),
    [
        (passed(datetime(2025, 11, 28, 17, 15, tzinfo=JST)), MET),
        (passed(datetime(2025, 11, 28, 17, 15, 59, tzinfo=JST)), MET),
        (passed(ENDS), NOT_MET),
        (passed(datetime(2025, 11, 28, 8, 15, tzinfo=JST).astimezone(), ENDS), MET),
        (passed(datetime(2026, 1, 5, tzinfo=JST), None), MET),
        (passed(None), NOT_MET),
        (CASE, UNKNOWN),
    ],
    ids=["in its minute", "in its last second", "a minute late", "other zone", "no deadline",
         "never", "nobody knows"],
)  # fmt: skip
def test_a_gate_is_passed_up_to_its_minute(given_case, expected):
    found = judged(CONSULTED, given_case)

    assert (found.answer, found.rule) == (expected, "gate.consultation")


def test_a_gate_says_when_it_was_passed_and_when_it_closed():
    assert told(CONSULTED) == ["提出の前に事前相談を済ませること"]
    assert answer(CONSULTED, CASE) == (UNKNOWN, "事前相談の記録を職員が確かめます")
    assert answer(CONSULTED, passed(ENDS - timedelta(minutes=1))) == (
        MET,
        "事前相談 令和7年11月28日（期限 令和7年11月28日 17時16分00秒まで（日本時間））",
    )
    assert problem(CONSULTED, passed(ENDS)) == (
        "no_prior_consultation",
        "先に事前相談を済ませることが必要です（事前相談 令和7年11月28日"
        "（期限 令和7年11月28日 17時16分00秒まで（日本時間）））。",
    )
    assert problem(CONSULTED, passed(None))[1] == (
        "先に事前相談を済ませることが必要です（事前相談の記録がありません）。"
    )


@given(st.datetimes(datetime(2025, 11, 1), datetime(2025, 12, 31)))
def test_a_gate_is_open_before_its_end_and_shut_from_then_on(moment):
    at = moment.replace(tzinfo=JST)

    assert (CONSULTED.finding(passed(at)).answer is MET) == (at < ENDS)


@pytest.mark.parametrize("gate", Gate)
def test_every_gate_has_a_rule_of_its_own(gate):
    found = GatePassed(Figure(gate), "late").finding(replace(CASE, gates={gate: None}))

    assert (found.rule, found.answer) == (f"gate.{gate.value}", NOT_MET)


def test_a_staff_check_is_unknown_and_bears_its_own_name():
    check = StaffCheck(
        "exclusion", Figure("暴力団と関係がない", to_confirm="仮"), "boryokudan_exclusion"
    )

    finding = judged(check, CASE)

    assert (finding.rule, finding.title, finding.answer, finding.code) == (
        "staff_check.exclusion",
        "暴力団と関係がない",
        UNKNOWN,
        "boryokudan_exclusion",
    )
    assert finding.working.text == "職員が確かめる要件です【要確認】仮"
    assert told(check) == ["暴力団と関係がないこと（市が確かめます）"]
