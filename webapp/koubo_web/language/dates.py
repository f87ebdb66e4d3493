"""Days and times in English: 令和8年4月1日 17時00分 becomes 1 April 2026 17:00."""

import re
from collections.abc import Callable

from koubo.calendar import ERAS
from koubo_web.language.units import JAPANESE

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
    if not found["weekday"]:
        return ""
    clock_follows = found.string[found.end() : found.end() + 1].isdigit()
    return f" ({WEEKDAYS[found['weekday']]})" + (" " if clock_follows else "")


def _clock(found: re.Match[str]) -> str:
    second = f":{found[3]}" if found[3] else ""
    return f"{found[1]}:{(found[2] or '0').zfill(2)}{second}"


WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile("([0-9]+)分の([0-9]+)"), lambda one: f"{one[2]}/{one[1]}"),
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


DAY_OR_TIME = re.compile(rf"[0-9]{{1,2}} (?:{'|'.join(MONTHS)})\b|[0-9]:[0-9]{{2}}|FY[0-9]{{4}}")
PERIODS = (
    (re.compile("([^（）「」]+?)から[ 、]*([^（）「」]+?)まで"), r"\1 to \2"),
    (re.compile("([^（）「」]+?)まで"), r"until \1"),
    (re.compile("([^（）「」]+?)から"), r"from \1"),
)


def dates_alone(text: str) -> str | None:
    """Give a text that holds dates and nothing else in English: 「until 1 April 2026」; else None."""
    dated = with_english_dates(text)
    if dated == text and not DAY_OR_TIME.search(text):
        return None
    for pattern, english in PERIODS:
        dated, changed = pattern.subn(english, dated)
        if changed:
            break
    return None if JAPANESE.search(dated) else dated


def as_before(text: str, original: str) -> str:
    """Give a text whose days are in English with them as they stood.

    :param original: what `with_english_dates` made a longer text of, which this one is taken from
    """
    for pattern, way in WAYS:
        for found in pattern.finditer(original):
            text = text.replace(way(found), found[0])
    return text


def with_english_dates(text: str) -> str:
    """Give a text whose days, years and times are written in English; the rest as it stands."""
    for pattern, way in WAYS:
        text = pattern.sub(way, text)
    return text
