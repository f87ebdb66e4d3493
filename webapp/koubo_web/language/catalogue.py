"""A catalogue: Koubo's Japanese texts, each with its English one, and how a text is found in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from koubo_web.language.brackets import torn
from koubo_web.language.dates import as_before, dates_alone, with_english_dates
from koubo_web.language.patterns import Pattern, pattern_of
from koubo_web.language.tags import filled_in, outside_of, unnumbered
from koubo_web.language.units import (
    JAPANESE,
    MARKS,
    PLACE,
    coded,
    is_balanced,
    span_of,
)
from koubo_web.language.wording import in_its_place, well_written

MOST_TAGS = 200
"""A unit with more tags is read piece by piece."""
JAPANESE_TIME = "（日本時間）", " (JST)"
MOST_KEPT = 20_000
LONGEST_KEPT = 200
"""What is longer is read anew each time, so that what people wrote does not fill the memory."""
LONGEST = 4_000
"""A longer text was written by a person, whatever stands around it: it stays as it is."""
MOST_STEPS = 2_000
"""So much is looked at in one text; one that needs more stays as it is."""
LONGEST_RUN = 40
"""Between so many edges of tags, at most, a run is looked for that is known."""
DEEPEST = 4
SENTENCES = re.compile(r"(。|：|｜|／|（|）|「|」|\u3000| → )")
ITEMS = re.compile(r"(、|・|　| / )")
WORDS = re.compile(r"( +)")
AFTER_A_SENTENCE = re.compile(r"(?<=。) *(?!」|）|$)")
MOST_JOINED = 8
IN_ENGLISH = {
    **{"。": ". ", "：": ": ", "｜": " | ", "／": " / ", "（": " (", "）": ") "},
    **{"「": " “", "」": "” ", "\u3000": " ", " → ": " → ", "、": ", ", "・": ", ", " / ": " / "},
}


class TooMuch(Exception):
    """A text takes more work than any text of ours."""


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
        self._kept = lru_cache(maxsize=MOST_KEPT)(self._read_anew)

    def read(self, code: str) -> str | None:
        """Give a coded unit with its tags numbered, in English; None where it is not known.

        :param code: its tags as ``numbered_tags`` gives them
        """
        if len(code) > LONGEST:
            return None
        return self._kept(code) if len(code) <= LONGEST_KEPT else self._read_anew(code)

    def _read_anew(self, code: str) -> str | None:
        return Attempt(self._whole, self._patterns).read(code)


class Attempt:
    """One unit being read, with what was found of its parts and how much work is left for it."""

    def __init__(self, whole: Mapping[str, str], patterns: Mapping[str, Sequence[Pattern]]) -> None:
        """Take what is known of texts without and with holes."""
        self._whole, self._patterns = whole, patterns
        self._found: dict[tuple[str, int], str | None] = {}
        self._left = MOST_STEPS

    def read(self, code: str) -> str | None:
        """Give the unit in English; None where it is not known, or would take too long to read."""
        try:
            found = self._part_of(code, 0)
            return None if found is None else well_written(found)
        except TooMuch:
            return None

    def _part_of(self, code: str, depth: int) -> str | None:
        if (code, depth) not in self._found:
            self._work(code)
            self._found[code, depth] = self._read(code, depth)
        return self._found[code, depth]

    def _work(self, code: str, times: int = 1) -> None:
        self._left -= times * (1 + len(code) // LONGEST_KEPT)
        if self._left < 0:
            raise TooMuch

    def _read(self, code: str, depth: int) -> str | None:
        plain, _ = unnumbered(code)
        start, end = span_of(plain)
        if not JAPANESE.search(plain, start, end):
            return None
        around = code[:start], code[end:]
        code, plain = code[start:end], plain[start:end]
        found = (
            self._with_a_label(code)
            or (None if plain in self._whole else dates_alone(code))
            or self._as_a_whole(code, depth)
            or self._in_parts(code, plain, depth)
        )
        return None if found is None else around[0] + found + around[1]

    def _with_a_label(self, code: str) -> str | None:
        """Read 「例：2026年4月1日、令和8年4月1日」, whose days are known as they stand."""
        label, _, text = code.partition("：")
        if label in self._whole and text in self._whole:
            return f"{self._whole[label]}: {self._whole[text]}"
        return None

    def _as_a_whole(self, code: str, depth: int) -> str | None:
        """Read a text that is known as it stands, or that a pattern fits.

        Its days are put into English first, so that no pattern takes them apart; a name with a
        year in it fits none, and stays as it is.
        """
        plain, tags = unnumbered(code)
        if plain in self._whole:
            return filled_in(self._whole[plain], {}, code, tags)
        if depth > DEEPEST:
            return None
        dated = with_english_dates(code)
        found = self._by_pattern(dated, tags, depth, code)
        if found is None and dated != code:
            found = self._by_pattern(code, tags, depth, "")
        return found

    def _by_pattern(
        self, code: str, tags: Mapping[str, str], depth: int, undated: str
    ) -> str | None:
        """Read a text by the first pattern that fits.

        :param undated: as it stood before its days were put into English; empty if they were not,
            and then no weak pattern may take a day apart
        """
        plain, _ = unnumbered(code)
        candidates = self._candidates(plain)
        self._work(plain, 1 + len(candidates) // 20)
        for pattern in candidates:
            spans = pattern.holes_in(plain)
            if spans is None or not (undated or pattern.may_part_a_day):
                continue
            fillings = [plain[start:end] for start, end in spans]
            if not (all(map(is_balanced, fillings)) and pattern.suits(fillings)):
                continue
            if pattern.is_weak and any(map(MARKS.search, fillings)):
                continue
            filled = {
                place: self._filling(code[start:end], depth, undated, pattern.before(place))
                for place, (start, end) in zip(pattern.places, spans, strict=True)
            }
            unread = any(map(JAPANESE.search, filled.values()))
            if unread and (pattern.is_weak or pattern.swallows(fillings)):
                continue
            return filled_in(pattern.english, filled, outside_of(code, spans), tags)
        return None

    def _candidates(self, plain: str) -> list[Pattern]:
        keys = {plain[at : at + 2] for at in range(len(plain))} | set(plain)
        found = [one for key in keys for one in self._patterns.get(key, ()) if one.own in plain]
        return sorted(found, key=lambda one: (-one.words, -one.length, len(one.places)))

    def _filling(self, code: str, depth: int, undated: str, before: str) -> str:
        """Give what fills a hole; a name that is not read keeps its days as they stood."""
        if undated:
            code = as_before(code, undated)
        found = self._part_of(code, depth + 1)
        return code if found is None else in_its_place(before, found)

    def _in_parts(self, code: str, plain: str, depth: int) -> str | None:
        """Read the longest runs between tags that are known; then sentences; then items."""
        if depth > DEEPEST:
            return None
        if MARKS.search(plain):
            return self._between_tags(code, plain, depth)
        code = code.replace(*JAPANESE_TIME)
        if found := self._sentences(AFTER_A_SENTENCE.split(code), depth):
            return found
        for cuts, needs_all in ((SENTENCES, False), (ITEMS, True), (WORDS, True)):
            pieces = self._joined(cuts.split(code))
            if len(pieces) > 1 and (found := self._pieces(pieces, depth, needs_all)):
                return found
        return None

    def _joined(self, pieces: Sequence[str]) -> list[str]:
        """Put together again what is one known text: 「構成員・役員名簿」."""
        result: list[str] = []
        at = 0
        while at < len(pieces):
            most = min(len(pieces), at + MOST_JOINED + 1)
            ends = range(most, at + 1, -1)
            to = next((to for to in ends if "".join(pieces[at:to]) in self._whole), at + 1)
            result.append("".join(pieces[at:to]))
            if (to - at) % 2:
                result += pieces[to : to + 1]
                at = to + 1
            else:  # with the sign behind it
                result.append("")
                at = to
        return result

    def _sentences(self, sentences: Sequence[str], depth: int) -> str | None:
        if len(sentences) < 2:
            return None
        between = [piece for one in sentences for piece in (one, "")][:-1]
        texts = self._joined(between)[::2]
        read = [self._part_of(one, depth + 1) for one in texts]
        if not any(read):
            return None
        return " ".join(done or one for done, one in zip(read, texts, strict=True))

    def _pieces(self, pieces: list[str], depth: int, needs_all: bool) -> str | None:
        read = [
            self._part_of(one, depth + 1) if at % 2 == 0 else None for at, one in enumerate(pieces)
        ]
        stays = [
            at % 2 == 0 and read[at] is None and JAPANESE.search(one) is not None
            for at, one in enumerate(pieces)
        ]
        for at in torn(pieces, stays):
            read[at], stays[at] = None, True
        if not any(read) or (needs_all and any(stays)):
            return None
        for at in range(2, len(pieces), 2):
            if pieces[at - 1] in ("、", "・") and read[at - 2]:
                read[at] = in_its_place(", ", (read[at] or "").strip()) or None
        joined = "".join(
            _sign(one, in_japanese=stays[at - 1] or stays[at + 1]) if at % 2 else read[at] or one
            for at, one in enumerate(pieces)
        )
        return re.sub(r" +([,.:)”])", r"\1", re.sub(" {2,}", " ", joined)).strip()

    def _between_tags(self, code: str, plain: str, depth: int) -> str | None:
        edges = {edge for one in MARKS.finditer(plain) for edge in one.span()}
        starts = sorted({0, *edges, len(plain)})
        result: list[str] = []
        at = known = 0
        while at < len(starts) - 1:
            for to in range(min(len(starts) - 1, at + LONGEST_RUN), at, -1):
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
        self._work(plain)
        stripped = plain.strip(" ")
        if not MARKS.search(plain):
            return self._part_of(piece, depth + 1)
        if not stripped or span_of(stripped) != (0, len(stripped)):
            return None
        start = len(plain) - len(plain.lstrip(" "))
        end = start + len(stripped)
        found = self._as_a_whole(piece[start:end], depth + 1)
        return None if found is None else piece[:start] + found + piece[end:]


def _sign(sign: str, *, in_japanese: bool) -> str:
    """Give the sign between two parts: it stays Japanese beside what does."""
    return sign if in_japanese else IN_ENGLISH.get(sign, " ")
