"""中止・廃止: decided or noted, the project ends, and is still reported and settled."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from amendment_builders import ANSWERED, CHANGED, a_stop, amendment, approve, draft_answer
from award_builders import a_staffed_city, award, release
from builders import City, version_of
from grant_builders import (
    a_granted_award,
    accept,
    claim_and_pay,
    draft_settlement,
    report,
)
from koubo.applications.office_consent import ConsentWay
from koubo.award.amendments.actions.answering import note_amendment
from koubo.award.amendments.actions.stopping import Stop, record_stop
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AmendmentState
from koubo.award.grants.queries.call_money import call_money
from koubo.award.models import Award, Notice
from koubo.award.rules import AwardState
from koubo.calendar import JST, day_in_japan
from koubo.problems import Problems, Refused
from koubo.reporting.models import Repayment
from koubo.schemes.change_words import ChangeKind, ChangeRule, Need
from koubo.schemes.figures import Figure
from koubo.storage.database import Database
from koubo.storage.files import FileStore

REPORTED = datetime(2026, 10, 20, 10, 0, tzinfo=JST)
SETTLED = datetime(2026, 11, 4, 10, 0, tzinfo=JST)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def test_a_stopped_project_is_reported_and_settled(city: City) -> None:
    call_id, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 103_000)
    amendment_id = a_stop(city, award_id)
    with pytest.raises(Refused, match="手続き中の変更"):
        a_stop(city, award_id)
    approve(city, amendment_id)

    stopped = award(city, award_id)
    assert (stopped.state, stopped.awarded) == (AwardState.DISCONTINUED, 103_000)
    assert (stopped.ended_on, stopped.end_reason) == (
        date(2026, 9, 30),
        "会場が使えなくなったため",
    )
    with city.uow() as uow:
        letter = uow.session.scalars(select(Notice.letter).order_by(Notice.id.desc())).first()
    assert letter["conditions"] == [
        "事業は、令和8年9月30日をもって中止・廃止とすることを承認します。"
        "それまでに使った金額を、実績報告書で報告してください。"
    ]
    assert "令和8年8月3日" in letter["opening"]

    accept(city, report(city, award_id, cost=40_000, requested=30_000, now=REPORTED), now=SETTLED)
    release(city, draft_settlement(city, award_id, now=SETTLED), now=SETTLED)
    settled = award(city, award_id)
    # 40,000円 × 80%
    assert (settled.state, settled.settled) == (AwardState.SETTLED, 32_000)
    with city.uow() as uow:
        [money] = call_money(uow.session, city.actor("officer", SETTLED), call_id)
    assert (money.granted, money.settled, money.given_back) == (103_000, 32_000, 71_000)
    assert (money.left_on(day_in_japan(SETTLED)), money.unused_on(day_in_japan(SETTLED))) == (
        2_000_000 - 32_000,
        0,
    )
    assert (money.left_on(date(2027, 4, 1)), money.unused_on(date(2027, 4, 1))) == (
        0,
        2_000_000 - 32_000,
    )


def test_where_nothing_was_spent_everything_comes_back(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 103_000)
    approve(city, a_stop(city, award_id))
    handed_in = report(city, award_id, cost=0, requested=0, receipts=False, now=REPORTED)
    accept(city, handed_in, now=SETTLED)
    release(city, draft_settlement(city, award_id, now=SETTLED), now=SETTLED)

    settled = award(city, award_id)
    with city.uow() as uow:
        owed = uow.session.scalars(select(Repayment.amount)).all()
    assert (settled.settled, settled.amounts().kept, owed) == (0, 103_000, [103_000])


def test_a_stop_is_refused_where_it_makes_no_sense(city: City) -> None:
    _, award_id = a_granted_award(city)
    with pytest.raises(Problems) as late:
        a_stop(city, award_id, stops_on=date(2027, 4, 1))
    officer, seen = city.actor("officer", CHANGED), version_of(city, Award, award_id)
    with city.uow(CHANGED, "officer") as uow:
        amendment_id = record_stop(
            uow,
            city.catalog,
            officer,
            award_id,
            Stop("講師が見つからないため", date(2026, 9, 30)),
            told_by="会長",
            way=ConsentWay.TELEPHONE,
            version=seen,
        )
    reason = "交付の目的が達せられるため"
    release(city, draft_answer(city, amendment_id, approves=False, reason=reason), now=ANSWERED)

    assert [one.field for one in late.value.problems] == ["stops_on"]
    assert award(city, award_id).state is AwardState.GRANTED
    assert amendment(city, amendment_id).state is AmendmentState.REFUSED


def test_where_a_notice_is_enough_one_press_ends_the_project(city: City, monkeypatch) -> None:
    _, award_id = a_granted_award(city)
    scheme = city.catalog.of(award(city, award_id).application.call.release)
    gentle = replace(scheme, changes=(ChangeRule(ChangeKind.STOP, Figure(Need.NOTICE)),))
    monkeypatch.setattr(type(city.catalog), "of", lambda self, release: gentle)
    amendment_id = a_stop(city, award_id)
    with pytest.raises(Refused, match="承認は要りません"):
        draft_answer(city, amendment_id)
    with city.uow(ANSWERED, "officer") as uow:
        note_amendment(
            uow,
            city.catalog,
            city.actor("officer", ANSWERED),
            amendment_id,
            version=version_of(city, Amendment, amendment_id),
            remark="実績報告書をお待ちします。",
        )

    assert amendment(city, amendment_id).state is AmendmentState.NOTED
    assert award(city, award_id).state is AwardState.DISCONTINUED
