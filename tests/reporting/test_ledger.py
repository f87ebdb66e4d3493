"""交付台帳: replayed from what has a day, it says what was known on that day and no more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from award_builders import DECIDED, GRANTED, PAID, SETTLED, a_staffed_city, release
from builders import City
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.reporting.ledger.queries import LedgerWanted, ledger_page, whole_ledger
from koubo.reporting.ledger.rules import (
    COLUMNS,
    FactKind,
    LedgerCase,
    LedgerFact,
    LedgerState,
    LedgerTotals,
    ledger_cells,
    ledger_row,
)
from koubo.storage.database import Database
from koubo.storage.files import FileStore

START = date(2026, 4, 1)
CASE = LedgerCase(
    1,
    "R8-1",
    "団体",
    "事業",
    "kurashiki",
    "general",
    "募集",
    2026,
    "",
    10,
    9,
    8,
    LedgerState.GRANTED,
)
FACTS = st.lists(
    st.tuples(st.sampled_from(FactKind), st.integers(0, 400), st.integers(0, 1_000_000)),
    max_size=12,
)


def facts_of(drawn) -> list[LedgerFact]:
    return [
        LedgerFact(1, kind, number, START + timedelta(days=days), f"第{number}号", amount)
        for number, (kind, days, amount) in enumerate(drawn, start=1)
    ]


@given(FACTS, st.randoms())
def test_sums_do_not_hang_on_the_order_in_which_facts_are_read(drawn, random) -> None:
    facts = facts_of(drawn)
    shuffled = random.sample(facts, len(facts))
    row = ledger_row(CASE, "一般", shuffled)
    assert row == ledger_row(CASE, "一般", facts)
    adding = {
        FactKind.ADVANCE: row.advance,
        FactKind.FINAL: row.final,
        FactKind.RETURNED: row.returned,
    }
    for kind, told in adding.items():
        amounts = [one.amount for one in facts if one.kind is kind]
        assert (told.amount, told.count) == (sum(amounts), len(amounts))
    if row.settled is not None:
        assert row.open == row.settled - row.paid + row.returned.amount


@given(st.lists(FACTS, max_size=6))
def test_totals_are_the_sums_of_the_rows(cases) -> None:
    rows = [ledger_cells(ledger_row(CASE, "一般", facts_of(one))) for one in cases]
    totals = LedgerTotals()
    for row in rows:
        totals.add(row)
    whole = dict(zip(COLUMNS, totals.cells(), strict=True))
    for title in ("支払額の合計", "確定額", "返還額", "当初との差額"):
        place = COLUMNS.index(title)
        assert whole[title] == sum(row[place] or 0 for row in rows)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def test_the_ledger_of_any_day_is_what_had_happened_by_then(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 80_000)
    accept(city, report(city, award_id, cost=20_000, requested=15_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)

    def told(day: date | None, **more) -> list[tuple]:
        with city.uow(SETTLED, "officer") as uow:
            officer = city.actor("officer", SETTLED)
            wanted = LedgerWanted(as_of=day, **more)
            rows = ledger_page(uow.session, city.catalog, officer, wanted)
            assert rows == list(whole_ledger(uow.session, city.catalog, officer, wanted))
        return [(one.case.state, one.awarded, one.paid, one.settled, one.open) for one in rows]

    one_day = timedelta(days=1)
    settled = (LedgerState.SETTLED, 103_000, 80_000, 16_000, -64_000)
    assert told(None) == told(SETTLED.date()) == [settled]
    assert told(SETTLED.date() - one_day)[0] == (LedgerState.REPORTED, 103_000, 80_000, None, None)
    assert told(PAID.date()) == [(LedgerState.GRANTED, 103_000, 80_000, None, None)]
    assert told(PAID.date() - one_day) == [(LedgerState.GRANTED, 103_000, 0, None, None)]
    assert told(GRANTED.date() - one_day) == [(LedgerState.SELECTED, None, 0, None, None)]
    assert told(DECIDED.date() - one_day) == []
    assert told(None, state=LedgerState.SETTLED, fiscal_year=2026, text="すごろく") == [settled]
    assert told(PAID.date(), state=LedgerState.SETTLED) == []
    assert told(None, scheme_id="akita") == told(None, text="す%く") == []
