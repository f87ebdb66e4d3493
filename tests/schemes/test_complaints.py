"""The catalogue of complaints: no code too many, none missing, the same in both languages."""

import ast
import re
from pathlib import Path
from string import Formatter
from typing import ClassVar

import pytest
from marshmallow import ValidationError, fields

import koubo
from koubo import fields as our_fields
from koubo.fields import Date, Rate, Text, Whole, Yen, YesNo
from koubo.schemes.file.complaints import CATALOGUE, Said
from koubo.schemes.file.fields import FullId, Name, Number, Prefix
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.file.reading import KEYS, MESSAGES, REASONS, BrokenSchemeFile, said_of
from koubo.schemes.words import Told
from proof.broken_cases import BROKEN_CASES
from schemes.corpus.whole_files import WHOLE_FILES
from schemes.small import small
from schemes.test_broken_files import CORPUS
from schemes.test_plugin_words import IN_RIVERS, Rivers

CORE = Path(next(iter(koubo.__path__)))
NOT_IN_FILES = {
    "unreadable",
    "validator_failed",
    "email",
    "corporate_number",
    "postal_code",
    "phone",
}
"""Keys of our fields that no scheme file brings; ``unreadable`` is told by its reason."""
INDIRECT = {"likely", "known_keys", "other", "id_in_two_files"}
"""Parts of another sentence; said by plugins only; about a folder."""
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def fillings(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", CATALOGUE)
def test_both_languages_take_the_same_fillings(code):
    sentence = CATALOGUE[code]

    assert fillings(sentence.ja) == fillings(sentence.en)
    assert code == "other" or JAPANESE.search(sentence.ja)
    assert not JAPANESE.search(sentence.en.replace("はい", "").replace("いいえ", ""))


def test_every_code_is_provoked_by_some_file():
    provoked = {code for one in CORPUS for _, _, code in one.complaints}
    provoked |= {code for _, _, _, code in WHOLE_FILES}
    provoked |= {code for *_, code in BROKEN_CASES}

    assert set(CATALOGUE) - provoked == INDIRECT
    assert provoked - set(CATALOGUE) == set()


def test_every_code_in_the_source_stands_in_the_catalogue():
    said = set()
    for file in CORE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Said"
                and isinstance(node.args[0], ast.Constant)
            ):
                said.add(node.args[0].value)

    assert len(said) > 40
    assert said - set(CATALOGUE) == set()


def test_every_sentence_of_marshmallow_and_of_our_fields_has_a_code():
    told = {*MESSAGES.values(), *KEYS.values(), *(code for _, code in REASONS)}

    assert told - set(CATALOGUE) == set()
    assert set(our_fields.MESSAGES) - set(KEYS) == NOT_IN_FILES


def said_by(field: fields.Field, value: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        field.deserialize(value)
    (message,) = refused.value.messages
    said = said_of(message)
    return said.code, str(said)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Text(required=True), " ", "missing"),
        (Text(required=True), None, "missing"),
        (Text(), 5, "not_text"),
        (Text(), "\0", "control_character"),
        (Text(single_line=True), "a\nb", "not_one_line"),
        (Text(max_length=2), "abc", "too_long"),
        (Yen(), "千円", "bad_amount"),
        (Yen(), "1.5", "bad_amount"),
        (Yen(), "9" * 16, "bad_amount"),
        (Yen(), "△500", "too_low"),
        (Yen(minimum=1), "0", "too_low"),
        (Yen(maximum=1), "2", "too_high"),
        (Rate(), "七割", "bad_rate"),
        (Rate(), "1/0", "bad_rate"),
        (Rate(), "101%", "rate_out_of_range"),
        (Rate(), "0", "rate_out_of_range"),
        (Number(), "二倍", "bad_number"),
        (Number(), "0", "bad_number"),
        (Number(), "-1", "bad_number"),
        (Number(), "NaN", "bad_number"),
        (Whole(), "-1", "bad_count"),
        (Whole(minimum=1), "0", "too_low"),
        (Whole(maximum=1), "2", "too_high"),
        (YesNo(), "たぶん", "bad_yes_no"),
        (Date(), "いつか", "bad_date"),
        (Date(), "令和9年", "bad_date"),
        (Date(), "26-4-1", "bad_date"),
        (Date(), "令和0年4月1日", "bad_date"),
        (Date(), "天保1年4月1日", "bad_date"),
        (Date(), "3026-04-01", "bad_date"),
        (Date(), "2025-02-29", "no_such_day"),
        (Date(), "平成31年5月1日", "no_such_day"),
        (Name(), "はじめて", "bad_name"),
        (Name(), "1st", "bad_name"),
        (FullId(), "kurashiki", "bad_full_id"),
        (FullId(), "a.b.c", "bad_full_id"),
        (Prefix(), "K U", "bad_prefix"),
        (Prefix(), "KU-", "bad_prefix"),
        (fields.List(Text()), "a", "not_a_list"),
        (fields.Dict(), "a", "not_a_mapping"),
    ],
)
def test_a_value_that_cannot_be_is_told_in_the_words_of_a_file(field, value, code):
    found, sentence = said_by(field, value)

    assert found == code
    assert "入力" not in sentence  # files are written, forms are filled in


def test_an_amount_keeps_its_bound_in_the_sentence():
    assert said_by(Yen(minimum=100), "99")[1] == "100円以上で書いてください"
    assert said_by(Yen(), "-1")[1] == "0円以上で書いてください"
    assert said_by(Whole(maximum=1200), "1201")[1] == "1200以下で書いてください"


def test_a_list_of_words_is_joined_as_each_language_does():
    said = Said("unknown_key", hint=Said("likely", name="title"))
    words = Said("choose", known=("one", "two"))

    assert (said, said.english) == (
        "この項目はありません（「title」のことですか）",
        "There is no such key (did you mean “title”?)",
    )
    assert (words, words.english) == ("使えることば：one、two", "Words: one, two")


def test_a_code_that_is_none_is_a_slip_of_the_programmer():
    with pytest.raises(KeyError):
        Said("no_such_code")


class Deep(Rivers):
    """A word of a plugin that judges a value in a sentence of its own."""

    word = "deep"
    example = "{rule: deep, metres: 3}"
    asks: ClassVar = {"metres": fields.Integer(required=True, error_messages={"invalid": "深さ"})}

    def told(self) -> tuple[Told, ...]:
        return ()


def test_a_sentence_of_a_plugin_is_told_as_it_is():
    with pytest.raises(BrokenSchemeFile) as broken:
        load_scheme(small((IN_RIVERS[0], "- {rule: deep, metres: 深い}")), words=[Deep])

    (one,) = broken.value.complaints
    assert (one.code, one.message, one.message.english) == ("other", "深さ", "深さ")
    assert one.path == "courses.0.eligibility.1.metres"
