"""Staff stand aside: at the next request there is nothing, until somebody else lets them back in."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from builders import AFTER, IN_TIME, City, a_call, a_draft, a_filed_application, file_it, later
from koubo.applications.actions.standing_aside import (
    NO_APPLICATION,
    NO_ORGANISATION,
    lift_conflict,
    stand_aside,
)
from koubo.applications.models import Application
from koubo.applications.policy import visible, visible_to_staff
from koubo.applications.queries.conflicts import conflicts_of_staff, own_conflicts
from koubo.people.bars import people_kept_out
from koubo.people.messages import make_mails
from koubo.people.models import Membership
from koubo.people.rules import Actor, MemberRole, NotAllowed
from koubo.people.sending import KEPT_OUT, Letter, send_mails
from koubo.problems import NotFound, Problems, Refused
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import Mail, MailState

WHY = "兄が会計をしているため"


def declare(city: City, person: str, extent: str, named: str, reason: str = WHY) -> int:
    typed = {"extent": extent, "named": named, "reason": reason}
    with city.uow(AFTER, person) as uow:
        return stand_aside(uow, city.actor(person, AFTER), typed=typed)


def lift(city: City, person: str, conflict_id: int, because: str = "兄が退任した") -> None:
    with city.uow(later(AFTER, hours=1), person) as uow:
        actor = city.actor(person, AFTER)
        lift_conflict(uow, actor, conflict_id, because=because, version=1)


def seen(city: City, person: str, clause: Callable[[Actor], Any] = visible_to_staff) -> list[int]:
    with city.uow(AFTER, person) as uow:
        wanted = select(Application.id).where(clause(city.actor(person, AFTER)))
        return list(uow.session.scalars(wanted.order_by(Application.id)))


def number_of(city: City, application_id: int) -> str:
    with city.uow() as uow:
        return uow.session.get_one(Application, application_id).receipt_number or ""


def ask(city: City, person: str, query: Callable[[Session, Actor], Any]) -> Any:
    with city.uow(AFTER, person) as uow:
        return query(uow.session, city.actor(person, AFTER))


def two_applications(city: City, call_id: int) -> tuple[int, int]:
    own = a_filed_application(city, call_id)
    options = {"applicant": "stranger", "organisation": "other_organisation"}
    return own, a_filed_application(city, call_id, **options)


def test_of_one_application_nothing_is_seen_until_another_lifts_it(city: City, call_id: int):
    first, second = two_applications(city, call_id)
    number = number_of(city, first).translate(
        str.maketrans("0123456789-", "０１２３４５６７８９－")
    )

    conflict = declare(city, "officer", "application", f" {number.lower()} ")
    assert (seen(city, "officer"), seen(city, "officer2")) == ([second], [first, second])
    [line] = ask(city, "officer", own_conflicts)
    assert (line.organisation, line.whole, line.reason) == ("organisationの会", False, WHY)
    assert ask(city, "officer2", conflicts_of_staff) == [line]

    with pytest.raises(Refused, match="自分では解除できません"):
        lift(city, "officer", conflict)
    with pytest.raises(Problems, match="理由を入力"):
        lift(city, "officer2", conflict, because=" ")
    with pytest.raises(NotAllowed):
        lift(city, "releaser", conflict)
    # Whoever is kept out of the same application is not told that a colleague is.
    own = declare(city, "officer2", "application", number_of(city, first))
    assert ask(city, "officer2", conflicts_of_staff) == []
    with pytest.raises(NotFound):
        lift(city, "officer2", conflict)
    with city.uow() as uow:
        assert people_kept_out(uow.session, first) >= {city.ids["officer"], city.ids["officer2"]}

    with pytest.raises(NotFound):
        lift(city, "officer", own)
    assert seen(city, "officer2") == [second]
    with city.uow() as uow:
        verbs = select(HistoryRow.verb).where(HistoryRow.subject_kind == "staff_conflict")
        assert list(uow.session.scalars(verbs)) == ["stand_aside"] * 2


def test_of_an_organisation_later_applications_are_closed_too(city: City, call_id: int):
    first, second = two_applications(city, call_id)
    conflict = declare(city, "releaser", "organisation", number_of(city, first))
    declare(city, "department_person", "organisation", "ORGANISATIONの会")
    later_call = a_call(city)
    third = a_filed_application(city, later_call, course="city_theme")

    assert seen(city, "releaser") == [second]
    assert seen(city, "department_person") == []
    assert seen(city, "officer") == [first, second, third]
    lift(city, "officer", conflict)
    assert seen(city, "releaser") == [first, second, third]
    [line] = ask(city, "releaser", own_conflicts)
    assert (line.lifted_by, line.lifted_because) == ("officer", "兄が退任した")


def test_who_ever_was_a_member_needs_to_declare_nothing(city: City, call_id: int):
    first, second = two_applications(city, call_id)
    draft = a_draft(city, call_id)
    with city.uow() as uow, uow.writing() as write:
        for person, left_at in (("officer", IN_TIME), ("officer2", None)):
            values = {"organisation_id": city.ids["organisation"], "left_at": left_at}
            row = Membership(person_id=city.ids[person], role=MemberRole.EDITOR, **values)
            write.session.add(row)

    assert seen(city, "officer") == seen(city, "officer2") == [second]
    assert seen(city, "officer", visible) == [second]
    # At the applicant's desk the member is the organisation itself.
    assert seen(city, "officer2", visible) == [first, second, draft]


def test_what_is_wrong_is_said_at_once(city: City, call_id: int):
    def told(person: str, extent: str, named: str, reason: str = WHY) -> list[str]:
        with pytest.raises(Problems) as found:
            declare(city, person, extent, named, reason)
        return [one.message for one in found.value.problems]

    assert told("officer", "", "", "") == [
        "「外れる範囲」を選んでください。",
        "「受付番号または団体名」を入力してください。",
        "「理由」を入力してください。",
    ]
    assert told("officer", "application", "KU26-1-9999-00") == [NO_APPLICATION]
    assert told("officer", "organisation", "知らない会") == [NO_ORGANISATION]
    with pytest.raises(NotAllowed):
        declare(city, "applicant", "organisation", "organisationの会")


def test_no_mail_of_it_is_made_nor_goes_out(city: City, call_id: int):
    def mails() -> list[tuple[int | None, MailState, str]]:
        with city.uow() as uow:
            rows = select(Mail.person_id, Mail.state, Mail.fault).order_by(Mail.id)
            return [(one, state, fault) for one, state, fault in uow.session.execute(rows)]

    def made() -> None:
        with city.uow(AFTER) as uow:
            make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")

    ids = city.ids
    declare(city, "officer", "organisation", "organisationの会")
    file_it(city, a_draft(city, call_id))
    made()
    assert {one for one, _, _ in mails()} == {ids["applicant"], ids["officer2"]}

    # One that was made before is not sent any more, and the others behind it are.
    declare(city, "officer2", "organisation", "organisationの会")
    sent: list[Letter] = []
    with city.uow(AFTER) as uow:
        send_mails(uow, sent.append, domain="koubo.example.jp")
    assert {one.address for one in sent} == {"applicant@example.jp"}
    assert [(one, fault) for one, state, fault in mails() if state is MailState.FAILED] == [
        (ids["officer2"], KEPT_OUT)
    ]
