"""The words in which the history of paper, mending and opinions is told to staff."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from koubo.calendar import format_date, format_moment

OFFICE_VERBS: Mapping[str, str] = {
    "start_paper": "紙の提出の入力を始めました",
    "record_paper": "紙の提出を受付に記録しました",
    "mend_filing": "職権で訂正しました",
    "ask_opinion": "担当課に意見を求めました",
    "answer_opinion": "担当課が意見を出しました",
    "make_paper_organisation": "紙の提出から団体を記録しました",
    "stand_aside": "利害関係を届け出て、担当から外れました",
    "let_back_in": "利害関係の届出を解除しました",
    "keep_staff_out": "利害関係のある職員を、応募の担当から外しました",
}


def _paper(detail: Mapping[str, Any]) -> str:
    received = format_moment(datetime.fromisoformat(detail["received_at"]))
    lines = [f"{detail['document']}　受付番号 {detail['receipt_number']}　受付 {received}"]
    if detail.get("late"):
        lines.append("期限を過ぎて届きました")
    if detail.get("lacks"):
        lines.append(f"足りないところ：{detail['lacks']}件")
    return "\n".join(lines)


def _mended(detail: Mapping[str, Any]) -> str:
    consent = detail["consent"]
    at = format_moment(datetime.fromisoformat(consent["at"]))
    who = f"{consent['consented_by']}（{consent['how']}、{at}）"
    return f"項目：{detail['labels']}\n同意：{who}\n理由：{consent['reason']}"


def _asked(detail: Mapping[str, Any]) -> str:
    due = format_date(date.fromisoformat(detail["due"]))
    return "\n".join(one for one in (detail["department"], f"期限：{due}", detail["note"]) if one)


def _answered(detail: Mapping[str, Any]) -> str:
    by_sheet = "（Excel）" if detail["source"] == "excel" else ""
    return f"{detail['department']}{by_sheet}"


def _kept_out(detail: Mapping[str, Any]) -> str:
    return f"{detail['count']}件（決まりと名簿から分かったもの）"


OFFICE_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "record_paper": _paper,
    "mend_filing": _mended,
    "ask_opinion": _asked,
    "answer_opinion": _answered,
    "keep_staff_out": _kept_out,
}
