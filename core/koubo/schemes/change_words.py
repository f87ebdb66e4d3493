"""The words about changes after the award: what needs approval, what a mere notice, what nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from koubo.money import Line, Worked, Working, format_number, format_rate
from koubo.schemes.figures import Figure
from koubo.schemes.words import Told


class ChangeKind(StrEnum):
    """What changes."""

    AMOUNT = "amount"
    SPLIT = "split"
    CONTENT = "content"
    PERIOD = "period"
    STOP = "stop"


CHANGE_NAMES = {
    ChangeKind.AMOUNT: "補助金の額",
    ChangeKind.SPLIT: "経費の配分",
    ChangeKind.CONTENT: "事業の内容",
    ChangeKind.PERIOD: "事業の期間",
    ChangeKind.STOP: "事業の中止・廃止",
}


class Direction(StrEnum):
    """Which way a sum moves."""

    EITHER = "either"
    INCREASE = "increase"
    DECREASE = "decrease"


DIRECTION_NAMES = {
    Direction.EITHER: "増減",
    Direction.INCREASE: "増加",
    Direction.DECREASE: "減少",
}
VERBS = {
    Direction.EITHER: "変える",
    Direction.INCREASE: "増やす",
    Direction.DECREASE: "減らす",
}


class ChangeBase(StrEnum):
    """What a share of change is measured against."""

    AWARDED = "awarded"
    TOTAL_COST = "total_cost"
    CATEGORY = "category"


BASE_NAMES = {
    ChangeBase.AWARDED: "交付決定額",
    ChangeBase.TOTAL_COST: "総事業費",
    ChangeBase.CATEGORY: "その費目の額",
}


class Need(StrEnum):
    """What a change asks for, from the least to the most."""

    NOTHING = "nothing"
    NOTICE = "notice"
    APPROVAL = "approval"


NEED_NAMES = {
    Need.NOTHING: "手続きはいらない",
    Need.NOTICE: "届け出る",
    Need.APPROVAL: "前もって承認を受ける",
}
STRENGTH = tuple(Need)


@dataclass(frozen=True)
class Change:
    """One change of an awarded project (円); ``base`` is what its share is measured against."""

    kind: ChangeKind
    before: int = 0
    after: int = 0
    base: int = 0


@dataclass(frozen=True)
class ChangeRule:
    """What one kind of change needs, where it is larger than a share of its base."""

    kind: ChangeKind
    needs: Figure[Need]
    direction: Direction = Direction.EITHER
    more_than: Figure[Fraction] | None = None
    """None: however small."""
    base: ChangeBase = ChangeBase.AWARDED

    def applies(self, change: Change) -> bool:
        """Say whether a change is of the rule's kind, direction and size."""
        moved = change.after - change.before
        if change.kind is not self.kind:
            return False
        if self.direction is Direction.INCREASE and moved <= 0:
            return False
        if self.direction is Direction.DECREASE and moved >= 0:
            return False
        return self.more_than is None or abs(moved) > self.more_than.value * change.base

    def told(self) -> Told:
        """Say the rule in a sentence."""
        what = CHANGE_NAMES[self.kind]
        if self.more_than is not None:
            moves = DIRECTION_NAMES[self.direction]
            share = format_rate(self.more_than.value)
            when = f"{what}が{BASE_NAMES[self.base]}の{share}を超えて{moves}するとき"
        elif self.kind is ChangeKind.STOP:
            when = f"{what}をするとき"
        else:
            when = f"{what}を{VERBS[self.direction]}とき"
        figures = (self.needs, *((self.more_than,) if self.more_than else ()))
        return Told(f"{when}：{NEED_NAMES[self.needs.value]}", figures)


def need_of(rules: Iterable[ChangeRule], change: Change) -> Worked[Need]:
    """Give the strongest need that any rule sees in a change, with every rule that applied."""
    applied = [rule for rule in rules if rule.applies(change)]
    need = max((rule.needs.value for rule in applied), key=STRENGTH.index, default=Need.NOTHING)
    moved = format_number(change.after - change.before)
    lines = [
        Line(f"{rule.told().text}（変わる額 {moved}円）", rule.told().to_confirm)
        for rule in applied
    ]
    return Worked(
        need, Working(tuple(lines) or (Line("あてはまるきまりがない → 手続きはいらない"),))
    )
