"""The fields: what comes in is typed or refused in one Japanese sentence."""

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, missing

from koubo.fields import (
    MESSAGES,
    CorporateNumber,
    Date,
    Email,
    Phone,
    PostalCode,
    Rate,
    Text,
    Whole,
    Yen,
    YesNo,
)

ALL_FIELDS = [
    Yen, Rate, Date, Whole, Text, Email, CorporateNumber, PostalCode, Phone, YesNo
]  # fmt: skip


def complaint(field, value):
    """Give the one sentence with which the field refuses the value."""
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    (sentence,) = refused.value.messages
    return sentence


@pytest.mark.parametrize("kind", ALL_FIELDS)
@pytest.mark.parametrize("value", ["", " ", "　", "\r\n", "\u200b \ufeff", None])
def test_a_blank_answer_to_a_required_question_is_refused(kind, value):
    field = kind(required=True, metadata={"label": "事業の名称"})

    assert complaint(field, value) == "「事業の名称」を入力してください。"


@pytest.mark.parametrize("kind", ALL_FIELDS)
def test_a_blank_answer_is_none_where_none_is_allowed(kind):
    assert kind(required=True, allow_none=True).deserialize("　") is None


@pytest.mark.parametrize("kind", ALL_FIELDS)
def test_a_blank_answer_to_a_free_question_is_left_out(kind):
    assert kind().deserialize("　") is missing
    assert kind(load_default=None).deserialize("") is None


@pytest.mark.parametrize("kind", ALL_FIELDS[:-1])  # True is an answer to yes or no
@pytest.mark.parametrize("value", [1.5, ["1"], b"1", True])
def test_a_value_of_another_kind_is_refused(kind, value):
    assert complaint(kind(), value) == "この項目の値の種類が違います。文字で入力してください。"


@pytest.mark.parametrize("kind", ALL_FIELDS)
@given(text=st.text())
def test_any_text_is_read_or_refused_in_japanese(kind, text):
    Form = Schema.from_dict({"answer": kind(metadata={"label": "問い"})})

    complaints = Form().validate({"answer": text}).get("answer", [])

    assert [each for each in complaints if not re.fullmatch("「問い」.+。", each)] == []


def test_every_sentence_ends_and_names_its_field():
    assert [text for text in MESSAGES.values() if "{label}" not in text] == []
    assert [text for text in MESSAGES.values() if text[-1] not in "。}"] == []


@pytest.mark.parametrize(("value", "yen"), [("４８０，５００円", 480_500), (480_500, 480_500)])
def test_yen_come_as_text_or_as_an_integer(value, yen):
    assert Yen().deserialize(value) == yen


def test_yen_are_refused_with_the_label_and_the_remedy():
    field = Yen(metadata={"label": "事業費の総額"})

    assert complaint(field, "1_000") == (
        "「事業費の総額」を確認してください。金額は「480,500」のように数字で入力してください。"
    )


def test_yen_keep_to_their_bounds():
    field = Yen(minimum=1_000, maximum=500_000)

    assert field.deserialize("1000") == 1_000
    assert field.deserialize("500000") == 500_000
    assert complaint(field, "999") == "この項目は1,000円以上で入力してください。"
    assert complaint(field, 500_001) == "この項目は500,000円以下で入力してください。"
    assert complaint(Yen(), -1) == "この項目は0円以上で入力してください。"


def test_a_label_with_braces_is_shown_as_it_is():
    assert complaint(Yen(required=True, metadata={"label": "{0.x}"}), "") == (
        "「{0.x}」を入力してください。"
    )


@pytest.mark.parametrize(
    ("text", "count"), [("12", 12), ("１，２００", 1_200), ("0", 0), ("１５人", 15)]
)
def test_a_count_is_read(text, count):
    assert Whole().deserialize(text) == count


@pytest.mark.parametrize("text", ["1_2", "-1", "1.0", "٣", "①", "三", "12世帯", "人", "9" * 5000])
def test_what_is_no_count_is_refused(text):
    assert complaint(Whole(), text) == "この項目は「12」のように0以上の整数で入力してください。"


def test_a_count_keeps_to_its_bounds():
    field = Whole(minimum=5, maximum=1_000)

    assert complaint(field, "4") == "この項目は5以上で入力してください。"
    assert complaint(field, "1001") == "この項目は1,000以下で入力してください。"


def test_a_rate_is_read_and_given_exactly():
    class Funding(Schema):
        rate = Rate()

    assert Funding().load({"rate": "３分の２"}) == {"rate": Fraction(2, 3)}
    assert Funding().dump({"rate": Fraction(2, 3)}) == {"rate": "2/3"}


@pytest.mark.parametrize(
    "value",
    [
        "令和8年4月1日",
        {"year": "令和８", "month": "4", "day": "1"},
        {"year": 2026, "month": 4, "day": 1},
    ],
)
def test_a_date_comes_as_text_or_in_three_boxes(value):
    assert Date().deserialize(value) == date(2026, 4, 1)


def test_a_date_is_given_in_the_international_form():
    class Founded(Schema):
        on = Date()

    assert Founded().dump({"on": date(2026, 4, 1)}) == {"on": "2026-04-01"}


def test_three_empty_boxes_are_a_blank_answer():
    empty = {"year": "", "month": "　", "day": None}

    assert complaint(Date(required=True), empty) == "この項目を入力してください。"
    assert Date(allow_none=True).deserialize(empty) is None


def test_a_date_outside_its_era_is_refused_with_the_right_one():
    field = Date(metadata={"label": "設立日"})

    assert complaint(field, {"year": "S64", "month": "1", "day": "8"}) == (
        "「設立日」を確認してください。"
        "「昭和64年1月8日」という日はありません。「平成元年1月8日」と入力してください。"
    )


def test_a_half_filled_date_names_the_empty_box():
    assert complaint(Date(), {"year": "2026", "month": "4", "day": ""}) == (
        "この項目を確認してください。日付の「日」を入力してください。"
    )


@pytest.mark.parametrize(
    "text",
    [
        "がっこう", "か\u3099っこう", "𠮷野家 𩸽", "\ue000\U000f0000", "葛\U000e0100城市",
        "①﨑ﾊﾝｶｸ㈱", "👨‍👩‍👧", "一行目\r\n二行目\n\t三行目",
    ],
)  # fmt: skip
def test_text_is_kept_to_the_byte(text):
    assert Text().deserialize(f" 　{text}\r\n") == text


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud842", "\u202e"])
def test_control_characters_and_broken_surrogates_are_refused(character):
    assert complaint(Text(), f"{character}倉敷") == (
        "この項目に使えない文字（制御文字）が含まれています。"
        "入力し直すか、文字だけを貼り付けてください。"
    )


def test_a_line_end_counts_as_one_character():
    field = Text(max_length=5)

    assert field.deserialize("一二\r\n三四") == "一二\r\n三四"
    assert field.deserialize("𠮷𠮷𠮷𠮷𠮷") == "𠮷𠮷𠮷𠮷𠮷"
    assert complaint(field, "一二\r\n三四五") == (
        "この項目は5字以内で入力してください（いま6字です）。"
    )


@pytest.mark.parametrize("text", ["一\n二", "一\r\n二", "一\t二", "一\u2028二"])
def test_a_single_line_has_no_line_end(text):
    assert complaint(Text(single_line=True), text) == (
        "この項目は改行やタブを入れずに1行で入力してください。"
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("info@example.jp", "info@example.jp"),
        ("　Ｉｎｆｏ＠Ｅｘａｍｐｌｅ．ＪＰ ", "Info@example.jp"),
        ("a.b+c@sub.example.co.jp", "a.b+c@sub.example.co.jp"),
    ],
)
def test_a_mail_address_is_read(text, address):
    assert Email().deserialize(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "info", "info@", "@example.jp", "info@localhost", "a b@example.jp", "たろう@example.jp",
        "info@例え.jp", "a..b@example.jp", "info@example.jp\r\nBcc: x@example.jp",
        "a@example.jp,b@example.jp", "info@-example.jp", f"{'a' * 65}@example.jp",
    ],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(text):
    assert complaint(Email(), text) == (
        "この項目は「name@example.jp」のように、メールアドレスの形で入力してください。"
    )


@pytest.mark.parametrize(
    "text", ["5835678256246", "５８３５６７８２５６２４６", "5-8356-7825-6246"]
)
def test_a_corporate_number_is_read(text):
    assert CorporateNumber().deserialize(text) == "5835678256246"


@pytest.mark.parametrize("text", ["710-8565", "7108565", "〒７１０－８５６５", "710ー8565"])
def test_a_postal_code_is_read(text):
    assert PostalCode().deserialize(text) == "710-8565"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("086-426-3111", "086-426-3111"),
        ("０８６（４２６）３１１１", "086-426-3111"),
        ("(086) 426-3111", "086-426-3111"),
        ("0864263111", "0864263111"),
        ("090 1234 5678", "090-1234-5678"),
        ("0120-000-000", "0120-000-000"),
    ],
)
def test_a_telephone_number_is_read(text, number):
    assert Phone().deserialize(text) == number


@pytest.mark.parametrize(
    ("kind", "message", "texts"),
    [
        (CorporateNumber, "corporate_number",
         ["5835678256247", "583567825624", "T5835678256246", "5" * 40]),
        (PostalCode, "postal_code", ["710-856", "71-08565", "710_8565", "٧١٠٨٥٦٥"]),
        (Phone, "phone", ["426-3111", "090-1234-567", "086-426-31111", "086-426-3111内線2"]),
    ],
)  # fmt: skip
def test_wrong_numbers_are_refused(kind, message, texts):
    refusal = MESSAGES[message].format(label="この項目")

    assert [complaint(kind(), text) for text in texts] == [refusal] * len(texts)


@pytest.mark.parametrize(
    ("value", "answer"),
    [("はい", True), ("いいえ", False), ("YES", True), ("on", True), ("０", False), (False, False)],
)
def test_yes_and_no_are_read(value, answer):
    assert YesNo().deserialize(value) is answer


def test_a_box_left_unticked_is_no():
    class Consent(Schema):
        agreed = YesNo(load_default=False)

    assert Consent().load({}) == {"agreed": False}


def test_what_is_neither_yes_nor_no_is_refused():
    assert complaint(YesNo(), "たぶん") == "この項目は「はい」か「いいえ」で答えてください。"
