"""Every word of the core: documented, with an example that loads, under a name of its own."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from marshmallow import RAISE, Schema, ValidationError
from marshmallow.experimental.context import Context

from koubo.plugins import load
from koubo.problems import Refused
from koubo.schemes.amounts.gone import GoneStep
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.eligibility.condition import GoneCondition
from koubo.schemes.file.fields import Words
from koubo.schemes.file.loading import read_scheme
from koubo.schemes.file.reading import read_yaml
from koubo.schemes.vocabulary import CONDITIONS, CORE_VOCABULARY, GONE, STEPS
from koubo.schemes.words import Around, Told, Word
from schemes.eligibility.judging import CASE
from schemes.small import every_word, small

WORDS = (*CONDITIONS, *STEPS)
ROUND = "{step: round, unit: 1000, rounding: half_up}"


def loaded(kind: type[Word]) -> Any:
    with Context(CORE_VOCABULARY):
        (word,) = Words(kind.key).deserialize([read_yaml(kind.example.encode()).data])
    return word


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.word)
def test_a_word_is_documented_and_its_example_loads(kind):
    word = loaded(kind)

    assert type(word) is kind
    assert is_dataclass(kind)
    assert kind.__doc__
    assert kind.title
    assert all(isinstance(one, Told) and one.text for one in word.told())
    assert word.told()
    hash(word.word)


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.word)
def test_a_word_asks_for_its_own_fields_and_no_others(kind):
    own = {one.name for one in fields(kind)}
    schema = Schema.from_dict(dict(kind.asks))(unknown=RAISE)

    assert {field.attribute or name for name, field in kind.asks.items()} == own
    with pytest.raises(ValidationError) as refused:
        schema.load({"nothing_of_the_kind": "1"})
    needed = {name for name, field in kind.asks.items() if field.required}
    assert set(refused.value.messages_dict) == {"nothing_of_the_kind", *needed}


def test_words_stand_under_their_own_names():
    assert CORE_VOCABULARY.conditions == {kind.word: kind for kind in CONDITIONS}
    assert CORE_VOCABULARY.steps == {kind.word: kind for kind in STEPS}


def test_a_word_is_brought_twice_only_by_itself():
    first = CONDITIONS[0]
    other = type("Other", (first,), {})

    assert CORE_VOCABULARY.with_words([first]) == CORE_VOCABULARY
    with pytest.raises(ValueError, match="ことば「members」は2つあります"):
        CORE_VOCABULARY.with_words([other])


def test_what_a_word_sees_of_the_file_around_it():
    scheme = read_scheme(every_word(), CORE_VOCABULARY)
    around = Around("every", frozenset(), "mixed", (), scheme.forms)
    ended = replace(around, forms=None)

    assert around.asks("plan")
    assert not around.asks("ages")  # the main course alone is asked that
    assert replace(around, course_name="main").asks("ages")
    assert ended.questions() is None
    assert ended.asks("anything")


PINNED = replace(CORE_VOCABULARY, gone=GONE)
GONE_TEXT = every_word(
    ("- {rule: groups, at_least: 2}", "- {rule: rivers, deep: 3, of: {a: b}}"),
    ("- {rule: city_theme}\n      - {rule: staff_check", "- {rule: lakes}\n      - {rule: staff_check"),
    (ROUND, "{step: halve, for: 若者}"),
    ("{step: rate_by_category, rate: 9/10, others: [{categories: [報償費], rate: 1/2}]}", "{step: by_river}"),
)  # fmt: skip


def test_a_pinned_file_is_read_though_the_plugin_of_its_words_is_gone():
    catalog = load(found=()).catalog

    main, _, mixed, *_ = catalog.pinned(GONE_TEXT.decode()).courses

    assert [one for one in main.conditions if isinstance(one, GoneCondition)] == [
        GoneCondition("rivers")
    ]
    assert [one for one in main.funding.steps if isinstance(one, GoneStep)] == [GoneStep("halve")]
    assert mixed.funding.steps[0] == GoneStep("by_river")
    assert main.conditions[3].finding(CASE).answer is Answer.UNKNOWN


def test_no_amount_is_computed_without_one_of_its_steps():
    main, _, mixed, *_ = read_scheme(GONE_TEXT, PINNED).courses

    assert "halve" in "".join(one.text for one in main.funding.told())
    assert mixed.funding.rate is None
    for course, name in ((main, "halve"), (mixed, "by_river")):
        with pytest.raises(Refused) as refused:
            award_amount(course.funding, AmountCase(100_000))
        assert refused.value.message == (
            f"計算の段「{name}」のプラグインが入っていません。管理者に連絡してください。"
        )


def test_a_pinned_file_of_known_words_is_read_as_it_was():
    assert read_scheme(small(), PINNED) == read_scheme(small(), CORE_VOCABULARY)
