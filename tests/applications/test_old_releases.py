"""Applications made under an old release stay readable, whatever became of plugin and file."""

from datetime import timedelta
from typing import Any

import pytest

from builders import AFTER, City, a_call, a_city, a_filed_application
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.filing import file
from koubo.applications.models import Filing
from koubo.applications.queries.in_full import (
    ApplicationInFull,
    application_in_full,
    filing_in_full,
)
from koubo.plugins import load
from koubo.proof.proving import proving_of
from koubo.schemes.actions.releases import withdraw_release
from koubo.schemes.actions.scheme_files import upload_scheme_file
from koubo.schemes.offering import offered, offered_scheme
from koubo.schemes.queries import call_page
from koubo.storage.files import FileStore
from releasing import release_it, without_cases
from schemes.calling import CLOSES, NOW, OPENS, planned, publish
from schemes.small import SMALL

EARLY = OPENS + timedelta(days=1)
LATE = CLOSES + timedelta(days=1)


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def restarted(city: City) -> City:
    """Give the city as it is after a restart without any plugin and without any file."""
    return City(city.database, load(found=[]), city.files, city.ids)


def in_full(city: City, application_id: int) -> ApplicationInFull:
    with city.uow(LATE) as uow:
        return application_in_full(
            uow.session, city.catalog, city.actor("officer", LATE), application_id
        )


def a_call_of_the_desk(city: City) -> tuple[int, int]:
    """Open a call on a scheme that no plugin brings; give its id and the desk release's."""
    with city.uow(AFTER, "officer") as uow:
        file_id = upload_scheme_file(uow, city.actor("officer"), content=SMALL.encode())
    release_id = release_it(city, file_id)
    call_id = planned(city, scheme_id="small", course_ids=("small.start",))
    with city.uow(NOW) as uow:
        scheme = offered_scheme(uow.session, city.catalog, "small")
    publish(city, call_id, proving_of(city.catalog, scheme).proven)
    return call_id, release_id


def apply_for_it(city: City, call_id: int) -> int:
    """File an application in a call of the small scheme; give its id."""
    actor = city.actor("applicant", EARLY)
    typed = {
        "project_name": "川の学校",
        "budget": {
            "expenses": [{"category": "消耗品費", "item": "網", "amount": "100000"}],
            "incomes": [
                {"kind": "requested_grant", "item": "", "amount": "75000"},
                {"kind": "own_funds", "item": "会費", "amount": "25000"},
            ],
        },
        "pledge": "はい",
    }
    with city.uow(EARLY, "applicant") as uow:
        filing_id = start_application(
            uow,
            city.catalog,
            actor,
            call_id,
            course_id="small.start",
            organisation_id=city.ids["organisation"],
            theme_id=None,
        )
        save_draft(uow, city.catalog, actor, filing_id, typed=typed, version=1)
    with city.uow(EARLY, "applicant") as uow:
        file(uow, city.catalog, city.files, actor, filing_id, version=2)
        return uow.session.get_one(Filing, filing_id).application_id


def test_what_was_filed_under_a_plugin_that_is_gone_is_read_as_it_was(city: City) -> None:
    application_id = a_filed_application(city, a_call(city))
    before = in_full(city, application_id)

    gone = restarted(city)
    after = in_full(gone, application_id)

    assert after.scheme == before.scheme
    assert after.proposal.answers == before.proposal.answers
    assert after.course.title == "協働準備コース"
    assert (after.judged.findings, after.judged.expected) == ((), None)
    assert after.judged.fault != ""
    with gone.uow(LATE) as uow:
        officer = gone.actor("officer", LATE)
        read = filing_in_full(uow.session, gone.catalog, officer, before.proposal.filing.id)
        page = call_page(uow.session, before.application.call_id)
    assert read.answers == before.proposal.answers
    assert gone.catalog.of(page.release).title == "市民企画提案事業"


def test_a_later_release_changes_nothing_of_what_was_filed(city: City) -> None:
    application_id = a_filed_application(city, a_call(city))
    before = in_full(city, application_id)

    without_cases(city, ("title: 協働準備コース", "title: 別の名前"), ("300000", "100000"))

    after = in_full(city, application_id)
    assert (after.scheme, after.judged) == (before.scheme, before.judged)


def test_a_scheme_that_never_had_a_plugin_has_lost_none(city: City) -> None:
    call_id, release_id = a_call_of_the_desk(city)
    application_id = apply_for_it(city, call_id)
    with city.uow(LATE, "officer") as uow:
        withdraw_release(uow, city.actor("officer", LATE), release_id, reason="作り直す")

    found = in_full(restarted(city), application_id)

    assert found.judged.fault == ""
    assert found.judged.expected is not None
    assert found.judged.expected.value == 75_000
    assert found.course.title == "はじめてコース"
    with city.uow(LATE) as uow:
        assert "small" not in offered(uow.session, city.catalog)
