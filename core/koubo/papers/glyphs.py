"""Which characters the fonts that come with Koubo can print: 外字 and emoji they cannot."""

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
NO_SIGNS = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Kinds of characters that leave no mark on paper; letters leave them out."""
SELECTORS: Final = frozenset({*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)})
"""They choose a variant of the character before; where a font has none, it is drawn plain."""
ENTRY = struct.Struct(">4sIII")
SUBTABLE = struct.Struct(">HHI")
GROUP = struct.Struct(">III")
FULL_UNICODE = 12
"""The format of a table of characters that names all of Unicode; older ones stop at U+FFFF."""


def unprintable(text: str) -> str:
    """Give the characters of a text that no paper of ours can show, each once, in order."""
    fonts = _printable()
    return "".join(
        one
        for one in dict.fromkeys(text)
        if not _is_known(one, fonts) and unicodedata.category(one) not in NO_SIGNS
    )


def named(characters: Iterable[str]) -> str:
    """Name characters as people can look for them: 「😀」（U+1F600）."""
    return "、".join(f"「{one}」（U+{ord(one):04X}）" for one in characters)


def _is_known(character: str, fonts: tuple[frozenset[int], ...]) -> bool:
    """Say whether one font has the character, or all the parts of which it is composed."""
    code = ord(character)
    if code in SELECTORS or any(code in known for known in fonts):
        return True
    parts = {ord(one) for one in unicodedata.normalize("NFD", character)}
    return any(parts <= known for known in fonts)


@lru_cache(maxsize=1)
def _printable() -> tuple[frozenset[int], ...]:
    """Read the tables of characters of all fonts, once for a process."""
    return tuple(
        frozenset(_characters(path.read_bytes())) for path in sorted(FONTS.glob("*.[ot]tf"))
    )


def _characters(font: bytes) -> Iterator[int]:
    """Give what one font can draw, read from its ``cmap``."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (ENTRY.unpack_from(font, 12 + ENTRY.size * place) for place in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for place in range(count):
        _, _, offset = SUBTABLE.unpack_from(font, start + 4 + SUBTABLE.size * place)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == FULL_UNICODE:
            yield from _groups(font, start + offset)
        elif form == 4:
            yield from _segments(font, start + offset)


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", font, at + 12)
    for place in range(count):
        first, last, _ = GROUP.unpack_from(font, at + 16 + GROUP.size * place)
        yield from range(first, last + 1)


def _segments(font: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    count = doubled // 2
    row = f">{count}H"
    ends = struct.unpack_from(row, font, at + 14)
    starts = struct.unpack_from(row, font, at + 16 + doubled)
    shifts = struct.unpack_from(row, font, at + 16 + doubled * 2)
    offsets_at = at + 16 + doubled * 3
    offsets = struct.unpack_from(row, font, offsets_at)
    for place, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for one in range(first, last + 1):
            glyph = (one + shifts[place]) & 0xFFFF
            if offsets[place]:
                where = offsets_at + place * 2 + offsets[place] + 2 * (one - first)
                (glyph,) = struct.unpack_from(">H", font, where)
            if glyph:
                yield one
