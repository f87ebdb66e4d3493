"""What programs read: news as Atom, dates as a calendar, the map of the site, and a word to robots."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.award.results.queries.public_news import News, NewsKind, public_news
from koubo.calendar import format_deadline, format_moment
from koubo.problems import NotFound
from koubo.review.days.public_days import PublicDay, public_days
from koubo.schemes.public_dates import CallDate, CallDates, public_dates
from koubo_web.access import public
from koubo_web.calendar_files import CALENDAR_TYPE, CalendarEvent, calendar_file
from koubo_web.desks.public.desk import desk
from koubo_web.keeping import kept
from koubo_web.requests import site, unit_of_work

ATOM_TYPE = "application/atom+xml; charset=utf-8"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may bear, not even escaped."""
BEFORE_CLOSING = timedelta(minutes=15)
"""So long before its deadline a call stands in calendars: midnight belongs to the day before."""
OPENING = timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """A piece of news as the feed tells it."""

    id: str
    url: str
    title: str
    text: str
    at: datetime


@desk.get("/feed.xml")
@public
@kept
def feed() -> ResponseReturnValue:
    """Tell what was published lately, as Atom."""
    entries = [_entry(one) for one in public_news(unit_of_work().session)]
    page = render_template(
        "public/feed.xml",
        entries=entries,
        updated=max((one.at for one in entries), default=None),
        home=address("public.front"),
        own=address("public.feed"),
    )
    return Response(page, content_type=ATOM_TYPE)


@desk.get("/calendar.ics")
@public
@kept
def calendar() -> ResponseReturnValue:
    """Give the openings, deadlines and public presentations of all calls."""
    return _calendar(None)


@desk.get("/calls/<int:call_id>/calendar.ics")
@public
@kept
def call_calendar(call_id: int) -> ResponseReturnValue:
    """Give the dates of one call."""
    return _calendar(call_id)


@desk.app_template_filter("xml_text")
def xml_text(text: str) -> str:
    """Give a text without what would break an XML file; it is escaped where it is put."""
    return NO_XML.sub("", text)


def address(endpoint: str, **values: int) -> str:
    """Give the whole address of a page, as other sites and programs write it."""
    return f"{site().settings.base_url}{url_for(endpoint, **dict[str, Any](values))}"


def _entry(news: News) -> Entry:
    page = "public.results" if news.kind is NewsKind.RESULT else "public.call"
    url = address(page, call_id=news.call_id)
    own = f"#change-{news.number}" if news.kind is NewsKind.CHANGE else ""
    title, text = _told(news)
    return Entry(f"{url}{own}", url, title, text, news.at)


def _told(news: News) -> tuple[str, str]:
    if news.kind is NewsKind.RESULT:
        return f"審査の結果：{news.call}", "採択された事業と、審査の結果を掲載しました。"
    if news.kind is NewsKind.CALL:
        times = f"{format_moment(news.opens_at)}から、{format_deadline(news.closes_at)}"
        return f"募集：{news.call}", f"受付期間は、{times}です。"
    if news.notice is not None and news.notice.closes_after is not None:
        closes = format_deadline(news.notice.closes_after)
        whose = f"「{news.notice.name}」の" if news.notice.name else ""
        return (
            f"締切の延長：{news.call}",
            f"{whose}締切を延長しました。新しい締切は、{closes}です。{news.notice.reason}",
        )
    return f"中止：{news.call}", news.notice.reason if news.notice is not None else ""


def _calendar(call_id: int | None) -> Response:
    session = unit_of_work().session
    calls = public_dates(session, site().catalog, call_id=call_id)
    if call_id is not None and not calls:
        raise NotFound
    by_id = {one.call_id: one for one in calls}
    events = [_event(one, at) for one in calls for at in one.dates]
    events += [_talks(by_id[one.call_id], one) for one in public_days(session, list(by_id))]
    settings = site().settings
    name = calls[0].title if call_id is not None else f"{settings.site_name}　募集の日程".strip()
    answer = Response(calendar_file(name, events), content_type=CALENDAR_TYPE)
    answer.headers["Content-Disposition"] = 'inline; filename="koubo.ics"'
    return answer


def _event(call: CallDates, date: CallDate) -> CalendarEvent:
    of = f"（{date.name}）" if date.name else ""
    starts_at = date.at if date.is_opening else date.at - BEFORE_CLOSING
    until = f"{format_deadline(date.at)}です。くわしくは、募集のページをご覧ください。"
    return CalendarEvent(
        uid=_uid(call.call_id, date.key),
        title=f"{'受付開始' if date.is_opening else '締切'}{of}：{call.title}",
        starts_at=starts_at,
        ends_at=date.at + OPENING if date.is_opening else date.at,
        changed_at=call.changed_at,
        sequence=call.changes,
        url=address("public.call", call_id=call.call_id),
        text="この日時から、応募を受け付けます。" if date.is_opening else until,
        is_cancelled=call.is_cancelled,
    )


def _talks(call: CallDates, day: PublicDay) -> CalendarEvent:
    return CalendarEvent(
        uid=_uid(call.call_id, f"presentation-{day.id}"),
        title=f"公開プレゼンテーション：{call.title}",
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        changed_at=max(day.told_at, call.changed_at),
        sequence=day.version,
        url=address("public.call", call_id=call.call_id),
        place=day.place,
        is_cancelled=call.is_cancelled,
    )


def _uid(call_id: int, key: str) -> str:
    return f"call-{call_id}-{key}@{urlsplit(site().settings.base_url).hostname}"
