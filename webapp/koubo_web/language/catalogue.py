"""A catalogue: Koubo's Japanese texts, each with its English one, and how a text is found in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from koubo_web.language.dates import with_english_dates
from koubo_web.language.units import (
    FIRST_OPENING,
    JAPANESE,
    MARKS,
    PLACE,
    coded,
    is_balanced,
    span_of,
)

FIRST_TAG = 0xF0000
"""Each tag of one page's unit is one character from here on, in the order in which they stand."""
ONE_TAG = re.compile("[\U000f0000-\U0010ffff]")
SIGNS = 512
MOST_TAGS = 200
"""A unit with more tags is read piece by piece."""
FEW_WORDS = 4
"""A pattern with fewer Japanese characters of its own says too little to be sure of what fills it."""
MOST_KEPT = 20_000
DEEPEST = 4
SENTENCES = re.compile(r"(。|：|｜|／|（|）|「|」|\u3000)")
ITEMS = re.compile(r"(、|・|　| / )")
IN_ENGLISH = {
    **{"。": ". ", "：": ": ", "｜": " | ", "／": " / ", "（": " (", "）": ") "},
    **{"「": " “", "」": "” ", "\u3000": " ", "、": ", ", "・": ", ", " / ": " / "},
}


@dataclass(frozen=True)
class Pattern:
    """A text with holes, and its translation; both coded (see units.py)."""

    form: re.Pattern[str]
    places: tuple[int, ...]
    english: str
    own: str  # the longest run of its own characters: a text without it cannot fit
    words: int  # how many Japanese characters are its own

    @property
    def is_weak(self) -> bool:
        """Say whether it may fit what it was not made for: little of its own, or many holes."""
        return self.words < max(FEW_WORDS, 2 * len(self.places))


def pattern_of(japanese: str, english: str) -> Pattern:
    """Give the pattern of a coded unit with holes."""
    pieces = PLACE.split(japanese)
    literals, places = pieces[::2], pieces[1::2]
    form = "".join(
        f"(.+?){re.escape(literal)}" if number else re.escape(literal)
        for number, literal in enumerate(literals)
    )
    return Pattern(
        form=re.compile(form, re.DOTALL),
        places=tuple(int(one) for one in places),
        english=english,
        own=max(literals, key=len),
        words=sum(len(JAPANESE.findall(one)) for one in literals),
    )


class Catalogue:
    """Reads Japanese units into English; what it does not know, it leaves as it is."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take the units as catalogues write them, each with its translation."""
        self._whole: dict[str, str] = {}
        self._patterns: dict[str, list[Pattern]] = defaultdict(list)
        for japanese, english in pairs:
            code = coded(japanese)
            if PLACE.search(code):
                found = pattern_of(code, coded(english))
                self._patterns[found.own[:2]].append(found)
            else:
                self._whole.setdefault(code, coded(english))
        for several in self._patterns.values():
            several.sort(key=lambda one: (-one.words, one.places))
        self.read = lru_cache(maxsize=MOST_KEPT)(self._read)

    def _read(self, code: str, depth: int = 0) -> str | None:
        """Give a coded unit with its tags numbered, in English; None where it is not known.

        :param code: its tags as ``numbered_tags`` gives them
        """
        plain, _ = _unnumbered(code)
        start, end = span_of(plain)
        if not JAPANESE.search(plain, start, end):
            return None
        around = code[:start], code[end:]
        code, plain = code[start:end], plain[start:end]
        dated = with_english_dates(code)
        found = (
            (None if JAPANESE.search(dated) else dated)
            or self._as_a_whole(code, depth)
            or self._in_parts(code, plain, depth)
        )
        return None if found is None else around[0] + found + around[1]

    def _as_a_whole(self, code: str, depth: int) -> str | None:
        """Read a text that is known as it stands, or that a pattern fits.

        Its days are put into English first, so that no pattern takes them apart; a name with a
        year in it fits none, and stays as it is.
        """
        plain, tags = _unnumbered(code)
        if plain in self._whole:
            return _filled(self._whole[plain], {}, code, tags)
        if depth > DEEPEST:
            return None
        for version in dict.fromkeys((with_english_dates(code), code)):
            found = self._by_pattern(version, tags, depth)
            if found is not None:
                return found
        return None

    def _by_pattern(self, code: str, tags: Mapping[str, str], depth: int) -> str | None:
        plain, _ = _unnumbered(code)
        for pattern in self._candidates(plain):
            found = pattern.form.fullmatch(plain)
            if found is None or not all(map(is_balanced, found.groups())):
                continue
            if pattern.is_weak and any(map(MARKS.search, found.groups())):
                continue
            filled = {
                place: self._part(code[slice(*found.span(group))], depth)
                for group, place in enumerate(pattern.places, start=1)
            }
            if pattern.is_weak and any(map(JAPANESE.search, filled.values())):
                continue
            return _filled(pattern.english, filled, _outside(code, found), tags)
        return None

    def _candidates(self, plain: str) -> list[Pattern]:
        keys = {plain[at : at + 2] for at in range(len(plain))} | set(plain)
        found = [one for key in keys for one in self._patterns.get(key, ()) if one.own in plain]
        return sorted(found, key=lambda one: (-one.words, len(one.places)))

    def _part(self, code: str, depth: int) -> str:
        found = self.read(code, depth + 1)
        return code if found is None else found

    def _in_parts(self, code: str, plain: str, depth: int) -> str | None:
        """Read the longest runs between tags that are known; then sentences; then items."""
        if depth > DEEPEST:
            return None
        if MARKS.search(plain):
            return self._between_tags(code, plain, depth)
        for cuts, needs_all in ((SENTENCES, False), (ITEMS, True)):
            pieces = cuts.split(code)
            if len(pieces) > 1 and (found := self._pieces(pieces, depth, needs_all)):
                return found
        return None

    def _pieces(self, pieces: list[str], depth: int, needs_all: bool) -> str | None:
        read = [self.read(one, depth + 1) if at % 2 == 0 else None for at, one in enumerate(pieces)]
        unknown = [
            one
            for at, one in enumerate(pieces)
            if at % 2 == 0 and read[at] is None and JAPANESE.search(one)
        ]
        if not any(read) or (needs_all and unknown):
            return None
        stays = [one in unknown for one in pieces]
        joined = "".join(
            self._sign(one, stays[at - 1] or stays[at + 1]) if at % 2 else read[at] or one
            for at, one in enumerate(pieces)
        )
        return re.sub(r" +([,.:)”])", r"\1", re.sub(" {2,}", " ", joined)).strip()

    def _sign(self, sign: str, in_japanese: bool) -> str:
        """Give the sign between two parts: it stays Japanese beside what does."""
        return sign if in_japanese else IN_ENGLISH[sign]

    def _between_tags(self, code: str, plain: str, depth: int) -> str | None:
        edges = {edge for one in MARKS.finditer(plain) for edge in one.span()}
        starts = sorted({0, *edges, len(plain)})
        result: list[str] = []
        at = known = 0
        while at < len(starts) - 1:
            for to in range(len(starts) - 1, at, -1):
                begin, end = starts[at], starts[to]
                if (begin, end) == (0, len(plain)) or not JAPANESE.search(plain, begin, end):
                    continue
                piece = code[begin:end]
                found = self._stable(piece, plain[begin:end], depth)
                if found is not None:
                    result.append(found)
                    at, known = to, known + 1
                    break
            else:
                result.append(code[starts[at] : starts[at + 1]])
                at += 1
        return "".join(result) if known else None

    def _stable(self, piece: str, plain: str, depth: int) -> str | None:
        """Read a run between tags, if it is one whole: no tag of it has its partner elsewhere."""
        stripped = plain.strip(" ")
        if not MARKS.search(plain):
            return self.read(piece, depth + 1)
        if not stripped or span_of(stripped) != (0, len(stripped)):
            return None
        start = len(plain) - len(plain.lstrip(" "))
        end = start + len(stripped)
        found = self._as_a_whole(piece[start:end], depth + 1)
        return None if found is None else piece[:start] + found + piece[end:]


def numbered_tags(pieces: Iterable[str], signs: list[str]) -> str:
    """Give a unit with each tag as a character of its own, in order.

    :param pieces: texts and, for tags, their signs (units.mark)
    :param signs: filled with the sign of each tag
    """
    written = []
    for one in pieces:
        if MARKS.fullmatch(one):
            written.append(chr(FIRST_TAG + len(signs) * SIGNS + ord(one) - FIRST_OPENING))
            signs.append(one)
        else:
            written.append(one)
    return "".join(written)


def _unnumbered(code: str) -> tuple[str, dict[str, str]]:
    tags = {
        one: chr(FIRST_OPENING + (ord(one) - FIRST_TAG) % SIGNS) for one in ONE_TAG.findall(code)
    }
    return (code.translate({ord(one): sign for one, sign in tags.items()}) if tags else code), tags


def _outside(code: str, found: re.Match[str]) -> str:
    """Give what of a text is the pattern's own, not a hole's."""
    kept, at = [], 0
    for group in range(1, len(found.groups()) + 1):
        start, end = found.span(group)
        kept.append(code[at:start])
        at = end
    return "".join([*kept, code[at:]])


def _filled(english: str, holes: Mapping[int, str], outside: str, tags: Mapping[str, str]) -> str:
    """Give a translation with its holes filled and the page's own tags in it."""
    left: dict[str, list[str]] = defaultdict(list)
    for one in ONE_TAG.findall(outside):
        left[tags[one]].append(one)
    with_tags = MARKS.sub(lambda one: left[one[0]].pop(0) if left[one[0]] else "", english)
    text = PLACE.sub(lambda one: holes.get(int(one[1]), ""), with_tags)
    return text + "".join(sorted(one for several in left.values() for one in several))
