"""Conclusions on courses that give no money: recommended without a yen, and never with one."""

from datetime import date

from koubo.review.conclusions import ConclusionLine, Proposal, conclusion_problems
from koubo.review.rules import Conclusion

DAY = date(2026, 1, 20)


def codes(amount: int, *, with_money: bool) -> list[str]:
    """Give what is wrong with recommending the only proposal with so many yen."""
    conclusion = Conclusion.RECOMMENDED
    proposal = Proposal(1, "読書会", conclusion, amount, 500, 500, with_money=with_money)
    found = conclusion_problems(
        [proposal],
        {1: ConclusionLine(1, conclusion, amount)},
        last=True,
        budget=1_000,
        concluded_on=DAY,
        today=DAY,
    )
    return [one.code for one in found]


def test_without_money_a_recommendation_names_no_yen() -> None:
    assert codes(0, with_money=False) == []
    assert codes(1, with_money=False) == ["amount_without_money"]


def test_with_money_it_names_some() -> None:
    assert codes(0, with_money=True) == ["amount_missing"]
    assert codes(1, with_money=True) == []
