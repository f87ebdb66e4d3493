"""Invitations: known to one mail, used once, and never a surprise to those who were there."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.people.actions.invitations import (
    accept_invitation,
    invite,
    resend_invitation,
    withdraw_invitation,
)
from koubo.people.actions.members import remove_member
from koubo.people.invitation_rules import MOST_A_DAY, MOST_OPEN, InvitationState
from koubo.people.memberships import invitation_by_token, invitation_lines, member_lines
from koubo.people.models import Invitation, Organisation, Person
from koubo.problems import NotFound, Problems, Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import EventRow, Mail

BASE = "https://koubo.example.jp"
LATER = AFTER + timedelta(hours=1)
AFTER_TWO_WEEKS = AFTER + timedelta(days=14)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def _invite(city: City, email: str, role: str = "treasurer") -> int:
    with city.uow(AFTER, "applicant") as uow:
        return invite(
            uow,
            city.actor("applicant"),
            city.ids["organisation"],
            typed={"email": email, "role": role},
            base_url=BASE,
        )


def _accept(
    city: City, person: str, token: str, *, confirmed: bool = False, at: datetime = LATER
) -> int:
    with city.uow(at, person) as uow:
        return accept_invitation(uow, city.actor(person, at), token, confirmed=confirmed)


def _mails(city: City) -> list[Mail]:
    with city.uow() as uow:
        return list(uow.session.scalars(select(Mail).order_by(Mail.id)))


def _token(mail: Mail) -> str:
    found = re.search(rf"{BASE}/invitations/(\S+)", mail.body)
    assert found is not None
    return found[1]


def test_an_invitation_makes_one_member_once(city: City) -> None:
    organisation = city.ids["organisation"]
    invitation = _invite(city, "Stranger@example.JP")
    [mail] = _mails(city)
    token = _token(mail)

    with city.uow() as uow:
        kept = uow.session.get_one(Invitation, invitation)
        letter = invitation_by_token(uow.session, token)
        with pytest.raises(NotFound):
            invitation_by_token(uow.session, token[:-1])
    assert token not in (kept.token_digest, kept.email)
    assert (letter.organisation, letter.role_name, letter.inviter) == (
        "organisationの会",
        "会計",
        "applicant",
    )
    assert (mail.person_id, mail.address) == (None, "stranger@example.jp")

    assert _accept(city, "stranger", token) == organisation
    assert _accept(city, "stranger", token) == organisation
    with pytest.raises(Refused):
        _accept(city, "officer2", token, confirmed=True)

    with city.uow() as uow:
        lines = member_lines(uow.session, organisation)
        told = uow.session.scalars(select(EventRow)).all()
        steps = history_of(uow.session, uow.session.get_one(Organisation, organisation))
        assert invitation_lines(uow.session, organisation) == []
    assert [(one.name, one.role_name, one.joined_at) for one in lines] == [
        ("applicant", "代表者", None),
        ("stranger", "会計", LATER),
    ]
    assert [(one.kind, one.event().people) for one in told] == [
        ("member_joined", (city.ids["applicant"],))
    ]
    assert [one.verb for one in steps] == ["invite_member", "accept_invitation"]


def test_another_address_joins_only_by_saying_so(city: City) -> None:
    _invite(city, "hanako@example.jp")
    token = _token(_mails(city)[0])

    with pytest.raises(Problems) as found:
        _accept(city, "stranger", token)
    joined = _accept(city, "stranger", token, confirmed=True)

    assert [one.field for one in found.value.problems] == ["confirmed"]
    assert joined == city.ids["organisation"]


def test_an_expired_or_withdrawn_invitation_is_of_no_use_and_a_new_mail_is(city: City) -> None:
    organisation, actor = city.ids["organisation"], city.actor("applicant")
    invitation = _invite(city, "stranger@example.jp")
    first = _token(_mails(city)[0])
    with city.uow() as uow:
        times = invitation_by_token(uow.session, first).times
    assert times.state(AFTER_TWO_WEEKS - timedelta(seconds=1)) is InvitationState.OPEN
    assert times.state(AFTER_TWO_WEEKS) is InvitationState.EXPIRED
    with pytest.raises(Refused):
        _accept(city, "stranger", first, at=AFTER_TWO_WEEKS)

    def resend(at: datetime = AFTER_TWO_WEEKS) -> None:
        with city.uow(at, "applicant") as uow:
            resend_invitation(uow, actor, organisation, invitation, base_url=BASE)

    resend()
    with pytest.raises(Refused) as too_soon:
        resend()
    second = _token(_mails(city)[1])
    with pytest.raises(NotFound):
        _accept(city, "stranger", first, at=AFTER_TWO_WEEKS)
    with city.uow(AFTER_TWO_WEEKS, "applicant") as uow:
        withdraw_invitation(uow, actor, organisation, invitation)
    with pytest.raises(Refused):
        _accept(city, "stranger", second, at=AFTER_TWO_WEEKS)
    with pytest.raises(Refused):
        resend(AFTER_TWO_WEEKS + timedelta(days=1))

    assert too_soon.value.message.startswith("少し前に送ったばかりです。")
    assert len(_mails(city)) == 2


def test_nobody_is_invited_twice_and_not_a_whole_town(city: City) -> None:
    def refused(email: str, role: str = "editor") -> list[tuple[str, str]]:
        with pytest.raises(Problems) as found:
            _invite(city, email, role)
        return [(one.field, one.message[:10]) for one in found.value.problems]

    _invite(city, "one@example.jp")

    assert refused("applicant@example.jp") == [("email", "このメールアドレスの")]
    assert refused("ONE@example.jp") == [("email", "このメールアドレスに")]
    assert refused("山") == [("email", "「メールアドレス」は")]
    assert refused("two@example.jp", "boss") == [("role", "「役割」を一覧の中か")]
    for number in range(1, MOST_OPEN):
        _invite(city, f"n{number}@example.jp")
    assert refused("two@example.jp") == [("email", "返事待ちの招待は10")]
    assert len(_mails(city)) == MOST_OPEN


def test_to_take_invitations_back_makes_no_room_to_flood_somebody(city: City) -> None:
    def take_back(invitation: int) -> None:
        with city.uow(AFTER, "applicant") as uow:
            organisation = city.ids["organisation"]
            withdraw_invitation(uow, city.actor("applicant"), organisation, invitation)

    take_back(_invite(city, "victim@example.jp"))
    with pytest.raises(Problems) as at_once:
        _invite(city, "victim@example.jp")
    for number in range(1, MOST_A_DAY):
        take_back(_invite(city, f"victim{number}@example.jp"))
    with pytest.raises(Problems) as one_more:
        _invite(city, "another@example.jp")

    refused = (at_once.value.problems[0].message, one_more.value.problems[0].message)
    assert refused == (
        "このメールアドレスには、少し前に送ったばかりです。5分ほど待ってください。",
        f"招待を送れるのは、1日に{MOST_A_DAY}件までです。明日もう一度お試しください。",
    )
    assert len(_mails(city)) == MOST_A_DAY


def test_only_the_representative_invites_and_whoever_left_may_come_back(city: City) -> None:
    organisation = city.ids["organisation"]
    invitation = _invite(city, "stranger@example.jp", "editor")
    _accept(city, "stranger", _token(_mails(city)[0]))
    with city.uow(LATER, "stranger") as uow, pytest.raises(Refused):
        invite(
            uow,
            city.actor("stranger"),
            organisation,
            typed={"email": "three@example.jp", "role": "editor"},
            base_url=BASE,
        )
    for person in ("officer", "stranger"):
        with city.uow(LATER, person) as uow, pytest.raises((NotFound, Refused)):
            withdraw_invitation(uow, city.actor(person), organisation, invitation)

    with city.uow() as uow:
        mine = next(
            one.id for one in member_lines(uow.session, organisation) if one.name == "stranger"
        )
    with city.uow(LATER, "stranger") as uow:
        remove_member(uow, city.actor("stranger"), organisation, mine)
    _invite(city, "stranger@example.jp", "treasurer")
    again = LATER + timedelta(days=1)
    _accept(city, "stranger", _token(_mails(city)[1]), at=again)

    with city.uow() as uow:
        back = next(one for one in member_lines(uow.session, organisation) if one.id == mine)
        assert uow.session.get_one(Person, back.person_id).name == "stranger"
    assert (back.role_name, back.joined_at) == ("会計", again)
