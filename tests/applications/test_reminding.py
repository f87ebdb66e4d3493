"""Words ahead of a deadline: on the seventh, third and last day before it, each once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from akita_builders import DECLARATIONS_END, a_call_of, a_participation, declare
from applications.handing_in import ask
from builders import AFTER, CLOSES, City, a_draft, a_filed_application, file_it
from koubo.applications.actions.extending import give_time_for_proposal
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.models import Application, Filing
from koubo.applications.reminding import remind
from koubo.calendar import JST
from koubo.storage.outbox import EventRow, Reader

NOON = datetime(2025, 11, 28, 12, 0, tzinfo=JST)
"""Ten days before the call closes on 8 December at 17:00."""
BEGUN = NOON - timedelta(days=1)


def words_over(city: City, days: int, *, since: datetime = NOON, off: tuple[int, ...] = ()):
    """Let the days go by, with several rounds each; give what was told on which day of them."""
    told = []
    for day in range(days):
        for hour in (-11, 0, 0, 5):  # one o'clock in the night, and then in daytime
            if day in off:
                continue
            moment = since + timedelta(days=day, hours=hour)
            before = len(events(city))
            with city.uow(moment) as uow:
                remind(uow, city.catalog)
            told += [(day, one.facts["days"]) for one in events(city)[before:]]
    return told


def events(city: City) -> list[EventRow]:
    with city.uow() as uow:
        wanted = select(EventRow).where(EventRow.kind == "deadline_near").order_by(EventRow.id)
        return list(uow.session.scalars(wanted))


def test_members_are_told_on_three_days_and_the_mail_says_what_is_missing(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id, now=BEGUN, answers={"issue": "", "plan": ""})

    assert words_over(city, 12) == [(3, "7"), (7, "3"), (9, "1")]

    first = events(city)[0]
    assert first.recipients == {Reader.APPLICANT.value: [city.ids["applicant"]]}
    assert first.path == f"/applicant/filings/{filing_id}"
    assert first.facts["what"] == "企画提案書"
    assert first.facts["missing"] == "まだ入力や添付が必要なところが2つあります。"
    assert first.facts["closes"] == "令和7年12月8日 17時00分00秒まで（日本時間）"


def test_a_machine_that_was_off_says_the_next_word_only(city: City, call_id: int) -> None:
    a_draft(city, call_id, now=BEGUN)

    assert words_over(city, 12, off=(3, 4, 7)) == [(9, "1")]


def test_a_later_deadline_has_words_of_its_own(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id, now=BEGUN)
    words_over(city, 10)
    with city.uow() as uow:
        application_id = uow.session.get_one(Filing, filing_id).application_id
    with city.uow(CLOSES, "officer") as uow:
        give_time_for_proposal(
            uow,
            city.catalog,
            city.actor("officer", CLOSES),
            application_id,
            closes_at=CLOSES + timedelta(days=3),
            reason="大雪",
        )

    assert words_over(city, 5, since=CLOSES) == [(0, "3"), (2, "1")]


def test_what_came_in_was_withdrawn_or_was_begun_today_is_left_alone(
    city: City, call_id: int
) -> None:
    filed = a_draft(city, call_id, now=BEGUN)
    file_it(city, filed, now=BEGUN)
    withdrawn = a_draft(city, call_id, now=BEGUN)
    with city.uow(BEGUN, "applicant") as uow:
        row = uow.session.get_one(Filing, withdrawn).application
        withdraw(uow, city.actor("applicant"), row.id, reason="中止", version=row.version)
    third_day = NOON + timedelta(days=7)
    a_draft(city, call_id, now=third_day)

    assert words_over(city, 8) == []


def test_a_correction_is_told_ahead_of_its_own_day(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)
    ask(city, application_id, "plan")  # on 10 December, by the 20th

    assert words_over(city, 12, since=AFTER) == [(3, "7"), (7, "3"), (9, "1")]


def test_a_declaration_is_told_ahead_of_the_gate_and_its_proposal_of_the_close(city: City) -> None:
    call_id = a_call_of(city)
    since = datetime(2025, 10, 20, 12, 0, tzinfo=JST)
    filing_id = a_participation(city, call_id, since - timedelta(days=1))
    assert (DECLARATIONS_END.date() - since.date()).days == 11

    assert words_over(city, 9, since=since) == [(4, "7"), (8, "3")]
    declare(city, filing_id, DECLARATIONS_END - timedelta(days=2))
    since = datetime(2025, 10, 30, 12, 0, tzinfo=JST)

    assert words_over(city, 31, since=since) == [(22, "7"), (26, "3"), (28, "1")]
    titles = [one.facts["what"] for one in events(city)]
    assert titles == ["参加表明書", "参加表明書", "企画提案書", "企画提案書", "企画提案書"]


@pytest.mark.parametrize("limit", [1, 3])
def test_many_are_told_round_by_round(city: City, call_id: int, limit: int) -> None:
    filings = [a_draft(city, call_id, now=BEGUN) for _ in range(4)]
    moment = NOON + timedelta(days=3)
    rounds = []
    for _ in range(5):
        with city.uow(moment) as uow:
            rounds.append(remind(uow, city.catalog, limit=limit))

    assert sum(rounds) == len(filings)
    assert max(rounds) == limit
    with city.uow() as uow:
        assert uow.session.get_one(Application, 1).closes_at.date() == date(2025, 12, 8)
