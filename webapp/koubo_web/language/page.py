"""A finished page, read into English: its sentences, and the attributes that people read.

The page is ours, so its shape is known: every 「<」 and 「>」 of a text or an attribute is escaped. What a
person typed into a field is never touched, and text that stays Japanese is marked as such, so that it
is read aloud in its own language.
"""

import html
import re
from dataclasses import dataclass, field

from koubo_web.language.catalogue import MOST_TAGS, ONE_TAG, Catalogue, numbered_tags
from koubo_web.language.templates import is_left_alone, read_attributes
from koubo_web.language.units import JAPANESE, MARKS, SPACE, TAG, mark_of, name_of

PIECES = re.compile(f"({TAG.pattern})")
AS_IT_IS = ("script", "style", "textarea")
WORDS_ONLY = ("title", "option", "text", "tspan", "desc")
"""What holds text alone: Japanese within it cannot be marked."""
RUN = re.compile(rf"{JAPANESE.pattern}(?:[^<>&\n]*{JAPANESE.pattern})?[。、」』）！？〜ー]*")
OWN_SIGNS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


@dataclass
class Reading:
    """What is being read: the pieces so far, and the sentence that has begun."""

    catalogue: Catalogue
    done: list[str] = field(default_factory=list)
    unit: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    passing: str = ""  # the element that is left alone, and how deep its like stands in it
    depth: int = 0
    words_only: str = ""

    def end_sentence(self) -> None:
        """Read what has been gathered, and write it."""
        if self.unit:
            self.done.append(self._written())
        self.unit, self.signs, self.tags = [], [], []

    def _written(self) -> str:
        pieces = [SPACE.sub(" ", one) for one in self.unit]
        if not any(JAPANESE.search(one) for one in pieces):
            return self._with_tags("".join(self.unit), signed=False)
        if len(self.tags) > MOST_TAGS or any(OWN_SIGNS.search(one) for one in self._texts()):
            return self._with_tags("".join(self.unit), signed=False)
        code = numbered_tags(pieces, [])
        found = self.catalogue.read(code)
        return self._with_tags(code if found is None else found, signed=True)

    def _texts(self) -> list[str]:
        return [one for one in self.unit if not MARKS.fullmatch(one)]

    def _with_tags(self, text: str, *, signed: bool) -> str:
        tags = iter(self.tags)
        if not signed:
            return "".join(
                next(tags) if MARKS.fullmatch(one) else self._escaped(one) for one in self.unit
            )
        by_sign = dict(zip(self._numbers(), self.tags, strict=True))
        pieces = re.split(f"({ONE_TAG.pattern})", text)
        return "".join(
            by_sign[one] if at % 2 else self._escaped(one) for at, one in enumerate(pieces)
        )

    def _numbers(self) -> str:
        return "".join(ONE_TAG.findall(numbered_tags(self.unit, [])))

    def _escaped(self, text: str) -> str:
        escaped = html.escape(text, quote=False)
        if self.words_only:
            return escaped
        return RUN.sub(r'<span lang="ja">\g<0></span>', escaped)


def in_english(page: str, catalogue: Catalogue) -> str:
    """Give a page, or a part of one, in English.

    :param page: HTML that Koubo made, in Japanese
    """
    reading = Reading(catalogue)
    for position, piece in enumerate(PIECES.split(page)):
        if position % 2:
            _take_tag(reading, piece)
        elif reading.passing:
            reading.done.append(piece)
        elif piece:
            reading.unit.append(html.unescape(piece))
    reading.end_sentence()
    return "".join(reading.done)


def _take_tag(reading: Reading, tag: str) -> None:
    name, closing = name_of(tag), tag.startswith("</")
    if reading.passing:
        if name == reading.passing:
            reading.depth += -1 if closing else 1
        if reading.depth == 0:
            reading.passing = ""
        reading.done.append(tag)
        return
    alone = name in AS_IT_IS or is_left_alone(tag)
    sign = mark_of(tag)
    tag = _english_tag(tag, name, reading.catalogue)
    if alone and not closing:
        reading.end_sentence()
        reading.done.append(tag)
        reading.passing, reading.depth = name, 1
    elif sign:
        reading.unit.append(sign)
        reading.signs.append(sign)
        reading.tags.append(tag)
    else:
        reading.end_sentence()
        reading.done.append(tag)
        reading.words_only = name if name in WORDS_ONLY and not closing else ""


def _english_tag(tag: str, name: str, catalogue: Catalogue) -> str:
    if name == "html":
        return tag.replace('lang="ja"', 'lang="en"')
    if not JAPANESE.search(tag):
        return tag
    pieces, at = [], 0
    for found in read_attributes(tag):
        text = SPACE.sub(" ", html.unescape(found[2]))
        said = catalogue.read(text)
        pieces += [tag[at : found.start(2)], html.escape(text if said is None else said)]
        at = found.end(2)
    return "".join([*pieces, tag[at:]])
