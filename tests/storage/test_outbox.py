from datetime import datetime, timedelta
from typing import Any

import pytest

from koubo.storage.outbox import (
    CLAIM,
    MOST_ATTEMPTS,
    Event,
    EventRow,
    Mail,
    MailState,
    MailText,
    Reader,
    append_events,
    claim_events,
    claim_mails,
    mark_event_failed,
    mark_failed,
    mark_sent,
    pending_events,
    pending_mails,
    queue_mails,
)

HANAKO = MailText(1, "hanako@example.jp", "受け付けました", "受付番号 R8-0001-04")
TARO = MailText(2, "taro@example.jp", "受け付けました", "受付番号 R8-0001-04")


def event(kind: str) -> Event:
    return Event(kind, "kurashiki", None, {Reader.OFFICER: (1, 2)}, {}, "/")


@pytest.fixture
def now(uow: Any) -> datetime:
    moment: datetime = uow().now
    return moment


@pytest.fixture
def event_id(uow: Any, now: datetime) -> int:
    """Give the id of an event that waits to be handled."""
    with uow() as unit, unit.writing() as write:
        append_events(write.session, [event("filed")], now=now)
    (row,) = pending_events(uow().session, now=now)
    return row.id


def queue(uow: Any, event_id: int | None, *mails: MailText) -> None:
    with uow() as unit, unit.writing() as write:
        queue_mails(write.session, event_id, mails, now=unit.now)


def claim(uow: Any, now: datetime) -> list[Mail]:
    with uow() as unit, unit.writing() as write:
        return claim_mails(write.session, now=now)


def test_events_wait_in_the_order_of_their_recording(uow: Any, now: datetime) -> None:
    with uow() as unit, unit.writing() as write:
        append_events(write.session, [event("a"), event("b")], now=now)
        append_events(write.session, [event("c")], now=now)

    rows = pending_events(uow().session, now=now)

    assert [row.event() for row in rows] == [event("a"), event("b"), event("c")]
    assert pending_events(uow().session, now=now - timedelta(seconds=1)) == []


def test_a_handled_event_waits_no_more_and_its_mails_do(
    uow: Any, now: datetime, event_id: int
) -> None:
    queue(uow, event_id, HANAKO, TARO)

    mails = pending_mails(uow().session, now=now)

    assert pending_events(uow().session, now=now) == []
    assert uow().session.get_one(EventRow, event_id).handled_at == now
    assert [(mail.address, mail.state) for mail in mails] == [
        ("hanako@example.jp", MailState.QUEUED),
        ("taro@example.jp", MailState.QUEUED),
    ]


def test_an_event_gives_a_person_one_mail_however_often_it_is_handled(
    uow: Any, now: datetime, event_id: int
) -> None:
    for _ in range(2):
        queue(uow, event_id, HANAKO)

    assert len(pending_mails(uow().session, now=now)) == 1


def test_mails_without_an_event_are_all_queued(uow: Any, now: datetime) -> None:
    reset = MailText(None, "new@example.jp", "確認", "本文")
    queue(uow, None, reset, HANAKO)
    queue(uow, None, reset, HANAKO)

    assert len(pending_mails(uow().session, now=now)) == 4


def test_a_claimed_mail_is_not_given_again_until_the_claim_lapses(uow: Any, now: datetime) -> None:
    queue(uow, None, HANAKO)
    (first,) = claim(uow, now)

    assert claim(uow, now + CLAIM - timedelta(seconds=1)) == []
    (again,) = claim(uow, now + CLAIM)
    assert (again.id, again.attempts) == (first.id, 2)
    assert again.message_id("example.jp") == first.message_id("example.jp")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite's writers wait
def test_two_dispatchers_do_not_claim_the_same(uow: Any, now: datetime) -> None:
    queue(uow, None, HANAKO, TARO)

    with uow() as one, uow() as two, one.writing() as write:
        mine = claim_mails(write.session, now=now, limit=1)
        write.session.flush()
        with two.writing() as other:
            theirs = claim_mails(other.session, now=now)

    assert [mail.address for mail in mine + theirs] == ["hanako@example.jp", "taro@example.jp"]


def test_a_sent_mail_is_not_sent_again(uow: Any, now: datetime) -> None:
    queue(uow, None, HANAKO)
    (mail,) = claim(uow, now)
    with uow() as unit, unit.writing() as write:
        mark_sent(write.session, mail.id, now=now)

    sent = uow().session.get_one(Mail, mail.id)
    assert (sent.state, sent.sent_at) == (MailState.SENT, now)
    assert claim(uow, now + timedelta(days=365)) == []


def test_a_failed_mail_is_tried_again_after_longer_and_longer_pauses_and_given_up(
    uow: Any, now: datetime
) -> None:
    queue(uow, None, HANAKO)
    moment, pauses = now, []
    while mails := claim(uow, moment):
        with uow() as unit, unit.writing() as write:
            mark_failed(write.session, mails[0].id, "451 後でもう一度", now=moment)
        with uow() as unit:
            mail = unit.session.get_one(Mail, mails[0].id)
        if mail.next_try_at is not None:
            pauses.append((mail.next_try_at - moment) // timedelta(minutes=1))
            moment = mail.next_try_at

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256] + [360] * 10
    assert (mail.state, mail.attempts, mail.fault) == (
        MailState.FAILED,
        MOST_ATTEMPTS,
        "451 後でもう一度",
    )
    assert claim(uow, moment + timedelta(days=365)) == []


def test_an_event_that_could_not_be_handled_is_tried_again(
    uow: Any, now: datetime, event_id: int
) -> None:
    with uow() as unit, unit.writing() as write:
        claim_events(write.session, now=now)
    with uow() as unit, unit.writing() as write:
        mark_event_failed(write.session, event_id, "koubo_messages: KeyError", now=now)

    assert pending_events(uow().session, now=now) == []
    (row,) = pending_events(uow().session, now=now + timedelta(minutes=1))
    assert (row.fault, row.attempts, row.handled_at) == ("koubo_messages: KeyError", 1, None)
