"""What 交付 wants of an officer beside decisions: 失効, 取下げ, 繰上げ採択."""

from flask import url_for

from koubo.lifecycle.office import OfficeWait
from koubo_web.desks.officer.office import Office
from koubo_web.desks.todo import Todo


def grants_todo(office: Office) -> list[Todo]:
    """Name the awards that nobody applied for in time, and what organisations have asked."""
    todos = []
    if overdue := office.waiting.count(OfficeWait.OVERDUE_AWARD):
        title = f"交付申請の期限を過ぎた団体：{overdue}件"
        told = "期限を延ばすか、失効にします。"
        todos.append(Todo(title, url_for("officer.overdue_awards"), "一覧を開く", told))
    todos += [
        Todo(
            "交付申請の取下げの申出を確かめる",
            url_for("officer.award_withdrawal", award_id=one.number),
            "確かめる",
            one.words,
        )
        for one in office.waiting.of(OfficeWait.WITHDRAWAL)
    ]
    return todos + [
        Todo(
            "案内を受けた次点の団体の、繰上げ採択を起案する",
            url_for("officer.runners_up", call_id=one.number),
            "次点の団体を見る",
            one.words,
        )
        for one in office.waiting.of(OfficeWait.OFFER)
    ]
