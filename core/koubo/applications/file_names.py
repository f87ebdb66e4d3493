"""The name of a file as its owner gave it: kept whole, but for what would trick or break."""

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

LONGEST = 255
"""Characters; what every file system of a reader's machine can bear is less, but names are shown."""
LONGEST_ENDING = 20
DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""They make a name read otherwise than it is: 「企画(U+202E)fdp.exe」 looks like a PDF."""
NEVER = ("Cc", "Cs")
"""Control characters, NUL among them, and halves of characters."""

WITHOUT_MARKS = "ファイルの名前から、文字の向きを変える見えない記号を取り除きました：「{name}」"
SHORTENED = f"ファイルの名前が長いため、{LONGEST}字に縮めました：「{{name}}」"


@dataclass(frozen=True)
class FileName:
    """A name as it is kept, and what its owner is told where it is not the one that was sent.

    :param notice: a sentence; empty where nothing was changed that anybody could see
    """

    name: str
    notice: str = ""

    @property
    def ending(self) -> str:
        """Give what stands behind the last point, in small letters; empty where nothing does."""
        return PurePosixPath(self.name).suffix.lstrip(".").lower()


def file_name(sent: str) -> FileName:
    """Give the name under which a sent file is kept: without folders and what cannot be seen.

    Characters stay as they were sent, also those that could be written in two ways (が as one or
    as two): the owner compares the name with that of the own file.
    """
    bare = sent.replace("\\", "/").rpartition("/")[2]
    plain = "".join(one for one in bare if unicodedata.category(one) not in NEVER).strip()
    name = "".join(one for one in plain if one not in DIRECTION_MARKS).strip()
    notice = WITHOUT_MARKS if name != plain else ""
    if len(name) > LONGEST:
        name, notice = _shortened(name), SHORTENED
    return FileName(name, notice.format(name=name))


def _shortened(name: str) -> str:
    """Cut before the ending, which says what the file is; a mark above a letter goes with it."""
    ending = PurePosixPath(name).suffix
    ending = ending if len(ending) <= LONGEST_ENDING else ""
    kept = name[: LONGEST - len(ending)]
    following = name[len(kept)]
    if unicodedata.combining(following):
        kept = kept[:-1]
    return kept.rstrip() + ending
