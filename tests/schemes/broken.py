"""What a broken scheme file is: a change to a file in order, and every complaint that it brings."""

from dataclasses import dataclass

from schemes.small import EVERY_WORD, changed


@dataclass(frozen=True)
class Expected:
    """One complaint: its code, the path it names, and a text that only its line has."""

    code: str
    path: str
    line: str = ""
    """Empty: the first line of what was changed."""
    nth: int = 0
    """Which of several lines with that text, from 1; 0: there is but one."""


@dataclass(frozen=True)
class Broken:
    """A file in order with one part of it put otherwise."""

    name: str
    old: str
    new: str
    expected: tuple[Expected, ...]
    file: str = EVERY_WORD

    @property
    def text(self) -> str:
        """Give the broken file."""
        return changed(self.file, (self.old, self.new))

    @property
    def complaints(self) -> list[tuple[int, str, str]]:
        """Give line, path and code of each complaint, as the reader has to sort them."""
        return sorted((self._line(one), one.path, one.code) for one in self.expected)

    def _line(self, expected: Expected) -> int:
        wanted = expected.line or self.new.splitlines()[0].strip()
        lines = self.text.splitlines()
        found = [place for place, line in enumerate(lines, start=1) if wanted in line]
        assert expected.nth or len(found) == 1, f"{wanted!r} stands on the lines {found}"
        return found[expected.nth - 1 if expected.nth else 0]


def broken(
    name: str,
    old: str,
    new: str,
    code: str,
    path: str,
    line: str = "",
    *more: Expected,
    nth: int = 0,
) -> Broken:
    """Give a change to the file with every word that brings one complaint, or some more."""
    return Broken(name, old, new, (Expected(code, path, line, nth), *more))
