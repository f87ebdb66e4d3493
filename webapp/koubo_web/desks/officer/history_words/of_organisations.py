"""The words in which the history of an organisation is told to officers."""

from collections.abc import Callable, Mapping
from typing import Any

from koubo.calendar import format_fiscal_year
from koubo.money import format_yen

ORGANISATION_VERBS: Mapping[str, str] = {
    "set_goals": "事業の目標を決めました",
    "save_evaluation": "事業の評価を書きました",
    "hand_in_evaluation": "事業の評価を提出しました",
    "reopen_evaluation": "提出された評価を書き直せるようにしました",
    "publish_evaluation": "合同の評価を公開しました",
    "take_case_file": "案件ファイルの一式を取り出しました",
    "give_seat": "職員に席を与えました",
    "end_seat": "職員の席を終えました",
    "record_post": "職の名前を記録しました",
    "add_department": "担当課を加えました",
    "hand_over": "仕事を後任に引き継ぎました",
    "make_organisation": "団体を登録しました",
    "change_organisation": "団体の情報を変えました",
    "keep_apart": "似ている団体と別の団体であることを確かめました",
    "merge_organisation": "ほかの団体に統合しました",
    "take_organisation_over": "ほかの団体の記録を引き継ぎました",
    "move_application": "団体の統合により、応募した団体が変わりました",
    "add_past_award": "助成歴を記録しました",
    "correct_past_award": "助成歴を直しました",
    "remove_past_award": "助成歴を消しました",
    "import_ledger": "助成歴の台帳を取り込みました",
    "record_contact": "やり取りを記録しました",
    "record_registration": "団体登録を記録しました",
    "end_registration": "団体登録を終えました",
}


def _reason(detail: Mapping[str, Any]) -> str:
    return str(detail.get("reason", ""))


def _merged(detail: Mapping[str, Any]) -> str:
    told = f"「{detail['from']}」を「{detail['into']}」に統合　理由：{detail['reason']}"
    counts = (
        ("応募", len(detail["applications"]), "件"),
        ("メンバー", len(detail["members"]), "人"),
        ("助成歴", detail["awards"]["moved"], "件"),
    )
    moved = "、".join(f"{name}{count}{unit}" for name, count, unit in counts if count)
    twice = [
        f"{format_fiscal_year(one['year'])}の助成歴は両方にあったので、1件にまとめました"
        f"（外した記録：{_yen(one['amount'])}　{one['source']}）"
        for one in detail["awards"]["dropped"]
    ]
    return "\n".join([told, *([f"移した記録：{moved}"] if moved else []), *twice])


def _moved(detail: Mapping[str, Any]) -> str:
    return f"「{detail['from']}」から「{detail['into']}」へ"


def _award(detail: Mapping[str, Any]) -> str:
    values = detail.get("after", detail)
    told = f"{format_fiscal_year(values['fiscal_year'])}　{_yen(values['amount'])}"
    if "before" in detail:
        before = detail["before"]
        told = f"{format_fiscal_year(before['fiscal_year'])}　{_yen(before['amount'])} → {told}"
    return f"{told}\n理由：{detail['reason']}"


def _yen(amount: int | None) -> str:
    return "金額不明" if amount is None else format_yen(amount)


def _registration(detail: Mapping[str, Any]) -> str:
    number = f"登録番号 {detail['number']}" if detail.get("number") else ""
    reason = f"理由：{detail['reason']}" if detail.get("reason") else ""
    return "　".join(one for one in (number, reason) if one)


ORGANISATION_TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "keep_apart": _reason,
    "merge_organisation": _merged,
    "take_organisation_over": _merged,
    "move_application": _moved,
    "add_past_award": _award,
    "correct_past_award": _award,
    "remove_past_award": _award,
    "record_registration": _registration,
    "end_registration": _registration,
}
