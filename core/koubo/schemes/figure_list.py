"""Every figure of a scheme, with where it was read and what the city has yet to confirm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from koubo.money import format_number, format_rate, format_yen
from koubo.schemes.amounts.steps import UNIT_NAMES
from koubo.schemes.award_words import (
    AGREEMENT_NAMES,
    AWARD_PER_NAMES,
    NO_ADVANCE_ACCOUNT,
    NO_AGREEMENT,
    ONE_AWARD,
    AfterAward,
)
from koubo.schemes.budget import INCOME_NAMES
from koubo.schemes.change_words import NEED_NAMES, ChangeRule
from koubo.schemes.eligibility.case import DAY_NAMES, GATE_NAMES
from koubo.schemes.figures import Figure
from koubo.schemes.letters import ISSUED, SEAL_NAMES, LetterTemplate
from koubo.schemes.publication_words import (
    OWN_NAMES,
    RESULT_NAMES,
    REVIEWER_NAMES,
    Publication,
)
from koubo.schemes.questions import Question
from koubo.schemes.review_words import (
    Aggregate,
    Allocation,
    CellPolicy,
    Criterion,
    RaisedRate,
    Recusal,
    SelectionRule,
    Stage,
    TieBreaker,
    Veto,
)
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.words import Word

NAMES: Mapping[str, str] = {
    "rate.rate": "補助率",
    "rate_by_category.rate": "補助率（別に定める費目を除く）",
    "rate_by_time.rates": "補助率（回数ごと）",
    "whole.ground": "補助率を定めない理由",
    "minus_income.kinds": "差し引く収入",
    "cap.yen": "上限額",
    "round.unit": "端数の単位",
    "minimum.yen": "下限額",
    "unit_price.below": "単価の制限（未満）",
    "category_cap.yen": "費目の上限額",
    "category_share.share": "費目の割合の上限",
    "members.at_least": "構成員の人数（以上）",
    "members.counted": "人数に数える人",
    "resident_ratio.at_least": "市民の割合（以上）",
    "resident_ratio.counted": "市民に数える人",
    "member_ages.lowest": "年齢（以上）",
    "member_ages.highest": "年齢（以下）",
    "groups.at_least": "一緒に行う団体の数（以上）",
    "roles.needs": "必要な役割",
    "activity_months.at_least": "活動の月数（以上）",
    "first_time.scheme": "初めての申込みに限る制度",
    "years.at_most": "補助を受けられる年数（まで）",
    "prerequisite.years": "先に必要な年数（以上）",
    "counted_on": "数える日",
    "running_year": "実施中の年度を数える",
    "base_in_city.city": "活動拠点の市",
    "answer.must_be": "必要な答え",
    "gate.gate": "先に済ませること",
    "staff_check.requirement": "職員が確かめること",
    "ended": "終了",
    "rate": "費目の補助率",
    "law": "根拠の要綱",
    "report_due_days": "実績報告の期限（年度末からの日数）",
    "advance_share": "概算払の割合",
    "opinion_for_reviewers": "審査委員が担当課の意見を読む",
    "postmark_counts": "郵送は消印の日で判断する（消印有効）",
    "selected": "公表する項目（採択された応募）",
    "others": "公表する項目（そのほかの応募）",
    "to_applicant": "団体に知らせる採点の項目",
    "reviewers": "公表のページでの審査委員の名前",
    "aggregate": "採点の集計の方法",
    "allocation": "予算の割り当て方",
    "recusal": "除斥された委員の点",
    "pass_share": "合格の基準（満点に対する割合）",
    "pass_points": "合格の基準（点）",
    "missing": "未採点の扱い",
    "not_applicable": "対象外の扱い",
    "abstained": "棄権の扱い",
    "minimum_award": "1件の下限額",
    "most_per_organisation": "1団体の件数の上限",
    "raised_rate": "補助率の引上げ",
    "offer_days": "次点が決めるまでの日数",
    "own_department_judges": "担当課が自分の課の応募を審査する",
    "talk_minutes": "発表の時間（分）",
    "question_minutes": "質疑の時間（分）",
    "marking_minutes": "採点の時間（分）",
    "quorum": "審査会の定足数（委員に対する割合）",
    "vetoes": "足切りのきまり",
    "tie_breakers": "同点のときの順",
    "panel": "審査する機関",
    "named": "審査項目",
    "counting": "対象経費の費目",
    "needs": "変更のときの手続き",
    "more_than": "変更の割合（これを超えるとき）",
    "sides": "評価する側",
    "items": "評価の項目",
    "agreement": "協定書",
    "awards_per": "交付決定の回数",
    "apply_days": "交付申請の期限（採択の通知からの日数）",
    "instalments": "概算払の回数の上限",
    "advance_account": "概算払精算書を出す",
    "interim_due": "中間報告の期限（月日）",
    "repayment_days": "返還の期限（通知からの日数）",
    "surcharge_rate": "加算金の割合（年）",
    "late_rate": "延滞金の割合（年）",
    "form_number": "様式番号",
    "seal": "公印",
    "statement": "誓約の文",
}
WORDS: Mapping[Any, str] = {
    **DAY_NAMES,
    **GATE_NAMES,
    **INCOME_NAMES,
    **NEED_NAMES,
    **OWN_NAMES,
    **RESULT_NAMES,
    **REVIEWER_NAMES,
    **AGREEMENT_NAMES,
    **AWARD_PER_NAMES,
    **SEAL_NAMES,
    Aggregate.SUM_OF_ITEM_MEANS: "項目ごとの平均点の合計",
    Aggregate.SUM_OF_POINTS: "全委員の点の合計",
    Aggregate.MEAN_OF_TOTALS: "委員ごとの合計点の平均",
    Aggregate.MEDIAN_OF_TOTALS: "委員ごとの合計点の中央値",
    Aggregate.TRIMMED_MEAN_OF_TOTALS: "委員ごとの合計点のうち、高い点と低い点を除いた平均",
    CellPolicy.LEAVE_OUT: "点も満点も数えない",
    CellPolicy.ZERO: "0点として数える",
    CellPolicy.ITEM_MEAN: "同じ項目で数えた点の平均で補う",
    CellPolicy.REFUSED: "そのままでは審査票を提出できない",
    Allocation.WHILE_MONEY_LASTS: "順位の順に、予算があるかぎり",
    Recusal.DROP: "数えない",
    Recusal.IMPUTE_MEAN: "ほかの委員の平均点で補う",
    Recusal.SUBSTITUTE: "代わりの委員の点を数える",
    Allocation.CUT_LINE: "予算を超えた順位から打ち切り",
    Allocation.PARTIAL: "順位の順に、はじめて予算に入らない応募には残りの額だけ",
    Allocation.PROPORTIONAL: "足りなければ、全員の算定額に比例して",
    Allocation.EQUAL_AND_SCORE: "予算の半分を均等に、半分を得点に比例して",
}
UNSAID = Publication()
"""A file that says nothing of the publication has no figures there."""
SILENT: Mapping[str, Figure[Any]] = {
    "agreement": NO_AGREEMENT,
    "awards_per": ONE_AWARD,
    "advance_account": NO_ADVANCE_ACCOUNT,
}
"""What holds where a file is silent: it rests on no source, and is no figure of the file."""
YEN = frozenset({"yen", "below", "minimum_award"})
POINTS = frozenset({"pass_points"})


@dataclass(frozen=True)
class ListedFigure:
    """A figure as the page of schemes lists it."""

    where: str
    """The course, form or letter that it belongs to; empty for the scheme as a whole."""
    name: str
    text: str
    source: str
    to_confirm: str


def figures_of(scheme: Scheme) -> list[ListedFigure]:
    """Give all figures of a scheme in the order of its file; a criterion of two stages once."""
    titles = {one.id: one.title for stage in scheme.stages for one in stage.criteria}
    return list(dict.fromkeys(_walk(scheme, titles, where="", key="")))


def grouped_figures(scheme: Scheme) -> dict[str, list[ListedFigure]]:
    """Give all figures by what they belong to, in the order of the file."""
    groups: dict[str, list[ListedFigure]] = {}
    for one in figures_of(scheme):
        groups.setdefault(one.where, []).append(one)
    return groups


def to_confirm_of(scheme: Scheme) -> list[ListedFigure]:
    """Give the figures that the city has not confirmed yet."""
    return [one for one in figures_of(scheme) if one.to_confirm]


def _walk(value: Any, titles: Mapping[str, str], *, where: str, key: str) -> Iterator[ListedFigure]:
    if isinstance(value, Figure):
        if SILENT.get(key) == value:
            return
        name = NAMES.get(key) or NAMES.get(key.rpartition(".")[2], key)
        text = _text(key, value.value, titles)
        yield ListedFigure(where, name, text, value.source, value.to_confirm)
    elif value == UNSAID:
        return
    elif is_dataclass(value) and not isinstance(value, type):
        where = _where(value, where)
        for name in _telling(value):
            prefix = f"{value.word}." if isinstance(value, Word) else ""
            yield from _walk(getattr(value, name), titles, where=where, key=prefix + name)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _walk(inner, titles, where=where, key=key)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _walk(inner, titles, where=where, key=key)


def _telling(value: Any) -> Iterator[str]:
    """Name the fields that say something: the seal of a paper that is never sealed does not."""
    unsealed = isinstance(value, LetterTemplate) and value.kind not in ISSUED
    for field in fields(value):
        if not (unsealed and field.name == "seal"):
            yield field.name


def _where(value: Any, where: str) -> str:
    if isinstance(value, Course | LetterTemplate | Stage):
        return value.title
    if isinstance(value, Question):
        return f"{where} {value.label}".strip()
    if isinstance(value, ChangeRule):
        return value.told().text.partition("：")[0]
    if isinstance(value, SelectionRule | Criterion):
        return "審査と選定"
    if isinstance(value, Publication):
        return "結果の公表"
    if isinstance(value, AfterAward):
        return "決定のあと"
    return where


def _text(key: str, value: Any, titles: Mapping[str, str]) -> str:
    name = key.rpartition(".")[2]
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Fraction):
        return format_number(value) if name in POINTS else format_rate(value) if value else "なし"
    if isinstance(value, StrEnum):
        return WORDS.get(value, value.value)
    if name == "unit":
        return f"{UNIT_NAMES.get(value, format_yen(value))}未満"
    if name in YEN:
        return format_yen(value)
    if isinstance(value, list | tuple):
        return "、".join(_text(key, one, titles) for one in value) or "なし"
    if isinstance(value, Veto | TieBreaker | RaisedRate):
        return value.told(titles)
    return str(value)
