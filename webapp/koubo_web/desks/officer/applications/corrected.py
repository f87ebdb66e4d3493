"""What was changed between what was handed in: each answer's two texts, and the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from koubo.applications.differences import (
    FileDifference,
    Mark,
    TextDifference,
    file_differences,
    text_difference,
)
from koubo.applications.models import Correction, Snapshot
from koubo.applications.office_consent import OfficeConsent
from koubo.applications.paper_schemas import PaperStamp
from koubo.applications.queries.in_full import HandedIn
from koubo.applications.rules import CHANNEL_NAMES, Channel
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question
from koubo_web.forms.showing import answer_text, raw_text

FILE_WORDS = {
    Mark.SAME: ("変更なし", "grey"),
    Mark.ADDED: ("追加", "green"),
    Mark.REMOVED: ("外した", "red"),
    Mark.REPLACED: ("差し替え", "yellow"),
}
"""Words and tone of what became of a file."""


@dataclass(frozen=True)
class ChangedAnswer:
    """A question whose answer differs: its two texts, or what became of its files."""

    label: str
    texts: TextDifference
    files: Sequence[FileDifference] = ()


@dataclass(frozen=True)
class Handing:
    """One time that a document came in, with what had been asked for and what it changed."""

    number: int
    at: datetime
    channel: str
    changes: Sequence[ChangedAnswer]
    correction: Correction | None = None
    """The request that it answers; None for the first time and for an officer's own."""
    consent: OfficeConsent | None = None
    """Who agreed to an officer's change."""
    stamp: PaperStamp | None = None
    """Of paper: when it reached the city."""


def changed_answers(handed_in: HandedIn) -> list[ChangedAnswer]:
    """Give what was changed since a correction was last asked for; nothing if it came in once."""
    if handed_in.before is None:
        return []
    return differences(handed_in.form, handed_in.before, handed_in.snapshot)


def differences(form: Form, before: Snapshot, after: Snapshot) -> list[ChangedAnswer]:
    """Give every question of which two snapshots say different things."""
    found = []
    for question in form.questions():
        if question.kind == "files":
            files = file_differences(_files(question, before), _files(question, after))
            if any(one.mark is not Mark.SAME for one in files):
                found.append(ChangedAnswer(question.label, TextDifference((), ()), files))
            continue
        changed = texts_changed(question, before.answers, after.answers)
        if changed.texts.is_changed:
            found.append(changed)
    return found


def texts_changed(
    question: Question, before: Mapping[str, Any], after: Mapping[str, Any]
) -> ChangedAnswer:
    """Compare one answer of two snapshots."""
    texts = text_difference(answer_of(question, before), answer_of(question, after))
    return ChangedAnswer(question.label, texts)


def handings(handed_in: HandedIn) -> list[Handing]:
    """Give every time that a document came in, newest first."""
    answered = {one.answered_at: one for one in handed_in.corrections}
    found = []
    for place, snapshot in enumerate(handed_in.snapshots):
        before = handed_in.snapshots[place - 1] if place else None
        by_office = snapshot.channel is Channel.OFFICE
        on_paper = snapshot.channel is Channel.PAPER
        found.append(
            Handing(
                number=snapshot.number,
                at=snapshot.recorded_at,
                channel=CHANNEL_NAMES[snapshot.channel],
                changes=differences(handed_in.form, before, snapshot) if before else (),
                correction=answered.get(snapshot.recorded_at) if before else None,
                consent=OfficeConsent.of_note(snapshot.note) if by_office else None,
                stamp=PaperStamp.of_note(snapshot.note) if on_paper else None,
            )
        )
    return found[::-1]


def answer_of(question: Question, answers: Mapping[str, Any]) -> str:
    """Give an answer as a snapshot keeps it as text; a budget line by line."""
    kept: Any = answers.get(question.id)
    if kept is None:
        return ""
    kind = QUESTION_KINDS[question.kind]
    # The totals alone would not show a line that was split in two.
    return (
        raw_text(question, kind.raw(question, kept))
        if question.kind == "budget"
        else answer_text(question, kind.from_json(question, kept))
    )


def _files(question: Question, snapshot: Snapshot) -> list[dict[str, Any]]:
    return [one for one in snapshot.files if one["question"] == question.id]
