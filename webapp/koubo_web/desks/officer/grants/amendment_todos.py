"""What changes after the award want of an officer next."""

from flask import url_for

from koubo.award.amendments.rules import AmendmentState
from koubo.lifecycle.office import OfficeWait
from koubo_web.desks.officer.office import Office
from koubo_web.desks.todo import Todo


def amendments_todo(office: Office) -> list[Todo]:
    """Name the changes that wait to be noted or decided."""
    count = office.waiting.count(OfficeWait.AMENDMENT)
    if not count:
        return []
    url = url_for("officer.amendments", state=AmendmentState.FILED.value)
    told = "承認の要るものは起案し、届出だけのものは受け取ります。"
    return [Todo(f"団体からの計画の変更に答える：{count}件", url, "一覧を開く", told)]
