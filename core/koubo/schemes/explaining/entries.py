"""The parts of an explanation: headed lists of short sentences, each with its figures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from koubo.schemes.figures import Figure
from koubo.schemes.words import Told


@dataclass(frozen=True)
class Entry:
    """One sentence of a scheme's rules."""

    key: str
    """Tells it from all others, so that two files can be compared."""
    name: str
    """What it is about: 補助率. Empty for a sentence that speaks for itself."""
    told: Told


@dataclass(frozen=True)
class Part:
    """One headed part of a 募集要項."""

    title: str
    entries: tuple[Entry, ...]


def entry(key: str, name: str, text: str, *figures: Figure[Any] | None) -> Entry:
    """Give an entry with the figures that it rests on."""
    return Entry(key, name, Told(text, tuple(one for one in figures if one is not None)))


def numbered(key: str, name: str, told: Iterable[Told]) -> Iterator[Entry]:
    """Give several sentences about one thing; only the first carries its name."""
    for number, one in enumerate(told):
        yield Entry(f"{key}.{number}", "" if number else name, one)
