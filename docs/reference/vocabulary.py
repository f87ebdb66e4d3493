"""The vocabulary reference: every registered word, as its class describes itself."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import fields
from marshmallow.experimental.context import Context

from koubo.schemes.eligibility.case import ApplicantFacts, EligibilityCase, FilingTime
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.figure_list import NAMES
from koubo.schemes.file.fields import Words
from koubo.schemes.file.reading import read_yaml
from koubo.schemes.vocabulary import CORE_VOCABULARY
from koubo.schemes.words import Word
from reference.inputs import carries_a_source, default_text, how_to_write
from reference.writing import table

MEANINGS: Mapping[str, str] = {
    "any_of.code": "不備の名札",
    "any_of.of": "このどれか1つを満たせばよい要件",
    "any_of.requirement": "要件の名前",
    "answer.code": "不備の名札",
    "answer.question": "企画提案書の質問の名札",
    "answer.requirement": "要件の名前",
    "category_cap.category": "費目",
    "category_share.category": "費目",
    "first_time.courses": "数えるコース。書かなければ制度全体",
    "gate.code": "不備の名札",
    "prerequisite.course": "先に必要なコース",
    "prerequisite.course_title": "そのコースの名前",
    "rate_by_category.others": "別の率の費目（`categories`）と、その率（`rate`）",
    "rate_by_time.counted_in": "回数を数えるコース。書かなければこのコースだけ",
    "roles.own": "申し込む団体が担う役割",
    "round.rounding": "端数をどうするか",
    "staff_check.code": "不備の名札",
    "staff_check.id": "名札",
    "unit_price.category": "費目",
    "years.unit": "数え方の呼び名",
    "years.counted_in": "合わせて数えるコース",
}
"""What an item of a word means, where the list of figures has no name for it."""
MOMENT = datetime(2025, 12, 10, tzinfo=UTC)
NOBODY = EligibilityCase(ApplicantFacts(""), 2026, (FilingTime("proposal", MOMENT, MOMENT),))
"""An applicant of whom nothing is known; asked only what a rule is called."""


def all_conditions() -> str:
    """Give every word of eligibility."""
    return "\n\n".join(_word("rule", one) for one in CORE_VOCABULARY.conditions.values())


def all_steps() -> str:
    """Give every step of the amount rule."""
    return "\n\n".join(_word("step", one) for one in CORE_VOCABULARY.steps.values())


def load_example(key: str, kind: type[Word]) -> Any:
    """Give the word that a class's example declares."""
    with Context(CORE_VOCABULARY):
        (word,) = Words(key).deserialize([read_yaml(kind.example.encode()).data])
    return word


def meaning(kind: type[Word], key: str, field: fields.Field[Any]) -> str:
    """Give what an item of a word means; KeyError where nobody has said it."""
    name = field.attribute or key
    own = f"{kind.word}.{name}"
    return NAMES.get(own) or MEANINGS.get(own) or NAMES[name]


def _word(key: str, kind: type[Word]) -> str:
    word = load_example(key, kind)
    parts = [
        f"### {kind.title} `{kind.word}`",
        f"```yaml\n- {kind.example}\n```",
        "\n\n".join(_told(word)),
        _items(kind),
    ]
    return "\n\n".join(one for one in parts if one)


def _told(word: Any) -> Iterator[str]:
    sentences = "".join(f"「{one.text}。」" for one in word.told())
    yield f"募集要項では：{sentences}"
    if isinstance(word, Condition):
        yield f"満たさないときの不備の名札：`{word.finding(NOBODY).code}`"


def _items(kind: type[Word]) -> str:
    rows = [
        (
            f"`{key}`" + (" ※" if carries_a_source(field) else ""),
            meaning(kind, key, field),
            how_to_write(field),
            default_text(field),
        )
        for key, field in kind.asks.items()
    ]
    return table(("項目", "意味", "書き方", "書かないと"), rows) if rows else ""
