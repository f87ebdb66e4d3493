"""Members: who may do what, one 代表者 stays, and whoever left sees nothing more of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.people.actions.members import appoint_member, change_role, remove_member
from koubo.people.memberships import member_lines
from koubo.people.models import Membership, Organisation
from koubo.people.queries import members_of
from koubo.people.rules import MEMBER_POWERS, Actor, MemberRole, NotAllowed, Power
from koubo.problems import NotFound, Problems, Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import EventRow

LATER = AFTER + timedelta(days=1)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    """Give a city in whose organisation `stranger` is an editor beside the representative."""
    city = a_city(database, FileStore(tmp_path / "files"))
    with city.uow() as uow, uow.writing() as write:
        editor = Membership(
            organisation_id=city.ids["organisation"],
            person_id=city.ids["stranger"],
            role=MemberRole.EDITOR,
            joined_at=AFTER,
        )
        write.session.add(editor)
    return city


def _membership(city: City, person: str) -> int:
    with city.uow() as uow:
        lines = member_lines(uow.session, city.ids["organisation"])
        return next(one.id for one in lines if one.person_id == city.ids[person])


def _told(city: City) -> list[tuple[str, tuple[int, ...]]]:
    with city.uow() as uow:
        rows = uow.session.scalars(select(EventRow).order_by(EventRow.id))
        return [(one.kind, one.event().people) for one in rows]


def test_every_role_files_and_only_the_representative_manages_members() -> None:
    files = {role for role, powers in MEMBER_POWERS.items() if Power.FILE in powers}
    manages = {role for role, powers in MEMBER_POWERS.items() if Power.MEMBERS in powers}

    assert files == set(MemberRole)
    assert manages == {MemberRole.REPRESENTATIVE}


def test_the_role_of_a_member_is_changed_told_and_recorded(city: City) -> None:
    organisation = city.ids["organisation"]
    editor, representative = _membership(city, "stranger"), _membership(city, "applicant")

    def change(by: str, membership: int, role: str) -> None:
        with city.uow(LATER, by) as uow:
            actor = city.actor(by, LATER)
            change_role(uow, actor, organisation, membership, role=role)

    with pytest.raises(Problems) as wrong:
        change("applicant", editor, "boss")
    with pytest.raises(Refused) as not_hers:
        change("stranger", editor, "representative")
    with pytest.raises(Refused) as last:
        change("applicant", representative, "editor")
    with pytest.raises(NotFound):
        change("officer", editor, "editor")
    change("applicant", editor, "editor")
    nobody_told = _told(city)
    change("applicant", editor, "representative")
    change("stranger", representative, "treasurer")

    assert [one.field for one in wrong.value.problems] == ["role"]
    assert not_hers.value.message.startswith(
        "「メンバーを招待する、外す、役割を変える」ことができるのは、役割が「代表者」のメンバーだけです。"
    )
    assert last.value.message.startswith("「代表者」の役割の方がいなくなるため")
    assert nobody_told == []
    stranger, applicant = city.ids["stranger"], city.ids["applicant"]
    assert _told(city) == [
        ("members_changed", (applicant,)),
        ("role_changed", (stranger,)),
        ("members_changed", (stranger,)),
        ("role_changed", (applicant,)),
    ]
    with city.uow() as uow:
        lines = member_lines(uow.session, organisation)
        steps = history_of(uow.session, uow.session.get_one(Organisation, organisation))
    assert [(one.name, one.role_name) for one in lines] == [
        ("stranger", "代表者"),
        ("applicant", "会計"),
    ]
    assert [(one.verb, one.detail) for one in steps] == [
        (
            "change_role",
            {"person": stranger, "before": "editor", "after": "representative"},
        ),
        (
            "change_role",
            {"person": applicant, "before": "representative", "after": "treasurer"},
        ),
    ]


def test_whoever_leaves_keeps_a_row_and_sees_nothing_more(city: City) -> None:
    organisation = city.ids["organisation"]
    editor, representative = _membership(city, "stranger"), _membership(city, "applicant")

    def remove(by: str, membership: int) -> None:
        with city.uow(LATER, by) as uow:
            remove_member(uow, city.actor(by, LATER), organisation, membership)

    with pytest.raises(Refused):
        remove("stranger", representative)
    with pytest.raises(Refused):
        remove("applicant", representative)
    remove("stranger", editor)
    with pytest.raises(NotFound):
        remove("stranger", editor)
    with pytest.raises(NotFound):
        remove("applicant", editor)

    assert city.actor("stranger", LATER).organisation_ids == {city.ids["other_organisation"]}
    with city.uow() as uow:
        left = uow.session.get_one(Membership, editor)
        steps = history_of(uow.session, uow.session.get_one(Organisation, organisation))
        assert left.left_at == LATER
        assert members_of(uow.session, organisation) == [city.ids["applicant"]]
    assert [one.verb for one in steps] == ["leave_organisation"]
    assert _told(city) == [
        ("members_changed", (city.ids["applicant"],)),
        ("member_left", (city.ids["stranger"],)),
    ]


def test_an_officer_appoints_where_nobody_can_sign_in_any_more(city: City) -> None:
    organisation, editor = city.ids["organisation"], _membership(city, "stranger")

    def appoint(by: Actor, reason: str) -> None:
        with city.uow(LATER, "officer") as uow:
            appoint_member(uow, by, organisation, editor, reason=reason)

    officer = city.actor("officer", LATER)
    with pytest.raises(NotAllowed):
        appoint(city.actor("stranger", LATER), "私がします")
    with pytest.raises(Problems) as silent:
        appoint(officer, " ")
    appoint(officer, "会長の転居。窓口で会計の方から申し出")
    with pytest.raises(Refused):
        appoint(officer, "もう一度")

    assert [one.field for one in silent.value.problems] == ["reason"]
    with city.uow() as uow:
        assert uow.session.get_one(Membership, editor).role is MemberRole.REPRESENTATIVE
        steps = history_of(uow.session, uow.session.get_one(Organisation, organisation))
    assert [(one.verb, one.detail["reason"]) for one in steps if one.detail] == [
        ("appoint_member", "会長の転居。窓口で会計の方から申し出")
    ]
