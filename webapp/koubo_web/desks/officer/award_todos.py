"""What award and reporting want of an officer next."""

from flask import url_for

from koubo.award.queries.awards import open_claims
from koubo.award.queries.ready import calls_in_selection, calls_to_grant
from koubo.award.rules import AwardState
from koubo.people.rules import Actor
from koubo.reporting.queries import awards_to_close, calls_to_settle, open_repayments
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import Todo


def decisions_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the calls for which a decision may be drafted."""
    session = work.session
    selections = calls_in_selection(session, catalog, work.now)
    todos = [
        Todo(
            "採択・不採択の決定を起案する",
            url_for("officer.new_selection", call_id=one.id),
            "起案する",
            one.title,
        )
        for one in selections
        if one.decision_id is None
    ]
    todos += [
        Todo(
            f"採択・不採択の決定は施行待ち（{one.document_number}）",
            url_for("officer.decision", decision_id=one.decision_id),
            "決定を見る",
            one.title,
        )
        for one in selections
        if one.decision_id is not None
    ]
    todos += [
        Todo(
            f"交付決定を起案する：{one.count}件",
            url_for("officer.new_grant", call_id=one.id),
            "起案する",
            one.title,
        )
        for one in calls_to_grant(session, who)
    ]
    return todos + [
        Todo(
            f"額の確定を起案する：{one.count}件",
            url_for("officer.new_settlement", call_id=one.id),
            "起案する",
            one.title,
        )
        for one in calls_to_settle(session, who)
    ]


def payments_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the bills and repayments that wait for their next step, and what is done."""
    bills, repayments = open_claims(work.session, who), open_repayments(work.session, who)
    todos = []
    if bills:
        told = "受理、支出命令の番号、支払日を順に記録します。"
        url = url_for("officer.award_claims")
        todos.append(Todo(f"団体からの請求を進める：{len(bills)}件", url, "一覧を開く", told))
    if repayments:
        told = "納入通知書の番号と収納日を記録します。"
        url = url_for("officer.award_claims")
        todos.append(Todo(f"返還を確かめる：{len(repayments)}件", url, "一覧を開く", told))
    if met := awards_to_close(work.session, who):
        told = "支払済額と確定額が合っています。"
        url = url_for("officer.awards", state=AwardState.SETTLED.value)
        todos.append(Todo(f"精算済みにする：{met}件", url, "一覧を開く", told))
    return todos
