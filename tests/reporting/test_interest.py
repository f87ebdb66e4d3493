"""加算金 and 延滞金 by hand, and how returned money is booked."""

from datetime import date
from fractions import Fraction

import pytest

from koubo.reporting.rules import Booking, booked_as
from koubo.reporting.settling.interest_rules import (
    COUNTED_AS_THE_STATE_DOES,
    NO_SURCHARGE_RATE,
    Moved,
    late_interest,
    newest_first,
    surcharge,
)
from koubo.schemes.figures import Figure

RATE = Figure(Fraction("0.1095"), to_confirm="要綱の写しで確かめる")
MAY, OCTOBER = Moved(date(2026, 5, 1), 300_000), Moved(date(2026, 10, 1), 100_000)


def test_what_comes_back_was_received_last() -> None:
    assert newest_first([MAY, OCTOBER], 250_000) == (
        OCTOBER,
        Moved(date(2026, 5, 1), 150_000),
    )
    assert newest_first([MAY, OCTOBER], 250_000, skipped=120_000) == (
        Moved(date(2026, 5, 1), 250_000),
    )


def test_a_surcharge_runs_from_each_receipt_to_the_day_of_payment() -> None:
    """Both days count: 1 May to 31 July is 92 days; 150,000 × 10.95% × 92 ÷ 365 = 4,140."""
    found = surcharge([Moved(MAY.on, 150_000)], [Moved(date(2026, 7, 31), 150_000)], RATE)

    assert found.value == 4_140
    assert [one.text for one in found.working.lines] == [
        "加算金の率 年10.95%（1年を365日、円未満切捨て）",
        "令和8年5月1日の受領から令和8年7月31日の納付まで 92日："
        "150,000 × 10.95% × 92 ÷ 365 → 4,140円",
        "加算金の合計 4,140円",
    ]
    assert found.working.to_confirm == (f"要綱の写しで確かめる。{COUNTED_AS_THE_STATE_DOES}",)


def test_what_was_paid_in_part_lowers_the_base_from_then_on() -> None:
    """200,000 for 92 days = 5,520; 80,000 for the 10 days after = 240."""
    back = [Moved(date(2026, 7, 31), 120_000), Moved(date(2026, 8, 10), 80_000)]

    assert surcharge([Moved(MAY.on, 200_000)], back, RATE).value == 5_520 + 240


def test_late_interest_runs_from_the_day_after_the_due_day() -> None:
    """50,000 in time; 100,000 late by 30 days = 900, then 40,000 for 61 days = 732."""
    back = [
        Moved(date(2027, 4, 20), 50_000),
        Moved(date(2027, 5, 30), 60_000),
        Moved(date(2027, 7, 30), 40_000),
    ]
    due = date(2027, 4, 30)

    assert late_interest(150_000, due, back, RATE).value == 900 + 732
    assert late_interest(150_000, due, back[:1], RATE).value == 0
    assert late_interest(150_000, None, back, RATE).value == 0
    assert late_interest(150_000, due, back[:1], RATE).working.lines == ()


def test_yen_are_cut_off_line_by_line() -> None:
    """999 × 10.95% ÷ 365 = 0.2997 a day: 3 days are 0.8991, 4 are 1.1988."""
    paid = [Moved(date(2026, 5, 1), 999)]

    assert surcharge(paid, [Moved(date(2026, 5, 3), 999)], RATE).value == 0
    assert surcharge(paid, [Moved(date(2026, 5, 4), 999)], RATE).value == 1


def test_nothing_is_invented_where_the_file_names_no_rate() -> None:
    found = surcharge([MAY], [Moved(date(2026, 7, 31), 300_000)], None)

    assert (found.value, found.working.to_confirm) == (0, (NO_SURCHARGE_RATE,))


@pytest.mark.parametrize(
    ("day", "booking", "year"),
    [
        (date(2027, 3, 31), Booking.REFUND, 2026),
        (date(2027, 5, 31), Booking.REFUND, 2026),
        (date(2027, 6, 1), Booking.REVENUE, 2027),
        (date(2028, 3, 31), Booking.REVENUE, 2027),
        (date(2028, 4, 1), Booking.REVENUE, 2028),
    ],
)
def test_returned_money_is_booked_as_refund_until_31_may(
    day: date, booking: Booking, year: int
) -> None:
    found = booked_as(2026, day)

    assert (found.booking, found.year) == (booking, year)
