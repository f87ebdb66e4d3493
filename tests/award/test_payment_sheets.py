"""支出一式 adds up: CSV, Excel, the bank's file and the records say the same sums."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from account_builders import bank_details
from award_builders import PAID
from koubo.award.payments.booking_rules import (
    accounts_close_on,
    booked_year,
    payment_year_note,
    payment_year_problem,
)
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.payments.queries import PayableRow
from koubo.award.payments.sheets import (
    AMOUNT,
    COLUMNS,
    PaymentLine,
    payment_cells,
    payment_totals,
    payment_workbook,
)
from koubo.award.payments.transfers import Payer, Transfer, TransferOrder
from koubo.papers.csv_tables import workbook_of_csv
from koubo.papers.exports import csv_lines
from koubo.papers.sheets import write_workbook
from koubo.papers.workbooks import read_workbook
from koubo.people.account_rules import AccountKind
from koubo_zengin.records import UnfitOrder, transfer_file

DAY = date(2026, 5, 1)
PLACE = COLUMNS.index(AMOUNT)


def line(place: int, amount: int, kind: ClaimKind, year: int, setsu: str, name: str) -> PaymentLine:
    bill = PayableRow(
        id=place,
        version=1,
        number=place,
        kind=kind,
        state=ClaimState.ORDERED,
        amount=amount,
        filed_at=PAID,
        order_number="",
        accepted_by=None,
        account_id=1,
        award_id=place,
        fiscal_year=year,
        organisation_id=1,
        organisation=name,
        address="倉敷市",
        project=name,
        receipt_number="R8-0001",
        call_id=1,
        call_title="募集",
        granted_on=DAY,
        grant_number="倉市活第1号",
        masked="",
        codes=("", "", "", setsu, ""),
    )
    return PaymentLine(bill, "代表　水玉", bank_details(kind=AccountKind.CURRENT))


LINES = st.lists(
    st.tuples(
        st.integers(1, 9_999_999_999),
        st.sampled_from(ClaimKind),
        st.integers(2024, 2027),
        st.sampled_from(["", "18 負担金、補助及び交付金", "12 委託料"]),
        st.text(alphabet='=+-@あ山, "髙', max_size=8),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_every_file_of_a_payment_adds_up_to_the_records(drawn) -> None:
    lines = [line(place, *one) for place, one in enumerate(drawn, start=1)]
    total = sum(one.bill.amount for one in lines)

    text = b"".join(csv_lines(COLUMNS, map(payment_cells, lines)))
    rows = list(csv.reader(StringIO(text.decode("utf-8-sig"))))
    assert sum(int(row[PLACE]) for row in rows[1:]) == total

    book = CalamineWorkbook.from_filelike(BytesIO(write_workbook(payment_workbook(lines, DAY))))
    listed = book.get_sheet_by_name("支出一覧").to_python()
    assert sum(int(row[PLACE]) for row in listed[1:]) == total
    assert int(book.get_sheet_by_name("合計").to_python()[-1][-1]) == total
    assert sum(one.amount for one in payment_totals(one.bill for one in lines)) == total

    payer = Payer("0000000001", "ｸﾗｼｷ", bank_details())
    transfers = tuple(Transfer(one.bill.bill_number, one.bill.amount, one.account) for one in lines)
    records = transfer_file(TransferOrder(payer, DAY, transfers)).split(b"\r\n")
    assert {len(one) for one in records[:-1]} == {120}
    assert sum(int(one[80:90]) for one in records if one.startswith(b"2")) == total
    assert (int(records[-3][1:7]), int(records[-3][7:19])) == (len(lines), total)

    # What we wrote as CSV is read back as it was, guarded signs included.
    [sheet] = read_workbook(workbook_of_csv(text))
    assert [row.cells[2] for row in sheet.rows[1:]] == [
        one.bill.organisation.strip() for one in lines
    ]


def test_what_a_bank_cannot_hold_is_refused() -> None:
    payer = Payer("1", "ｸﾗｼｷ", bank_details())
    for amount, kana in ((0, "ｱ"), (10**10, "ｱ"), (1, "ｱ" * 31)):
        transfers = (Transfer("1", amount, bank_details(holder_kana=kana)),)
        with pytest.raises(UnfitOrder):
            transfer_file(TransferOrder(payer, DAY, transfers))


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(2020, 2033), st.text(max_size=3))
def test_a_payment_is_booked_to_the_year_of_its_award_until_the_accounts_close(
    day: date, year: int, reason: str
) -> None:
    problem = payment_year_problem(year, day, reason)
    in_time = date(year, 4, 1) <= day <= date(year + 1, 5, 31)
    assert accounts_close_on(year) == date(year + 1, 5, 31)
    if in_time:
        assert (problem, booked_year(year, day, reason)) == (None, year)
        assert bool(payment_year_note(year, day)) == (day > date(year + 1, 3, 31))
    elif day < date(year, 4, 1):
        assert problem is not None
        assert problem.code == "before_year"
    elif reason.strip():
        assert problem is None
        assert booked_year(year, day, reason) == day.year - (day.month < 4)
    else:
        assert problem is not None
        assert problem.code == "year_closed"
