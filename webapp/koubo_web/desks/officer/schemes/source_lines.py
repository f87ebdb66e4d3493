"""A scheme file line by line: complaints beside what they are about, and two texts side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from koubo.schemes.file.reading import Complaint

AROUND = 1
"""Lines shown before and after one that is complained about."""


@dataclass(frozen=True)
class ShownLine:
    """A line of the file with what is wrong with it."""

    number: int
    text: str
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True)
class Differing:
    """Where two texts differ: which lines of the first, and what each of them says there."""

    place: str
    saved: str
    typed: str


def shown_lines(text: str, complaints: Iterable[Complaint]) -> list[list[ShownLine]]:
    """Give the lines that are complained about with those around them, in blocks."""
    lines = text.splitlines() or [""]
    by_line: dict[int, list[Complaint]] = {}
    for one in complaints:
        by_line.setdefault(min(max(one.line, 1), len(lines)), []).append(one)
    wanted = sorted(
        {
            number
            for line in by_line
            for number in range(line - AROUND, line + AROUND + 1)
            if 1 <= number <= len(lines)
        }
    )
    blocks: list[list[ShownLine]] = []
    for number in wanted:
        if not blocks or blocks[-1][-1].number != number - 1:
            blocks.append([])
        shown = ShownLine(number, lines[number - 1], tuple(by_line.get(number, ())))
        blocks[-1].append(shown)
    return blocks


def differing_lines(saved: str, typed: str) -> list[Differing]:
    """Give the places at which what was typed differs from what somebody saved before it."""
    before, after = saved.splitlines(), typed.splitlines()
    matched = SequenceMatcher(None, before, after, autojunk=False)
    return [
        Differing(_place(start, end), "\n".join(before[start:end]), "\n".join(after[here:there]))
        for kind, start, end, here, there in matched.get_opcodes()
        if kind != "equal"
    ]


def _place(start: int, end: int) -> str:
    """Say which lines, counted from 1: an insertion stands after a line."""
    if start == end:
        return f"{start}行目のあと" if start else "先頭"
    return f"{start + 1}行目" if end == start + 1 else f"{start + 1}～{end}行目"
