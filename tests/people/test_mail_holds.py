"""What is held back is made and waits, whoever restarts; what was sent can be sent once more."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_call, a_city, a_filed_application, later
from koubo.people.mail_handling import read_mail, retry_failed, retry_mail, send_again
from koubo.people.mail_holds import hold_mails, open_holds, release_mails
from koubo.people.messages import make_mails
from koubo.people.models import Bar, Person
from koubo.people.outgoing import MailFilter, list_mails, recent_facts
from koubo.people.rules import BarCause, NotAllowed
from koubo.people.sending import Letter, NotTaken, Undeliverable, send_mails
from koubo.problems import NotFound, Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow, verify_chain
from koubo.storage.outbox import CLAIM, Mail, MailState, MailText, Reader, queue_mails

DOMAIN = "koubo.example.jp"
OURS = ["applicant@example.jp", "officer@example.jp", "officer2@example.jp"]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path))


def told(city: City, **options: Any) -> int:
    """File an application and make its mails; give the call's id."""
    call_id = a_call(city)
    a_filed_application(city, call_id, **options)
    make(city)
    return call_id


def make(city: City) -> None:
    with city.uow(AFTER) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")


def send(city: City, to: list[Letter], **step: int) -> int:
    with city.uow(later(AFTER, **step)) as uow:
        return send_mails(uow, to.append, domain=DOMAIN)


def mails(city: City) -> list[Mail]:
    with city.uow(AFTER) as uow:
        return list(uow.session.scalars(select(Mail).order_by(Mail.id)))


def hold(city: City, call_id: int | None, *, outside_only: bool = True) -> int:
    with city.uow(AFTER, "officer") as uow:
        return hold_mails(
            uow,
            city.actor("officer"),
            call_id=call_id,
            outside_only=outside_only,
            reason="いっせいに送る",
        )


def release(city: City, hold_id: int) -> int:
    with city.uow(AFTER, "officer") as uow:
        return release_mails(uow, city.actor("officer"), hold_id)


def test_what_waits_and_what_is_made_later_is_held_until_the_last_hold_is_gone(city: City) -> None:
    call_id = told(city)
    with city.uow(AFTER) as uow, uow.writing() as write:
        queue_mails(write.session, None, [MailText(None, "new@example.jp", "登録", "…")], now=AFTER)
    mine, all_calls = hold(city, call_id), hold(city, None, outside_only=False)
    a_filed_application(city, call_id, applicant="stranger", organisation="other_organisation")
    make(city)

    went: list[Letter] = []
    # Each in a unit of work of its own, as after a restart: nobody remembers but the table.
    assert [send(city, went), send(city, went, days=30)] == [1, 0]
    assert [one.address for one in went] == ["new@example.jp"]  # the way in is never held
    with city.uow(AFTER) as uow:
        counts = [(one.id, one.count) for one in open_holds(uow.session, city.actor("officer"))]
    assert counts == [(mine, 2), (all_calls, 6)]
    with pytest.raises(Refused, match="状態を確かめて"), city.uow(AFTER, "officer") as uow:
        retry_mail(uow, city.actor("officer"), 1)

    assert release(city, all_calls) == 4
    assert (send(city, went), len(went)) == (4, 5)
    assert release(city, mine) == 2
    assert (send(city, went), len(went)) == (2, 7)
    with pytest.raises(Refused, match="もう解除"):
        release(city, mine)
    with city.uow(AFTER) as uow:
        verbs = uow.session.scalars(select(HistoryRow.verb).where(HistoryRow.chain == "house"))
        assert list(verbs)[-4:] == ["hold_mails", "hold_mails", "release_mails", "release_mails"]
        assert verify_chain(uow.session, "house") is None


def test_a_mail_that_is_being_sent_when_the_hold_comes_is_not_tried_again(city: City) -> None:
    call_id = told(city)

    def refuse(letter: Letter) -> None:
        if letter.address == "applicant@example.jp":
            hold(city, call_id)
            raise NotTaken("いまは受け付けません")

    with city.uow(AFTER) as uow:
        assert send_mails(uow, refuse, domain=DOMAIN) == 2
    first, *_ = mails(city)
    assert (first.state, first.next_try_at) == (MailState.HELD, None)
    assert first.fault == "いまは受け付けません"


def test_every_mail_goes_out_once_though_the_sender_dies_and_the_server_fails(city: City) -> None:
    told(city)
    went: list[Letter] = []

    def dies(letter: Letter) -> None:
        went.append(letter)
        raise SystemExit  # after the server took it, before that was noted

    with city.uow(AFTER) as uow, pytest.raises(SystemExit):
        send_mails(uow, dies, domain=DOMAIN)
    assert send(city, went) == 2  # the others; the claim of the first still stands
    assert send(city, went) == 0
    lapsed = int(CLAIM.total_seconds() // 60)
    assert send(city, went, minutes=lapsed) == 1
    assert send(city, went, days=9) == 0

    assert {one.address for one in went} == set(OURS)
    assert len(went) == 4
    assert len({one.message_id for one in went}) == 3  # the one that came twice is known by its id


def test_what_no_server_will_take_is_given_up_at_once_and_a_server_that_is_down_is_left_alone(
    city: City,
) -> None:
    told(city)
    tried: list[str] = []

    def refuse(letter: Letter) -> None:
        tried.append(letter.address)
        if letter.address == "applicant@example.jp":
            raise Undeliverable("550 宛先がありません")
        raise NotTaken("メールサーバーにつながりません")

    with city.uow(AFTER) as uow:
        for number in range(9):
            extra = [MailText(None, f"{number}@example.jp", "件名", "本文")]
            with uow.writing() as write:
                queue_mails(write.session, None, extra, now=AFTER)
        assert send_mails(uow, refuse, domain=DOMAIN) == 0
    assert tried == [*OURS, "0@example.jp"]  # after three in a row the others wait untouched
    assert [(one.state, one.fault) for one in mails(city)][:2] == [
        (MailState.FAILED, "550 宛先がありません"),
        (MailState.QUEUED, "メールサーバーにつながりません"),
    ]
    with city.uow(AFTER, "officer") as uow:
        assert retry_failed(uow, city.actor("officer")) == 1
    assert mails(city)[0].state is MailState.QUEUED


def test_a_mail_is_sent_once_more_to_the_address_of_today(city: City) -> None:
    call_id = told(city)
    went: list[Letter] = []
    send(city, went)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Person, city.ids["applicant"]).email = "new@example.jp"

    with city.uow(AFTER, "officer") as uow:
        send_again(uow, city.actor("officer"), 1)
    hold(city, call_id)

    again = mails(city)[-1]
    assert (again.address, again.again_of_id, again.state, again.reader, again.kind) == (
        "new@example.jp",
        1,
        MailState.HELD,
        Reader.APPLICANT,
        "proposal_filed",
    )
    assert (again.subject, again.body) == (mails(city)[0].subject, mails(city)[0].body)
    assert again.token != mails(city)[0].token


def test_an_officer_who_may_not_see_an_application_sees_none_of_its_mails(city: City) -> None:
    told(city)
    officer, other = city.actor("officer"), city.actor("officer2")
    bar = Bar(
        person_id=officer.person_id,
        application_id=1,
        cause=BarCause.RECUSED,
        set_at=AFTER,
    )
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(bar)

    with city.uow(AFTER, "officer") as uow:
        assert list_mails(uow.session, officer) == []
        assert len(list_mails(uow.session, other, MailFilter(kind="proposal_filed"))) == 3
        with pytest.raises(NotFound):
            read_mail(uow, officer, 1)
        with pytest.raises(NotFound):
            send_again(uow, officer, 1)
        with pytest.raises(NotAllowed):
            read_mail(uow, city.actor("applicant"), 1)
        asked = ("proposal_filed", Reader.OFFICER)
        assert recent_facts(uow.session, officer, *asked) is None
        assert (recent_facts(uow.session, other, *asked) or {})[
            "organisation"
        ] == "organisationの会"
        assert recent_facts(uow.session, other, *asked, scheme_id="akita") is None
