"""年度, 和暦 and deadlines."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.calendar import (
    HOW_TO_WRITE_A_DATE,
    HOW_TO_WRITE_A_TIME,
    JST,
    age_on,
    day_in_japan,
    fiscal_year,
    fiscal_year_end,
    fiscal_year_start,
    format_date,
    format_date_plain,
    format_deadline,
    format_deadline_short,
    format_fiscal_year,
    format_moment,
    format_moment_short,
    in_time,
    months_between,
    next_midnight,
    parse_date,
    parse_date_parts,
    parse_time,
    start_of_day,
)

DAYS = st.dates(min_value=date(1868, 1, 1), max_value=date(2100, 12, 31))
MOMENTS = st.datetimes(
    min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)],
)
def test_a_fiscal_year_runs_from_april_to_march(day, year):
    assert fiscal_year(day) == year


@given(DAYS)
def test_a_day_lies_in_its_fiscal_year(day):
    year = fiscal_year(day)

    assert fiscal_year_start(year) <= day <= fiscal_year_end(year)


@pytest.mark.parametrize(
    ("year", "shown"),
    [
        (2026, "令和8年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
        (1867, "1867年度"),
    ],
)
def test_a_fiscal_year_bears_the_era_that_its_year_ended_in(year, shown):
    assert format_fiscal_year(year) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 4, 1), "令和8年4月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1868, 1, 25), "明治元年1月25日"),
        (date(1868, 1, 24), "1868年1月24日"),
    ],
)
def test_a_date_is_shown_in_its_era(day, shown):
    assert format_date(day) == shown


def test_every_day_as_shown_is_read_back():
    first, last = date(1868, 1, 1), date(2100, 12, 31)
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]

    assert [parse_date(format_date(day)) for day in days] == days


@given(DAYS)
def test_a_day_of_the_common_era_is_read_back(day):
    written = [format_date_plain(day), day.isoformat(), f"{day.year}/{day.month}/{day.day}"]

    assert {parse_date(text) for text in written} == {day}


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01", "2026/4/1", "2026.4.1", "2026年4月1日", "2026 年 4 月 1 日",
        "令和8年4月1日", "R8.4.1", "r8-4-1", "Ｒ８．４．１", "２０２６／０４／０１",
        "令和　８年　４月　１日", "㋿8年4月1日", "2026ー4ー1", "令和08年04月01日",
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text):
    assert parse_date(text) == date(2026, 4, 1)


@pytest.mark.parametrize("text", ["令和元年5月1日", "令和1年5月1日", "R元.5.1", "R1/5/1"])
def test_the_first_year_of_an_era_is_read(text):
    assert parse_date(text) == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "日付を入力してください。"),
        ("あした", HOW_TO_WRITE_A_DATE),
        ("20260401", HOW_TO_WRITE_A_DATE),
        ("2026-4/1", HOW_TO_WRITE_A_DATE),
        ("2_26-4-1", HOW_TO_WRITE_A_DATE),
        ("٢٠٢٦-٠٤-٠١", HOW_TO_WRITE_A_DATE),
        ("2026-①-1", HOW_TO_WRITE_A_DATE),
        ("2026年4月", HOW_TO_WRITE_A_DATE),
        ("-2026-4-1", HOW_TO_WRITE_A_DATE),
        ("8/4/1", "年は西暦4桁か、「令和8年」のように元号を付けて入力してください。"),
        ("2026-2-29", "「2026年2月29日」という日はありません。日付を確かめてください。"),
        ("令和7年2月29日", "「令和7年2月29日」という日はありません。日付を確かめてください。"),
        ("2026-13-1", "「2026年13月1日」という日はありません。日付を確かめてください。"),
        (
            "昭和64年1月8日",
            "「昭和64年1月8日」という日はありません。「平成元年1月8日」と入力してください。",
        ),
        (
            "平成31年5月1日",
            "「平成31年5月1日」という日はありません。「令和元年5月1日」と入力してください。",
        ),
        (
            "平成32年4月1日",
            "「平成32年4月1日」という日はありません。「令和2年4月1日」と入力してください。",
        ),
        (
            "令和元年4月30日",
            "「令和元年4月30日」という日はありません。「平成31年4月30日」と入力してください。",
        ),
        ("令和0年4月1日", "令和は元年から始まります。年を確かめてください。"),
        (
            "慶応3年4月1日",
            "「慶応」という元号は使えません。明治、大正、昭和、平成、令和か西暦で入力してください。",
        ),
        ("0026-4-1", "年は西暦1000年から2999年までで入力してください。"),
        ("9999-12-31", "年は西暦1000年から2999年までで入力してください。"),
        ("令和9999年1月1日", "年は西暦1000年から2999年までで入力してください。"),
    ],
)
def test_what_is_no_date_is_refused_with_a_remedy(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_date(text)


@pytest.mark.parametrize("year", ["2026", "R8", "令和8", "令和8年", "Ｒ８"])
def test_a_date_is_read_from_three_boxes(year):
    assert parse_date_parts(year, "４", "1日") == date(2026, 4, 1)


def test_an_empty_box_is_named():
    with pytest.raises(ValueError, match=r"^日付の「月」と「日」を入力してください。$"):
        parse_date_parts("令和8", "", "　")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("17:00", time(17)),
        ("9:05", time(9, 5)),
        ("17:15:30", time(17, 15, 30)),
        ("１７：００", time(17)),
        ("17時", time(17)),
        ("17時15分", time(17, 15)),
        ("17時15分30秒", time(17, 15, 30)),
        ("0:00", time()),
    ],
)
def test_a_time_is_read_as_people_write_it(text, read):
    assert parse_time(text) == read


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "時刻を入力してください。"),
        ("24:00", "24時は翌日の0時です。翌日の日付と「0:00」を入力してください。"),
        ("24時", "24時は翌日の0時です。翌日の日付と「0:00」を入力してください。"),
        ("25:00", HOW_TO_WRITE_A_TIME),
        ("17:60", HOW_TO_WRITE_A_TIME),
        ("17", HOW_TO_WRITE_A_TIME),
        ("正午", HOW_TO_WRITE_A_TIME),
        ("١٧:٠٠", HOW_TO_WRITE_A_TIME),
    ],
)
def test_what_is_no_time_is_refused_with_a_remedy(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_time(text)


def test_a_moment_is_shown_to_the_second_in_japan():
    at = datetime(2026, 12, 8, 7, 59, 59, 999_999, tzinfo=UTC)

    assert format_moment(at) == "令和8年12月8日 16時59分59秒（日本時間）"
    assert format_moment_short(at) == "令和8年12月8日 16:59"


def test_a_moment_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        format_moment(datetime(2026, 12, 8, 17))


def test_the_day_in_japan_turns_at_midnight_in_japan():
    assert day_in_japan(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert day_in_japan(datetime(2026, 3, 31, 15, tzinfo=UTC)) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("closes_at", "shown"),
    [
        (next_midnight(date(2026, 12, 8)), "令和8年12月8日 24時00分00秒まで（日本時間）"),
        (datetime(2026, 12, 8, 17, tzinfo=JST), "令和8年12月8日 17時00分00秒まで（日本時間）"),
        (next_midnight(date(2019, 4, 30)), "平成31年4月30日 24時00分00秒まで（日本時間）"),
        (datetime(2026, 12, 7, 15, tzinfo=UTC), "令和8年12月7日 24時00分00秒まで（日本時間）"),
    ],
)
def test_a_deadline_is_shown_as_people_say_it(closes_at, shown):
    assert format_deadline(closes_at) == shown


@given(DAYS.filter(lambda day: day.year > 1951))
def test_a_day_lasts_from_its_start_until_the_next_midnight(day):
    assert next_midnight(day) == start_of_day(day + timedelta(days=1))
    assert next_midnight(day).astimezone(UTC) - start_of_day(day).astimezone(UTC) == timedelta(
        hours=24
    )


@given(closes_at=MOMENTS, early=st.timedeltas(timedelta(microseconds=1), timedelta(days=9)))
def test_the_deadline_is_half_open(closes_at, early):
    assert in_time(closes_at - early, closes_at)
    assert not in_time(closes_at, closes_at)
    assert not in_time(closes_at + early, closes_at)


def test_the_deadline_does_not_ask_for_the_zone():
    closes_at = datetime(2026, 12, 8, 17, tzinfo=JST)

    assert in_time(datetime(2026, 12, 8, 7, 59, 59, tzinfo=UTC), closes_at)
    assert not in_time(datetime(2026, 12, 8, 8, tzinfo=UTC), closes_at)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2025, 4, 5), date(2025, 12, 5), 8),
        (date(2025, 4, 5), date(2025, 12, 4), 7),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 1, 31), date(2025, 2, 27), 0),
        (date(2024, 1, 31), date(2024, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 4, 1), date(2025, 4, 1), 0),
        (date(2025, 4, 1), date(2024, 4, 1), 0),
    ],
)
def test_whole_months_are_counted(start, end, months):
    assert months_between(start, end) == months


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2000, 4, 2), date(2026, 4, 1), 25),
        (date(2000, 4, 2), date(2026, 4, 2), 26),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
        (date(2026, 4, 2), date(2026, 4, 1), 0),
    ],
)
def test_age_is_full_years(born, day, age):
    assert age_on(born, day) == age


def test_a_list_says_the_deadline_to_the_minute():
    told = [format_deadline_short(datetime(2026, 12, 8, hour, tzinfo=UTC)) for hour in (8, 15)]
    assert told == ["令和8年12月8日（火）17:00まで", "令和8年12月8日（火）24:00まで"]
