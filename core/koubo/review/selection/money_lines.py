"""How an amount came about, line by line."""

from collections.abc import Sequence

from koubo.money import Line, format_number, format_yen
from koubo.review.selection.values import Score
from koubo.schemes.amounts.steps import UNIT_NAMES
from koubo.schemes.review_words import Allocation, SelectionRule

There = Sequence[tuple[str, int]]
"""The pots that are drawn on, with what is left in each (円)."""


def unit_name(unit: int) -> str:
    """Give a unit of yen as a working tells it: 千円."""
    return UNIT_NAMES.get(unit, format_yen(unit))


def _rests(there: There) -> str:
    return " ＋ ".join(f"{title}の残り {format_yen(rest)}" for title, rest in there)


def served(there: There, amount: int, note: str) -> tuple[Line, ...]:
    """Tell an amount that fits."""
    rest = sum(each for _, each in there) - amount
    text = f"{_rests(there)} − 算定額 {format_yen(amount)} = 残り {format_yen(rest)} → 通過"
    return (Line(text, note),)


def without_pot() -> tuple[Line, ...]:
    """Tell that no pot is for the course."""
    return (Line("このコースの予算がない → 予算なし"),)


def nothing_calculated() -> tuple[Line, ...]:
    """Tell that the amount rule gives nothing."""
    return (Line("算定額が 0円 → 予算なし"),)


def closed(title: str, note: str) -> tuple[Line, ...]:
    """Tell that somebody before did not fit."""
    return (Line(f"{title}は上位の応募で足りなくなった → 予算なし", note),)


def tied(there: There, count: int, wanted: int, note: str) -> tuple[Line, ...]:
    """Tell that those of one rank cannot all be served, and who decides then."""
    text = (
        f"同じ順位の {count}件の算定額の合計 {format_yen(wanted)} に、{_rests(there)} は足りない、"
        "または1団体の件数の上限に触れる → どれを通すかは計算では決まらない。"
        "抽選をするか、審査会で決めてください"
    )
    return (Line(text, note),)


def organisation_limit(rule: SelectionRule) -> tuple[Line, ...]:
    """Tell that the organisation has as many as one may have."""
    most = rule.most_per_organisation
    if most is None:
        return ()
    text = (
        f"同じ団体の応募がすでに {most.value}件通過している（1団体 {most.value}件まで）→ 通さない"
    )
    return (Line(text, most.to_confirm),)


def below_minimum(rule: SelectionRule, what: str, amount: int) -> tuple[Line, ...]:
    """Tell that an amount is under the least that anybody is given."""
    least = rule.minimum_award
    if least is None:
        return ()
    text = f"{what} {format_yen(amount)} は下限額 {format_yen(least.value)} に届かない → 予算なし"
    return (Line(text, least.to_confirm),)


def does_not_fit(
    there: There, wanted: int, rule: SelectionRule, given: int, unit: int = 1
) -> tuple[Line, ...]:
    """Tell what becomes of the first whose amount is not there, and of what is left.

    :param given: offered to the runner-up, or given in part; 0: neither
    """
    rest = sum(each for _, each in there)
    short = f"{_rests(there)} は算定額 {format_yen(wanted)} に足りない"
    note = rule.allocation.to_confirm
    kept = below_minimum(rule, "残額", rest) if rest and not given else ()
    match rule.allocation.value:
        case Allocation.CUT_LINE:
            return (Line(f"{short} → 次点{_offer(rule, given)}", note), *_days(rule, given), *kept)
        case Allocation.PARTIAL if given:
            cut = "" if given == rest else f" → {unit_name(unit)}未満切捨て → {format_yen(given)}"
            return (Line(f"{short} → 残額 {format_yen(rest)}{cut} だけ → 通過", note),)
        case Allocation.PARTIAL:
            return (Line(f"{short} → 予算なし", note), *kept)
    return (Line(f"{short} → 予算なし", note),)


def _offer(rule: SelectionRule, given: int) -> str:
    return f"。残額 {format_yen(given)} を受けるか辞退するかを選べる" if given else ""


def _days(rule: SelectionRule, given: int) -> tuple[Line, ...]:
    if not given or rule.offer_days is None:
        return ()
    text = f"次点が受けるか辞退するかを決める期限：知らせた日から {rule.offer_days.value}日以内"
    return (Line(text, rule.offer_days.to_confirm),)


def raised_lines(rule: SelectionRule, score: Score, amount: int, quota: int | None) -> list[Line]:
    """Tell whether the raised rate is given to one whose criterion reaches its mean.

    :param amount: what the raised rate gives (円)
    :param quota: how many may have it, where this one is beyond them; None: it has it
    """
    figure = rule.raised_rate
    if figure is None:
        return []
    word = figure.value
    mean = score.item_means[word.criterion]
    reached = (
        f"引上げの基準 {format_number(word.at_least)} に平均 {format_number(mean)} で届いている"
    )
    if quota is None:
        text = f"{reached} → 引き上げた率で算定額 {format_yen(amount)}"
    else:
        text = (
            f"{reached}が、引き上げるのは採択の {word.most_share} まで（{quota}件）→ 引き上げない"
        )
    return [Line(text, figure.to_confirm)]
