"""The deadlines of what follows a selection: set and moved for one, told ahead, a late report taken."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from award_builders import APPLIED, a_candidate, a_staffed_city, vote
from builders import City, a_budget, version_of
from grant_builders import a_granted_award, start_and_fill_report
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.extending import give_time_for_filing
from koubo.applications.models import Filing
from koubo.applications.reminding import remind
from koubo.award.grants.actions.applying import file_grant_application, start_grant_application
from koubo.calendar import JST
from koubo.problems import Problems, Refused
from koubo.reporting.actions import file_report, report_given_time
from koubo.reporting.models import Report
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import EventRow

ENDS = datetime(2026, 4, 11, 0, 0, tzinfo=JST)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def give(city: City, filing_id: int, closes_at: datetime, now: datetime, **more: object) -> None:
    with city.uow(now, "officer") as uow:
        officer = city.actor("officer", now)
        give_time_for_filing(
            uow, city.catalog, officer, filing_id, closes_at=closes_at, reason="確認のため", **more
        )


def reminded(city: City, now: datetime) -> list[str]:
    with city.uow(now) as uow:
        remind(uow, city.catalog)
    with city.uow() as uow:
        rows = uow.session.scalars(select(EventRow).where(EventRow.kind == "deadline_near"))
        return [one.facts["what"] for one in rows]


def test_a_grant_application_has_the_deadline_that_an_officer_gives_it(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    actor = city.actor("applicant", APPLIED)
    with city.uow(APPLIED, "applicant") as uow:
        filing_id = start_grant_application(uow, city.catalog, actor, award_id)
        assert uow.session.get_one(Filing, filing_id).draft["project_name"]  # pre-filled
        typed = {"budget": a_budget(), "advance": "はい"}
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=version)

    give(city, filing_id, ENDS, APPLIED)
    with pytest.raises(Problems):
        give(city, filing_id, ENDS, APPLIED)
    assert reminded(city, datetime(2026, 4, 7, 9, 0, tzinfo=JST)) == ["補助金交付申請書"]
    version = version_of(city, Filing, filing_id)
    with city.uow(ENDS, "applicant") as uow, pytest.raises(Refused):
        file_grant_application(uow, city.catalog, city.files, actor, filing_id, version=version)
    give(city, filing_id, ENDS + timedelta(days=2), ENDS)

    with city.uow(ENDS, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        assert file_grant_application(
            uow, city.catalog, city.files, actor, filing_id, version=version
        )


def test_a_report_is_told_ahead_moved_and_taken_late(city: City) -> None:
    _, award_id = a_granted_award(city)
    begun = datetime(2027, 3, 20, 10, 0, tzinfo=JST)
    filing_id = start_and_fill_report(city, award_id, cost=138_400, requested=103_000, now=begun)
    with city.uow() as uow:
        report = uow.session.scalars(select(Report)).one()
        due, closes_at = report.due_on, uow.session.get_one(Filing, filing_id).closes_at
    assert closes_at is not None
    assert reminded(city, closes_at - timedelta(days=3, hours=12)) == ["事業実績報告書"]

    later = closes_at + timedelta(days=10)
    give(city, filing_id, later, closes_at, given=report_given_time)

    with city.uow() as uow:
        assert uow.session.scalars(select(Report)).one().due_on == due + timedelta(days=10)
    after_all = later + timedelta(days=1)
    with city.uow(after_all, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        actor = city.actor("applicant", after_all)
        assert file_report(uow, city.catalog, city.files, actor, filing_id, version=version)
