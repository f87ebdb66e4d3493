"""An organisation's roster (構成員・役員名簿): its lines, and what an Excel file would change."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from koubo.calendar import format_date

SEXES = ("男", "女", "その他")
MOST_ENTRIES = 500
"""Far beyond any 役員名簿, and within what one page shows."""

ROSTER_LABELS = {
    "position": "役職",
    "name": "氏名",
    "kana": "フリガナ",
    "born_on": "生年月日",
    "sex": "性別",
    "address": "住所",
}
"""What an enquiry to the police about 暴力団 usually takes, in its usual order."""


@dataclass(frozen=True)
class RosterLine:
    """A person of an organisation as it describes them; only position and name are certain."""

    position: str
    name: str
    kana: str = ""
    born_on: date | None = None
    sex: str = ""
    address: str = ""

    def text(self, column: str) -> str:
        """Give a column as people read it."""
        value = getattr(self, column)
        return format_date(value) if isinstance(value, date) else str(value or "")


class Fate(StrEnum):
    """What a file would do to one person of the roster."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


FATE_NAMES = {
    Fate.NEW: "追加",
    Fate.CHANGED: "変更",
    Fate.SAME: "変更なし",
    Fate.GONE: "ファイルにいない",
}


@dataclass(frozen=True)
class PlannedLine:
    """A person before and after a file: ``row`` is the file's, ``entry_id`` the roster's."""

    fate: Fate
    row: int | None
    entry_id: int | None
    before: RosterLine | None
    after: RosterLine | None

    def differences(self) -> list[tuple[str, str, str]]:
        """Give label, old and new text of each column that would change."""
        if self.before is None or self.after is None:
            return []
        return [
            (label, self.before.text(column), self.after.text(column))
            for column, label in ROSTER_LABELS.items()
            if getattr(self.before, column) != getattr(self.after, column)
        ]


@dataclass(frozen=True)
class CellProblem:
    """Something wrong in a file: the row, the cell where there is one, and what to do."""

    row: int
    cell: str
    message: str


@dataclass(frozen=True)
class RosterPlan:
    """What a file would change; with a problem in it nothing is applied."""

    lines: tuple[PlannedLine, ...]
    problems: tuple[CellProblem, ...] = ()
    unknown: tuple[str, ...] = field(default=())
    """Headings that nobody reads."""

    def of(self, fate: Fate) -> tuple[PlannedLine, ...]:
        """Give the lines of one fate."""
        return tuple(one for one in self.lines if one.fate is fate)

    def as_json(self) -> dict[str, Any]:
        """Give the plan as plain JSON values: the digest of them is what was shown."""
        return {
            "lines": [
                [one.fate.value, one.row, one.entry_id, _texts(one.before), _texts(one.after)]
                for one in self.lines
            ],
            "problems": [[one.row, one.cell, one.message] for one in self.problems],
        }


def _texts(line: RosterLine | None) -> list[str] | None:
    return None if line is None else [line.text(column) for column in ROSTER_LABELS]


def plain_name(name: str) -> str:
    """Give a name without spaces and width, by which a person is found again."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def match_lines(
    present: Sequence[tuple[int, RosterLine]], rows: Iterable[tuple[int, Mapping[str, Any]]]
) -> tuple[PlannedLine, ...]:
    """Say what becomes of each person: those of the file in its order, then those not in it.

    Somebody is found again by name, and of several with one name by the birth date. A column that
    the file lacks is left as it is.

    :param rows: row number and the values of the columns that the file has
    """
    left = dict(present)
    planned = []
    for number, values in rows:
        entry_id = _found(left, values)
        before = left.pop(entry_id) if entry_id is not None else None
        base = {column: getattr(before, column) for column in ROSTER_LABELS} if before else {}
        after = RosterLine(**{**base, **values})
        fate = Fate.NEW if before is None else Fate.SAME if after == before else Fate.CHANGED
        planned.append(PlannedLine(fate, number, entry_id, before, after))
    gone = (PlannedLine(Fate.GONE, None, key, line, None) for key, line in left.items())
    return (*planned, *gone)


def _found(left: Mapping[int, RosterLine], values: Mapping[str, Any]) -> int | None:
    wanted, born = plain_name(values["name"]), values.get("born_on")
    same_name = [key for key, line in left.items() if plain_name(line.name) == wanted]
    for key in same_name:
        if born is not None and left[key].born_on == born:
            return key
    # Two fathers and sons of one name are told apart by their birth dates, once both are known.
    return next(
        (key for key in same_name if born is None or left[key].born_on is None),
        same_name[0] if len(same_name) == 1 else None,
    )
