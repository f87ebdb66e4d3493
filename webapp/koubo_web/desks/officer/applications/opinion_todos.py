"""What waits of departments' opinions, for the officer's home."""

from flask import url_for

from koubo.lifecycle.office import OfficeWait
from koubo_web.desks.officer.office import Office
from koubo_web.desks.todo import Todo


def opinions_todo(office: Office) -> list[Todo]:
    """Name the departments whose opinions did not come in time, call by call."""
    late: dict[int, dict[str, int]] = {}
    for one in office.waiting.of(OfficeWait.OPINION_DUE):
        if one.on is not None and one.on < office.today:
            named = late.setdefault(one.number, {})
            named[one.words] = named.get(one.words, 0) + one.count
    return [
        Todo(
            "担当課の意見の期限を過ぎました",
            url_for("officer.opinions", call_id=call_id),
            "意見の一覧を開く",
            "、".join(f"{department} {count}件" for department, count in named.items()),
        )
        for call_id, named in sorted(late.items())
    ]
