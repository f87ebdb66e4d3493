"""The picture of one case: who had it in hands, from the first draft to the settlement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from koubo.calendar import day_in_japan, format_date
from koubo.lifecycle.case_spans import Holder, Part, Span
from koubo_web.pictures.bars import PART
from koubo_web.pictures.picture import Picture
from koubo_web.pictures.times import TODAY, Stretch, time_chart

PART_NAMES: Mapping[Part, str] = {
    Part.WRITING: "応募の準備",
    Part.CHECKING: "要件の確認",
    Part.CORRECTING: "補正",
    Part.REVIEWING: "審査",
    Part.DECIDING: "採否の決定",
    Part.APPLYING: "交付申請の準備",
    Part.GRANTING: "交付の決定",
    Part.CARRYING_OUT: "事業と実績報告",
    Part.SETTLING: "額の確定",
    Part.CLOSING: "精算",
}
TOLD_PARTS: Mapping[Part, str] = {
    **PART_NAMES,
    Part.CORRECTING: "書類の直し（補正）",
    Part.REVIEWING: "審査と採否の決定",
    Part.SETTLING: "報告の確認と額の確定",
    Part.CLOSING: "支払いと返還（精算）",
}
HOLDER_NAMES: Mapping[Holder, str] = {
    Holder.ORGANISATION: "団体",
    Holder.OFFICE: "事務局",
    Holder.PANEL: "審査会",
}
TOLD_HOLDERS: Mapping[Holder, str] = {**HOLDER_NAMES, Holder.PANEL: "審査会と事務局"}
"""For applicants, to whom review and decision are one part."""
COLOURS: Mapping[Holder, str] = {
    Holder.ORGANISATION: TODAY,
    Holder.OFFICE: PART,
    Holder.PANEL: "#4d4d4d",
}
OVER = "手続きは、ここまでで終わっています。"
SAME_DAY = "当日"


@dataclass(frozen=True)
class CaseWords:
    """How the parts of a case, and those who have it in hands, are called to whoever reads it."""

    parts: Mapping[Part, str]
    holders: Mapping[Holder, str]


FOR_OFFICE = CaseWords(PART_NAMES, HOLDER_NAMES)
FOR_APPLICANTS = CaseWords(TOLD_PARTS, TOLD_HOLDERS)


def case_picture(spans: Sequence[Span], now: datetime, words: CaseWords = FOR_OFFICE) -> Picture:
    """Show the spans of a case, in their order."""
    today = day_in_japan(now)
    many = max((one.number for one in spans), default=0) > 1
    rows = [_Row(one, words, today, many=many) for one in spans]
    lasting = [one for one in rows if one.span.ends is None]
    stretches = [
        Stretch(one.name, one.told, one.begins, one.ends, COLOURS[one.span.holder]) for one in rows
    ]
    mark = today if lasting else None
    return Picture(
        "case",
        "この応募の流れ",
        _standing(lasting) if lasting else _over(rows),
        [("すること", ""), ("だれが", "tight"), ("期間", ""), ("日数", "num")],
        [[one.name, one.holder, one.days, one.lasted] for one in rows],
        partial(time_chart, stretches, today=mark) if rows else None,
        is_long=True,
    )


class _Row:
    """A span in the words of the picture and of the table."""

    def __init__(self, span: Span, words: CaseWords, today: date, *, many: bool) -> None:
        self.span, name = span, words.parts[span.part]
        self.name = f"{name}（{span.number}回目）" if many and span.number else name
        self.holder = words.holders[span.holder]
        self.begins = day_in_japan(span.begins)
        self.ends = day_in_japan(span.ends) if span.ends else max(today, self.begins)
        self.length = (self.ends - self.begins).days
        self.lasted = f"{self.length:,}日" if self.length else SAME_DAY
        self.told = f"{self.holder} {self.lasted}"
        until = f"{format_date(self.ends)} まで" if span.ends else "いまも続いています"
        self.days = f"{format_date(self.begins)} から、{until}"


def _standing(lasting: Sequence[_Row]) -> str:
    """Say who waits for whom now."""
    return "".join(
        f"いまは「{one.name}」で、{one.holder}の手元にあります（{one.length + 1:,}日目）。"
        for one in lasting
    )


def _over(rows: Sequence[_Row]) -> str:
    """Say in whose hands it was, and how long."""
    held = "、".join(
        f"{name}に{days:,}日"
        for name in dict.fromkeys(one.holder for one in rows)
        if (days := sum(one.length for one in rows if one.holder == name))
    )
    if not held:
        return OVER
    first, last = format_date(rows[0].begins), format_date(rows[-1].ends)
    return f"{first}に始まり、{last}に終わりました。手元にあったのは、{held}です。"
