"""The officer's lists of applications: columns, orders and filters, declared here and nowhere else."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from koubo.applications.queries.inbox import WAITS_NAMES
from koubo.applications.queries.listing import ListedApplication, Sorting
from koubo.applications.rules import ApplicationState
from koubo.calendar import JST, format_fiscal_year, format_moment_short
from koubo.money import format_yen
from koubo_web.desks.officer.state_words import application_tag
from koubo_web.lists.cells import link, tags
from koubo_web.lists.declared import (
    Column,
    Filter,
    Listing,
    Sort,
    addresses,
    key_text,
    moment,
    whole,
)

Titles = Mapping[str, str]
"""Names of courses by their ids."""
UNNAMED = "（未入力）"
WAITING = "waiting"
ALL_STATES = (
    (WAITING, "確認が必要"),
    *((one.value, application_tag(one)[0]) for one in ApplicationState),
)


def list_of_call(
    call_id: int, name: str, titles: Titles, themes: Sequence[tuple[int, str]]
) -> Listing[ListedApplication]:
    """Declare the list of a call; its states are chosen by tabs."""
    filters = [Filter("state", "", ALL_STATES)]
    if len(titles) > 1:
        filters.append(Filter("course", "コース", list(titles.items())))
    if themes:
        filters.append(Filter("theme", "テーマ", [(str(one), title) for one, title in themes]))
    filters.append(_waits())
    return Listing(
        name=name,
        endpoint="officer.applications",
        file_endpoint="officer.applications_file",
        columns=_columns(titles, across=False, with_course=len(titles) > 1),
        sorts=(Sort(Sorting.NUMBER, "受付番号", key_text), *_SORTS),
        number=lambda row: row.id,
        filters=tuple(filters),
        search="受付番号・事業・団体",
        values={"call_id": call_id},
    )


def list_of_all(
    calls: Sequence[tuple[str, str]], years: Sequence[int], titles: Titles
) -> Listing[ListedApplication]:
    """Declare the list over all calls, the newest first."""
    return Listing(
        name="すべての募集の応募",
        endpoint="officer.all_applications",
        file_endpoint="officer.all_applications_file",
        columns=_columns(titles, across=True, with_course=False),
        sorts=(Sort(Sorting.ENTERED, "登録の順", whole, descending=True), *_SORTS),
        number=lambda row: row.id,
        filters=(
            Filter("call", "募集", calls),
            Filter("year", "事業年度", [(str(one), format_fiscal_year(one)) for one in years]),
            Filter("state", "状態", ALL_STATES),
            _waits(),
        ),
        search="受付番号・事業・団体",
    )


_SORTS = (
    Sort(Sorting.REQUESTED, "申請額", whole, descending=True, optional=True),
    Sort(Sorting.RECEIVED, "受付日時", moment, descending=True, optional=True),
)


def _waits() -> Filter:
    return Filter(
        "waits", "確認の進み具合", [(one.value, name) for one, name in WAITS_NAMES.items()]
    )


def _columns(
    titles: Titles, *, across: bool, with_course: bool
) -> tuple[Column[ListedApplication], ...]:
    to, tag = addresses("officer.application", "application_id"), tags(application_tag)
    own: dict[str, Any] = {"own_text": True}
    shown: list[Column[ListedApplication]] = [
        Column("number", "受付番号", lambda row: row.receipt_number, kind="tight", sort="number"),
        Column(
            "project",
            "事業の名称",
            lambda row: link(to(row.id), row.project_name or UNNAMED),
            lambda row: row.project_name or UNNAMED,
            **own,
        ),
        Column("organisation", "団体", lambda row: row.organisation, **own),
        Column("call", "募集", lambda row: row.call, standard=across, **own),
        Column(
            "course",
            "コース",
            lambda row: titles.get(row.course_id, row.course_id),
            standard=with_course,
        ),
        Column("theme", "テーマ", lambda row: row.theme, standard=False, **own),
        Column(
            "requested",
            "申請額",
            lambda row: "" if row.requested is None else format_yen(row.requested),
            lambda row: row.requested,
            kind="num",
            sort="requested",
        ),
        # The year is the call's own; without it a line of the list stays one line.
        Column(
            "received", "受付", _received(across), _received_in_file, kind="tight", sort="received"
        ),
        Column(
            "paper", "受付の方法", lambda row: "紙" if row.on_paper else "ウェブ", standard=False
        ),
        Column(
            "state",
            "状態",
            lambda row: tag(row.state),
            lambda row: application_tag(row.state)[0],
            kind="tight",
        ),
        Column(
            "due",
            "補正の期限",
            lambda row: _day(row.correction_due),
            lambda row: row.correction_due,
            kind="tight",
            standard=not across,
        ),
    ]
    if across:
        year = Column[ListedApplication](
            "year", "事業年度", lambda row: format_fiscal_year(row.fiscal_year), standard=False
        )
        shown.append(year)
    else:
        shown = [one for one in shown if one.key != "call"]
    return tuple(shown)


def _received(across: bool) -> Callable[[ListedApplication], str]:
    def text(row: ListedApplication) -> str:
        if row.received_at is None:
            return ""
        paper = "（紙）" if row.on_paper else ""
        return f"{_moment(row.received_at, across)}{paper}"

    return text


def _moment(at: datetime, with_year: bool) -> str:
    if with_year:
        return format_moment_short(at)
    here = at.astimezone(JST)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def _received_in_file(row: ListedApplication) -> str:
    return format_moment_short(row.received_at) if row.received_at else ""


def _day(due: date | None) -> str:
    return f"{due.month}月{due.day}日まで" if due else ""
