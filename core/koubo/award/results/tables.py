"""A table of results: its figures as people read them, and as programs do."""

from dataclasses import dataclass
from fractions import Fraction

from koubo.money import format_number

Value = str | int | Fraction | None
"""A text, or a figure in the unit of its column; None where there is nothing to tell."""


@dataclass(frozen=True)
class ResultColumn:
    """What one column tells, and in which unit: 円, 点, 位, or none for texts."""

    label: str
    unit: str = ""


@dataclass(frozen=True)
class ResultTable:
    """Some applications with the fields that are published of them."""

    columns: tuple[ResultColumn, ...]
    rows: tuple[tuple[Value, ...], ...]

    def texts(self) -> list[list[str]]:
        """Give the rows as people read them: 69,000円, 16.5点."""
        return [
            [_text(value, one.unit) for one, value in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]

    def plain(self) -> list[dict[str, str | int]]:
        """Give the rows as programs read them: figures without signs, the unit in the heading."""
        headings = [f"{one.label}（{one.unit}）" if one.unit else one.label for one in self.columns]
        return [
            {heading: _plain(value) for heading, value in zip(headings, row, strict=True)}
            for row in self.rows
        ]


def _text(value: Value, unit: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return f"{format_number(value)}{unit}"


def _plain(value: Value) -> str | int:
    if isinstance(value, Fraction):
        whole = value.denominator == 1
        return value.numerator if whole else format_number(value).replace(",", "")
    return value if value is not None else ""
