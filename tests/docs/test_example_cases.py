"""The example's cases hold every figure of it, as the guide tells staff that theirs should."""

import pytest

from docs.fences import plain
from koubo.plugins import load
from koubo.schemes.file.loading import load_scheme
from reference.example import CASES, TEXT
from schemes.changed import failures, with_one_figure_changed, with_text

HOUSE = load(found=())
EXAMPLE = load_scheme(TEXT.encode(), cases=CASES.encode())
LOWERED = [
    pytest.param(scheme, id=f"{what} #{number}")
    for number, (what, scheme) in enumerate(with_one_figure_changed(EXAMPLE))
]
CHANGED = (
    ("rate: {value: 9/10,", "rate: {value: 19/20,"),
    ("yen: {value: 100000,", "yen: {value: 101000,"),
    ("{step: round, unit: 1000}", "{step: round, unit: 500}"),
    ("rates: [4/5,", "rates: [5/6,"),
    ("2/3, 1/2]}", "3/4, 1/2]}"),
    ("2/3, 1/2]}", "2/3, 3/5]}"),
    ("{step: cap, yen: 500000}", "{step: cap, yen: 501000}"),
    ("unit: {value: 1000,", "unit: {value: 500,"),
    ("{step: minimum, yen: 50000}", "{step: minimum, yen: 50001}"),
    ("{step: minimum, yen: 50000}", "{step: minimum, yen: 49000}"),
    ("{rule: members, at_least: 3}", "{rule: members, at_least: 2}"),
    ("{rule: members, at_least: 3}", "{rule: members, at_least: 4}"),
    ("title: 基本コース, years: 1}", "title: 基本コース, years: 2}"),
    ("{rule: years, at_most: 3,", "{rule: years, at_most: 2,"),
    ("{rule: years, at_most: 3,", "{rule: years, at_most: 4,"),
    ("at_most: 2, more_than: 1/2}", "at_most: 1, more_than: 1/2}"),
    ("at_most: 2, more_than: 1/2}", "at_most: 3, more_than: 1/2}"),
    ("at_most: 2, more_than: 1/2}", "at_most: 2, more_than: 1/3}"),
    ("at_most: 2, more_than: 1/2}", "at_most: 2, more_than: 2/3}"),
)
"""Every figure of the example, a little more or a little less than it is."""


def test_no_case_fails_as_the_example_stands():
    assert failures(HOUSE, EXAMPLE) == []


@pytest.mark.parametrize("scheme", LOWERED)
def test_a_lower_figure_fails_a_case(scheme):
    assert failures(HOUSE, scheme) != []


@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_any_other_figure_fails_a_case(old, new):
    assert failures(HOUSE, with_text(EXAMPLE, old, new)) != []


def test_more_is_asked_for_than_is_given():
    """Else the request would bound the sum, and a raised rate or cap would pass."""
    given = {
        case["id"]: int(case["expected"]["award"]) - int(line["amount"])
        for case in plain(CASES)["cases"]
        for line in case["budget"]["income"]
        if line["kind"] == "requested_grant"
    }

    assert [case for case, over in given.items() if over >= 0] == []
