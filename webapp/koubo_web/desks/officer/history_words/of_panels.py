"""The words in which the history of panels, assignment and conflicts is told to staff."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from koubo.calendar import format_date

PANEL_VERBS: Mapping[str, str] = {
    "add_panel_member": "審査委員を加えました",
    "copy_panel": "前の募集の審査委員を引き継ぎました",
    "change_panel_member": "審査委員の役割や任期を直しました",
    "leave_panel": "審査委員が任期の途中で辞めました",
    "close_ended_term": "任期の終わった審査委員の審査票を閉じました",
    "assign_by_lot": "くじで審査委員を割り当てました",
    "assign_by_hand": "審査委員の割当てを変えました",
    "take_over_sheets": "審査票をほかの委員が引き継ぎました",
    "recuse_reviewer": "利害関係を記録し、委員を審査から外しました",
    "settle_conflict_sign": "利害関係の要確認を確かめました",
    "ask_to_lift_recusal": "除斥の解除を求めました",
    "settle_recusal_lift": "除斥の解除を確かめました",
}


def _leaving(detail: Mapping[str, Any]) -> str:
    day = format_date(date.fromisoformat(detail["last_day"]))
    return f"{detail['pseudonym']}　最後の日 {day}\n理由：{detail['reason']}"


def _lot(detail: Mapping[str, Any]) -> str:
    return f"1件に{detail['each']}人　くじの種「{detail['seed']}」　審査票 {detail['sheets']}件"


def _hand(detail: Mapping[str, Any]) -> str:
    return f"割当て {len(detail['given'])}件　取消し {len(detail['taken_back'])}件"


def _taking_over(detail: Mapping[str, Any]) -> str:
    before = "、".join(sorted({one["reviewer"] for one in detail["sheets"]}))
    return (
        f"{before} → {detail['substitute']}（{len(detail['sheets'])}件）\n理由：{detail['reason']}"
    )


def _recusal(detail: Mapping[str, Any]) -> str:
    return f"{detail['reviewer']}：{detail['conflict']}"


def _sign(detail: Mapping[str, Any]) -> str:
    found = (
        "利害関係があるため、審査から外しました"
        if detail["is_conflict"]
        else "利害関係はありませんでした"
    )
    return f"{detail['reviewer']}：{found}。{detail['note']}"


def _asked_lift(detail: Mapping[str, Any]) -> str:
    return f"{detail['reviewer']}　理由：{detail['reason']}"


def _settled_lift(detail: Mapping[str, Any]) -> str:
    told = "解除しました" if detail["granted"] else "解除しませんでした"
    return f"{detail['reviewer']}：{told}。理由：{detail['reason']}"


PANEL_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "leave_panel": _leaving,
    "assign_by_lot": _lot,
    "assign_by_hand": _hand,
    "take_over_sheets": _taking_over,
    "recuse_reviewer": _recusal,
    "settle_conflict_sign": _sign,
    "ask_to_lift_recusal": _asked_lift,
    "settle_recusal_lift": _settled_lift,
}
