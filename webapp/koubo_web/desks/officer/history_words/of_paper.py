"""The words in which the history of sheets on paper is told to staff."""

from collections.abc import Callable, Mapping
from typing import Any

PAPER_VERBS: Mapping[str, str] = {
    "key_paper_sheet": "紙の審査票を入力しました",
    "return_paper_sheet": "紙の審査票を、入力の直しに戻しました",
    "drop_paper_sheet": "紙の審査票の入力を取り消しました",
    "hand_in_paper_sheet": "紙の審査票を読み合わせ、提出済みにしました",
    "keep_paper_scan": "紙の審査票のスキャンを添付しました",
}


def _dropped(detail: Mapping[str, Any]) -> str:
    return f"理由：{detail['reason']}"


def _taken(detail: Mapping[str, Any]) -> str:
    how = "もう一度入力して照らし合わせた" if detail["@keyed_twice"] else "読み上げて確かめた"
    over = detail["@over_web"]
    return f"{how}\n画面の採点に代えた理由：{over}" if over else how


def _scan(detail: Mapping[str, Any]) -> str:
    return f"「{detail['name']}」"


PAPER_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "drop_paper_sheet": _dropped,
    "hand_in_paper_sheet": _taken,
    "keep_paper_scan": _scan,
}
