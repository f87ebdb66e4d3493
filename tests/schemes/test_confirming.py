"""要確認 marks: each is listed, and confirming one takes out that one and nothing else."""

from importlib.resources import files

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from koubo.problems import Problems
from koubo.schemes.figure_list import to_confirm_of
from koubo.schemes.file.confirming import Mark, confirm, marks_of
from koubo.schemes.file.loading import load_scheme

KURASHIKI = (files("koubo_kurashiki") / "kurashiki.yaml").read_text(encoding="utf-8")
MARKS = marks_of(KURASHIKI)
TO_CONFIRM = len(to_confirm_of(load_scheme(KURASHIKI.encode())))
SOURCE = "令和8年度募集要項 3ページ「補助金の額」: #2"
FLOW = "cap: {value: 5, 要確認: 未確認}  # 市の広報\nunit: 1000\n"
FLOW_WITH_SOURCE = "cap: {value: 5, source: 要綱案, 要確認: 未確認}\nunit: 1000\n"
FLOW_FIRST = "cap: {要確認: 未確認, source: 要綱案, value: 5}\n"
FLOW_LINES = "cap: {value: 5,  # なぜ5か\n      要確認: 未確認}\n"
BLOCK = "cap:\n  value: 5\n  要確認: 未確認  # 担当に電話\n# つぎ\nunit: 1000\n"
BLOCK_WITH_SOURCE = "cap:\n  value: 5\n  source: 要綱案\n  要確認: 未確認\n# つぎ\nunit: 1000\n"
BLOCK_FIRST = "caps:\n  - 要確認: 未確認\n    source: 要綱案\n    value: 5\n  - 7\n"
BLOCK_TEXT = "cap:\n  value: 5\n  source:\n  要確認: |\n    まだ。\n    電話した。\n\nunit: 1000\n"
LIST = "costs:\n  allowed:\n    value: [謝金, 旅費]\n    要確認: 未確認\n"


@pytest.mark.parametrize(
    "mark", [one for one in MARKS if one.confirmable], ids=lambda one: one.path
)
def test_each_mark_of_kurashiki_can_be_confirmed_by_itself(mark: Mark) -> None:
    changed = confirm(KURASHIKI, mark.path, SOURCE)

    left = [one.path for one in marks_of(changed)]
    before = [one.path for one in MARKS]
    before.remove(mark.path)
    figures = to_confirm_of(load_scheme(changed.encode()))
    assert left == before
    assert TO_CONFIRM - len(figures) in (0, 1)  # a criterion's title is no listed figure
    assert abs(changed.count("\n") - KURASHIKI.count("\n")) <= 1
    assert changed.count("#") == KURASHIKI.count("#") + SOURCE.count("#")


def test_all_marks_can_be_confirmed_one_after_the_other() -> None:
    text = KURASHIKI
    for mark in MARKS:
        if mark.confirmable:
            text = confirm(text, mark.path, SOURCE)

    by_hand = [one.path for one in MARKS if not one.confirmable]
    assert [one.path for one in marks_of(text)] == by_hand


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (FLOW, "cap", 'cap: {value: 5, source: "要綱 3条"}  # 市の広報\nunit: 1000\n'),
        (FLOW_WITH_SOURCE, "cap", 'cap: {value: 5, source: "要綱 3条"}\nunit: 1000\n'),
        (FLOW_FIRST, "cap", 'cap: {source: "要綱 3条", value: 5}\n'),
        (FLOW_LINES, "cap", 'cap: {value: 5,  # なぜ5か\n      source: "要綱 3条"}\n'),
        (
            BLOCK,
            "cap",
            'cap:\n  value: 5\n  source: "要綱 3条"  # 担当に電話\n# つぎ\nunit: 1000\n',
        ),
        (
            BLOCK_WITH_SOURCE,
            "cap",
            'cap:\n  value: 5\n  source: "要綱 3条"\n# つぎ\nunit: 1000\n',
        ),
        (BLOCK_FIRST, "caps.0", 'caps:\n  - source: "要綱 3条"\n    value: 5\n  - 7\n'),
        (BLOCK_TEXT, "cap", 'cap:\n  value: 5\n  source: "要綱 3条"\n\nunit: 1000\n'),
        (
            LIST,
            "costs.allowed",
            'costs:\n  allowed:\n    value: [謝金, 旅費]\n    source: "要綱 3条"\n',
        ),
    ],
)
def test_layout_and_comments_stay(text: str, path: str, expected: str) -> None:
    assert confirm(text, path, " 要綱 3条 ") == expected


@given(
    source=st.text(min_size=1, max_size=200),
    text=st.sampled_from(
        [FLOW, FLOW_WITH_SOURCE, FLOW_FIRST, BLOCK, BLOCK_WITH_SOURCE, BLOCK_TEXT]
    ),
)
def test_whatever_the_source_it_is_refused_or_read_back_as_typed(source: str, text: str) -> None:
    refused: tuple[str, ...] = ()
    try:
        changed = confirm(text, "cap", source)
    except Problems as found:
        changed, refused = "", tuple(one.field for one in found.problems)

    if changed:
        assert yaml.safe_load(changed)["cap"] == {"value": 5, "source": source.strip()}
        assert yaml.safe_load(changed).get("unit") == yaml.safe_load(text).get("unit")
    assert refused == (() if changed else ("source",))


@pytest.mark.parametrize(
    ("path", "source", "field"),
    [
        ("cap", " ", "source"),
        ("cap", "1行目\n2行目", "source"),
        ("cap", "字" * 201, "source"),
        ("cap.2", "要綱", "path"),
        ("note", "要綱", "path"),
        ("rules_要確認", "要綱", "path"),
    ],
)
def test_what_cannot_be_confirmed_says_why(path: str, source: str, field: str) -> None:
    text = f"{FLOW}note: {{要確認: 未確認, of: [1]}}\nrules: [1]\nrules_要確認: 未確認\n"

    with pytest.raises(Problems) as refused:
        confirm(text, path, source)

    assert [one.field for one in refused.value.problems] == [field]


def test_a_mark_says_whose_it_is() -> None:
    found = {one.path: one for one in MARKS}

    unit = found["courses.0.funding.2.unit"]
    assert (unit.label, unit.value) == ("新規チャレンジコース　端数の単位", "1000")
    assert KURASHIKI.splitlines()[unit.line - 1].lstrip().startswith("unit:")
    assert found["report_due_days"].label == "実績報告の期限（年度末からの日数）"
