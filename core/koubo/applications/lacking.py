"""What a paper lacked when it was recorded: kept with its snapshot, until it is mended.

Paper is never thrown away: it is recorded with its problems, which a correction then asks for.
"""

from collections.abc import Iterable
from typing import Any

from koubo.applications.models import Snapshot
from koubo.problems import Problem

KEY = "problems"


def noted(problems: Iterable[Problem]) -> dict[str, Any]:
    """Give problems as the note of a snapshot keeps them; nothing where there are none."""
    found = [{"code": one.code, "message": one.message, "field": one.field} for one in problems]
    return {KEY: found} if found else {}


def lacking(snapshot: Snapshot) -> tuple[Problem, ...]:
    """Give what was found wrong with a paper when it was recorded."""
    return tuple(
        Problem(one["code"], one["message"], one["field"]) for one in snapshot.note.get(KEY, ())
    )
