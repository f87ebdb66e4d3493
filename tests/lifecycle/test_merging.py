"""Two organisations become one: everything moves, nothing filed changes, and nobody is lost."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from applications.test_contacts import contact
from builders import AFTER, IN_TIME, City, a_call, a_city, a_draft, a_filed_application, version_of
from koubo.applications.actions.drafts import start_application
from koubo.applications.contact_models import Contact
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.queries.organisation_list import list_organisations
from koubo.lifecycle.merging import MOVED, merge_organisations
from koubo.people.directory import where_now
from koubo.people.models import Membership, Organisation, RepresentativeTerm
from koubo.people.queries import members_of
from koubo.people.rules import MemberRole, NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.models import PastAwardRow
from koubo.storage.base import Base
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import EventRow

COURSE = "kurashiki.collab_prep"
LOOKED_AT = {"membership", "representative_term", "past_award", "application"}
"""What moves with a look: who is in both, whose term, what both have, whose history."""
STAYS = {"organisation", "kept_apart"}


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def merge(
    city: City, keep: str = "other_organisation", gone: str = "organisation", **more: Any
) -> None:
    numbers = [city.ids[one] for one in (keep, gone)]
    versions = tuple(version_of(city, Organisation, one) for one in numbers)
    values = {"versions": versions, "reason": "電話で確かめた", **more}
    with city.uow(AFTER, "officer") as uow:
        merge_organisations(uow, city.actor("officer", AFTER), *numbers, **values)


def award(city: City, organisation: str, year: int, amount: int | None, **more: Any) -> None:
    with city.uow() as uow, uow.writing() as write:
        key = city.ids[organisation]
        values = {"course_id": COURSE, "origin": AwardOrigin.LEDGER, **more}
        write.session.add(
            PastAwardRow(organisation_id=key, fiscal_year=year, amount=amount, **values)
        )


def awards(city: City) -> list[tuple[int, int, int | None]]:
    with city.uow() as uow:
        rows = uow.session.scalars(select(PastAwardRow).order_by(PastAwardRow.fiscal_year)).all()
        return [(one.organisation_id, one.fiscal_year, one.amount) for one in rows]


def test_everything_moves_and_what_was_filed_keeps_its_name(city: City) -> None:
    call_id = a_call(city)
    application_id = a_filed_application(city, call_id)
    draft_id = a_draft(city, call_id)
    talk_id = contact(city, application_id=application_id)
    award(city, "organisation", 2022, 90_000)
    award(city, "organisation", 2023, 80_000)
    award(city, "organisation", 2024, 70_000, origin=AwardOrigin.KOUBO)
    award(city, "other_organisation", 2023, None)
    award(city, "other_organisation", 2024, 60_000)

    merge(city)

    kept, gone = city.ids["other_organisation"], city.ids["organisation"]
    with city.uow(AFTER) as uow:
        session = uow.session
        application = session.get_one(Application, application_id)
        draft = session.get_one(Filing, draft_id).application
        snapshot = session.scalars(select(Snapshot)).first()
        event = session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
        steps = [(one.chain, one.verb) for one in history_of(session, application)]
        house = [one.verb for one in history_of(session, session.get_one(Organisation, gone))]
        members = set(members_of(session, kept))
        listed = [one.id for one in list_organisations(session, city.actor("officer", AFTER)).rows]
        assert session.get_one(Contact, talk_id).organisation_id == kept
        assert where_now(session, gone) == kept
    assert {application.organisation_id, draft.organisation_id} == {kept}
    assert snapshot is not None
    assert snapshot.applicant["name"] == "organisationの会"
    assert (f"call:{call_id}", "move_application") in steps
    assert house[-1] == "merge_organisation"
    assert members == {city.ids["applicant"], city.ids["stranger"]}
    assert listed == [kept]
    assert awards(city) == [(kept, 2022, 90_000), (kept, 2023, 80_000), (kept, 2024, 70_000)]
    assert event is not None
    assert (event.kind, set(event.recipients["applicant"])) == ("organisations_merged", members)
    assert city.actor("applicant", AFTER).organisation_ids == {kept}
    with city.uow(AFTER, "applicant") as uow, pytest.raises(NotFound):
        start_application(
            uow,
            city.catalog,
            city.actor("applicant", AFTER),
            call_id,
            course_id=COURSE,
            organisation_id=gone,
        )


def test_who_is_in_both_stays_in_once_and_an_empty_profile_is_filled_up(city: City) -> None:
    kept, gone = city.ids["other_organisation"], city.ids["organisation"]
    with city.uow() as uow, uow.writing() as write:
        row = write.session.get_one(Organisation, kept)
        row.address = row.representative = row.representative_title = ""
        term = RepresentativeTerm(
            organisation_id=gone, title="代表", name="水玉 花子", recorded_at=uow.now
        )
        both = Membership(
            organisation_id=gone, person_id=city.ids["stranger"], role=MemberRole.TREASURER
        )
        write.session.add_all([term, both])

    merge(city)

    with city.uow(AFTER) as uow:
        row = uow.session.get_one(Organisation, kept)
        rows = uow.session.scalars(select(Membership).order_by(Membership.id)).all()
        terms = uow.session.scalars(select(RepresentativeTerm.organisation_id)).all()
    assert (row.address, row.representative) == ("倉敷市西中新田640番地", "水玉 花子")
    assert [(one.organisation_id, one.role, one.left_at is None) for one in rows] == [
        (kept, MemberRole.REPRESENTATIVE, True),
        (kept, MemberRole.REPRESENTATIVE, True),
        (gone, MemberRole.TREASURER, False),
    ]
    assert terms == [kept]


def test_it_is_refused_while_both_compete_and_without_a_reason(city: City) -> None:
    call_id = a_call(city)
    a_filed_application(city, call_id)
    theirs = a_draft(city, call_id, applicant="stranger", organisation="other_organisation")
    with pytest.raises(Problems, match="理由を入力"):
        merge(city, reason=" ")
    with pytest.raises(Stale):
        merge(city, versions=(1, 99))
    a_filed_application(city, call_id, applicant="stranger", organisation="other_organisation")

    with pytest.raises(Refused, match="両方の団体の応募があります"):
        merge(city)
    with city.uow() as uow:
        draft = uow.session.get_one(Filing, theirs).application
        assert draft.organisation_id == city.ids["other_organisation"]


def test_whoever_pressed_while_it_became_one_begins_nothing_in_what_is_gone(city: City) -> None:
    call_id = a_call(city)
    member = city.actor("applicant")  # as the page read them, before the merge
    merge(city)

    with city.uow(IN_TIME, "applicant") as uow:
        gone = city.ids["organisation"]
        with pytest.raises(Refused):
            start_application(
                uow, city.catalog, member, call_id, course_id=COURSE, organisation_id=gone
            )
        assert uow.session.scalars(select(Application)).all() == []


def test_nobody_merges_twice_or_with_itself_and_only_officers_do(city: City) -> None:
    with pytest.raises(NotFound):
        merge(city, "organisation", "organisation")
    kept, gone = city.ids["other_organisation"], city.ids["organisation"]
    applicant = city.actor("applicant", AFTER)
    with city.uow(AFTER, "applicant") as uow, pytest.raises(NotAllowed):
        merge_organisations(uow, applicant, kept, gone, versions=(1, 1), reason="同じ")
    merge(city)
    with pytest.raises(Refused, match="統合されています"):
        merge(city, "organisation", "other_organisation")


def test_merging_knows_every_table_that_names_an_organisation() -> None:
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    }
    assert naming == {one.__tablename__ for one in MOVED} | LOOKED_AT | STAYS
