"""What was handed in: reading snapshots, and reading every file back before there is one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Attachment, Snapshot
from koubo.problems import Problem, Problems
from koubo.storage.files import FileStore


def newest_snapshot(session: Session, filing_id: int) -> Snapshot | None:
    """Give what was last handed in; None while it is a first draft."""
    return session.scalars(
        select(Snapshot)
        .where(Snapshot.filing_id == filing_id)
        .order_by(Snapshot.number.desc())
        .limit(1)
    ).first()


def readable_attachments(files: FileStore, rows: Sequence[Attachment]) -> list[dict[str, Any]]:
    """No readable attachment, no receipt: every byte is read back before the step is taken."""
    damaged = [
        Problem(
            "file_damaged",
            f"「{one.name}」を読み取れません。もう一度添付してください。",
            field=one.question_id,
        )
        for one in rows
        if not files.matches(one.key, one.sha256)
    ]
    damaged += [
        Problem(
            "file_infected",
            f"「{one.name}」からウイルスが見つかりました。外してから、別のファイルを添付してください。",
            field=one.question_id,
        )
        for one in rows
        if one.scan_found
    ]
    if damaged:
        raise Problems(damaged)
    return [
        {
            "id": one.id,
            "question": one.question_id,
            "name": one.name,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in rows
    ]
