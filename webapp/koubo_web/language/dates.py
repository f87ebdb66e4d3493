"""Days and times in English: 令和8年4月1日 17時00分 becomes 1 April 2026 17:00."""

import re
from collections.abc import Callable

from koubo.calendar import ERAS

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
WEEKDAYS = dict(
    zip("月火水木金土日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)
FIRST_YEARS = {era.name: era.first_day.year for era in ERAS}
YEAR = rf"(?:(?P<era>{'|'.join(FIRST_YEARS)})(?P<number>元|[0-9]{{1,2}})|(?P<year>[0-9]{{4}}))年"
MONTH, DAY = "(?P<month>1[0-2]|0?[1-9])月", "(?P<day>[12][0-9]|3[01]|0?[1-9])日"
WEEKDAY = "(?:[（(](?P<weekday>[月火水木金土日])(?:曜日?)?[）)])?"


def _year(found: re.Match[str]) -> int:
    if found["year"]:
        return int(found["year"])
    number = 1 if found["number"] == "元" else int(found["number"])
    return FIRST_YEARS[found["era"]] + number - 1


def _month(found: re.Match[str]) -> str:
    return MONTHS[int(found["month"]) - 1]


def _weekday(found: re.Match[str]) -> str:
    return f" ({WEEKDAYS[found['weekday']]})" if found["weekday"] else ""


def _clock(found: re.Match[str]) -> str:
    second = f":{found[3]}" if found[3] else ""
    return f"{found[1]}:{(found[2] or '0').zfill(2)}{second}"


WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(f"{YEAR}{MONTH}{DAY}{WEEKDAY}"),
        lambda one: f"{int(one['day'])} {_month(one)} {_year(one)}{_weekday(one)}",
    ),
    (re.compile(f"{YEAR}度"), lambda one: f"FY{_year(one)}"),
    (re.compile(f"{YEAR}{MONTH}"), lambda one: f"{_month(one)} {_year(one)}"),
    (
        re.compile(f"{MONTH}{DAY}{WEEKDAY}"),
        lambda one: f"{int(one['day'])} {_month(one)}{_weekday(one)}",
    ),
    (re.compile(YEAR), lambda one: str(_year(one))),
    (re.compile("([0-9]{1,2})時(?:([0-9]{1,2})分(?:([0-9]{1,2})秒)?)"), _clock),
    (re.compile("（日本時間）"), lambda one: " (JST)"),
)
"""The longest first: what one way has turned into English, the next does not find again."""


def with_english_dates(text: str) -> str:
    """Give a text whose days, years and times are written in English; the rest as it stands."""
    for pattern, way in WAYS:
        text = pattern.sub(way, text)
    return text
