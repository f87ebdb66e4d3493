"""What award and reporting want of an officer next."""

from collections.abc import Sequence

from flask import url_for

from koubo.award.decisions.queries.decisions import DecisionRow
from koubo.award.rules import DECISION_NAMES, AwardState, DecisionKind
from koubo.calendar import next_midnight
from koubo.lifecycle.office import OfficeWait
from koubo_web.desks.officer.office import Office
from koubo_web.desks.todo import Todo

SINGLY = 5
"""So many decisions whose 決裁 is out are named one by one."""


def decisions_todo(office: Office) -> list[Todo]:
    """Name the calls for which a decision may be drafted."""
    todos = [
        Todo(
            "採択・不採択の決定を起案する",
            url_for("officer.new_selection", call_id=one.id),
            "起案する",
            one.title,
        )
        for one in office.selections
        if one.decision_id is None
    ]
    todos += _waiting(office)
    todos += [
        Todo(
            f"交付決定を起案する：{one.count}件",
            url_for("officer.new_grant", call_id=one.number),
            "起案する",
            one.words,
        )
        for one in office.waiting.of(OfficeWait.TO_GRANT)
    ]
    return todos + [
        Todo(
            f"額の確定を起案する：{one.count}件",
            url_for("officer.new_settlement", call_id=one.number),
            "起案する",
            one.words,
        )
        for one in office.waiting.of(OfficeWait.TO_SETTLE)
    ]


def _waiting(office: Office) -> list[Todo]:
    """Name the decisions whose 決裁 has not come back, then selections that wait to go out."""
    asked = [one for one in office.drafted if one.kessai_on is None]
    rest = [one for one in office.drafted if one.kessai_on and one.kind is DecisionKind.SELECTION]
    return _asked(asked) + [
        Todo(
            f"{DECISION_NAMES[one.kind]}は施行待ち（{one.document_number}）",
            url_for("officer.decision", decision_id=one.id),
            "決定を見る",
            one.call_title,
        )
        for one in rest
    ]


def _asked(asked: Sequence[DecisionRow]) -> list[Todo]:
    """Name each decision whose 決裁 is out, or how many there are, to be recorded by list."""
    if len(asked) > SINGLY:
        url = url_for("officer.kessai_list")
        told = "決裁日と文書番号を、Excelの一覧でまとめて記録できます。"
        title = f"決裁の記録を待っている決定：{len(asked)}件"
        return [Todo(title, url, "一覧で記録する", told)]
    told = "起案一式で決裁を受け、済んだら決裁日と文書番号を記録します。"
    return [
        Todo(
            f"決裁の記録を待っている決定：{DECISION_NAMES[one.kind]}（{one.lines}件）",
            url_for("officer.decision", decision_id=one.id),
            "決定を見る",
            f"{one.call_title}\n{told}",
        )
        for one in asked
    ]


def payments_todo(office: Office) -> list[Todo]:
    """Name the bills and repayments that wait for their next step, and what is done."""
    todos = []
    if bills := office.waiting.count(OfficeWait.CLAIM):
        told = "受理、支出命令の番号、支払日を順に記録します。"
        url = url_for("officer.award_claims")
        todos.append(Todo(f"団体からの請求を進める：{bills}件", url, "一覧を開く", told))
    if repayments := office.waiting.of(OfficeWait.REPAYMENT):
        told = "納入通知書の番号と収納日を記録します。"
        url = url_for("officer.award_claims", _anchor="repayments-heading")
        count = sum(one.count for one in repayments)
        nearest = repayments[0].on
        due = next_midnight(nearest) if nearest else None
        title = f"返還を確かめる：{count}件"
        todos.append(Todo(title, url, "一覧を開く", told, due))
    for one in office.waiting.of(OfficeWait.TO_CLOSE):
        told = "支払済額と確定額が合っています。"
        if AwardState(one.note) is AwardState.REVOKED:
            told = "取り消した交付の返還が済んでいます。"
        url = url_for("officer.awards", state=one.note)
        todos.append(Todo(f"精算済みにする：{one.count}件", url, "一覧を開く", told))
    return todos
