"""Costs that are not accepted, as pure values."""

from koubo.reporting.checking.cost_rules import (
    RefusedCost,
    accepted_costs,
    refusal_problems,
    refused_costs,
    refused_working,
)
from koubo.schemes.budget import Budget, ExpenseLine

PAPER = ExpenseLine("消耗品費", "台紙", 60_000)
MEAL = ExpenseLine("食糧費", "弁当", 20_000)
OWN = ExpenseLine("食糧費", "懇親会", 8_000, eligible=False)
REPORTED = Budget((PAPER, MEAL, PAPER, OWN))


def refused(line: ExpenseLine, amount: int) -> RefusedCost:
    return RefusedCost(line.category, line.item, line.amount, amount, "領収書の宛名がない")


def test_refused_yen_leave_the_base_and_stay_in_the_total() -> None:
    found = accepted_costs(REPORTED, [refused(MEAL, 20_000), refused(PAPER, 15_000)])

    assert found.budget.total == REPORTED.total
    assert found.budget.eligible_total == 60_000 + 60_000 - 15_000
    assert found.refused_total == 35_000
    # One of two equal lines was refused, once.
    assert [one.amount for one in found.budget.expenses] == [45_000, 15_000, 20_000, 60_000, 8_000]


def test_a_refusal_of_a_line_that_was_mended_falls_away() -> None:
    found = accepted_costs(REPORTED, [RefusedCost("食糧費", "弁当", 25_000, 25_000, "理由")])

    assert (found.budget, found.refused) == (REPORTED, ())


def test_what_is_wrong_is_said_at_its_line() -> None:
    asked = {0: (60_001, "理由"), 1: (None, "理由"), 2: (10, ""), 3: (None, " ")}

    assert [one.field for one in refusal_problems(REPORTED, asked)] == [
        "amount-0",
        "amount-1",
        "reason-2",
    ]
    assert refused_costs(REPORTED, {1: (20_000, " 飲食 "), 0: (None, "")}) == (
        RefusedCost("食糧費", "弁当", 20_000, 20_000, "飲食"),
    )


def test_the_working_shows_each_refused_line() -> None:
    lines = refused_working(105_000, [refused(MEAL, 20_000), refused(PAPER, 15_000)]).lines

    assert [one.text for one in lines] == [
        "報告された対象経費 140,000円",
        "対象外にした経費：食糧費「弁当」20,000円　理由：領収書の宛名がない",
        "対象外にした経費：消耗品費「台紙」（60,000円 のうち）15,000円　理由：領収書の宛名がない",
        "140,000 − 35,000 → 認めた対象経費 105,000円",
    ]
    assert refused_working(105_000, ()).lines == ()
