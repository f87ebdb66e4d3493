"""The guide's example scheme, and what the real rules and commands say of it."""

from collections.abc import Iterator
from pathlib import Path

from koubo.hooks import hookimpl
from koubo.plugins import load
from koubo.proof.rules import OUTCOME_NAMES, CaseResult
from koubo.proof.running import prove
from koubo.schemes.explaining.markdown import as_markdown
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.rules import Scheme

FOLDER = Path(__file__).parent.parent / "schemes"
NAME = "example"
TEXT = (FOLDER / "example.yaml").read_text(encoding="utf-8")
CASES = (FOLDER / "example.cases.yaml").read_text(encoding="utf-8")

SLIPS = (
    ("title: まちづくり応援補助金\n", "titel: まちづくり応援補助金\n"),
    ("{step: cap, yen: 500000}", "{step: cap, yen: 50万円}"),
    ("max_length: 40,", "max_length: 四十,"),
)
"""Slips of the pen, each of which stands once in the example."""
NEW_RATE = ("rate: {value: 9/10,", "rate: {value: 80%,")
FAILING = "MH-01"
EXPLAINED = "発展コース"


def working_of(case_id: str) -> str:
    """Give the working of one of the example's cases, as a page shows it."""
    return _block(_result(TEXT, case_id).working.text)


def what_check_says() -> str:
    """Give the lines that were miswritten, and all complaints about them."""
    text = TEXT
    for right, wrong in SLIPS:
        text = changed(text, right, wrong)
    lines = [line.strip() for line in text.splitlines() if line not in TEXT.splitlines()]
    written = "\n".join(lines)
    return f"```yaml\n{written}\n```\n\n{_block(complaints(text))}"


def what_test_says() -> str:
    """Give what `koubo scheme test` says of the case that a changed rate puts out."""
    return _block("\n".join(_lines(_result(changed(TEXT, *NEW_RATE), FAILING))))


def what_explain_says() -> str:
    """Give what `koubo scheme explain` says of one course."""
    parts = as_markdown(load_scheme(TEXT.encode())).split("\n## ")
    (course,) = (one for one in parts if one.startswith(EXPLAINED))
    return f"```text\n## {course.strip()}\n```"


def complaints(text: str) -> str:
    """Give what `koubo scheme check` says of a text that stands in the example's place."""
    try:
        load_scheme(text.encode())
    except BrokenSchemeFile as broken:
        return broken.text(f"{NAME}.yaml")
    raise ValueError("there is nothing wrong with the text")


def changed(text: str, old: str, new: str) -> str:
    """Give the text with one part of it, which stands there once, put in another's place."""
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in the example")
    return text.replace(old, new)


class Example:
    """A plugin that brings a scheme with the example's cases."""

    def __init__(self, text: str) -> None:
        self.text = text

    @hookimpl
    def koubo_schemes(self) -> list[Scheme]:
        """Give the scheme."""
        return [load_scheme(self.text.encode(), cases=CASES.encode())]


def _result(text: str, case_id: str) -> CaseResult:
    house = load(found=(), more={NAME: Example(text)})
    return next(
        one
        for one in prove(house.catalog, house.catalog.installed(NAME)).results
        if one.id == case_id
    )


def _lines(result: CaseResult) -> Iterator[str]:
    """Say a result as the command does; a test holds the two together."""
    yield f"{OUTCOME_NAMES[result.outcome]} {result.id} {result.scheme} {result.title}"
    yield from (f"  {line}" for line in result.difference)
    yield from (f"    {line}" for line in result.working.text.splitlines())


def _block(text: str) -> str:
    return f"```text\n{text}\n```"
