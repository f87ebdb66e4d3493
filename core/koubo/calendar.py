"""年度, 和暦 and deadlines. Days are the days of Japan; moments are aware."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from koubo.money import half_width

JST = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True)
class Era:
    """An era (元号), from its first day until the next one's."""

    name: str
    letter: str
    first_day: date

    def year_of(self, year: int) -> str:
        """Give the era's year for a year of the common era: 8, or 元 for its first."""
        number = year - self.first_day.year + 1
        return "元" if number == 1 else str(number)


# Newest first. 明治 began on the first day of the old calendar's year, which was this day.
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 1, 25)),
)
ERA_BY_NAME = {name: era for era in ERAS for name in (era.name, era.letter)}

WEEKDAYS = "月火水木金土日"
"""As ``date.weekday`` counts them."""

# Years beyond these are slips of the hand (0026, 20266).
FIRST_YEAR, LAST_YEAR = 1000, 2999

HOW_TO_WRITE_A_DATE = "日付は「2026年4月1日」または「令和8年4月1日」のように入力してください。"
HOW_TO_WRITE_A_FISCAL_YEAR = "年度は「令和5年度」「R5」または「2023」のように入力してください。"
HOW_TO_WRITE_A_TIME = "時刻は「17:00」または「17時15分」のように入力してください。"

DATE = re.compile(
    r"(?P<year>[^-/.年]+)"
    r"\s*(?:年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日"
    r"|(?P<mark>[-/.])\s*(?P<month_2>[0-9]{1,2})\s*(?P=mark)\s*(?P<day_2>[0-9]{1,2}))"
)
YEAR = re.compile(r"(?:(?P<era>[A-Za-z]|[^\W0-9A-Za-z_]{2})\s*)?(?P<number>[0-9]{1,4}|元)\s*年?")
FISCAL_YEAR = re.compile(r"(?P<year>.+?)\s*年度?(?:\s*事業)?")
MONTH = re.compile(r"(?P<number>[0-9]{1,2})\s*月?")
DAY = re.compile(r"(?P<number>[0-9]{1,2})\s*日?")
TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})\s*(?::\s*(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"|時(?:\s*(?P<minute_2>[0-9]{1,2})\s*分(?:\s*(?P<second_2>[0-9]{1,2})\s*秒)?)?)"
)


def fiscal_year(day: date) -> int:
    """Give the 年度, which runs from April to March."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> date:
    """Give the 年度's first day."""
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    """Give the 年度's last day."""
    return date(year + 1, 3, 31)


def format_fiscal_year(year: int) -> str:
    """Give 令和8年度; a year in which the era changed bears the new one (2019 is 令和元年度)."""
    era = _era_of(date(year, 12, 31))
    return f"{era.name}{era.year_of(year)}年度" if era else f"{year}年度"


def format_date(day: date) -> str:
    """Give 令和8年4月1日; before 明治, the common era."""
    era = _era_of(day)
    if era is None:
        return format_date_plain(day)
    return f"{era.name}{era.year_of(day.year)}年{day.month}月{day.day}日"


def format_date_plain(day: date) -> str:
    """Give 2026年4月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _era_of(day: date) -> Era | None:
    return next((era for era in ERAS if era.first_day <= day), None)


def day_in_japan(at: datetime) -> date:
    """Give the day that it was in Japan at that moment."""
    return _in_japan(at).date()


def _in_japan(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a moment needs its zone")
    return at.astimezone(JST)


def format_moment(at: datetime) -> str:
    """Give 令和8年12月8日 17時00分00秒（日本時間）; parts of a second are dropped."""
    here = _in_japan(at)
    return f"{format_date(here.date())} {_format_clock(here.hour, here)}（日本時間）"


def format_moment_short(at: datetime) -> str:
    """Give 令和8年12月8日 17:00, for lists and histories; receipts and deadlines say the second."""
    here = _in_japan(at)
    return f"{format_date(here.date())} {here:%H:%M}"


def format_deadline(closes_at: datetime) -> str:
    """Give the deadline as people say it; midnight is 24時00分00秒 of the day that ends."""
    here = _in_japan(closes_at)
    if here.time() == time():
        day, clock = here.date() - timedelta(days=1), _format_clock(24, here)
    else:
        day, clock = here.date(), _format_clock(here.hour, here)
    return f"{format_date(day)} {clock}まで（日本時間）"


def format_deadline_short(closes_at: datetime) -> str:
    """Give the deadline as one says it every day: 令和8年12月8日（火）17:00まで.

    For cards, lists and reminders; where something is handed in, it is told to the second.
    """
    here = _in_japan(closes_at)
    day, clock = here.date(), f"{here:%H:%M}"
    if here.time() == time():
        day, clock = day - timedelta(days=1), "24:00"
    return f"{format_date(day)}（{WEEKDAYS[day.weekday()]}）{clock}まで"


def _format_clock(hour: int, at: datetime) -> str:
    return f"{hour}時{at.minute:02}分{at.second:02}秒"


def parse_date(text: str) -> date:
    """Give the day that a person wrote, in the common era or in 和暦.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    plain = half_width(text)
    if not plain:
        raise ValueError("日付を入力してください。")
    written = DATE.fullmatch(plain)
    if written is None:
        raise ValueError(HOW_TO_WRITE_A_DATE)
    month, day = written["month"] or written["month_2"], written["day"] or written["day_2"]
    return parse_date_parts(written["year"], month, day)


def parse_date_parts(year: str, month: str, day: str) -> date:
    """Give the day written in three boxes; the year may be 2026, R8, 令和8 or 令和元.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    parts = {"年": half_width(year), "月": half_width(month), "日": half_width(day)}
    if missing := [name for name, part in parts.items() if not part]:
        raise ValueError(
            f"日付の{'と'.join(f'「{name}」' for name in missing)}を入力してください。"
        )
    month_written, day_written = MONTH.fullmatch(parts["月"]), DAY.fullmatch(parts["日"])
    if month_written is None or day_written is None:
        raise ValueError(HOW_TO_WRITE_A_DATE)
    era, western = _parse_year(parts["年"])
    month_number, day_number = int(month_written["number"]), int(day_written["number"])
    shown = f"{era.name}{era.year_of(western)}" if era else str(western)
    shown = f"{shown}年{month_number}月{day_number}日"
    try:
        found = date(western, month_number, day_number)
    except ValueError:
        raise ValueError(f"「{shown}」という日はありません。日付を確かめてください。") from None
    if era is not None and _era_of(found) is not era:
        raise ValueError(
            f"「{shown}」という日はありません。「{format_date(found)}」と入力してください。"
        )
    return found


def _parse_year(plain: str) -> tuple[Era | None, int]:
    """Give the era, if one was written, and the year of the common era."""
    written = YEAR.fullmatch(plain)
    if written is None:
        raise ValueError(HOW_TO_WRITE_A_DATE)
    era_text, number_text = written["era"], written["number"]
    if era_text is None:
        if number_text == "元" or len(number_text) != 4:
            raise ValueError("年は西暦4桁か、「令和8年」のように元号を付けて入力してください。")
        era, year = None, int(number_text)
    else:
        era = ERA_BY_NAME.get(era_text.upper())
        if era is None:
            raise ValueError(
                f"「{era_text}」という元号は使えません。明治、大正、昭和、平成、令和か西暦で入力してください。"
            )
        number = 1 if number_text == "元" else int(number_text)
        if number == 0:
            raise ValueError(f"{era.name}は元年から始まります。年を確かめてください。")
        year = era.first_day.year + number - 1
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年は西暦{FIRST_YEAR}年から{LAST_YEAR}年までで入力してください。")
    return era, year


def parse_fiscal_year(text: str) -> int:
    """Give the 年度 that a person wrote: 令和5年度, R5, 2023年度, 2023.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    plain = half_width(text)
    if not plain:
        raise ValueError("年度を入力してください。")
    written = FISCAL_YEAR.fullmatch(plain)
    try:
        return _parse_year(written["year"] if written else plain)[1]
    except ValueError:
        raise ValueError(HOW_TO_WRITE_A_FISCAL_YEAR) from None


def parse_time(text: str) -> time:
    """Give the time of day that a person wrote, on the 24-hour clock.

    :raise ValueError: with a Japanese sentence that says how to write it
    """
    plain = half_width(text)
    if not plain:
        raise ValueError("時刻を入力してください。")
    written = TIME.fullmatch(plain)
    if written is None:
        raise ValueError(HOW_TO_WRITE_A_TIME)
    hour = int(written["hour"])
    minute = int(written["minute"] or written["minute_2"] or 0)
    second = int(written["second"] or written["second_2"] or 0)
    if (hour, minute, second) == (24, 0, 0):
        raise ValueError("24時は翌日の0時です。翌日の日付と「0:00」を入力してください。")
    try:
        return time(hour, minute, second)
    except ValueError:
        raise ValueError(HOW_TO_WRITE_A_TIME) from None


def start_of_day(day: date) -> datetime:
    """Give the moment, in Japan, at which the day begins."""
    return datetime.combine(day, time(), JST)


def next_midnight(day: date) -> datetime:
    """Give the moment, in Japan, at which the day is over."""
    return start_of_day(day + timedelta(days=1))


def in_time(received_at: datetime, closes_at: datetime) -> bool:
    """Tell whether something was received before the close: the one deadline rule, half-open."""
    return received_at < closes_at


def months_between(start: date, end: date) -> int:
    """Give the whole months completed from start to end; 0 where end comes first.

    As in 民法143条, a month is complete on the day of the same number, or on the last day of a
    month that has no such day.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day < min(start.day, monthrange(end.year, end.month)[1]):
        months -= 1
    return max(months, 0)


def age_on(born: date, day: date) -> int:
    """Give the full years of age (満年齢); one born on 29 February ages on 1 March otherwise."""
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return max(day.year - born.year - (0 if had_birthday else 1), 0)
