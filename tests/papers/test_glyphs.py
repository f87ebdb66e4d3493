"""Which characters can be printed is read from the fonts, and agrees with the press."""

import unicodedata

from koubo.papers.glyphs import NO_SIGNS, named, unprintable
from koubo.papers.letters import Press

RANGES = [
    range(0x20, 0x3100),
    range(0x3400, 0xA000, 97),
    range(0xF900, 0x10000, 3),
    range(0x1F300, 0x1F700, 13),
    range(0x20000, 0x2A000, 331),
    range(0xE0100, 0xE0110),
]
SIGNS = [
    chr(one)
    for each in RANGES
    for one in each
    if unicodedata.category(chr(one)) not in (*NO_SIGNS, "Cn", "Co")
]


def test_what_is_said_to_be_printable_is_printed():
    lacking = set(unprintable("".join(SIGNS)))
    wanted = "".join(one for one in SIGNS if one not in lacking)

    assert len(wanted) > 2_000
    assert Press()._lacking(wanted) == ""


def test_what_is_said_to_be_lacking_is_refused_by_the_press():
    told = "😀\ue000한们ไ➀"

    assert unprintable(f"花の道{told}花{told}") == told
    assert set(Press()._lacking(told)) == set(told)
    assert named("😀") == "「😀」（U+1F600）"


def test_names_and_marks_that_people_use_are_printable():
    assert unprintable("髙﨑𠮷邉葛\U000e0100①㈱ﾔﾏﾀﾞか\u3099は\u309aé～〜−―\u200b\r\n\t　") == ""
