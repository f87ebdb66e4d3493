"""The two looks that a report needs, and how receipts are drawn to be compared with originals."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from koubo.money import half_width
from koubo.problems import Problem


class CheckKind(StrEnum):
    """Which side of a report somebody looked at."""

    SUBSTANCE = "substance"
    ACCOUNTS = "accounts"


CHECK_NAMES = {CheckKind.SUBSTANCE: "事業の内容の確認", CheckKind.ACCOUNTS: "収支と領収書の確認"}
SIZE = "件数は1以上の整数で入力してください。「20」または「10%」のように入力できます。"


def unchecked_problems(made: Collection[CheckKind]) -> Iterator[Problem]:
    """Name the looks that are missing before a report can be accepted.

    :param made: the looks that were taken at the report as it stands now
    """
    for kind, name in CHECK_NAMES.items():
        if kind not in made:
            message = f"「{name}」がまだです。確認を記録してから受理してください。"
            yield Problem(f"unchecked_{kind.value}", message, field=kind.value)


def same_person_problems(other: int | None, person_id: int, alone: str) -> Iterator[Problem]:
    """Ask for a second person, or for the reason why there is none (a small office has one).

    :param other: who took the other look
    :param alone: the reason that was given
    """
    if other == person_id and not alone.strip():
        yield Problem(
            "same_person",
            "もう一方の確認をしたのもあなたです。ほかの職員に確認してもらってください。"
            "担当が1人だけのときは、「同じ人が確認する理由」を入力すると記録できます。",
            field="alone",
        )


@dataclass(frozen=True)
class Drawable:
    """A receipt that may be drawn."""

    report_id: int
    label: str
    """As the printed list calls it, such as 2026-0001-5 3枚目."""


def draw(receipts: Sequence[Drawable], count: int, seed: str) -> list[Drawable]:
    """Draw receipts by chance, the same for the same words: anybody can draw them again.

    The order is that of SHA-256 over seed and label, so that no generator of any version of
    anything decides; the list comes back in the order in which receipts were given.
    """
    ranked = sorted(receipts, key=lambda one: _rank(seed, one.label))
    drawn = frozenset(ranked[:count])
    return [one for one in receipts if one in drawn]


def _rank(seed: str, label: str) -> str:
    return hashlib.sha256(f"{seed}\n{label}".encode()).hexdigest()


def how_many(text: str, total: int) -> int:
    """Read 20 or 10% as a number of receipts, at least one and at most all of them.

    :raise ValueError: with the sentence for the officer
    """
    plain = half_width(text)
    number = plain.removesuffix("%").strip()
    if not number.isdecimal() or not number.isascii() or int(number) < 1:
        raise ValueError(SIZE)
    wanted = -(-total * int(number) // 100) if plain.endswith("%") else int(number)
    return min(wanted, total)
