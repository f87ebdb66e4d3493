"""A text with holes, and whether another text fits it, in time that grows with its length alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from koubo_web.language.dates import with_english_dates
from koubo_web.language.units import JAPANESE, PLACE

FEW_WORDS = 4
"""A pattern with fewer Japanese characters of its own says too little to be sure of what fills it."""
MANY_WORDS = 14
"""A pattern with fewer does not end a sentence whose beginning is not ours."""
SENTENCE = re.compile("[。、「]")
ARROW = " → "
"""Between the steps of a working; few words do not reach over it."""
COUNTERS = tuple("年月日時分秒点位回件人円歳枚行通個号")
WORDS = re.compile(rf"{JAPANESE.pattern}|[「」A-Za-z]")
TOUCHING = re.compile(r"\{(\d+)\}(?=\{(\d+)\})")

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Pattern:
    """A text with holes, and its translation; both coded (see units.py)."""

    literals: tuple[str, ...]  # what stands around the holes: one more than there are holes
    places: tuple[int, ...]
    english: str
    own: str  # the longest run of its own characters: a text without it cannot fit
    words: int  # how many letters are its own, Japanese or ours, and brackets
    is_unsure: bool  # two holes touch: nobody knows where the one ends

    @property
    def is_weak(self) -> bool:
        """Say whether it may fit what it was not made for: little of its own, or many holes."""
        return self.is_unsure or self.words < max(FEW_WORDS, 2 * len(self.places))

    @property
    def length(self) -> int:
        """Give how many characters are its own."""
        return sum(map(len, self.literals))

    @property
    def may_part_a_day(self) -> bool:
        """Say whether it may fit a text whose days stand in Japanese: it says 「年度」 itself."""
        return not self.is_weak and all(with_english_dates(one) == one for one in self.literals)

    def suits(self, fillings: Sequence[str]) -> bool:
        """Say whether what fills the holes can: 「日」 after words is no number of days."""
        return not self.is_weak or not any(
            ARROW in filling or (literal[:1] in COUNTERS and JAPANESE.search(filling))
            for filling, literal in zip(fillings, self.literals[1:], strict=True)
        )

    def swallows(self, fillings: Sequence[str]) -> bool:
        """Say whether it takes the end of somebody's sentence, 「…してください。」, for its own."""
        return (
            self.literals[0] == ""
            and self.literals[-1] != ""
            and self.words < MANY_WORDS
            and SENTENCE.search(fillings[0]) is not None
        )

    def before(self, place: int) -> str:
        """Give what the translation says before one of its holes."""
        return self.english.partition(f"{{{place}}}")[0]

    def holes_in(self, text: str) -> Spans | None:
        """Give where in a text the holes are, each at least one character; None if it fits not."""
        return holes(self.literals, text)


def pattern_of(japanese: str, english: str) -> Pattern:
    """Give the pattern of a coded unit with holes."""
    for first, second in TOUCHING.findall(japanese):
        beside = re.compile(rf"\{{{first}\}} ?\{{{second}\}}")
        if beside.search(english):  # nor does it matter: they are one
            japanese = japanese.replace(f"{{{first}}}{{{second}}}", f"{{{first}}}")
            english = beside.sub(f"{{{first}}}", english)
    pieces = PLACE.split(japanese)
    literals, places = tuple(pieces[::2]), pieces[1::2]
    return Pattern(
        literals=literals,
        places=tuple(int(one) for one in places),
        english=english,
        own=max(literals, key=len),
        words=sum(len(WORDS.findall(one)) for one in literals),
        is_unsure="" in literals[1:-1],
    )


def holes(literals: Sequence[str], text: str) -> Spans | None:
    """Give what stands between the literals, each of them taken where it first comes.

    A regular expression with several 「(.+?)」 finds the same, but tries every other way before it
    gives up: minutes for a long text that nearly fits. Where the first way fails, all do.
    """
    first, *middle, last = literals
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)):
        return None
    found: Spans = []
    at = len(first)
    for literal in middle:
        next_at = text.find(literal, at + 1, end)
        if next_at < 0:
            return None
        found.append((at, next_at))
        at = next_at + len(literal)
    if end <= at:
        return None
    return [*found, (at, end)]
