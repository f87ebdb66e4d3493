"""The tags of one page's unit while it is read: each is one character, so that none is mistaken."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from koubo_web.language.patterns import Spans
from koubo_web.language.units import FIRST_OPENING, MARKS, PLACE

FIRST_TAG = 0xF0000
"""Each tag of one page's unit is one character from here on, in the order in which they stand."""
ONE_TAG = re.compile("[\U000f0000-\U0010ffff]")
SIGNS = 512


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


def unnumbered(code: str) -> tuple[str, dict[str, str]]:
    """Give a unit with its tags as catalogues have them, and the sign of each that it held."""
    tags = {
        one: chr(FIRST_OPENING + (ord(one) - FIRST_TAG) % SIGNS) for one in ONE_TAG.findall(code)
    }
    return (code.translate({ord(one): sign for one, sign in tags.items()}) if tags else code), tags


def outside_of(code: str, spans: Spans) -> str:
    """Give what of a text is the pattern's own, not a hole's."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(code[at:start])
        at = end
    return "".join([*kept, code[at:]])


def filled_in(english: str, holes: Mapping[int, str], outside: str, tags: Mapping[str, str]) -> str:
    """Give a translation with its holes filled and the page's own tags in it."""
    left: dict[str, list[str]] = defaultdict(list)
    for one in ONE_TAG.findall(outside):
        left[tags[one]].append(one)
    with_tags = MARKS.sub(lambda one: left[one[0]].pop(0) if left[one[0]] else "", english)
    text = PLACE.sub(lambda one: holes.get(int(one[1]), ""), with_tags)
    return text + "".join(sorted(one for several in left.values() for one in several))
