"""What differs between two plans, measured as each rule says, and what that needs."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.award.amendments.budget_differences import budget_differences
from koubo.award.amendments.changes import Plan, changes_between, needed_for
from koubo.award.grants.freed import (
    Taken,
    committed,
    left_to_grant,
    needed_of,
    takes_from_budget,
    unused,
)
from koubo.award.rules import AwardState
from koubo.schemes.amendment_form import amendment_form, form_of
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.change_words import ChangeBase, ChangeKind, ChangeRule, Direction, Need
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind, Form, Section
from koubo.schemes.questions import Question

PLAN = Form(
    FilingKind.GRANT_APPLICATION,
    "交付申請書",
    "",
    (
        Section(
            "project",
            "事業",
            "企画提案書から写しました。",
            (
                Question("plan", "text", "実施する内容"),
                Question("ends_on", "date", "事業の終了日"),
                Question("budget", "budget", "収支予算書"),
                Question("bylaws", "files", "規約"),
            ),
        ),
    ),
)
FORM = amendment_form(PLAN)
SPLIT = ChangeRule(
    ChangeKind.SPLIT,
    Figure(Need.APPROVAL),
    more_than=Figure(Fraction(1, 5)),
    base=ChangeBase.CATEGORY,
)
PERIOD = ChangeRule(ChangeKind.PERIOD, Figure(Need.NOTICE))
RAISE = ChangeRule(ChangeKind.AMOUNT, Figure(Need.APPROVAL), Direction.INCREASE)


def a_plan(award: int = 80_000, plan: str = "4回", ends_on: date = date(2027, 2, 28), **costs: int):
    expenses = tuple(ExpenseLine(name, "", amount) for name, amount in costs.items())
    incomes = (IncomeLine(IncomeKind.REQUESTED_GRANT, "", award),)
    return Plan({"plan": plan, "ends_on": ends_on}, Budget(expenses, incomes), award)


BEFORE = a_plan(消耗品費=50_000, 報償費=50_000)


def test_the_form_of_a_change_is_the_plans_with_the_reason_first() -> None:
    assert form_of({FilingKind.GRANT_APPLICATION: PLAN}, FilingKind.AMENDMENT) == FORM
    assert form_of({FilingKind.AMENDMENT: PLAN}, FilingKind.AMENDMENT) is PLAN
    assert [one.id for one in FORM.questions()][:2] == ["change_reason", "plan"]
    assert (FORM.title, FORM.prefill) == ("変更承認申請書", True)
    assert [one.required for one in FORM.questions()] == [True, True, True, True, False]
    assert amendment_form(FORM).sections[1].id == "change"


@pytest.mark.parametrize(
    ("after", "rules", "need", "kind"),
    [
        (a_plan(消耗品費=60_000, 報償費=40_000), (SPLIT,), Need.NOTHING, ChangeKind.SPLIT),
        (a_plan(消耗品費=60_001, 報償費=39_999), (SPLIT,), Need.APPROVAL, ChangeKind.SPLIT),
        (a_plan(消耗品費=50_000, 報償費=49_999, 旅費=1), (SPLIT,), Need.APPROVAL, ChangeKind.SPLIT),
        (
            a_plan(消耗品費=50_000, 報償費=50_000, ends_on=date(2027, 3, 5)),
            (SPLIT, PERIOD),
            Need.NOTICE,
            ChangeKind.PERIOD,
        ),
        (a_plan(plan="3回", 消耗品費=50_000, 報償費=50_000), (PERIOD,), Need.NOTHING, ChangeKind.CONTENT),
        (a_plan(70_000, 消耗品費=50_000, 報償費=50_000), (RAISE,), Need.NOTHING, ChangeKind.AMOUNT),
        (a_plan(90_000, 消耗品費=50_000, 報償費=50_000), (RAISE,), Need.APPROVAL, ChangeKind.AMOUNT),
        # No rule speaks of the amount: the 交付決定 changes all the same.
        (a_plan(70_000, 消耗品費=50_000, 報償費=50_000), (PERIOD,), Need.APPROVAL, ChangeKind.AMOUNT),
        (a_plan(plan="3回", 消耗品費=50_000, 報償費=50_000), (), Need.APPROVAL, ChangeKind.CONTENT),
        (BEFORE, (), Need.NOTHING, ChangeKind.CONTENT),
    ],
)  # fmt: skip
def test_what_a_change_needs(after, rules, need, kind) -> None:
    found = needed_for(rules, changes_between(FORM, BEFORE, after))

    assert (found.need, found.kind) == (need, kind)


def test_the_working_says_what_moves_and_which_rule_asks() -> None:
    after = a_plan(70_000, 消耗品費=65_000, 報償費=35_000)
    working = needed_for((SPLIT,), changes_between(FORM, BEFORE, after)).working
    unmarked = needed_for((), changes_between(FORM, BEFORE, after)).working

    assert [one.text for one in working.lines] == [
        "補助金の額 80,000円 → 70,000円（－10,000円）",
        "交付決定額が変わるので、変更の決定が要る：前もって承認を受ける",
        "経費の配分（消耗品費） 50,000円 → 65,000円（＋15,000円）",
        "経費の配分がその費目の額の20%を超えて増減するとき：前もって承認を受ける",
        "経費の配分（報償費） 50,000円 → 35,000円（－15,000円）",
        "経費の配分がその費目の額の20%を超えて増減するとき：前もって承認を受ける",
    ]
    assert unmarked.to_confirm == ("変更の手続きのきまりが、制度ファイルに書かれていない",)


AMOUNTS = st.lists(
    st.tuples(
        st.sampled_from(["報償費", "旅費"]), st.sampled_from(["", "講師"]), st.integers(0, 10**6)
    ),
    max_size=5,
)


@given(AMOUNTS, AMOUNTS)
def test_line_by_line_adds_up_to_the_totals(old, new) -> None:
    before, after = (Budget(tuple(ExpenseLine(*one) for one in lines)) for lines in (old, new))
    rows = [one for one in budget_differences(before, after) if one.part.value == "支出"]
    lines, total = rows[:-1], rows[-1]

    assert sum(one.before or 0 for one in lines) == before.total == total.before
    assert sum(one.after or 0 for one in lines) == after.total == total.after
    assert sum(one.moved for one in lines) == total.moved


SPENT = st.integers(0, 1_000)


@given(SPENT, SPENT, st.dates(date(2026, 4, 1), date(2028, 3, 31)), st.dates(date(2026, 4, 1)))
def test_what_is_freed_after_31_march_is_never_the_pots_again(awarded, more, freed, on) -> None:
    settled = min(awarded, more)
    row = Taken(AwardState.CLOSED, awarded, settled, freed, 2026)
    taken = committed([row], on)
    budget = 1_000

    assert taken == takes_from_budget(row.state, awarded, settled, freed, 2026, on)
    assert settled <= taken <= awarded
    if freed > date(2027, 3, 31):
        assert taken == awarded
    needed = needed_of(row.state, awarded, settled)
    left, lapsed = (
        left_to_grant(budget, taken, 2026, on),
        unused(budget, needed, 2026, on),
    )
    # Either the year runs, and nothing is 不用額, or it is over, and nothing can be granted.
    assert (lapsed == 0) if on <= date(2027, 3, 31) else (left, lapsed) == (0, budget - settled)
