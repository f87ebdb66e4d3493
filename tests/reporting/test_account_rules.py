"""The account: sums per line, and what a treasurer would say before the city does."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.problems import Problems
from koubo.reporting.accounts.copying import stated
from koubo.reporting.accounts.notes import Terms, account_notes, plain_name
from koubo.reporting.accounts.rules import Account, AccountLine, Entry, Side, account_of
from koubo.reporting.accounts.schemas import Booking, choice_value, read_booking
from koubo.reporting.checking.rules import Drawable, draw, how_many
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.change_words import ChangeBase, ChangeKind, ChangeRule, Direction, Need
from koubo.schemes.figures import Figure

TODAY = date(2026, 10, 1)
PLAN = Budget(
    (
        ExpenseLine("謝金", "講師2名", 60_000),
        ExpenseLine("印刷製本費", "すごろく200部", 50_000),
        ExpenseLine("印刷製本費", "チラシ", 10_000),
        ExpenseLine("食糧費", "茶菓", 3_000, eligible=False),
    ),
    (
        IncomeLine(IncomeKind.REQUESTED_GRANT, "市の補助金", 100_000),
        IncomeLine(IncomeKind.OWN_FUNDS, "会費", 23_000),
    ),
)
TERMS = Terms(
    organisation="特定非営利活動法人 水玉の会",
    granted_on=date(2026, 4, 10),
    ends_on=date(2027, 2, 28),
    awarded=100_000,
    total_cost=PLAN.total,
    allowed=("謝金", "印刷製本費"),
    not_allowed=("食糧費",),
    changes=(
        ChangeRule(
            ChangeKind.SPLIT,
            Figure(Need.APPROVAL),
            Direction.EITHER,
            Figure(Fraction(1, 5)),
            ChangeBase.CATEGORY,
        ),
    ),
)
FINE = Entry(
    id=1, number=1, side=Side.EXPENSE, category="印刷製本費", line="チラシ",
    paid_on=date(2026, 5, 1), payee="赤印刷", addressee="ＮＰＯ法人水玉の会 様",
    what="チラシ500部", amount=10_000, receipt="IMG_1.jpg", sha256="a" * 64,
)  # fmt: skip


def notes(*entries: Entry) -> set[tuple[str, str]]:
    found = account_notes(account_of(PLAN, entries, TERMS.not_allowed), TERMS)
    return {(one.code, one.field) for one in found}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"paid_on": date(2026, 4, 10)}, None),
        ({"paid_on": date(2026, 4, 9)}, "before_grant"),
        ({"paid_on": date(2027, 2, 28)}, None),
        ({"paid_on": date(2027, 3, 1)}, "after_end"),
        ({"addressee": ""}, "no_addressee"),
        ({"addressee": "上様"}, "other_addressee"),
        ({"what": " "}, "no_breakdown"),
        ({"receipt": "", "sha256": ""}, "no_receipt"),
        ({"category": "食糧費", "line": "茶菓", "amount": 3_000}, "not_allowed"),
        ({"category": "備品費", "line": ""}, "unknown_category"),
    ],
)
def test_each_slip_is_said_at_its_own_row(change: dict[str, object], code: str | None) -> None:
    found = {one for one in notes(replace(FINE, **change)) if one[1] == "entry-1"}
    assert found == ({(code, "entry-1")} if code else set())


def test_a_receipt_twice_a_line_over_and_a_moved_split_are_said() -> None:
    again = replace(FINE, id=2, number=2, paid_on=date(2026, 5, 2))
    assert notes(FINE, again) == {
        ("same_file", "entry-1"),
        ("same_file", "entry-2"),
        ("line_over", "line-2"),
    }
    same = replace(FINE, id=2, number=2, sha256="b" * 64, line="すごろく200部", amount=10_000)
    assert notes(FINE, same) == {("same_payment", "entry-1"), ("same_payment", "entry-2")}
    # 60,000円 of 印刷製本費 plus a fifth may be spent without asking: 72,000円, not a yen more.
    rest = replace(FINE, id=2, number=2, sha256="c" * 64, line="すごろく200部", amount=62_000)
    assert notes(FINE, rest) == {("line_over", "line-1")}
    more = replace(rest, amount=62_001)
    assert notes(FINE, more) == {("line_over", "line-1"), ("split_changed", "line-1")}
    whole = replace(rest, category="謝金", line="講師2名", amount=123_001)
    assert ("over_budget", "") in notes(whole)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("NPO法人 水玉の会 御中", "特定非営利活動法人水玉の会", True),
        ("水玉の会様", "水玉の会", True),
        ("水玉会", "水玉の会", False),
    ],
)
def test_names_on_receipts_are_compared_as_people_do(one: str, other: str, alike: bool) -> None:
    assert (plain_name(one) == plain_name(other)) is alike


LINES = st.sampled_from(
    [(Side.EXPENSE, one.category, one.item) for one in PLAN.expenses]
    + [
        (Side.EXPENSE, "謝金", ""),
        (Side.INCOME, "own_funds", "会費"),
        (Side.INCOME, "donation", ""),
    ]
)


@given(st.lists(st.tuples(LINES, st.integers(1, 10**9)), max_size=30))
def test_sums_lose_no_yen_and_the_report_says_what_was_booked(
    booked: list[tuple[tuple[Side, str, str], int]],
) -> None:
    entries = [
        replace(FINE, id=place, number=place, side=side, category=category, line=line, amount=yen)
        for place, ((side, category, line), yen) in enumerate(booked, start=1)
    ]
    account = account_of(PLAN, entries, TERMS.not_allowed)
    for side in Side:
        total = sum(one.amount for one in entries if one.side is side)
        assert account.used(side) == total
        assert account.rest(side) == account.planned(side) - total
        assert account.planned(side) == {Side.EXPENSE: 123_000, Side.INCOME: 123_000}[side]
    assert list(account.entries) == entries
    actual = stated(account, TERMS.awarded)
    assert actual.total == account.used(Side.EXPENSE)
    assert actual.requested <= min(TERMS.awarded, actual.total)
    assert all(one.amount > 0 for one in (*actual.expenses, *actual.incomes))


def test_booking_the_grant_leaves_the_other_income_as_planned() -> None:
    came = replace(FINE, side=Side.INCOME, category="requested_grant", line="市の補助金", amount=9)
    spent = replace(FINE, number=2, amount=80_000)
    found = stated(account_of(PLAN, [came, spent], ()), TERMS.awarded).incomes
    assert [(one.item, one.amount) for one in found] == [("市の補助金", 57_000), ("会費", 23_000)]


def choices() -> tuple[AccountLine, ...]:
    return account_of(PLAN, (), TERMS.not_allowed).lines


TYPED = {
    "line": choice_value(choices()[0]),
    "amount": "３０，０００",
    "paid_on": {"year": "R8", "month": "9", "day": "30"},
    "payee": "講師 花子",
    "addressee": "",
    "what": "",
}


def test_what_was_typed_is_understood_and_what_is_wrong_is_named() -> None:
    assert read_booking(TYPED, choices(), today=TODAY) == Booking(
        side=Side.EXPENSE, category="謝金", line="講師2名", paid_on=date(2026, 9, 30),
        payee="講師 花子", addressee="", what="", amount=30_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "-500"}, "amount"),
        ({"amount": "1.5"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"paid_on": {"year": "R8", "month": "10", "day": "2"}}, "paid_on"),
        ({"paid_on": {"year": "", "month": "", "day": ""}}, "paid_on"),
        ({"payee": " "}, "payee"),
        ({"line": "expense/謝金/ほかの行"}, "line"),
    ],
)
def test_what_cannot_be_booked_is_refused_at_its_field(
    change: dict[str, object], field: str
) -> None:
    with pytest.raises(Problems) as refused:
        read_booking({**TYPED, **change}, choices(), today=TODAY)
    assert [one.field for one in refused.value.problems] == [field]


def test_a_dropped_line_keeps_its_entries_with_nothing_left_of_it() -> None:
    gone = replace(FINE, line="やめた行")
    account: Account = account_of(PLAN, [gone], ())
    assert [(one.line, one.planned, one.used, one.rest) for one in account.lines][-1] == (
        "やめた行", 0, 10_000, -10_000,
    )  # fmt: skip


RECEIPTS = [Drawable(place % 3, f"R{place:03d}") for place in range(40)]


@given(st.integers(0, 60), st.text(max_size=8))
def test_a_sample_is_drawn_again_by_the_same_words(count: int, seed: str) -> None:
    drawn = draw(RECEIPTS, count, seed)
    assert drawn == draw(list(reversed(RECEIPTS)), count, seed)[::-1]
    assert len(drawn) == min(count, 40) == len(set(drawn))
    assert set(draw(RECEIPTS, count, seed)) <= set(draw(RECEIPTS, count + 1, seed))


@pytest.mark.parametrize(
    ("text", "total", "number"),
    [
        ("20", 100, 20),
        ("200", 100, 100),
        ("10%", 95, 10),
        ("１％", 5, 1),
        ("0", 5, None),
        ("abc", 5, None),
    ],
)
def test_how_many_are_drawn(text: str, total: int, number: int | None) -> None:
    if number is None:
        with pytest.raises(ValueError, match="件数"):
            how_many(text, total)
    else:
        assert how_many(text, total) == number
