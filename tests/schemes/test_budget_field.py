"""A budget that comes in: every line is judged, income has to equal expenses, totals are derived."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from koubo.schemes.budget import INCOME_NAMES, Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.budget_field import MAX_LINES, BudgetField, budget_from_json, budget_to_json

FIELD = BudgetField(["報償費", "消耗品費"], ["食糧費"])
CHOOSE = "費目を一覧の中から選んでください。"


def expense(category="報償費", item="講師謝礼", amount="60,000", **more) -> dict[str, object]:
    return {"category": category, "item": item, "amount": amount, **more}


def income(kind="requested_grant", amount="60,000", item="") -> dict[str, object]:
    return {"kind": kind, "item": item, "amount": amount}


def read(expenses, incomes) -> Budget:
    return FIELD.deserialize({"expenses": expenses, "incomes": incomes})


def complaints(value) -> object:
    with pytest.raises(ValidationError) as raised:
        FIELD.deserialize(value)
    return raised.value.messages


def test_a_budget_is_read_with_its_totals():
    budget = read(
        [
            expense(amount="６０，０００円"),
            expense("消耗品費", "花の苗", 30_000),
            expense("食糧費", "お茶", "1,000"),
            expense("消耗品費", "記念品", "500", ineligible="on"),
        ],
        [
            income(amount="67,500"),
            income("own_funds", "20,000", "会費から"),
            income("other", "4,000"),
        ],
    )

    assert budget == Budget(
        (
            ExpenseLine("報償費", "講師謝礼", 60_000),
            ExpenseLine("消耗品費", "花の苗", 30_000),
            ExpenseLine("食糧費", "お茶", 1_000, eligible=False),
            ExpenseLine("消耗品費", "記念品", 500, eligible=False),
        ),
        (
            IncomeLine(IncomeKind.REQUESTED_GRANT, "市の補助金", 67_500),
            IncomeLine(IncomeKind.OWN_FUNDS, "会費から", 20_000),
            IncomeLine(IncomeKind.OTHER, "その他", 4_000),
        ),
    )
    assert (budget.total, budget.eligible_total, budget.income_total) == (91_500, 90_000, 91_500)
    assert (budget.requested, budget.is_balanced) == (67_500, True)


def test_blank_lines_are_left_out():
    blank = {"category": "報償費", "item": " ", "amount": ""}

    budget = read([blank, expense(), {}], [income(), {"kind": "other", "item": "", "amount": ""}])

    assert (len(budget.expenses), len(budget.incomes)) == (1, 1)


def test_every_wrong_cell_is_named_at_once_by_table_and_line():
    found = complaints(
        {
            "expenses": [
                expense(),
                expense(category="", item="", amount="1,000"),
                expense(category="車両費"),
                expense(amount="0"),
                expense(amount="1_000"),
                expense(amount="1.5"),
            ],
            "incomes": [income(), income(kind="lottery"), income(amount="-5")],
        }
    )

    assert found == {
        "expenses": {
            1: {"category": [CHOOSE], "item": ["「内容・内訳」を入力してください。"]},
            2: {"category": [CHOOSE]},
            3: {"amount": ["「金額」は1円以上で入力してください。"]},
            4: {"amount": ["「金額」を確認してください。金額は「480,500」のように数字で入力して"
                           "ください。"]},
            5: {"amount": ["「金額」を確認してください。金額は1円単位で入力してください。"
                           "小数は使えません。"]},
        },
        "incomes": {
            1: {"kind": ["収入の種類を一覧の中から選んでください。"]},
            2: {"amount": ["「金額」を確認してください。金額は0円以上で入力してください。"]},
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({}, ["支出を1行以上入力してください。"]),
        ({"expenses": [expense()]}, ["収入に「市の補助金」を入力してください。"]),
        ("60000", ["収支予算を入力してください。"]),
        ({"expenses": "x"}, {"expenses": ["100行までにしてください。"]}),
        (
            {"expenses": [expense()] * (MAX_LINES + 1), "incomes": [income()]},
            {"expenses": ["100行までにしてください。"]},
        ),
        (
            {"expenses": [expense()], "incomes": [income(amount="50,000")]},
            ["収入の合計 50,000円 と支出の合計 60,000円 が合いません（10,000円 収入が足りません）。"
             "同じ額になるように直してください。"],
        ),
        (
            {"expenses": [expense()], "incomes": [income(), income("own_funds", "1")]},
            ["収入の合計 60,001円 と支出の合計 60,000円 が合いません（1円 収入が多すぎます）。"
             "同じ額になるように直してください。"],
        ),
    ],
    ids=["nothing", "no grant", "no table", "no list", "too many", "short", "over"],
)  # fmt: skip
def test_a_budget_that_cannot_be_is_refused_with_the_remedy(value, found):
    assert complaints(value) == found


def test_a_price_apiece_is_asked_where_the_course_limits_it():
    priced = BudgetField(["報償費", "消耗品費"], ["食糧費"], ["消耗品費"])
    lines = [
        expense(amount="60,000"),
        expense("消耗品費", "机", "30,000", unit_price="15,000"),
    ]

    budget = priced.deserialize({"expenses": lines, "incomes": [income(amount="90,000")]})

    assert [line.unit_price for line in budget.expenses] == [None, 15_000]
    with pytest.raises(ValidationError) as raised:
        priced.deserialize(
            {
                "expenses": [
                    expense("消耗品費", "机"),
                    expense("消耗品費", "椅子", unit_price="千円"),
                    expense("消耗品費", "景品", ineligible="on"),
                ],
                "incomes": [income()],
            }
        )
    assert raised.value.messages == {
        "expenses": {
            0: {"unit_price": ["消耗品費は「単価」も入力してください。"]},
            1: {"unit_price": ["「単価」を確認してください。"
                               "金額は「480,500」のように数字で入力してください。"]},
        }
    }  # fmt: skip


LINES = st.lists(
    st.builds(
        ExpenseLine,
        st.sampled_from(["報償費", "消耗品費"]),
        st.text("あいう a", min_size=1, max_size=5).map(str.strip).filter(bool),
        st.integers(1, 10**9),
        st.booleans(),
        st.none() | st.integers(1, 10**6),
    ),
    min_size=1,
    max_size=8,
)


@given(LINES, st.data())
def test_what_is_kept_is_read_back_and_judged_the_same(expenses, data):
    total = sum(line.amount for line in expenses)
    requested = data.draw(st.integers(1, total))
    incomes = [IncomeLine(IncomeKind.REQUESTED_GRANT, "市から", requested)]
    if total > requested:
        incomes.append(IncomeLine(IncomeKind.OWN_FUNDS, "会費", total - requested))
    budget = Budget(tuple(expenses), tuple(incomes))

    kept = json.loads(json.dumps(budget_to_json(budget)))

    assert budget_from_json(kept) == budget
    assert FIELD.deserialize(kept) == budget


def test_every_kind_of_income_has_a_name():
    assert set(INCOME_NAMES) == set(IncomeKind)
