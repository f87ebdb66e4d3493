"""What 交付 wants of an officer beside decisions: 失効, 取下げ, 繰上げ採択."""

from flask import url_for

from koubo.award.queries.waiting import waiting_grants
from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import Todo


def grants_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the awards that nobody applied for in time, and what organisations have asked."""
    found = waiting_grants(work.session, who, day_in_japan(work.now))
    todos = []
    if found.overdue:
        title = f"交付申請の期限を過ぎた団体：{found.overdue}件"
        told = "期限を延ばすか、失効にします。"
        todos.append(Todo(title, url_for("officer.overdue_awards"), "一覧を開く", told))
    todos += [
        Todo(
            "交付申請の取下げの申出を確かめる",
            url_for("officer.award_withdrawal", award_id=award_id),
            "確かめる",
            project,
        )
        for award_id, project in found.asked
    ]
    return todos + [
        Todo(
            "案内を受けた次点の団体の、繰上げ採択を起案する",
            url_for("officer.runners_up", call_id=call_id),
            "次点の団体を見る",
            title,
        )
        for call_id, title in found.accepted
    ]
