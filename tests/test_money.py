"""Whole yen, exact rates and workings."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.money import (
    Line,
    Rounding,
    Working,
    format_number,
    format_rate,
    format_yen,
    half_width,
    parse_rate,
    parse_yen,
    round_to_unit,
)

HOW_TO_WRITE_YEN = "金額は「480,500」のように数字で入力してください。"
HOW_TO_WRITE_A_RATE = "割合は「90%」または「9/10」のように入力してください。"

DECIMAL_ROUNDING = {
    Rounding.DOWN: ROUND_DOWN,
    Rounding.UP: ROUND_UP,
    Rounding.HALF_UP: ROUND_HALF_UP,
}


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("0", 0),
        ("480500", 480_500),
        ("480,500", 480_500),
        ("480,500円", 480_500),
        ("¥1,000", 1_000),
        ("\\1,000", 1_000),
        ("￥４８０，５００", 480_500),
        ("　４８０，５００　円　", 480_500),
        ("999,999,999,999,999", 999_999_999_999_999),
        ("3万円", 30_000),
        ("５０万", 500_000),
        ("3万5千円", 35_000),
        ("12万3,400円", 123_400),
        ("3万500", 30_500),
        ("1,200万円", 12_000_000),
        ("480千円", 480_000),
        ("5千500円", 5_500),
    ],
)
def test_yen_are_read_as_people_write_them(text, yen):
    assert parse_yen(text) == yen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "金額を入力してください。"),
        ("　", "金額を入力してください。"),
        ("1_000", HOW_TO_WRITE_YEN),
        ("１＿０００", HOW_TO_WRITE_YEN),
        ("٣٤٥", HOW_TO_WRITE_YEN),
        ("१२३", HOW_TO_WRITE_YEN),
        ("①②", HOW_TO_WRITE_YEN),
        ("10²", HOW_TO_WRITE_YEN),
        ("𝟏𝟎", HOW_TO_WRITE_YEN),
        ("½", HOW_TO_WRITE_YEN),
        ("万円", HOW_TO_WRITE_YEN),
        ("三万円", HOW_TO_WRITE_YEN),
        ("1.5万円", HOW_TO_WRITE_YEN),
        ("3万12千円", HOW_TO_WRITE_YEN),
        ("5千5000円", HOW_TO_WRITE_YEN),
        ("3万12345円", HOW_TO_WRITE_YEN),
        ("3千2万円", HOW_TO_WRITE_YEN),
        ("-3万円", HOW_TO_WRITE_YEN),
        ("五百", HOW_TO_WRITE_YEN),
        ("1,00", HOW_TO_WRITE_YEN),
        ("4,80,500", HOW_TO_WRITE_YEN),
        ("480 500", HOW_TO_WRITE_YEN),
        ("1e5", HOW_TO_WRITE_YEN),
        ("+5", HOW_TO_WRITE_YEN),
        ("円", HOW_TO_WRITE_YEN),
        ("100.5", "金額は1円単位で入力してください。小数は使えません。"),
        ("-500", "金額は0円以上で入力してください。"),
        ("△５００円", "金額は0円以上で入力してください。"),
        ("ー500", "金額は0円以上で入力してください。"),
        ("9" * 16, "金額が大きすぎます。15桁以内で入力してください。"),
        ("9" * 5000, "金額が大きすぎます。15桁以内で入力してください。"),
    ],
)
def test_what_is_not_yen_is_refused_with_a_remedy(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_yen(text)


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_yen_as_shown_are_read_back(amount):
    assert parse_yen(format_yen(amount)) == amount


@given(st.text())
def test_any_text_gives_yen_or_a_japanese_sentence(text):
    try:
        outcome = format_yen(parse_yen(text))
    except ValueError as refused:
        outcome = str(refused)

    assert outcome.endswith(("円", "。"))


def test_half_width_leaves_digits_of_other_scripts():
    assert half_width("　Ｒ８－４ー１０①٣ ") == "R8-4-10①٣"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (480_500, "480,500"),
        (Fraction(999_999, 2), "499,999.5"),
        (Fraction(1, 40), "0.025"),
        (Fraction(4, 2), "2"),
        (Fraction(700_000, 3), "233,333 1/3"),
        (Fraction(2, 3), "2/3"),
        (-1_000, "-1,000"),
        (Fraction(-5, 2), "-2.5"),
        (Fraction(-7, 3), "-2 1/3"),
        (0, "0"),
    ],
)
def test_a_number_is_shown_exactly(number, shown):
    assert format_number(number) == shown


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("90%", Fraction(9, 10)),
        ("９０％", Fraction(9, 10)),
        ("33.3 %", Fraction(333, 1000)),
        ("9/10", Fraction(9, 10)),
        ("７５／１００", Fraction(3, 4)),
        ("2/3", Fraction(2, 3)),
        ("3分の2", Fraction(2, 3)),
        ("0.75", Fraction(3, 4)),
        ("1", Fraction(1)),
        ("100%", Fraction(1)),
    ],
)
def test_a_rate_is_read_exactly(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["1/0", "½", "٩/١٠", "9_0%", "-90%", "9割", "1/2/3"])
def test_what_is_not_a_rate_is_refused(text):
    with pytest.raises(ValueError, match=f"^{re.escape(HOW_TO_WRITE_A_RATE)}$"):
        parse_rate(text)


@pytest.mark.parametrize("text", ["0", "0%", "101%", "90", "3/2"])
def test_a_rate_out_of_bounds_is_refused(text):
    with pytest.raises(ValueError, match=r"^割合は0より大きく100%以下にしてください。"):
        parse_rate(text)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(Fraction(9, 10), "90%"), (Fraction(2, 3), "2/3"), (Fraction(1), "100%"),
     (Fraction(1, 8), "1/8")],
)  # fmt: skip
def test_a_rate_is_shown_in_whole_percents_or_as_a_fraction(rate, shown):
    assert format_rate(rate) == shown


@given(st.fractions(min_value=0, max_value=1, max_denominator=10**6).filter(bool))
def test_a_rate_as_shown_is_read_back(rate):
    assert parse_rate(format_rate(rate)) == rate


@pytest.mark.parametrize(
    ("amount", "unit", "rounding", "rounded"),
    [
        (432_450, 1_000, Rounding.DOWN, 432_000),
        (432_450, 1_000, Rounding.UP, 433_000),
        (432_500, 1_000, Rounding.HALF_UP, 433_000),
        (432_499, 1_000, Rounding.HALF_UP, 432_000),
        (Fraction(700_000, 3), 1, Rounding.DOWN, 233_333),
        (Fraction(700_000, 3), 1, Rounding.UP, 233_334),
        (432_000, 1_000, Rounding.UP, 432_000),
        (-1_500, 1_000, Rounding.DOWN, -1_000),
    ],
)
def test_an_amount_is_rounded_to_its_unit(amount, unit, rounding, rounded):
    assert round_to_unit(amount, unit, rounding) == rounded


@given(
    hundredths=st.integers(min_value=-(10**14), max_value=10**14),
    unit=st.sampled_from([1, 10, 100, 500, 1_000, 10_000]),
    rounding=st.sampled_from(Rounding),
)
def test_rounding_agrees_with_decimal_arithmetic(hundredths, unit, rounding):
    expected = (Decimal(hundredths) / 100 / unit).quantize(1, DECIMAL_ROUNDING[rounding]) * unit

    assert round_to_unit(Fraction(hundredths, 100), unit, rounding) == expected


@given(
    amount=st.fractions(min_value=0, max_value=10**9),
    unit=st.integers(min_value=1, max_value=10**6),
)
def test_an_amount_lies_between_its_roundings(amount, unit):
    down, up, half_up = (
        round_to_unit(amount, unit, each) for each in (Rounding.DOWN, Rounding.UP, Rounding.HALF_UP)
    )

    assert down <= amount <= up
    assert up - down == (0 if amount % unit == 0 else unit)
    assert half_up == (up if amount - down >= Fraction(unit, 2) else down)


def test_a_unit_below_one_yen_is_refused():
    with pytest.raises(ValueError, match="1円以上"):
        round_to_unit(100, 0)


def test_a_working_shows_its_lines_and_what_is_to_be_confirmed():
    working = Working((Line("対象経費 480,500 × 9/10 = 432,450"),)) + Working(
        (
            Line("千円未満切捨て → 432,000", to_confirm="端数処理"),
            Line("上限 500,000", to_confirm="上限額"),
            Line("交付額 432,000", to_confirm="端数処理"),
        )
    )

    assert working.text == (
        "対象経費 480,500 × 9/10 = 432,450\n"
        "千円未満切捨て → 432,000【要確認】端数処理\n"
        "上限 500,000【要確認】上限額\n"
        "交付額 432,000【要確認】端数処理"
    )
    assert working.to_confirm == ("端数処理", "上限額")
    assert Working.from_json(working.as_json()) == working
