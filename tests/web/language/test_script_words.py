"""Every text of a script has its English, with the same holes; nothing else is left in Japanese."""

import json
import re
from pathlib import Path

from koubo_web.language.units import JAPANESE, PLACE

SCRIPTS = Path(__file__).parents[3] / "webapp" / "koubo_web" / "static" / "js"
TOLD = re.compile(r"tell`([^`]*)`")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def plain(told: str) -> str:
    """Give a script's text as the catalogue has it: its values numbered."""
    pieces = re.split(r"\$\{[^}]*\}", told)
    return pieces[0] + "".join(f"{{{at}}}{one}" for at, one in enumerate(pieces[1:], start=1))


def english() -> dict[str, str]:
    text = COMMENT.sub("", (SCRIPTS / "words.en.js").read_text("utf-8"))
    found: dict[str, str] = json.loads(
        text.replace("export default", "").strip().rstrip(";").replace(",\n}", "\n}")
    )
    return found


def test_every_text_of_the_scripts_has_its_english() -> None:
    said: set[str] = set()
    left: dict[str, str] = {}
    for path in SCRIPTS.glob("*.js"):
        if path.name == "words.en.js":
            continue
        source = COMMENT.sub("", path.read_text("utf-8"))
        while found := TOLD.search(source):  # the innermost first
            said.add(plain(found[1]))
            source = source.replace(found[0], "''")
        if JAPANESE.search(re.sub(r"/(?:[^/\n]|\\/)+/[gu]*[,.]", "", source)):
            left[path.name] = source

    known = english()
    assert left == {}
    assert said == known.keys()
    assert {
        one for one in known if set(PLACE.findall(one)) != set(PLACE.findall(known[one]))
    } == set()
    assert [one for one in known.values() if JAPANESE.search(one)] == []
