"""What a correction changed: the answers before and after, for whoever checks it."""

from typing import Any

from koubo.applications.models import Snapshot
from koubo.applications.queries.in_full import HandedIn
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question
from koubo_web.forms.showing import answer_text, raw_text


def changed_answers(handed_in: HandedIn) -> list[tuple[str, str, str]]:
    """Give label, former and present text of each answer that the newest correction changed."""
    before = handed_in.before
    if before is None:
        return []
    rows = [
        (one.label, _text(one, before), _text(one, handed_in.snapshot))
        for one in handed_in.form.questions()
    ]
    return [row for row in rows if row[1] != row[2]]


def _text(question: Question, snapshot: Snapshot) -> str:
    if question.kind == "files":
        return "\n".join(
            f"{one['name']}（識別番号 {one['sha256'][:8]}）"
            for one in snapshot.files
            if one["question"] == question.id
        )
    kept: Any = snapshot.answers.get(question.id)
    if kept is None:
        return ""
    kind = QUESTION_KINDS[question.kind]
    # The totals alone would not show a line that was split in two.
    return (
        raw_text(question, kind.raw(kept))
        if question.kind == "budget"
        else answer_text(question, kind.from_json(kept))
    )
