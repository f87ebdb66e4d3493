"""All that a selection is computed from, as it is recorded: nothing else enters it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from koubo.money import Working
from koubo.review.selection.values import Pot, Sheet, StageTotal
from koubo.schemes.review_words import SelectionRule, Stage, Waiver


@dataclass(frozen=True)
class Entry:
    """One application with the sheets on it, before anything is computed (円)."""

    application_id: int
    course_id: str
    sheets: tuple[Sheet, ...]
    """Those handed in, and an empty one for each reviewer who was kept out, by pseudonym."""
    requested: int
    calculated: int
    """What the amount rule gives, before any pot."""
    filed_at: datetime
    calculated_working: Working = field(default_factory=Working)
    receipt_number: str = ""
    """By which the lot is drawn; empty: by the application's own number."""
    organisation_id: int | None = None
    unit: int = 1
    """Unit of yen to which the course cuts amounts down."""
    waived: Waiver | None = None
    """Why the stage lets it pass without sheets; None: it is judged."""
    raised: int | None = None
    """What the amount rule gives at the raised rate; None: the scheme has none."""
    raised_working: Working = field(default_factory=Working)
    earlier: Mapping[str, StageTotal] = field(default_factory=dict)
    """What it came to in earlier stages, by the stage's id; only those that this one counts."""


@dataclass(frozen=True)
class SelectionInputs:
    """A stage, its rule, and everything on its table."""

    stage: Stage
    rule: SelectionRule
    applications: tuple[Entry, ...]
    pots: tuple[Pot, ...] = ()
    """The money (円); empty where the stage allocates none."""
    lot_seed: str = ""
    """From which the lot is drawn; empty: none was drawn."""
