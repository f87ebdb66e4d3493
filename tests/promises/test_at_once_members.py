"""Members press at once: an invitation makes one member, and one 代表者 stays."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.people.actions.invitations import accept_invitation, invite
from koubo.people.actions.members import remove_member
from koubo.people.memberships import member_lines
from koubo.people.models import Membership
from koubo.people.rules import MemberRole
from koubo.problems import Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import EventRow, Mail
from koubo.storage.unit_of_work import UnitOfWork
from promises.pressing import at_once, number_of


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_one_link_makes_one_member_whoever_presses(city: City) -> None:
    organisation = city.ids["organisation"]
    with city.uow(AFTER, "applicant") as uow:
        typed = {"email": "hanako@example.jp", "role": "editor"}
        actor = city.actor("applicant")
        invite(uow, actor, organisation, typed=typed, base_url="https://k")
        body = uow.session.scalars(select(Mail.body)).one()
    found = re.search(r"https://k/invitations/(\S+)", body)
    assert found is not None
    token = found[1]
    actors = [city.actor(name) for name in ("stranger", "officer2", "reviewer_a")]

    def press(place: int) -> Callable[[UnitOfWork], str]:
        def verb(uow: UnitOfWork) -> str:
            try:
                accept_invitation(uow, actors[place % 3], token, confirmed=True)
            except Refused:
                return ""
            return actors[place % 3].name

        return verb

    joined = at_once(city, "applicant", AFTER, *[press(place) for place in range(9)])

    assert sorted(joined) == ["", "", "", "", "", "", *[max(joined)] * 3]
    with city.uow() as uow:
        assert len(member_lines(uow.session, organisation)) == 2
    assert number_of(city, EventRow, EventRow.kind == "member_joined") == 1


def test_of_two_representatives_who_leave_at_once_one_stays(city: City) -> None:
    organisation = city.ids["organisation"]
    with city.uow() as uow, uow.writing() as write:
        second = Membership(
            organisation_id=organisation,
            person_id=city.ids["stranger"],
            role=MemberRole.REPRESENTATIVE,
        )
        write.session.add(second)
    with city.uow() as uow:
        lines = member_lines(uow.session, organisation)

    def leave(place: int) -> Callable[[UnitOfWork], bool]:
        line, actor = lines[place], city.actor(lines[place].name)

        def verb(uow: UnitOfWork) -> bool:
            try:
                remove_member(uow, actor, organisation, line.id)
            except Refused:
                return False
            return True

        return verb

    assert sorted(at_once(city, "applicant", AFTER, leave(0), leave(1))) == [False, True]
    with city.uow() as uow:
        [stays] = member_lines(uow.session, organisation)
    assert stays.role is MemberRole.REPRESENTATIVE
