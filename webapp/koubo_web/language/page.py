"""A finished page, read into English: its sentences, and the attributes that people read.

The page is ours, so its shape is known: every 「<」 and 「>」 of a text or an attribute is escaped. What a
person typed into a field is never touched, and text that stays Japanese is marked as such, so that it
is read aloud in its own language.
"""

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from time import thread_time

from koubo_web.language.catalogue import MOST_TAGS, Catalogue
from koubo_web.language.tags import ONE_TAG, numbered_tags
from koubo_web.language.templates import is_left_alone, read_attributes
from koubo_web.language.units import JAPANESE, SPACE, TAG, mark_of, name_of

MOST_TAGS_KEPT = 4_000
"""So many different tags are kept as known: those of some pages, mostly the same everywhere."""
PIECES = re.compile(f"({TAG.pattern})")
AS_IT_IS = ("script", "style", "textarea")
WORDS_ONLY = ("title", "option", "text", "tspan", "desc")
"""What holds text alone: Japanese within it cannot be marked."""
RUN = re.compile(rf"{JAPANESE.pattern}(?:[^<>&\n]*{JAPANESE.pattern})?[。、」』）！？〜ー]*")
LINES = re.compile(r"""\sclass="[^"]*\bk-(?:lines|read|todo__text|days__note)[" ]""")
"""What shows its line breaks (white-space: pre-line): each of its lines is a text of its own."""
OWN_SIGNS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""What stands for tags and holes. A person may type it (外字): such a text is not read at all."""


MOST_SECONDS = 5
"""Of a processor, for one page; a page of ours takes a tenth of one."""


@dataclass(frozen=True)
class Tag:
    """What is to be known of a tag."""

    name: str
    closing: bool
    sign: str  # the character that stands for it within a sentence; empty where it ends one
    alone: bool  # what stands in it is not read
    lines: bool  # its line breaks show
    said: bool  # it may hold Japanese that is read, or names the page's language


@lru_cache(maxsize=MOST_TAGS_KEPT)
def _known(tag: str) -> Tag:
    name, closing = name_of(tag), tag.startswith("</")
    return Tag(
        name=name,
        closing=closing,
        sign=mark_of(tag),
        alone=not closing and (name in AS_IT_IS or is_left_alone(tag)),
        lines=not closing and LINES.search(tag) is not None,
        said=name == "html" or JAPANESE.search(tag) is not None,
    )


@dataclass
class Reading:
    """What is being read: the pieces so far, and the sentence that has begun."""

    catalogue: Catalogue
    until: float  # of this thread's own time; what comes later is not read
    done: list[str] = field(default_factory=list)
    unit: list[str | None] = field(default_factory=list)  # texts; None where a tag stands
    signs: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    passing: str = ""  # the element that is left alone, and how deep its like stands in it
    depth: int = 0
    words_only: str = ""
    lines: str = ""  # the element whose lines are texts, and how deep its like stands in it
    lines_depth: int = 0

    def take_text(self, text: str) -> None:
        """Take a text into the sentence that has begun."""
        first, *further = text.split("\n") if self.lines else [text]
        self.unit.append(first)
        for line in further:
            self.end_sentence()
            self.done.append("\n")
            self.unit.append(line)

    def mind_lines(self, tag: Tag) -> None:
        """Note where an element that shows its line breaks begins and ends."""
        if self.lines == tag.name:
            self.lines_depth += -1 if tag.closing else 1
            self.lines = tag.name if self.lines_depth else ""
        elif not self.lines and tag.lines:
            self.lines, self.lines_depth = tag.name, 1

    @property
    def has_time(self) -> bool:
        """Say whether the page may still be read; it always may, but for odd names by the dozen."""
        return thread_time() < self.until

    def end_sentence(self) -> None:
        """Read what has been gathered, and write it."""
        if self.unit:
            self.done.append(self._written())
        self.unit, self.signs, self.tags = [], [], []

    def _written(self) -> str:
        texts = [one for one in self.unit if one is not None]
        if len(self.tags) > MOST_TAGS or any(OWN_SIGNS.search(one) for one in texts):
            return self._as_it_stands()
        if not any(JAPANESE.search(one) for one in texts):
            return self._as_it_stands()
        signs = iter(self.signs)
        code = numbered_tags(
            [next(signs) if one is None else SPACE.sub(" ", one) for one in self.unit], []
        )
        found = self.catalogue.read(code) if self.has_time else None
        return self._with_tags(code, code if found is None else found)

    def _as_it_stands(self) -> str:
        tags = iter(self.tags)
        return "".join(next(tags) if one is None else self._escaped(one) for one in self.unit)

    def _with_tags(self, code: str, text: str) -> str:
        """Give a read text with the page's tags for the signs that its code has for them."""
        by_sign = dict(zip(ONE_TAG.findall(code), self.tags, strict=True))
        pieces = re.split(f"({ONE_TAG.pattern})", text)
        return "".join(
            by_sign[one] if at % 2 else self._escaped(one) for at, one in enumerate(pieces)
        )

    def _escaped(self, text: str) -> str:
        escaped = html.escape(text, quote=False)
        if self.words_only or text.isascii():
            return escaped
        return RUN.sub(r'<span lang="ja">\g<0></span>', escaped)


def in_english(page: str, catalogue: Catalogue, *, seconds: float = MOST_SECONDS) -> str:
    """Give a page, or a part of one, in English.

    :param page: HTML that Koubo made, in Japanese
    :param seconds: so long it may take; what is not read by then stays Japanese
    """
    reading = Reading(catalogue, thread_time() + seconds)
    for position, piece in enumerate(PIECES.split(page)):
        if position % 2:
            _take_tag(reading, piece)
        elif reading.passing:
            reading.done.append(piece)
        elif piece:
            reading.take_text(html.unescape(piece))
    reading.end_sentence()
    return "".join(reading.done)


def words_in_english(text: str, catalogue: Catalogue) -> str | None:
    """Give a text without tags in English; None where it is none of ours."""
    return None if OWN_SIGNS.search(text) else catalogue.read(text)


def _take_tag(reading: Reading, tag: str) -> None:
    known = _known(tag)
    name, closing = known.name, known.closing
    if reading.passing:
        if name == reading.passing:
            reading.depth += -1 if closing else 1
        if reading.depth == 0:
            reading.passing = ""
        reading.done.append(tag)
        return
    reading.mind_lines(known)
    if known.said:
        tag = _english_tag(tag, name, reading)
    if known.alone:
        reading.end_sentence()
        reading.done.append(tag)
        reading.passing, reading.depth = name, 1
    elif known.sign:
        reading.unit.append(None)
        reading.signs.append(known.sign)
        reading.tags.append(tag)
    else:
        reading.end_sentence()
        reading.done.append(tag)
        reading.words_only = name if name in WORDS_ONLY and not closing else ""


def _english_tag(tag: str, name: str, reading: Reading) -> str:
    if name == "html":
        return tag.replace('lang="ja"', 'lang="en"')
    if not reading.has_time:
        return tag
    pieces, at = [], 0
    for found in read_attributes(tag):
        text = SPACE.sub(" ", html.unescape(found[2]))
        said = words_in_english(text, reading.catalogue)
        pieces += [tag[at : found.start(2)], html.escape(text if said is None else said)]
        at = found.end(2)
    return "".join([*pieces, tag[at:]])
