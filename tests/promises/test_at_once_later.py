"""Everybody presses at once, from the panel to the bill: one effect; the others are told."""

from collections import Counter
from pathlib import Path

import pytest

from award_builders import DECIDED, a_candidate, a_kessai, recommend, vote
from builders import AFTER, City, a_call, a_city, an_accepted_application, version_of
from grant_builders import APPLIED, PAID, a_granted_award
from koubo.applications.models import Filing
from koubo.award.decisions.actions.selection import draft_selection_decision
from koubo.award.grants.actions.applying import start_grant_application
from koubo.award.models import Award, Claim, Decision
from koubo.award.payments.actions.claims import file_claim
from koubo.award.payments.claim_rules import ClaimKind
from koubo.problems import Refused, Stale
from koubo.reporting.actions import start_report
from koubo.review.actions.sheets import hand_in_sheet
from koubo.review.models import Review
from koubo.review.panels.actions.assignment import start_stage
from koubo.review.panels.actions.declaration import declare
from koubo.review.panels.actions.panel import add_panel_member
from koubo.review.panels.models import PanelMember
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow
from koubo.storage.unit_of_work import UnitOfWork
from promises.pressing import at_once, number_of
from review.rounds import a_round, all_alike


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_a_panel_is_seated_and_served_once(city: City) -> None:
    round_ = a_round(city, reviewers=("reviewer_a",))
    officer, person = city.actor("officer", AFTER), city.ids["reviewer_b"]

    seated = at_once(
        city,
        "officer",
        AFTER,
        *[
            lambda uow: add_panel_member(
                uow, city.catalog, officer, round_.call_id, person_id=person
            )
        ]
        * 4,
    )
    given = at_once(
        city,
        "officer",
        AFTER,
        *[lambda uow: start_stage(uow, city.catalog, officer, round_.call_id, stage_id="documents")]
        * 4,
    )

    assert Counter(seated)[Refused] == 3
    assert number_of(city, PanelMember) == 2
    assert number_of(city, Review) == 4
    assert [one for one in given if isinstance(one, int)] == [4]


def test_a_sheet_is_declared_and_handed_in_once(city: City) -> None:
    round_ = a_round(city, reviewers=("reviewer_a",))
    round_.start()
    actor = city.actor("reviewer_a", AFTER)
    sheet = round_.review("reviewer_a", round_.applications[0])

    declared = at_once(
        city,
        "reviewer_a",
        AFTER,
        *[lambda uow: declare(uow, city.catalog, actor, sheet.id)] * 4,
    )
    sheet = round_.review("reviewer_a", round_.applications[0])
    version = round_.save("reviewer_a", sheet, all_alike("documents", 4))
    handed_in = at_once(
        city,
        "reviewer_a",
        AFTER,
        *[lambda uow: hand_in_sheet(uow, city.catalog, actor, sheet.id, version=version)] * 4,
    )

    assert Counter(declared)[None] == 1
    assert sum(not isinstance(one, type) for one in handed_in) == 1
    assert number_of(city, HistoryRow, HistoryRow.verb == "hand_in_sheet") == 1


def test_a_selection_is_drafted_once(city: City) -> None:
    call_id = a_call(city)
    application_id = an_accepted_application(city, call_id)
    recommend(city, call_id, {application_id: 100_000})
    officer = city.actor("officer", DECIDED)

    drafted = at_once(
        city,
        "officer",
        DECIDED,
        *[
            lambda uow: draft_selection_decision(
                uow, city.catalog, officer, call_id, kessai=a_kessai(DECIDED)
            )
        ]
        * 4,
    )

    assert Counter(drafted)[Refused] == 3
    assert number_of(city, Decision) == 1


def test_a_grantee_begins_each_document_and_bills_once(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    actor = city.actor("applicant", APPLIED)

    begun = at_once(
        city,
        "applicant",
        APPLIED,
        *[lambda uow: start_grant_application(uow, city.catalog, actor, award_id)] * 4,
    )

    assert len(set(begun)) == 1
    assert number_of(city, Filing) == 2


def test_a_granted_award_is_reported_and_billed_once(city: City) -> None:
    _, award_id = a_granted_award(city)
    actor, version = city.actor("applicant", PAID), version_of(city, Award, award_id)

    def bill(uow: UnitOfWork) -> int:
        return file_claim(
            uow,
            city.catalog,
            actor,
            award_id,
            kind=ClaimKind.ADVANCE,
            amount=10_000,
            purpose="材料",
            version=version,
        )

    begun = at_once(
        city,
        "applicant",
        PAID,
        *[lambda uow: start_report(uow, city.catalog, actor, award_id)] * 4,
    )
    billed = at_once(city, "applicant", PAID, *[bill] * 4)

    assert len(set(begun)) == 1
    assert number_of(city, Filing) == 3
    assert Counter(billed)[Stale] == 3
    assert number_of(city, Claim) == 1
