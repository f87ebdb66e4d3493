"""The time of an application ends with its own track; gates and named days come from its call."""

from datetime import date, datetime
from typing import Any

import pytest

from builders import AFTER, CLOSES, IN_TIME, City, a_call, a_draft, file_it, later
from koubo.applications.actions.drafts import start_application
from koubo.applications.facts import Asked, eligibility_case
from koubo.applications.findings import findings
from koubo.applications.models import Filing, Snapshot
from koubo.applications.queries.own import calls_to_begin, open_filings, own_applications
from koubo.applications.queries.staff import applicants_of_call
from koubo.applications.rules import FilingState
from koubo.applications.schemas import read_answers
from koubo.calendar import JST
from koubo.people.models import Organisation
from koubo.problems import Problems, Refused
from koubo.schemes.deadlines import CourseDeadlines
from koubo.schemes.eligibility.case import Answer, Day, EligibilityCase, Finding
from koubo.schemes.forms import FilingKind
from koubo.schemes.questions import Sources
from koubo.storage.unit_of_work import UnitOfWork
from tracks import (
    EITHER,
    GRANT_DAY,
    PLAIN,
    THEME_CLOSES,
    a_call_of_tracks,
    set_deadlines,
)

BEFORE = later(THEME_CLOSES, hours=-1)
COURSE = "city_theme"
SOURCES = Sources(("環境政策課",), ("消耗品費",))


def drafts_of_both(city: City, call_id: int) -> tuple[int, int]:
    """Begin a proposal that answers a theme and a free one in the same course; give the filings."""
    themed = a_draft(city, call_id, course=COURSE, now=BEFORE)
    del city.ids["theme"]
    return themed, a_draft(city, call_id, course=COURSE, now=BEFORE)


def case_of(city: City, filing_id: int, received_at: datetime = IN_TIME) -> list[Finding]:
    """Judge a proposal as if it had come in at a moment."""
    with city.uow(received_at) as uow:
        filing = uow.session.get_one(Filing, filing_id)
        asked = Asked.of(city.catalog, filing)
        answers = read_answers(asked.form, filing.draft, SOURCES, {}).answers
        case = seen(uow, asked, filing, answers, received_at)
        return findings(city.catalog, asked.course, case)


def seen(
    uow: UnitOfWork, asked: Asked, filing: Filing, answers: Any, received_at: datetime = IN_TIME
) -> EligibilityCase:
    return eligibility_case(
        uow.session,
        filing.application,
        answers,
        scheme=asked.scheme,
        form=asked.form,
        received_at=received_at,
    )


def answer(found: list[Finding], rule: str) -> tuple[Answer, str]:
    one = next(one for one in found if one.rule == rule)
    return one.answer, one.working.lines[0].text


def test_the_theme_track_closes_before_the_free_one(city: City) -> None:
    """横浜市: 行政によるテーマ設定型だけ締切が早い（YO-03）."""
    themed, free = drafts_of_both(city, a_call_of_tracks(city))

    with pytest.raises(Refused) as late:
        file_it(city, themed, now=THEME_CLOSES)
    in_time = file_it(city, free, now=THEME_CLOSES)

    assert "令和7年11月28日 17時15分00秒まで（日本時間）" in late.value.message
    assert in_time
    with city.uow() as uow:
        assert uow.session.get_one(Filing, themed).state is FilingState.DRAFT


def test_what_comes_in_a_second_before_is_in_time(city: City) -> None:
    themed, _ = drafts_of_both(city, a_call_of_tracks(city))

    assert file_it(city, themed, now=later(THEME_CLOSES, seconds=-1))


@pytest.mark.parametrize(
    ("deadlines", "theme", "remedy"),
    [
        (
            {"theme_closes_at": THEME_CLOSES},
            True,
            "「行政提案コース（自由提案型）」は、まだ応募できます。",
        ),
        (
            {"closes_at": THEME_CLOSES, "theme_closes_at": CLOSES},
            False,
            "「行政提案コース（テーマ設定型）」は、まだ応募できます。",
        ),
        (
            {"closes_at": THEME_CLOSES, "theme_closes_at": None},
            True,
            "ほかのコースを選んでください。",
        ),
    ],
    ids=["theme", "free", "course"],
)
def test_nothing_is_begun_in_a_track_that_is_closed(
    city: City, deadlines: dict[str, datetime | None], theme: bool, remedy: str
) -> None:
    call_id = a_call_of_tracks(city)
    set_deadlines(city, call_id, EITHER, **deadlines)

    with city.uow(THEME_CLOSES, "applicant") as uow, pytest.raises(Problems) as raised:
        start_application(
            uow,
            city.catalog,
            city.actor("applicant"),
            call_id,
            course_id=EITHER,
            organisation_id=city.ids["organisation"],
            theme_id=city.ids["theme"] if theme else None,
        )

    problem = raised.value.problems[0]
    assert (problem.code, problem.field) == ("track_closed", "course_id")
    assert "令和7年11月28日 17時15分00秒まで" in problem.message
    assert problem.message.endswith(remedy)


def test_lists_show_each_application_its_own_deadline(city: City) -> None:
    call_id = a_call_of_tracks(city)
    themed, free = drafts_of_both(city, call_id)

    with city.uow() as uow:
        member, stranger = city.actor("applicant"), city.actor("stranger")
        waiting = {one.id: one.closes_at for one in open_filings(uow.session, member)}
        listed = [one.closes_at for one in own_applications(uow.session, member)]
        begin = calls_to_begin(uow.session, stranger, BEFORE)
    assert waiting == {themed: THEME_CLOSES, free: CLOSES}
    assert listed == [CLOSES, THEME_CLOSES]
    assert [one.deadlines.next_after(BEFORE) for one in begin] == [THEME_CLOSES]
    assert CourseDeadlines(EITHER, None, THEME_CLOSES) in begin[0].deadlines.courses


def test_whether_it_came_in_time_is_judged_by_its_own_deadline(city: City) -> None:
    themed, free = drafts_of_both(city, a_call_of_tracks(city))

    found = [answer(case_of(city, one), "in_time.proposal") for one in (themed, free)]

    assert found == [
        (
            Answer.NOT_MET,
            "提出 令和7年12月5日 14時20分00秒（日本時間）、"
            "締切 令和7年11月28日 17時15分00秒まで（日本時間）",
        ),
        (
            Answer.MET,
            "提出 令和7年12月5日 14時20分00秒（日本時間）、"
            "締切 令和7年12月8日 17時00分00秒まで（日本時間）",
        ),
    ]


@pytest.mark.parametrize(
    ("established", "received", "met"),
    [
        (date(2025, 4, 1), None, Answer.MET),
        (date(2025, 4, 2), None, Answer.NOT_MET),
        (date(2025, 4, 2), datetime(2026, 4, 2, 9, 0, tzinfo=JST), Answer.MET),
        (date(2025, 4, 1), datetime(2026, 3, 31, 9, 0, tzinfo=JST), Answer.NOT_MET),
    ],
    ids=["planned day", "a day short", "came in later", "came in before"],
)
def test_activity_is_counted_to_the_day_of_the_grant_application(
    city: City, established: date, received: datetime | None, met: Answer
) -> None:
    """茅ヶ崎市: 交付申請の日までの活動の長さで数える（CH-10, CH-11）."""
    filing_id = a_draft(city, a_call_of_tracks(city))
    with city.uow() as uow, uow.writing() as write:
        group = write.session.get_one(Organisation, city.ids["organisation"])
        group.established_on = established
        if received is not None:
            a_grant_application(write.session, filing_id, received, city.ids["applicant"])

    assert answer(case_of(city, filing_id), "activity_months")[0] is met


def a_grant_application(session: Any, filing_id: int, received_at: datetime, person: int) -> None:
    filing = Filing(
        application_id=session.get_one(Filing, filing_id).application_id,
        kind=FilingKind.GRANT_APPLICATION,
        state=FilingState.FILED,
        draft={},
        saved_at=received_at,
        filed_at=later(received_at, days=20),  # corrected since
    )
    session.add(filing)
    session.flush()
    for number in (1, 2):
        at = later(received_at, days=20 * (number - 1))
        session.add(
            Snapshot(
                filing_id=filing.id,
                number=number,
                answers={},
                applicant={},
                files=[],
                digest="0" * 64,
                received_at=at,
                recorded_at=at,
                person_id=person,
            )
        )


def test_the_days_of_a_case_are_those_of_its_call(city: City) -> None:
    themed, _ = drafts_of_both(city, a_call_of_tracks(city))

    with city.uow() as uow:
        filing = uow.session.get_one(Filing, themed)
        case = seen(uow, Asked.of(city.catalog, filing), filing, {})
    assert case.days == {
        Day.CALL_OPENS: date(2025, 10, 1),
        Day.CALL_CLOSES: date(2025, 11, 28),
        Day.GRANT_APPLICATION: GRANT_DAY,
    }


@pytest.mark.parametrize(
    ("consulted", "met"),
    [("2025-11-14", Answer.MET), ("2025-11-15", Answer.NOT_MET), ("", Answer.NOT_MET)],
    ids=["last day", "a day late", "never"],
)
def test_a_gate_is_passed_on_the_day_that_the_form_asks_for(
    city: City, consulted: str, met: Answer
) -> None:
    """仙台市: 事前相談の期限までに済ませる（SE-04）."""
    call_id = a_call_of_tracks(city)
    filing_id = a_draft(city, call_id, answers={"consulted_on": consulted})

    assert answer(case_of(city, filing_id), "gate.consultation")[0] is met


def test_a_gate_that_the_form_does_not_ask_about_is_an_officers_to_find_out(city: City) -> None:
    filing_id = a_draft(city, a_call(city))

    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        case = seen(uow, Asked.of(city.catalog, filing), filing, {})
    assert case.gates == {}


def test_only_those_whom_a_track_concerns_are_told(city: City) -> None:
    call_id = a_call_of_tracks(city)
    a_draft(city, call_id, course=COURSE, now=BEFORE)
    del city.ids["theme"]
    other = {"applicant": "stranger", "organisation": "other_organisation"}
    a_draft(city, call_id, course=COURSE, now=BEFORE, **other)
    a_draft(city, call_id, now=BEFORE, **other)

    def told(concerns: Any) -> list[int]:
        with city.uow(AFTER) as uow:
            return applicants_of_call(uow.session, call_id, concerns)

    applicant, stranger = city.ids["applicant"], city.ids["stranger"]
    assert told(None) == [applicant, stranger]
    assert told(lambda track: track.with_theme) == [applicant]
    assert told(lambda track: track.course_id == PLAIN) == [stranger]
