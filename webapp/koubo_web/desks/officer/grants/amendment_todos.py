"""What changes after the award want of an officer next."""

from flask import url_for

from koubo.award.amendment_rules import AmendmentState
from koubo.award.queries.amendments import count_unanswered
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import Todo


def amendments_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the changes that wait to be noted or decided."""
    count = count_unanswered(work.session, who)
    if not count:
        return []
    url = url_for("officer.amendments", state=AmendmentState.FILED.value)
    told = "承認の要るものは起案し、届出だけのものは受け取ります。"
    return [Todo(f"団体からの計画の変更に答える：{count}件", url, "一覧を開く", told)]
