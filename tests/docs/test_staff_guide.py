"""Everything that the guide for staff shows can be written so, and comes out so."""

import pytest

from docs.fences import BLOCKS, CASES_WORD, cases_with, plain, scheme_with
from koubo.hooks import hookimpl
from koubo.plugins import House, load
from koubo.proof.running import prove, prove_file
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.rules import Scheme
from reference import MARK, PARTS, filled
from reference.example import CASES, FOLDER, TEXT, changed, complaints

PAGES = sorted(FOLDER.parent.rglob("*.md"))
PARTS_SHOWN = [block for block in BLOCKS if block.word in ("in", "add")]
CASES_SHOWN = [block for block in BLOCKS if block.word == CASES_WORD]


class ExampleCity:
    """Brings the example, as a page changes it."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    @hookimpl
    def koubo_schemes(self) -> list[Scheme]:
        return [load_scheme(self.content, cases=CASES.encode())]


def house(content: bytes) -> House:
    return load(found=(), more={"example": ExampleCity(content)})


def test_the_example_is_in_order_and_its_cases_come_out():
    catalog = house(TEXT.encode()).catalog

    proof = prove(catalog, catalog.installed("example"))

    assert {one.difference for one in proof.results} == {()}


def test_every_block_says_what_it_is():
    assert BLOCKS
    assert {block.word for block in BLOCKS} <= {"in", "add", CASES_WORD}


@pytest.mark.parametrize("block", PARTS_SHOWN, ids=str)
def test_a_part_that_the_guide_shows_loads(block):
    assert load_scheme(scheme_with(block)).title == "まちづくり応援補助金"


def test_a_comma_in_a_sum_is_quoted_or_stands_on_a_line_of_its_own():
    shown = [scheme_with(block) for block in PARTS_SHOWN if "80,000円" in block.text]
    forgotten = changed(TEXT, "{step: cap, yen: 500000}", "{step: cap, yen: 80,000円}")

    assert [load_scheme(one).courses[0].funding.cap.value for one in shown] == [80_000, 80_000]
    assert "000円: この項目はありません" in complaints(forgotten)


@pytest.mark.parametrize("block", CASES_SHOWN, ids=str)
def test_a_case_that_the_guide_shows_comes_out(block):
    proof = prove_file(house(TEXT.encode()).catalog, cases_with(block))
    shown = {one["id"] for cases in plain(block.text).values() for one in cases}

    results = {one.id: one.difference for one in proof.results}
    assert {case: results[case] for case in shown} == dict.fromkeys(shown, ())


def test_every_part_from_the_code_is_shown_somewhere():
    named = [one["name"] for page in PAGES for one in MARK.finditer(page.read_text("utf-8"))]

    assert sorted(named) == sorted(PARTS)


def test_a_part_that_there_is_none_of_stops_the_build():
    with pytest.raises(KeyError, match="no such part"):
        filled("# Title\n\n<!-- from the code: no such part -->\n")
