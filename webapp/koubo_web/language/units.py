"""Units of text: what stands between two block tags, inline tags and changing parts included.

A unit is written for people as 「<strong>{1}</strong>件を<a>一覧</a>で見る」. To be compared, each
inline tag in it becomes one character of its own (`coded`), so that a pattern can be looked for in a
text with tags as in any other.
"""

import re

JAPANESE = re.compile(
    r"[\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""A character that only Japanese text holds: kana and kanji, no punctuation."""

INLINE = (
    *("a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q", "s"),
    *("samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
)
"""The tags that stand within a sentence; every other one ends it."""

TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|![^<>]*)>")
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
WRITTEN_TAG = re.compile(r"<(/?)(" + "|".join(INLINE) + r")>")
PLACE = re.compile(r"\{(\d+)\}")
SPACE = re.compile(r"\s+")

FIRST_OPENING, FIRST_CLOSING = 0xE100, 0xE200
MARKS = re.compile("[\ue100-\ue2ff]")
"""The characters that stand for tags; no text of a person holds them for long (see page.py)."""


def name_of(tag: str) -> str:
    """Give a tag's name in small letters: 「a」 for 「<a href="…">」."""
    found = NAME.match(tag)
    return found[1].lower() if found else ""


def mark(name: str, closing: bool) -> str:
    """Give the character that stands for an inline tag."""
    return chr((FIRST_CLOSING if closing else FIRST_OPENING) + INLINE.index(name))


def mark_of(tag: str) -> str:
    """Give the character that stands for a tag of a page; empty for one that ends a sentence."""
    name = name_of(tag)
    return mark(name, tag.startswith("</")) if name in INLINE else ""


def coded(written: str) -> str:
    """Give a catalogue's unit as it is compared."""
    return WRITTEN_TAG.sub(lambda one: mark(one[2], bool(one[1])), written)


def written(code: str) -> str:
    """Give a coded unit as a catalogue writes it."""
    return MARKS.sub(_written_tag, code)


def _written_tag(found: re.Match[str]) -> str:
    number = ord(found[0])
    if number >= FIRST_CLOSING:
        return f"</{INLINE[number - FIRST_CLOSING]}>"
    return f"<{INLINE[number - FIRST_OPENING]}>"


def tidy(text: str) -> str:
    """Give a text with every run of white space as one blank, none at its ends."""
    return SPACE.sub(" ", text).strip(" ")


def numbered(text: str, hole: str) -> str:
    """Give a text with its holes numbered: {1}, {2}, …

    :param hole: the character that stands for a changing part
    """
    pieces = text.split(hole)
    return pieces[0] + "".join(
        f"{{{number}}}{piece}" for number, piece in enumerate(pieces[1:], start=1)
    )


def span_of(code: str) -> tuple[int, int]:
    """Give where the words of a coded unit begin and end: without blanks and tags around them all.

    A tag at an edge stays where its partner stands among the words.
    """
    start, end = 0, len(code)
    while start < end:
        if code[start] == " " or _is_lone(code, start, end, start):
            start += 1
        elif code[end - 1] == " " or _is_lone(code, start, end, end - 1):
            end -= 1
        else:
            break
    return start, end


def _is_lone(code: str, start: int, end: int, place: int) -> bool:
    """Say whether an edge is a tag that embraces nothing, everything, or something beyond."""
    sign = code[place]
    if not MARKS.match(sign):
        return False
    embraces_nothing = end - 1 if not is_closing(sign) else start
    if place == embraces_nothing:
        return True
    partner = _partner(code, start, end, place)
    return partner is None or {place, partner} == {start, end - 1}


def _partner(code: str, start: int, end: int, place: int) -> int | None:
    forward = not is_closing(code[place])
    signs = list(
        MARKS.finditer(code, place, end) if forward else MARKS.finditer(code, start, place + 1)
    )
    depth = 0
    for one in signs if forward else reversed(signs):
        depth += 1 if is_closing(one[0]) != forward else -1
        if depth == 0:
            return one.start()
    return None


def is_closing(sign: str) -> bool:
    """Say whether the character stands for a closing tag."""
    return ord(sign) >= FIRST_CLOSING


def is_balanced(plain: str) -> bool:
    """Say whether every tag in a part has its partner there."""
    depth = 0
    for one in MARKS.findall(plain):
        depth += -1 if is_closing(one) else 1
        if depth < 0:
            return False
    return depth == 0


def is_ours(unit: str) -> bool:
    """Say whether a unit has Japanese words to translate: more than holes, tags and figures."""
    return JAPANESE.search(unit) is not None
