"""Calendar files: lines of 75 bytes that never cut a character, and values that stay values."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from koubo_web.calendar_files import CalendarEvent, calendar_file

AT = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)


def an_event(title: str) -> CalendarEvent:
    return CalendarEvent("call-1@example.jp", title, AT, AT, AT, 0, "https://example.jp/calls/1")


@given(st.text(max_size=120))
def test_any_title_is_one_value_of_one_event(title: str) -> None:
    text = calendar_file("募集", [an_event(title)])

    lines = text.split("\r\n")
    whole = text.replace("\r\n ", "").split("\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(one.encode("utf-8", "surrogatepass")) for one in lines) <= 75
    assert [one for one in whole if one.startswith(("BEGIN:VEVENT", "END:VEVENT"))] == [
        "BEGIN:VEVENT",
        "END:VEVENT",
    ]
    assert len([one for one in whole if one.startswith("SUMMARY:")]) == 1


def test_times_are_those_of_japan_and_signs_are_escaped() -> None:
    lines = calendar_file("募集", [an_event("締切、a,b;c\\d\ne")]).split("\r\n")

    assert "DTSTART;TZID=Asia/Tokyo:20261208T170000" in lines
    assert "DTSTAMP:20261208T080000Z" in lines
    assert "SUMMARY:締切、a\\,b\\;c\\\\d\\ne" in lines
