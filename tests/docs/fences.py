"""The YAML that the staff guide shows, each block with what it says it is.

``in courses.0``: items of that part of the example, in the place of those that stand there.
``add courses.0.eligibility``: lines more of that list. ``cases``: golden cases of the example under their
headings, which come out as they say. A block without such a word is not allowed.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from reference.example import CASES, FOLDER, TEXT

FENCE = re.compile(r"^```yaml(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ASKED = """
- {id: residents, kind: whole, label: 市民の人数, fact: residents}
- {id: ages, kind: ages, label: 全員の年齢, fact: member_ages}
- {id: groups, kind: groups, label: 一緒に行う団体, choices: [事業者, 地域団体]}
- {id: unchanged_continuation, kind: yes_no, label: 内容の変わらない継続ですか}
"""
CASES_WORD = "cases"


@dataclass(frozen=True)
class Block:
    """One block of YAML in a page."""

    page: str
    line: int
    word: str
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    """Give a page's blocks of YAML."""
    text = page.read_text(encoding="utf-8")
    found = []
    for one in FENCE.finditer(text):
        word, _, place = one["info"].strip().partition(" ")
        line = text.count("\n", 0, one.start()) + 1
        found.append(Block(page.name, line, word, place, one["text"]))
    return found


BLOCKS = [block for page in sorted(FOLDER.glob("*.md")) for block in blocks_of(page)]


def plain(text: str) -> Any:
    """Give YAML as the house reads it: every scalar a text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def written(data: Any) -> bytes:
    """Write plain values as a file."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False).encode()


def example() -> dict[str, Any]:
    """Give the example's plain values, with every question that a word may want asked."""
    found: dict[str, Any] = deepcopy(plain(TEXT))
    found["courses"][1]["theme"] = "optional"
    found["forms"]["proposal"]["sections"][0]["questions"] += plain(ASKED)
    return found


def part_of(data: Any, place: str) -> Any:
    """Give the part that a dotted place names; ``root`` is all of it."""
    for step in () if place == "root" else place.split("."):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def scheme_with(block: Block) -> bytes:
    """Give the example with a block put where it says."""
    data = example()
    part, more = part_of(data, block.place), plain(block.text)
    if block.word == "add":
        part.extend(more)
    else:
        part.update(more)
    return written(data)


def cases_with(block: Block) -> bytes:
    """Give the example's cases with a block's beside them."""
    data = plain(CASES)
    for heading, cases in plain(block.text).items():
        data[heading].extend(cases)
    return written(data)
