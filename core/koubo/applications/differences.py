"""What differs between two texts, and between the files of two snapshots, for reading side by side.

Japanese has no spaces: a text is cut into runs of one kind of character, which is about a word.
Lines are compared first, so that a long text costs no more than what was changed in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Any

WORD = re.compile(
    r"[0-9０-９][0-9０-９,，.．]*|[A-Za-zＡ-Ｚａ-ｚ]+|[ぁ-ゖー]+|[ァ-ヺー]+|[一-鿿々]+|\s|."
)
MOST_WORDS = 4_000
"""Of two passages with more words than this, whole lines are shown as changed."""


class Mark(StrEnum):
    """What became of a piece."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    REPLACED = "replaced"
    """Of a file: another one of the same name."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and what became of it."""

    mark: Mark
    text: str


@dataclass(frozen=True)
class TextDifference:
    """Two texts in pieces: the former with what was removed, the present with what was added."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Say whether anything differs."""
        return any(one.mark is not Mark.SAME for one in (*self.before, *self.after))


@dataclass(frozen=True)
class FileDifference:
    """A file of either snapshot, and what became of it."""

    mark: Mark
    file: Mapping[str, Any]
    """Id, question, name, size and SHA-256, as the snapshot keeps them; the newer one's."""


def text_difference(before: str, after: str) -> TextDifference:
    """Compare two texts line by line, and changed lines word by word."""
    old, new = _lines(before), _lines(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if kind == "equal":
            left.append(Piece(Mark.SAME, gone))
            right.append(Piece(Mark.SAME, come))
            continue
        found = _by_words(gone, come)
        left.extend(found.before)
        right.extend(found.after)
    return TextDifference(_joined(left), _joined(right))


def file_differences(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[FileDifference]:
    """Compare the files of one question: by content first, then by name."""
    left = list(before)
    found = []
    for one in after:
        twin = _taken(left, "sha256", one)
        if twin is not None:
            found.append(FileDifference(Mark.SAME, one))
            continue
        namesake = _taken(left, "name", one)
        found.append(FileDifference(Mark.REPLACED if namesake else Mark.ADDED, one))
    return [*found, *(FileDifference(Mark.REMOVED, one) for one in left)]


def _taken(files: list[Mapping[str, Any]], key: str, like: Mapping[str, Any]) -> Any:
    """Take the first file out of a list that agrees with another in one thing."""
    found = next((one for one in files if one[key] == like[key]), None)
    if found is not None:
        files.remove(found)
    return found


def _lines(text: str) -> list[str]:
    # Browsers send \r\n for one line end.
    return text.replace("\r\n", "\n").splitlines(keepends=True)


def _by_words(before: str, after: str) -> TextDifference:
    old, new = WORD.findall(before), WORD.findall(after)
    if not old or not new or len(old) + len(new) > MOST_WORDS:
        return TextDifference(_whole(Mark.REMOVED, before), _whole(Mark.ADDED, after))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = kind == "equal"
        left.append(Piece(Mark.SAME if same else Mark.REMOVED, "".join(old[i:j])))
        right.append(Piece(Mark.SAME if same else Mark.ADDED, "".join(new[k:m])))
    return TextDifference(tuple(left), tuple(right))


def _whole(mark: Mark, text: str) -> tuple[Piece, ...]:
    return (Piece(mark, text),)


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join neighbours of one mark, and leave blank pieces out."""
    return tuple(_runs(one for one in pieces if one.text))


def _runs(pieces: Iterator[Piece]) -> Iterator[Piece]:
    for mark, run in groupby(pieces, key=lambda one: one.mark):
        yield Piece(mark, "".join(one.text for one in run))
