"""中間報告 and the words about reports: a day is named, told ahead, told once it is over, kept."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from award_builders import GRANTED, REPORTED, a_staffed_city, award
from builders import OPENS, City, version_of
from grant_builders import a_granted_award, report
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.filing import file
from koubo.applications.actions.staff import accept_filing
from koubo.applications.models import Filing
from koubo.applications.reminding import remind
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems
from koubo.reporting.checking.board import BoardRow, Progress, Wanted, all_rows, board_counts
from koubo.reporting.due import planned_days
from koubo.reporting.interim.actions import set_interim_due, start_interim_report
from koubo.reporting.interim.models import InterimReport
from koubo.reporting.interim.rules import days_late, interim_due
from koubo.reporting.reminding import remind_reports
from koubo.schemes.award_words import AfterAward
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Release
from koubo.storage.canonical import digest_of
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import EventRow

FORM = """forms:
  interim_report:
    title: 中間報告書
    prefill: はい
    sections:
      - {id: all, title: 途中の様子, questions: [{id: project_name, kind: line, label: 事業の名称}, {id: so_far, kind: text, label: ここまでに行ったこと}]}
"""
DUE = date(2026, 10, 31)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    city = a_staffed_city(database, FileStore(tmp_path / "files"))
    text = city.catalog.installed("kurashiki").text.replace("forms:\n", FORM, 1)
    with city.uow(OPENS) as uow, uow.writing() as write:
        write.session.add(
            Release(
                scheme_id="kurashiki", digest=digest_of(text), text=text,
                core_version="0", plugin_version="0", proof={}, made_at=OPENS,
            )
        )  # fmt: skip
    return city


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=JST)


def ask(city: City, award_id: int, due_on: date, now: datetime, person: str = "officer") -> None:
    with city.uow(now, person) as uow:
        version = version_of(city, Award, award_id)
        who = city.actor(person, now)
        set_interim_due(uow, city.catalog, who, award_id, due_on=due_on, version=version)


def told(city: City, now: datetime) -> list[tuple[str, str, str]]:
    """Let the words of a moment go out; give all so far."""
    with city.uow(now) as uow:
        remind(uow, city.catalog)
        remind_reports(uow, city.catalog)
    kinds = ("report_near", "report_overdue", "deadline_near")
    with city.uow() as uow:
        rows = uow.session.scalars(
            select(EventRow).where(EventRow.kind.in_(kinds)).order_by(EventRow.id)
        )
        return [
            (one.kind, one.facts.get("document") or one.facts["what"], one.facts.get("days", ""))
            for one in rows
        ]


def board(city: City, kind: FilingKind, today: date, progress: Progress | None = None):
    with city.uow(at(today), "officer") as uow:
        actor, wanted = city.actor("officer", at(today)), Wanted(kind, 2026, None, progress)
        plans = planned_days(uow.session, city.catalog, *wanted.limits())
        rows: list[BoardRow] = list(all_rows(uow.session, actor, plans, wanted, today))
        return rows, board_counts(uow.session, actor, plans, wanted, today)


def test_an_interim_report_is_asked_for_told_ahead_and_taken_late(city: City) -> None:
    _, award_id = a_granted_award(city)
    interim = FilingKind.INTERIM_REPORT
    rows, counts = board(city, interim, DUE)
    assert [(one.progress, one.due_on, one.late) for one in rows] == [(Progress.NOT_BEGUN, None, 0)]
    with pytest.raises(Problems):
        ask(city, award_id, GRANTED.date() - timedelta(days=1), GRANTED)
    with pytest.raises((NotAllowed, NotFound)):
        ask(city, award_id, DUE, GRANTED, "applicant")
    ask(city, award_id, DUE, GRANTED)

    week, night = at(DUE - timedelta(days=7)), at(DUE - timedelta(days=3), hour=3)
    near = ("report_near", "中間報告書", "7")
    assert told(city, week) == [near]
    assert told(city, week) == told(city, night) == [near]
    who = city.actor("applicant", week)
    with city.uow(week, "applicant") as uow:
        filing_id = start_interim_report(uow, city.catalog, who, award_id)
        assert start_interim_report(uow, city.catalog, who, award_id) == filing_id
    with city.uow() as uow:
        draft = uow.session.get_one(Filing, filing_id).draft
        assert draft["project_name"] == "まちなか防災すごろくづくり"
    # Begun, it is told of with all other drafts; over, once.
    begun = ("deadline_near", "中間報告書", "1")
    over = ("report_overdue", "中間報告書", "0")
    assert told(city, at(DUE - timedelta(days=1))) == [near, begun]
    assert told(city, at(DUE)) == [near, begun]
    late = at(DUE + timedelta(days=2))
    assert told(city, late) == told(city, at(DUE + timedelta(days=9))) == [near, begun, over]
    rows, counts = board(city, interim, late.date(), Progress.OVERDUE)
    assert [(one.award_id, one.progress, one.late) for one in rows] == [
        (award_id, Progress.DRAFT, 2)
    ]
    assert counts is not None
    assert {one: number for one, number in counts.items() if number} == {
        Progress.DRAFT: 1,
        Progress.OVERDUE: 1,
    }

    with city.uow(late, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        typed = {"so_far": "2回遊んだ。"}
        save_draft(uow, city.catalog, who, filing_id, typed=typed, version=version)
    with city.uow(late, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        file(uow, city.catalog, city.files, who, filing_id, version=version)
    with city.uow(late, "officer") as uow:
        version = version_of(city, Filing, filing_id)
        accept_filing(uow, city.actor("officer", late), filing_id, version=version)
    assert award(city, award_id).state is AwardState.GRANTED
    rows, _ = board(city, interim, late.date() + timedelta(days=30))
    assert [(one.progress, one.handed_in, one.late) for one in rows] == [
        (Progress.ACCEPTED, late.date(), 2)
    ]
    with city.uow() as uow:
        assert [one.due_on for one in uow.session.scalars(select(InterimReport))] == [DUE]


def test_the_board_says_who_is_late_with_the_report_and_by_how_much(city: City) -> None:
    _, award_id = a_granted_award(city)
    due = date(2027, 4, 30)
    rows, _ = board(city, FilingKind.REPORT, due)
    assert [(one.due_on, one.progress, one.late) for one in rows] == [(due, Progress.NOT_BEGUN, 0)]
    assert rows[0].phone == "" or rows[0].phone.startswith("0")
    assert told(city, at(due + timedelta(days=1))) == [("report_overdue", "事業実績報告書", "0")]
    rows, _ = board(city, FilingKind.REPORT, due + timedelta(days=4), Progress.OVERDUE)
    assert [(one.award_id, one.late) for one in rows] == [(award_id, 4)]
    late = REPORTED.replace(month=5, day=6)
    report(city, award_id, cost=138_400, requested=103_000, now=late)
    rows, counts = board(city, FilingKind.REPORT, date(2027, 6, 1))
    assert [(one.progress, one.late) for one in rows] == [(Progress.FILED, 6)]
    assert counts is not None
    assert counts[Progress.OVERDUE] == 0


def test_the_day_of_the_scheme_file_falls_into_the_fiscal_year(city: City) -> None:
    scheme = city.catalog.installed("kurashiki")
    for named, day in (("10-31", DUE), ("03-31", date(2027, 3, 31)), ("04-01", date(2026, 4, 1))):
        words = replace(scheme, after_award=AfterAward(interim_due=Figure(named)))
        assert interim_due(words, 2026) == day
    assert interim_due(replace(scheme, after_award=AfterAward()), 2026) is None
    assert [
        days_late(DUE, None, DUE),
        days_late(None, None, DUE),
        days_late(DUE, DUE, REPORTED.date()),
    ] == [0, 0, 0]
