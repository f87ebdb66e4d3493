"""Whole yen, exact rates, and the working that shows how a figure came about."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T")

# 15 digits stay below the integers of every database, and of JavaScript.
MOST_DIGITS = 15

DIGITS = frozenset("0123456789０１２３４５６７８９")
DASHES = frozenset("‐‑‒–—―−ーｰ")

YEN = re.compile(r"[¥\\]?\s*(?P<digits>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\s*円?")
NEGATIVE_YEN = re.compile(r"[¥\\]?\s*[-△▲]\s*[¥\\]?\s*[0-9][0-9,.]*\s*円?")
DECIMAL_YEN = re.compile(r"[¥\\]?\s*[0-9][0-9,]*\.[0-9]*\s*円?")

# 3万円, 3万5千円, 12万3,400円, 480千円: whole numbers before each unit, the smaller below the larger.
SPOKEN_YEN = re.compile(
    r"(?:(?P<ten_thousands>[0-9]{1,8}|[0-9]{1,3}(?:,[0-9]{3})+)\s*万)?\s*"
    r"(?:(?P<thousands>[0-9]{1,8}|[0-9]{1,3}(?:,[0-9]{3})+)\s*千)?\s*"
    r"(?P<ones>[0-9]{1,4}|[0-9],[0-9]{3})?\s*円?"
)

PERCENT = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*%")
QUOTIENT = re.compile(r"(?P<above>[0-9]{1,9})\s*/\s*(?P<below>[0-9]{1,9})")
PARTS = re.compile(r"(?P<below>[0-9]{1,9})\s*分の\s*(?P<above>[0-9]{1,9})")
DECIMAL = re.compile(r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,9})?)")


def half_width(text: str) -> str:
    """Give the text with full-width forms made half-width, every dash a hyphen, ends trimmed.

    Only ASCII and full-width digits become digits: ①, ², ½ or Arabic-Indic digits stay as they
    are, so that a pattern written with [0-9] refuses them.
    """
    if text.isascii():
        return text.strip()  # as nearly every text that was read and kept once
    return "".join(_half_width_character(character) for character in text).strip()


def _half_width_character(character: str) -> str:
    if character in DASHES:
        return "-"
    plain = unicodedata.normalize("NFKC", character)
    brings_a_digit = any(each in DIGITS for each in plain)
    return character if brings_a_digit and character not in DIGITS else plain


def parse_yen(text: str) -> int:
    """Give the whole yen, 0 or more, that a person wrote.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    plain = half_width(text)
    if not plain:
        raise ValueError("金額を入力してください。")
    if NEGATIVE_YEN.fullmatch(plain):
        raise ValueError("金額は0円以上で入力してください。")
    if DECIMAL_YEN.fullmatch(plain):
        raise ValueError("金額は1円単位で入力してください。小数は使えません。")
    written = YEN.fullmatch(plain)
    if written is None:
        return _spoken_yen(plain)
    digits = written["digits"].replace(",", "")
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"金額が大きすぎます。{MOST_DIGITS}桁以内で入力してください。")
    return int(digits)


def _spoken_yen(plain: str) -> int:
    """Give yen written with 万 and 千 (3万5千円, 480千円), where it can mean one thing only."""
    if written := SPOKEN_YEN.fullmatch(plain):
        parts = [written[unit] for unit in ("ten_thousands", "thousands", "ones")]
        large, middle, small = (int(part.replace(",", "")) if part else 0 for part in parts)
        is_clear = (parts[0] is None or middle < 10) and (parts[1] is None or small < 1_000)
        if (parts[0] or parts[1]) and is_clear:
            return large * 10_000 + middle * 1_000 + small
    raise ValueError("金額は「480,500」のように数字で入力してください。")


def format_yen(amount: int) -> str:
    """Give yen as pages and letters show them: 480,500円."""
    return f"{amount:,}円"


def format_number(value: int | Fraction) -> str:
    """Give a number exactly: 480,500, 499,999.5, or 233,333 1/3 where no decimal is exact."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    if rest == 0:
        return f"{sign}{whole:,}"
    places = _decimal_places(value.denominator)
    if places is not None:
        return f"{sign}{whole:,}.{rest * 10**places // value.denominator:0{places}}"
    parts = f"{rest}/{value.denominator}"
    return f"{sign}{whole:,} {parts}" if whole else f"{sign}{parts}"


def _decimal_places(denominator: int) -> int | None:
    """Give how many decimals write 1/denominator exactly, or None where none do."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def parse_rate(text: str) -> Fraction:
    """Give the exact rate, above 0 and at most 1: 90%, ９/１０, 3分の2, 0.75, 1.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    plain = half_width(text)
    if not plain:
        raise ValueError("割合を入力してください。")
    rate = _read_rate(plain)
    if rate is None:
        raise ValueError("割合は「90%」または「9/10」のように入力してください。")
    if not 0 < rate <= 1:
        raise ValueError(
            "割合は0より大きく100%以下にしてください。「90%」または「9/10」のように入力します。"
        )
    return rate


def parse_number(text: str) -> Fraction:
    """Give the exact number above 0, of any size, such as a weight or points: 2, 1.5, ３/２.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    number = _read_rate(half_width(text))
    if not number:
        raise ValueError("正の数を「2」「1.5」または「3/2」のように入力してください。")
    return number


def _read_rate(plain: str) -> Fraction | None:
    if percent := PERCENT.fullmatch(plain):
        return Fraction(percent["number"]) / 100
    if parts := QUOTIENT.fullmatch(plain) or PARTS.fullmatch(plain):
        below = int(parts["below"])
        return Fraction(int(parts["above"]), below) if below else None
    if decimal := DECIMAL.fullmatch(plain):
        return Fraction(decimal["number"])
    return None


def format_rate(rate: Fraction) -> str:
    """Give a rate as whole percents where it is that (90%), else as a fraction (2/3)."""
    percent = rate * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else str(rate)


class Rounding(StrEnum):
    """What becomes of the part below the unit: 切捨て, 切上げ, 四捨五入."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"


def round_to_unit(amount: Fraction | int, unit: int, rounding: Rounding = Rounding.DOWN) -> int:
    """Give the amount in whole units of yen (1,000 for 千円未満切捨て).

    Sums below zero are rounded by their size, so that a sum and its opposite stay opposites.

    :raise ValueError: where the unit is less than 1 yen
    """
    if unit < 1:
        raise ValueError("端数処理の単位は1円以上の整数にしてください。")
    # numerator and denominator, which a float lacks: no inexact sum gets through here
    step = amount.denominator * unit
    units, rest = divmod(abs(amount.numerator), step)
    if (rounding is Rounding.UP and rest) or (rounding is Rounding.HALF_UP and rest * 2 >= step):
        units += 1
    return units * unit if amount >= 0 else -units * unit


@dataclass(frozen=True)
class Line:
    """One line of a working; `to_confirm` says why the city has yet to confirm it (要確認)."""

    text: str
    to_confirm: str = ""

    def __str__(self) -> str:
        return f"{self.text}【要確認】{self.to_confirm}" if self.to_confirm else self.text


@dataclass(frozen=True)
class Working:
    """The lines by which a person can follow how a figure came about."""

    lines: tuple[Line, ...] = ()

    def __add__(self, other: "Working") -> "Working":
        return Working(self.lines + other.lines)

    @property
    def text(self) -> str:
        """The lines one below the other, each 要確認 at the end of its line."""
        return "\n".join(str(line) for line in self.lines)

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """What the city has yet to confirm, each reason once, in order."""
        return tuple(dict.fromkeys(line.to_confirm for line in self.lines if line.to_confirm))

    @staticmethod
    def is_sound(value: object) -> bool:
        """Say whether a plugin gave a working that can be shown and kept."""
        if isinstance(value, WorkingOnDemand):
            return True  # the core's own; it is not written only to be looked at
        return isinstance(value, Working) and all(
            isinstance(line, Line) and type(line.text) is str and type(line.to_confirm) is str
            for line in value.lines
        )

    def as_json(self) -> list[dict[str, str]]:
        """Give the lines as plain values that JSON can carry."""
        return [{"text": line.text, "to_confirm": line.to_confirm} for line in self.lines]

    @classmethod
    def from_json(cls, lines: Iterable[Mapping[str, str]]) -> "Working":
        """Give the working that `as_json` wrote."""
        return cls(tuple(Line(line["text"], line["to_confirm"]) for line in lines))


class WorkingOnDemand(Working):
    """A working whose lines are written when somebody reads them, from figures that stay as they are.

    It equals any working with the same lines.

    :param write: gives the lines when it is called with the figures
    """

    write: Callable[..., Iterable[Line]]
    figures: tuple[object, ...]

    def __init__(self, write: Callable[..., Iterable[Line]], *figures: object) -> None:
        object.__setattr__(self, "write", write)
        object.__setattr__(self, "figures", figures)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Write the lines."""
        written: tuple[Line, ...] = tuple(self.write(*self.figures))
        return written

    def __add__(self, other: Working) -> Working:
        return WorkingOnDemand(lambda: (*self.lines, *other.lines))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Working) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash((self.lines,))


def is_yen(value: object) -> bool:
    """Say whether a value is whole yen, 0 or more; True is an int to Python, never to us."""
    return type(value) is int and value >= 0


@dataclass(frozen=True)
class Worked(Generic[T]):
    """A value together with its working."""

    value: T
    working: Working
