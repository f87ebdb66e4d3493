"""A change of a granted plan as the desks show it: what it needs, and old and new side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from koubo.applications.differences import FileDifference, TextDifference, text_difference
from koubo.applications.rules import budget_of
from koubo.applications.snapshots import newest_snapshot
from koubo.award.amendments.budget_differences import budget_differences
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.queries import AmendmentRow
from koubo.award.amendments.rules import AMENDMENT_STEPS, AmendmentState
from koubo.award.amendments.terms import PlanPaper, approved_plan
from koubo.award.decisions.handed_in import answers_of
from koubo.money import format_number, format_yen
from koubo.schemes.amendment_form import CHANGE_REASON
from koubo.schemes.catalog import Catalog
from koubo.schemes.change_words import CHANGE_NAMES, ChangeKind, Need
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.question_kinds import UNTYPED
from koubo_web.forms.showing import answer_text

Tag = tuple[str, str]
NOT_SHOWN = ("budget", "declaration", *UNTYPED)
NONE = "―"
AMENDMENT_TONES: Mapping[AmendmentState, str] = {
    AmendmentState.DRAFTED: "neutral",
    AmendmentState.FILED: "yellow",
    AmendmentState.APPROVED: "green",
    AmendmentState.REFUSED: "red",
    AmendmentState.NOTED: "green",
    AmendmentState.WITHDRAWN: "grey",
}
NEED_TOLD: Mapping[Need, tuple[str, str, str]] = {
    Need.APPROVAL: (
        "warning",
        "市の承認が必要です",
        "承認の通知書が届くまで、変更する部分は始めないでください。",
    ),
    Need.NOTICE: (
        "info-1",
        "届け出るだけで進められます",
        "提出すれば、承認を待たずに変更後の計画で進められます。",
    ),
    Need.NOTHING: (
        "success",
        "手続きはいりません",
        "この変更は、市に出さなくても進められます。記録として出しておくこともできます。",
    ),
}
"""Kind of banner, heading and text of what a change needs, in the applicant's words."""
STAFF_NEEDS: Mapping[Need, str] = {
    Need.APPROVAL: "承認が要る",
    Need.NOTICE: "届出だけでよい",
    Need.NOTHING: "手続きはいらない",
}


@dataclass(frozen=True)
class ChangedText:
    """A question whose answer differs, as the macro ``differences`` shows it."""

    label: str
    texts: TextDifference
    files: Sequence[FileDifference] = ()


@dataclass(frozen=True)
class SideBySide:
    """Old and new: the budget line by line with yen differences, and the changed answers."""

    budget: Sequence[tuple[str, str, str, str, str, bool]]
    """Side, line, before, after, difference, whether it is a total."""
    texts: Sequence[ChangedText]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing differs."""
        return not self.budget and not self.texts


def side_by_side(old: PlanPaper, form: Form, answers: Mapping[str, Any]) -> SideBySide:
    """Compare a plan with the one it is to replace."""
    before = old.answers
    lines = budget_differences(budget_of(old.form, before), budget_of(form, answers))
    moved = any(one.moved for one in lines)
    return SideBySide(
        budget=[
            (
                one.part.value,
                one.label,
                _yen(one.before),
                _yen(one.after),
                moved_text(one.moved),
                one.is_total,
            )
            for one in lines
        ]
        if moved
        else [],
        texts=_texts(old, form, before, answers),
    )


def _texts(
    old: PlanPaper, form: Form, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[ChangedText]:
    found = []
    for question in form.questions():
        if question.kind in NOT_SHOWN or question.id == CHANGE_REASON:
            continue
        former = old.form.question(question.id) or question
        was, becomes = before.get(question.id), after.get(question.id)
        if was != becomes:
            texts = text_difference(
                "" if was is None else answer_text(former, was),
                "" if becomes is None else answer_text(question, becomes),
            )
            found.append(ChangedText(question.label, texts))
    return found


def kept_side_by_side(session: Session, catalog: Catalog, amendment: Amendment) -> SideBySide:
    """Compare a change as it was last handed in with the plan that stood before it."""
    application = amendment.award.application
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.AMENDMENT, scheme.course(application.course_id))
    snapshot = newest_snapshot(session, amendment.filing_id)
    if snapshot is None or amendment.kind is ChangeKind.STOP:
        return SideBySide((), ())
    old = approved_plan(session, catalog, amendment.award, until=amendment.number)
    return side_by_side(old, form, answers_of(form, snapshot))


def amendment_lines(rows: Iterable[AmendmentRow]) -> list[tuple[AmendmentRow, str, Tag, str]]:
    """Give changes as the macro ``amendments_table`` shows them."""
    return [
        (
            one,
            kind_name(one.kind) if one.filed_at else "計画の変更",
            amendment_tag(one.state),
            amount_change(one.before, one.after),
        )
        for one in rows
    ]


def moved_text(moved: int) -> str:
    """Give a difference with its sign: ＋3,000円; a dash where nothing moves."""
    if not moved:
        return NONE
    return f"{'＋' if moved > 0 else '－'}{format_number(abs(moved))}円"


def amendment_tag(state: AmendmentState) -> Tag:
    """Give a change's state in words, with its tone."""
    return AMENDMENT_STEPS.names[state], AMENDMENT_TONES[state]


def kind_name(kind: ChangeKind) -> str:
    """Give what changes: 事業の内容の変更, 事業の中止・廃止."""
    name = CHANGE_NAMES[kind]
    return name if kind is ChangeKind.STOP else f"{name}の変更"


def amount_change(before: int | None, after: int | None) -> str:
    """Give how the award moves, in a list; a dash where it stays."""
    if before is None or after is None:
        return NONE
    return f"{format_yen(before)} → {format_yen(after)}"


def _yen(amount: int | None) -> str:
    return NONE if amount is None else format_yen(amount)
