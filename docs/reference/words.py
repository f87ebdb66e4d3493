"""The closed lists of scheme files: kinds of filings, questions, letters, and the words of review."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from koubo.papers.letters import Seal
from koubo.schemes.award_words import (
    AGREEMENT_NAMES,
    AWARD_PER_NAMES,
    AgreementUse,
    AwardPer,
)
from koubo.schemes.change_words import (
    BASE_NAMES,
    CHANGE_NAMES,
    DIRECTION_NAMES,
    NEED_NAMES,
    ChangeBase,
    ChangeKind,
    Direction,
    Need,
)
from koubo.schemes.eligibility.case import DAY_NAMES, FACT_KINDS, GATE_NAMES, Fact
from koubo.schemes.evaluation_words import TIME_NAMES, EvaluationTime
from koubo.schemes.explaining.review import METHODS
from koubo.schemes.figure_list import WORDS
from koubo.schemes.forms import FILING_NAMES
from koubo.schemes.letters import (
    IN_RECEIPT,
    IN_RECOMMENDATION,
    IN_RESULT,
    LETTER_NAMES,
    PLACEHOLDERS,
    SEAL_NAMES,
    LetterKind,
)
from koubo.schemes.publication_words import (
    OWN_NAMES,
    RESULT_NAMES,
    REVIEWER_NAMES,
    OwnField,
    ResultField,
    ReviewerNames,
)
from koubo.schemes.review_words import (
    TIE_BREAK_NAMES,
    WAIVER_NAMES,
    Aggregate,
    Allocation,
    CellPolicy,
    Recusal,
    StageMethod,
    TieBreak,
    Waiver,
)
from koubo.schemes.rules import ThemeUse
from reference.writing import table

FACTS: Mapping[Fact, str] = {
    Fact.MEMBERS: "構成員の人数",
    Fact.RESIDENTS: "構成員のうち市民の人数",
    Fact.MEMBER_AGES: "構成員全員の年齢",
}
THEMES: Mapping[ThemeUse, str] = {
    ThemeUse.NONE: "テーマは関わらない",
    ThemeUse.REQUIRED: "市のテーマに応える提案だけを受ける",
    ThemeUse.OPTIONAL: "テーマに応える提案と、そうでない提案の両方を受ける",
}
"""What closed words mean, where the code has no Japanese for them."""


def facts() -> str:
    """List what an answer may say about the applicant."""
    rows = [(f"`{one.value}`", FACTS[one], f"`{FACT_KINDS[one]}`") for one in Fact]
    return table(("`fact`", "意味", "質問の `kind`"), rows)


def days() -> str:
    """List the named days."""
    return table(("`counted_on`", "日"), [(f"`{k.value}`", v) for k, v in DAY_NAMES.items()])


def gates() -> str:
    """List the gates before filing."""
    return table(("`gate`", "済ませること"), [(f"`{k.value}`", v) for k, v in GATE_NAMES.items()])


def filing_kinds() -> str:
    """List what may be handed in."""
    return table(
        ("種類", "名前"), [(f"`{kind.value}`", name) for kind, name in FILING_NAMES.items()]
    )


def stage_methods() -> str:
    """List how a stage judges."""
    return _listed("method", StageMethod, METHODS)


def aggregates() -> str:
    """List how points become a total."""
    return _listed("aggregate", Aggregate, WORDS)


def tie_breaks() -> str:
    """List what decides between equal totals."""
    return _listed("by", TieBreak, TIE_BREAK_NAMES)


def allocations() -> str:
    """List how the money is given out."""
    return _listed("allocation", Allocation, WORDS)


def recusals() -> str:
    """List what becomes of a recused reviewer's points."""
    return _listed("recusal", Recusal, WORDS)


def cell_policies() -> str:
    """List what a cell without points may count as."""
    return _listed("扱い", CellPolicy, WORDS)


def waivers() -> str:
    """List what a stage lets through."""
    return _listed("waived_for", Waiver, WAIVER_NAMES)


def theme_uses() -> str:
    """List whether proposals answer a theme."""
    return _listed("theme", ThemeUse, THEMES)


def change_kinds() -> str:
    """List what may change after the award."""
    return _listed("kind", ChangeKind, CHANGE_NAMES)


def directions() -> str:
    """List which way a sum moves."""
    return _listed("direction", Direction, DIRECTION_NAMES)


def change_bases() -> str:
    """List what a share of change is measured against."""
    return _listed("base", ChangeBase, BASE_NAMES)


def needs() -> str:
    """List what a change asks for."""
    return _listed("needs", Need, NEED_NAMES)


def evaluation_times() -> str:
    """List when a project is evaluated."""
    return _listed("time", EvaluationTime, TIME_NAMES)


def letter_kinds() -> str:
    """List the letters."""
    return table(
        ("種類", "何の通知か"), [(f"`{one.value}`", LETTER_NAMES[one]) for one in LetterKind]
    )


def placeholders() -> str:
    """List what a letter may have filled in."""
    return _filled_in(PLACEHOLDERS)


def placeholders_of_recommendation() -> str:
    """List what the panel's 答申書 may have filled in."""
    return _filled_in(IN_RECOMMENDATION)


def placeholders_of_receipt() -> str:
    """List what a 受付票 may have filled in."""
    return _filled_in(IN_RECEIPT)


def placeholders_of_result() -> str:
    """List what 審査結果のお知らせ may have filled in."""
    return _filled_in(IN_RESULT)


def seals() -> str:
    """List how a letter is made the city's own."""
    return _listed("seal", Seal, SEAL_NAMES)


def agreements() -> str:
    """List what a 協定書 may be for."""
    return _listed("agreement", AgreementUse, AGREEMENT_NAMES)


def awards_per() -> str:
    """List how many 交付決定 there may be."""
    return _listed("awards_per", AwardPer, AWARD_PER_NAMES)


def result_fields() -> str:
    """List what may stand on the public page of results."""
    return table(("項目", "中身"), [(f"`{one.value}`", RESULT_NAMES[one]) for one in ResultField])


def own_fields() -> str:
    """List what an organisation may be told of the panel's marks."""
    return table(("項目", "中身"), [(f"`{one.value}`", OWN_NAMES[one]) for one in OwnField])


def reviewer_names() -> str:
    """List how the public page may name reviewers."""
    return _listed("reviewers", ReviewerNames, REVIEWER_NAMES)


def _listed(key: str, words: type[StrEnum], names: Mapping[Any, str]) -> str:
    rows = [(f"`{one.value}`", names[one]) for one in words]
    return table((f"`{key}`", "意味"), rows)


def _filled_in(placeholders: Mapping[str, str]) -> str:
    rows = [(f"`${name}`", text) for name, text in placeholders.items()]
    return table(("差し込み", "中身"), rows)
