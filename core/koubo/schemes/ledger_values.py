"""The values of importing a ledger: what is on record, what is chosen, and what each line comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from koubo.schemes.award_ledger import LedgerLine

NEW_ORGANISATION = ""
"""What is chosen where a name is to be recorded as an organisation of its own."""
LEAVE_OUT = "-"
"""What is chosen where the lines of a course are not to be imported."""


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    SAME = "same"
    KEPT = "kept"
    REPLACED = "replaced"
    LEFT_OUT = "left_out"
    BROKEN = "broken"


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.NEW: "新しく記録",
    Outcome.SAME: "記録と同じ",
    Outcome.KEPT: "金額が違う（記録のまま）",
    Outcome.REPLACED: "金額を台帳に合わせる",
    Outcome.LEFT_OUT: "取り込まない",
    Outcome.BROKEN: "読み取れない",
}


@dataclass(frozen=True)
class Known:
    """An organisation on record that a name may mean."""

    id: int
    name: str
    corporate_number: str = ""
    address: str = ""


@dataclass(frozen=True)
class Recorded:
    """A past award on record (円)."""

    id: int
    amount: int | None
    by_koubo: bool
    """Granted here: a ledger never changes it."""


@dataclass(frozen=True)
class Records:
    """All that a ledger is compared with."""

    courses: Mapping[str, str]
    """Titles by full id, 制度 and コース."""
    course_names: Mapping[str, frozenset[str]]
    """The courses that a folded name may mean."""
    by_number: Mapping[str, Known] = field(default_factory=dict)
    by_key: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    decided: Mapping[str, Known] = field(default_factory=dict)
    """What people said before, by the key of the name."""
    likely: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    """Organisations with a similar name, by name key."""
    awards: Mapping[tuple[int, str, int], Recorded] = field(default_factory=dict)


@dataclass(frozen=True)
class Choices:
    """What an officer chose, by the name of the box."""

    names: Mapping[str, str] = field(default_factory=dict)
    take_amounts: bool = False
    """Where sums differ, the ledger's is right."""
    without_broken: bool = False
    """Import the rest where lines cannot be read."""


@dataclass(frozen=True)
class Asked:
    """A name that a person has to say the meaning of."""

    box: str
    key: str
    name: str
    lines: int
    chosen: str | None
    """None: nothing yet."""
    likely: tuple[Known, ...] = ()


@dataclass(frozen=True)
class PlannedLine:
    """A line with what becomes of it."""

    line: LedgerLine
    outcome: Outcome
    organisation_key: str
    organisation: Known | None
    """None: an organisation that is recorded with this import, or nobody where it is broken."""
    course_id: str = ""
    award_id: int | None = None
    """The past award on record, if there is one."""
    recorded: int | None = None
    """Its sum."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerPlan:
    """What applying would do, and what has to be chosen before."""

    lines: tuple[PlannedLine, ...]
    organisations: tuple[Asked, ...]
    courses: tuple[Asked, ...]
    counts: Mapping[Outcome, int]
    newcomers: Mapping[str, LedgerLine]
    """The organisations that would be recorded, by their key, with the first line of each."""
    ready: bool
    """Whether all is chosen and nothing is broken that was not said to be left out."""
    digest: str
