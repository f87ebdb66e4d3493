"""What changes between a granted plan and the plan that is asked for, and what that needs.

Every change is measured against the plan that was approved last, so that many small changes one
after the other count together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from koubo.money import Line, Worked, Working, format_number, format_yen
from koubo.schemes.amendment_form import CHANGE_REASON
from koubo.schemes.budget import Budget
from koubo.schemes.change_words import (
    CHANGE_NAMES,
    STRENGTH,
    Change,
    ChangeBase,
    ChangeKind,
    ChangeRule,
    Need,
    need_of,
)
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import UNTYPED

NO_RULES = "変更の手続きのきまりが、制度ファイルに書かれていない"
WEIGHT = (
    ChangeKind.STOP,
    ChangeKind.AMOUNT,
    ChangeKind.SPLIT,
    ChangeKind.CONTENT,
    ChangeKind.PERIOD,
)
"""The weightiest first: by it an amendment is named."""
UNCOUNTED = ("budget", "declaration", *UNTYPED)
"""Kinds of question whose answer is no part of the content: the budget is compared by its sums."""


@dataclass(frozen=True)
class Plan:
    """A plan as it is compared: its typed answers, and the award that they come to (円)."""

    answers: Mapping[str, Any]
    budget: Budget
    award: int


@dataclass(frozen=True)
class Changed:
    """One thing that changes; sums in 円, with what each share is measured against."""

    kind: ChangeKind
    label: str
    before: int = 0
    after: int = 0
    bases: Mapping[ChangeBase, int] = field(default_factory=dict)

    @property
    def has_sums(self) -> bool:
        """Say whether it is a sum that moves."""
        return self.kind in (ChangeKind.AMOUNT, ChangeKind.SPLIT)

    @property
    def moved(self) -> int:
        """Give by how much it moves (円)."""
        return self.after - self.before

    def for_rule(self, rule: ChangeRule) -> Change:
        """Give the change with the base that a rule measures its share against."""
        return Change(self.kind, self.before, self.after, self.bases.get(rule.base, 0))

    def told(self) -> str:
        """Say what changes: 経費の配分（材料費） 50,000円 → 80,000円（＋30,000円）."""
        name = (
            f"{CHANGE_NAMES[self.kind]}（{self.label}）" if self.label else CHANGE_NAMES[self.kind]
        )
        if self.kind is ChangeKind.STOP:
            return name
        if not self.has_sums:
            return f"{name}が変わる"
        sign = "＋" if self.moved > 0 else "－"
        return (
            f"{name} {format_yen(self.before)} → {format_yen(self.after)}"
            f"（{sign}{format_number(abs(self.moved))}円）"
        )


@dataclass(frozen=True)
class AmendmentCase:
    """A change after the award as rules see it (円)."""

    before: int
    after: int
    """The award before and after."""
    changes: tuple[Changed, ...]
    need: Need
    """What the scheme's own rules ask for."""
    answers: Mapping[str, Any]
    """The whole plan as it is to be, typed."""


@dataclass(frozen=True)
class Needed:
    """What a change needs, the weightiest kind of it, and the working of both."""

    need: Need
    kind: ChangeKind
    working: Working


def changes_between(form: Form, before: Plan, after: Plan) -> tuple[Changed, ...]:
    """Give everything that differs between two plans, as the rules tell them apart."""
    return (*_amount(before, after), *_split(before, after), *_answers(form, before, after))


def _amount(before: Plan, after: Plan) -> Iterator[Changed]:
    if before.award != after.award:
        bases = {
            ChangeBase.AWARDED: before.award,
            ChangeBase.TOTAL_COST: before.budget.total,
            ChangeBase.CATEGORY: before.award,
        }
        yield Changed(ChangeKind.AMOUNT, "", before.award, after.award, bases)


def _split(before: Plan, after: Plan) -> Iterator[Changed]:
    old, new = _by_category(before.budget), _by_category(after.budget)
    for category in dict.fromkeys((*old, *new)):
        was, becomes = old.get(category, 0), new.get(category, 0)
        if was != becomes:
            bases = {
                ChangeBase.AWARDED: before.award,
                ChangeBase.TOTAL_COST: before.budget.total,
                ChangeBase.CATEGORY: was,
            }
            yield Changed(ChangeKind.SPLIT, category, was, becomes, bases)


def _by_category(budget: Budget) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in budget.expenses:
        sums[line.category] = sums.get(line.category, 0) + line.amount
    return sums


def _answers(form: Form, before: Plan, after: Plan) -> Iterator[Changed]:
    for question in form.questions():
        if question.kind in UNCOUNTED or question.id == CHANGE_REASON:
            continue
        old, new = before.answers.get(question.id), after.answers.get(question.id)
        if old != new:
            is_day = isinstance(old, date) or isinstance(new, date)
            yield Changed(ChangeKind.PERIOD if is_day else ChangeKind.CONTENT, question.label)


def needed_for(rules: Sequence[ChangeRule], changes: Sequence[Changed]) -> Needed:
    """Give the strongest need of all changes, with what each needs and why.

    A changed award is a changed 交付決定: where no rule speaks of the amount, it needs approval.
    So does every change where the scheme has no rule at all; that is marked 要確認.
    """
    found = [_need_of_one(rules, one) for one in changes]
    need = max((one.value for one in found), key=STRENGTH.index, default=Need.NOTHING)
    kinds = {one.kind for one in changes}
    kind = next((one for one in WEIGHT if one in kinds), ChangeKind.CONTENT)
    lines = [line for one in found for line in one.working.lines]
    return Needed(need, kind, Working(tuple(lines) or (Line("変わるところがありません"),)))


def _need_of_one(rules: Sequence[ChangeRule], changed: Changed) -> Worked[Need]:
    told = changed.told()
    if not rules:
        return Worked(Need.APPROVAL, Working((Line(told), Line("前もって承認を受ける", NO_RULES))))
    if changed.kind is ChangeKind.AMOUNT and not any(one.kind is changed.kind for one in rules):
        why = Line("交付決定額が変わるので、変更の決定が要る：前もって承認を受ける")
        return Worked(Need.APPROVAL, Working((Line(told), why)))
    applied = [one for one in rules if one.applies(changed.for_rule(one))]
    need = max(
        (need_of([one], changed.for_rule(one)).value for one in applied),
        key=STRENGTH.index,
        default=Need.NOTHING,
    )
    lines = [Line(one.told().text, one.told().to_confirm) for one in applied]
    nothing = (Line("あてはまるきまりがない：手続きはいらない"),)
    return Worked(need, Working((Line(told), *(lines or nothing))))
