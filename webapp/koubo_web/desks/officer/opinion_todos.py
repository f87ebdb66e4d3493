"""What waits of departments' opinions, for the officer's home."""

from flask import url_for

from koubo.applications.queries.opinions import count_opinions
from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import Todo


def opinions_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the departments whose opinions did not come in time, call by call."""
    late: dict[int, list[str]] = {}
    for one in count_opinions(work.session, who, day_in_japan(work.now)):
        if one.overdue:
            late.setdefault(one.call_id, []).append(f"{one.department} {one.overdue}件")
    return [
        Todo(
            "担当課の意見の期限を過ぎました",
            url_for("officer.opinions", call_id=call_id),
            "意見の一覧を開く",
            "、".join(named),
        )
        for call_id, named in late.items()
    ]
