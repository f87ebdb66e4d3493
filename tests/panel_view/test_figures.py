"""The figures about a panel, against published ones and against ones made with a known bias."""

from dataclasses import replace
from fractions import Fraction

import pytest

from koubo.api import SelectionInputs, select
from koubo.review.selection.inputs import Entry
from koubo.review.selection.values import Cell, CellState, Pot, Sheet
from koubo.schemes.figures import Figure
from koubo_panel_view.figures import (
    alphas,
    disagreements,
    near_the_line,
    severities,
    totals_of,
    without_each,
)
from koubo_panel_view.views import stability_view
from review.marks import FILED, a_rule, a_stage

PLAIN = a_rule(vetoes=Figure(()), tie_breakers=Figure(()))


def inputs_of(
    columns: dict[str, list[list[int | None]]], *, budget: int = 10_000, titles: tuple[str, ...]
) -> SelectionInputs:
    """Make a stage of marks: by reviewer, for each application the points of each criterion."""
    applications = []
    for place in range(len(next(iter(columns.values())))):
        sheets = tuple(
            Sheet(
                reviewer,
                {
                    title: Cell(CellState.ABSTAINED)
                    if points is None
                    else Cell(CellState.VALUE, points)
                    for title, points in zip(titles, rows[place], strict=True)
                },
            )
            for reviewer, rows in columns.items()
        )
        number = f"R7-{place + 1:03}"
        applications.append(
            Entry(place + 1, "small.a", sheets, 1_000, 1_000, FILED, receipt_number=number)
        )
    return SelectionInputs(a_stage(*titles), PLAIN, tuple(applications), (Pot("予算", budget),))


def test_alpha_is_what_krippendorff_publishes_for_his_own_example() -> None:
    """Four observers, twelve units, ordinal: 0.815 (Krippendorff, 2011, "Computing alpha")."""
    observers = {
        "A委員": "1 2 3 3 2 1 4 1 2 . . .",
        "B委員": "1 2 3 3 2 2 4 1 2 5 . 3",
        "C委員": ". 3 3 3 2 3 4 2 2 5 1 .",
        "D委員": "1 2 3 3 2 4 4 1 2 5 1 .",
    }
    columns: dict[str, list[list[int | None]]] = {
        reviewer: [[None if one == "." else int(one)] for one in marks.split()]
        for reviewer, marks in observers.items()
    }

    [(title, alpha, marks)] = alphas(inputs_of(columns, titles=("公益性",)))

    assert (title, round(alpha or 0, 3), marks) == ("公益性", 0.815, 41)


def test_alpha_says_nothing_where_there_is_nothing_to_compare() -> None:
    alone = inputs_of({"A委員": [[3], [4]]}, titles=("公益性",))
    same = inputs_of({"A委員": [[3], [3]], "B委員": [[3], [3]]}, titles=("公益性",))

    assert [alphas(one)[0][1] for one in (alone, same)] == [None, None]


def test_a_bias_that_was_put_in_is_found_again() -> None:
    """B gives two points less than the others on each of two criteria, and nothing else differs."""
    fair: list[list[int | None]] = [[3, 4], [5, 3], [4, 4], [3, 5]]
    harsh: list[list[int | None]] = [[one - 2 for one in row if one] for row in fair]
    inputs = inputs_of({"A委員": fair, "B委員": harsh, "C委員": fair}, titles=("公益性", "優先性"))

    found = {one.reviewer: one.against_others for one in severities(totals_of(inputs))}

    assert found == {"A委員": Fraction(2), "B委員": Fraction(-4), "C委員": Fraction(2)}


def test_disagreement_names_the_criterion_that_divides_the_panel() -> None:
    inputs = inputs_of(
        {"A委員": [[5, 3], [3, 3]], "B委員": [[1, 4], [3, 3]]}, titles=("公益性", "優先性")
    )

    found = disagreements(inputs, totals_of(inputs))

    assert [(one.label, one.range, one.widest, one.gap) for one in found] == [
        ("R7-001", 3, "公益性", 4),
        ("R7-002", 0, "", 0),
    ]


def test_what_hangs_on_one_reviewer_is_named_and_no_score_changes() -> None:
    """Money for one: A alone lifts the first above the second."""
    inputs = inputs_of(
        {"A委員": [[5], [1]], "B委員": [[3], [4]], "C委員": [[3], [4]]},
        budget=1_000,
        titles=("公益性",),
    )
    selection = select(inputs)

    found = {one.reviewer: (one.now_in, one.now_out) for one in without_each(inputs, selection)}
    near = near_the_line(inputs, selection)

    assert found == {
        "A委員": (("R7-002",), ("R7-001",)),
        "B委員": ((), ()),
        "C委員": ((), ()),
    }
    # 11/3 and 3 points: two thirds apart, and one point of one of three reviewers is one third.
    assert near == []
    assert selection == select(inputs)


@pytest.mark.parametrize(("second", "is_near"), [([3], True), ([2], False)])
def test_an_application_that_one_point_carries_over_the_line_is_near_it(
    second: list[int | None], *, is_near: bool
) -> None:
    inputs = inputs_of(
        {"A委員": [[4], [4]], "B委員": [[4], second]}, budget=1_000, titles=("公益性",)
    )

    near = near_the_line(inputs, select(inputs))

    assert [(one.label, one.passes) for one in near] == (
        [("R7-001", True), ("R7-002", False)] if is_near else []
    )


def test_nothing_is_compared_where_the_scheme_selects_by_a_rule_of_its_own() -> None:
    inputs = inputs_of({"A委員": [[5], [1]], "B委員": [[3], [4]]}, budget=1_000, titles=("公益性",))
    own = select(inputs)
    turned = replace(
        own,
        outcomes=tuple(
            replace(one, verdict=other.verdict)
            for one, other in zip(own.outcomes, reversed(own.outcomes), strict=True)
        ),
    )

    assert stability_view(inputs, own).rows
    told = stability_view(inputs, turned)
    assert (told.rows, told.columns) == ((), ())
    assert told.lines == ("この制度は独自の方法で集計するため、この比較は行っていません。",)
