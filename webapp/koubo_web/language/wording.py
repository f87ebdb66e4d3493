"""What is put together from several translations, made good English: signs, small letters, one."""

import re

from koubo_web.language.units import JAPANESE

NO_JAPANESE = rf"(?:(?!{JAPANESE.pattern})[^（）「」])*"
SAYS = rf"(?={NO_JAPANESE}[A-Za-z0-9])"
"""What a bracket holds: words or figures, not the sign itself that a text speaks of (「、」)."""
SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=[^\s“「（(]) *[（(]{SAYS}({NO_JAPANESE})[）)]"), r" (\1)"),
    (re.compile(rf"（{SAYS}({NO_JAPANESE})）"), r"(\1)"),
    (re.compile(rf"「{SAYS}({NO_JAPANESE})」"), r"“\1”"),
    (re.compile(r"(?<=[A-Za-z0-9”)…%])： *"), ": "),
    (re.compile(r"(?<=[A-Za-z0-9”)…%])。 *"), ". "),
    (re.compile(r"\b(to|until|from|between|and|of|for) [,、] *"), r"\1 "),
    (re.compile(r"(?<=[A-Za-z0-9”)…%]) *[、・] *"), ", "),
    (re.compile(r"(?<=[A-Za-z0-9”)…%])\u3000"), " "),
    (re.compile(r" +([,.](?: |$))"), r"\1"),
    (re.compile(r"\b(was|[Bb]y:?|[Uu]ntil|before|Due:|[Dd]eadline:?) until (?=[0-9])"), r"\1 "),
    (re.compile(r"\buntil (?=¥?[\d,.]+(?:%| [a-z]+)?(?:\)|$))"), "up to "),
)
PLURALS = {
    **{"people": "person", "years": "year", "months": "month", "weeks": "week", "days": "day"},
    **{"hours": "hour", "minutes": "minute", "seconds": "second", "points": "point"},
    **{"characters": "character", "bytes": "byte", "entries": "entry", "files": "file"},
}
ONE = re.compile(rf"(?<![\w,.:/−-])1 ({'|'.join(PLURALS)})\b")
WITHIN_A_SENTENCE = re.compile(r"[a-z,] $")
FIRST_WORD = re.compile(r"[A-Z][a-z]+(?=,? [^A-Z]|$)")
NAMES = ("Koubo", "Excel", "Word", "Japanese", "English", "Japan", "Western", "Mizutama")
"""What keeps its capital within a sentence."""


def well_written(text: str) -> str:
    """Give an English text with English signs around English words, and 「1 year」 for 「1 years」."""
    for pattern, said in SIGNS:
        text = pattern.sub(said, text)
    return ONE.sub(lambda one: f"1 {PLURALS[one[1]]}", text)


def in_its_place(before: str, label: str) -> str:
    """Give a label as it stands in a sentence: with a small letter, unless it is a name.

    :param before: what the sentence says before it
    """
    first = FIRST_WORD.match(label)
    if not first or first[0] in NAMES or not WITHIN_A_SENTENCE.search(before):
        return label
    if re.search(r" [A-Z][a-z]", label):
        return label
    return label[0].lower() + label[1:]
