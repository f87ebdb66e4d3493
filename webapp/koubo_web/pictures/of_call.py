"""The pictures of one call: how far its applications came, its days, its money, its parts."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from koubo.calendar import format_date
from koubo.money import format_yen
from koubo.reporting.figures.call_days import CallDay, Happens
from koubo.reporting.figures.call_numbers import Counts, Sums
from koubo.reporting.figures.parted_numbers import Part, Parts
from koubo.schemes.eligibility.case import GATE_NAMES, Gate
from koubo_web.pictures.bars import PART, Bar, bar_chart
from koubo_web.pictures.picture import Picture
from koubo_web.pictures.times import TODAY, Stretch, time_chart

STEP_NAMES = {
    "came_in": "参加表明",
    "filed": "応募",
    "accepted": "受理",
    "scored": "採点",
    "selected": "採択",
    "granted": "交付決定",
    "settled": "額の確定",
}
STEP_MEANINGS = {
    "came_in": "参加表明書が届いた応募",
    "filed": "企画提案書が届いた応募（取り下げたものも含みます）",
    "accepted": "要件を満たすと確かめた応募",
    "scored": "審査票が1枚でも提出された応募",
    "selected": "採択の決定を通知した応募",
    "granted": "交付決定をした応募",
    "settled": "額を確定した応募",
}
SUM_NAMES = {
    "requested": "申請額",
    "adopted": "内定額",
    "awarded": "交付決定額",
    "paid": "支払額",
    "returned": "返還済額",
    "settled": "確定額",
}
SUM_MEANINGS = {
    "requested": "企画提案書の申請額（取下げも含む）",
    "adopted": "採択で通知した額（辞退・失効などを除く）",
    "awarded": "変更後の額（取下げと全部取消しを除く）",
    "paid": "概算払と精算払で支払った額",
    "returned": "団体から戻った額",
    "settled": "額の確定をした額",
}
BUDGET, PLANNED_BUDGET = "予算額", "予算額（議決前）"
DAY_NAMES = {
    Happens.PUBLISHED: "公開",
    Happens.RECEIVING: "応募の受付",
    Happens.CORRECTION: "補正",
    Happens.RESULTS: "採否の通知",
    Happens.GRANTS: "交付決定",
    Happens.SETTLEMENTS: "額の確定",
}
NO_DAYS = "日程はまだありません。"
OTHER = "そのほか"
MOST_BARS = 12
"""So many parts are drawn one by one; the rest are one bar, and all stand in the table."""
PARTED = ("応募", "採択")
NO_APPLICATIONS = "応募はまだありません。"
MOST_TOLD = 4
"""So many parts are named in the sentence; the table has all."""


def funnel(counts: Counts, *, declares: bool, is_judged: bool, gives_money: bool) -> Picture:
    """Show how many applications took each step of a grant.

    :param declares: whether a 参加表明 is asked for; what is not asked for is no step
    """
    left_out = {
        *(() if declares else ("came_in",)),
        *(() if is_judged else ("scored",)),
        *(() if gives_money else ("granted", "settled")),
    }
    steps = [(key, getattr(counts, key)) for key in STEP_NAMES if key not in left_out]
    bars = [Bar(STEP_NAMES[key], many, f"{many:,}件") for key, many in steps]
    return Picture(
        "funnel",
        "応募から額の確定まで" if gives_money else "応募から採否の決定まで",
        f"応募{counts.filed:,}件のうち、要件を満たして受理したもの{counts.accepted:,}件、採択{counts.selected:,}件です。",
        [("段階", ""), ("件数", "num"), ("数えるもの", "")],
        [[STEP_NAMES[key], f"{many:,}件", STEP_MEANINGS[key]] for key, many in steps],
        partial(bar_chart, bars) if counts.came_in else None,
    )


def money(budget: int, sums: Sums, *, is_voted: bool) -> Picture:
    """Show the budget and each of the amounts by itself (円)."""
    amounts = [(BUDGET if is_voted else PLANNED_BUDGET, budget)]
    amounts += [(name, getattr(sums, key)) for key, name in SUM_NAMES.items()]
    told = "、".join(
        f"{name}{format_yen(amount)}"
        for name, amount in amounts
        if not name.startswith(("内定", "返還"))
    )
    bars = [Bar(name, amount, format_yen(amount)) for name, amount in amounts]
    return Picture(
        "money",
        "お金",
        f"{told}です。",
        [("金額", ""), ("円", "num"), ("数えるもの", "")],
        [
            [name, format_yen(amount), meaning]
            for (name, amount), meaning in zip(
                amounts, ["募集の予算の額", *SUM_MEANINGS.values()], strict=True
            )
        ],
        partial(bar_chart, bars) if budget or any(amount for _, amount in amounts) else None,
        ["それぞれ別の金額です。足し合わせることはできません。"],
    )


def days(found: Sequence[CallDay], today: date) -> Picture:
    """Show the days of a call with today marked."""
    named = [(_day_name(one), one) for one in found]
    stretches = [
        Stretch(
            name,
            _short(one),
            one.begins,
            one.ends,
            TODAY if one.happens is Happens.CORRECTION else PART,
            is_planned=one.begins > today,
        )
        for name, one in named
    ]
    coming = [(name, one) for name, one in named if one.begins > today]
    told = f"{len(named)}件の予定のうち{len(named) - len(coming)}件が、始まっているか済んでいます。"
    if coming:
        told += f"次は{format_date(coming[0][1].begins)}の「{coming[0][0]}」です。"
    return Picture(
        "days",
        "日程",
        told if named else NO_DAYS,
        [("できごと", ""), ("日", ""), ("いま", "tight")],
        [[name, _long(one), _standing(one, today)] for name, one in named],
        partial(time_chart, stretches, today=today) if named else None,
        is_long=True,
    )


def parts(found: Parts) -> Iterator[Picture]:
    """Show the applications by course, by theme and by the part of the city."""
    yield _parted("courses", "コース別の応募", "コース", found.courses)
    if found.themes:
        yield _parted("themes", "テーマ別の応募", "テーマ（担当課）", found.themes)
    yield _parted(
        "districts",
        "地区別の応募",
        "地区",
        found.districts,
        ["団体の所在地の区または町名で数えています。活動する場所ではありません。"],
    )


def _parted(
    key: str, title: str, what: str, found: Sequence[Part], notes: Sequence[str] = ()
) -> Picture:
    shown = list(found[:MOST_BARS])
    if rest := found[MOST_BARS:]:
        shown.append(Part(OTHER, sum(one.filed for one in rest), sum(one.selected for one in rest)))
    bars = [
        Bar(one.name, one.selected, f"{one.filed:,}件（採択{one.selected:,}件）", one.filed)
        for one in shown
    ]
    most = sorted(found, key=lambda one: -one.filed)
    named = "、".join(f"{one.name} {one.filed:,}件" for one in most[:MOST_TOLD])
    told = (
        f"応募の多い順に、{named}です。"
        if len(most) <= MOST_TOLD
        else f"応募の多い順に、{named}などです。"
    )
    return Picture(
        key,
        title,
        told if found else NO_APPLICATIONS,
        [(what, ""), *((one, "num") for one in PARTED)],
        [[one.name, f"{one.filed:,}件", f"{one.selected:,}件"] for one in found],
        partial(bar_chart, bars) if bars else None,
        notes,
    )


def _day_name(one: CallDay) -> str:
    match one.happens:
        case Happens.GATE:
            return f"{GATE_NAMES[Gate(one.of)]}の期限"
        case Happens.SHEETS_DUE:
            return f"{one.of}の審査票の期限"
        case Happens.PRESENTATION:
            return f"{one.of}の発表の日"
        case Happens.CONCLUSION:
            return f"{one.of}の結果"
    return DAY_NAMES[one.happens]


def _short(one: CallDay) -> str:
    begins, ends = (f"{day.month}/{day.day}" for day in (one.begins, one.ends))
    return begins if one.begins == one.ends else f"{begins}〜{ends}"


def _long(one: CallDay) -> str:
    begins, ends = format_date(one.begins), format_date(one.ends)
    return begins if one.begins == one.ends else f"{begins} から {ends} まで"


def _standing(one: CallDay, today: date) -> str:
    if one.begins > today:
        return "これから"
    return "済み" if one.ends < today else "いま"
