"""Days for 交付申請, 失効, 取下げ, 不交付, and several awards of one application."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from after_award_builders import a_release, awards_of_call
from award_builders import (
    APPLIED,
    GRANTED,
    a_candidate,
    a_kessai,
    a_staffed_city,
    award,
    release,
    vote,
)
from builders import City, version_of
from grant_builders import accept_for_grant, apply_for, claim_and_pay, draft_grant
from koubo.applications.actions.representing import change_representative
from koubo.applications.models import Filing, Snapshot
from koubo.award.grants.actions.calls import open_awards
from koubo.award.grants.actions.ending import (
    ask_withdrawal,
    lapse_awards,
    overdue_candidates,
    record_withdrawal,
    set_apply_by,
)
from koubo.award.grants.actions.following import NextAward, add_award, record_year_vote
from koubo.award.grants.actions.grants import draft_grant_decision, granted_of
from koubo.award.models import Award, Notice
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.people.models import Organisation
from koubo.problems import NotFound, Problems, Refused
from koubo.schemes.models import PastAwardRow
from koubo.storage.database import Database
from koubo.storage.files import FileStore

LATE = datetime(2026, 4, 16, 0, 0, tzinfo=JST)
NEXT_YEAR = datetime(2027, 4, 5, 10, 0, tzinfo=JST)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def as_officer(city: City, verb: Any, award_id: int, now: datetime, **more: Any) -> Any:
    with city.uow(now, "officer") as uow:
        version = version_of(city, Award, award_id)
        return verb(uow, city.actor("officer", now), award_id, **more, version=version)


def following(**changes: Any) -> NextAward:
    values: dict[str, Any] = {
        "adopted": 80_000,
        "fiscal_year": 2027,
        "stage": "",
        "apply_by": None,
        "reason": "2年目の継続を決裁した",
    }
    return NextAward(**{**values, **changes})


def add(city: City, award_id: int, now: datetime = GRANTED, **changes: Any) -> int:
    with city.uow(now, "officer") as uow:
        who = city.actor("officer", now)
        return add_award(uow, city.catalog, who, award_id, following=following(**changes))


def fields_of(found: pytest.ExceptionInfo[Problems]) -> list[str]:
    return [one.field for one in found.value.problems]


def test_the_days_for_applying_end_in_lapse_unless_they_are_moved(city: City):
    a_release(city, apply_days="30")  # from the letter of 16 March: until 15 April
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    assert award(city, award_id).apply_by == date(2026, 4, 15)
    with pytest.raises(Refused, match="提出の期限"):
        apply_for(city, award_id, now=LATE)
    with city.uow(LATE, "officer") as uow:
        who = city.actor("officer", LATE)
        assert [one.id for one in overdue_candidates(uow.session, who, date(2026, 4, 15))] == []
        assert [one.id for one in overdue_candidates(uow.session, who, date(2026, 4, 16))] == [
            award_id
        ]
        with pytest.raises(Problems) as lacking:
            lapse_awards(uow, who, [], reason=" ")
    assert fields_of(lacking) == ["awards", "reason"]
    with pytest.raises(Problems) as early:
        as_officer(
            city, set_apply_by, award_id, LATE, apply_by=date(2026, 4, 15), reason="遅れるため"
        )
    assert fields_of(early) == ["apply_by"]
    as_officer(
        city, set_apply_by, award_id, LATE, apply_by=date(2026, 4, 20), reason="総会が遅れるため"
    )
    with city.uow(LATE, "officer") as uow, pytest.raises(NotFound):
        lapse_awards(uow, city.actor("officer", LATE), [award_id], reason="期限を過ぎたため")
    apply_for(city, award_id, now=LATE)
    assert award(city, award_id).state is AwardState.APPLIED


def test_who_did_not_apply_in_time_lapses_and_nothing_stays_open(city: City):
    a_release(city, apply_days="30")
    call_id, award_id = a_candidate(city)
    with city.uow(LATE, "officer") as uow:
        who = city.actor("officer", LATE)
        assert lapse_awards(uow, who, [award_id], reason="期限を過ぎたため") == 1
    ended = award(city, award_id)
    assert (ended.state, ended.ended_on, ended.end_reason) == (
        AwardState.LAPSED,
        date(2026, 4, 16),
        "期限を過ぎたため",
    )
    with city.uow() as uow:
        assert open_awards(uow.session, call_id) == 0


def test_a_grant_taken_back_frees_its_money_and_its_year(city: City):
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id)
    release(city, draft_grant(city, award_id), now=GRANTED)
    with city.uow(GRANTED, "applicant") as uow:
        version = version_of(city, Award, award_id)
        who = city.actor("applicant", GRANTED)
        ask_withdrawal(uow, who, award_id, reason="会場が使えないため", version=version)
    asked = award(city, award_id)
    assert (asked.state, asked.withdrawal_asked_on) == (AwardState.GRANTED, date(2026, 4, 10))
    with pytest.raises(Problems) as wrong:
        as_officer(
            city, record_withdrawal, award_id, GRANTED, received_on=date(2026, 4, 9), reason=""
        )
    assert fields_of(wrong) == ["received_on", "reason"]
    as_officer(
        city,
        record_withdrawal,
        award_id,
        GRANTED,
        received_on=date(2026, 4, 10),
        reason="会場が使えないため",
    )
    gone = award(city, award_id)
    assert (gone.state, gone.freed_on, gone.awarded) == (
        AwardState.WITHDRAWN,
        date(2026, 4, 10),
        103_000,
    )
    with city.uow() as uow:
        assert granted_of(uow.session, call_id) == 0
        assert uow.session.scalars(select(PastAwardRow)).all() == []


def test_what_was_paid_cannot_be_taken_back(city: City):
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id)
    release(city, draft_grant(city, award_id), now=GRANTED)
    claim_and_pay(city, award_id, 50_000)
    with pytest.raises(Refused, match="支払いか請求"):
        as_officer(
            city,
            record_withdrawal,
            award_id,
            datetime(2026, 5, 2, tzinfo=JST),
            received_on=date(2026, 5, 1),
            reason="やめる",
        )


def test_a_grant_may_be_refused_with_a_reason_and_a_letter(city: City):
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    apply_for_id = apply_for(city, award_id)
    accept_for_grant(city, apply_for_id)
    with city.uow(GRANTED, "officer") as uow, pytest.raises(Problems) as silent:
        draft_grant_decision(
            uow, city.catalog, city.actor("officer", GRANTED), [award_id], refusals={award_id: ""}
        )
    assert fields_of(silent) == [f"refusal-{award_id}"]
    with city.uow(GRANTED, "officer") as uow:
        decision_id = draft_grant_decision(
            uow,
            city.catalog,
            city.actor("officer", GRANTED),
            [award_id],
            kessai=a_kessai(GRANTED),
            refusals={award_id: "市税の滞納が分かったため"},
        )
    release(city, decision_id, now=GRANTED)
    refused = award(city, award_id)
    assert (refused.state, refused.awarded, refused.ended_on, refused.end_reason) == (
        AwardState.REFUSED,
        None,
        date(2026, 4, 10),
        "市税の滞納が分かったため",
    )
    with city.uow() as uow:
        letter = uow.session.scalars(select(Notice).order_by(Notice.id.desc())).first()
        assert letter is not None
        assert "不交付" in letter.title
        assert granted_of(uow.session, call_id) == 0


def test_the_next_years_award_has_its_own_document_vote_and_year(city: City):
    a_release(city, awards_per="year")
    call_id, first = a_candidate(city, budget=200_000)
    vote(city, call_id, 200_000)
    apply_for(city, first, cost=138_400, requested=90_000)
    release(city, draft_grant(city, first), now=GRANTED)
    with pytest.raises(Problems) as wrong:
        add(city, first, adopted=150_000, fiscal_year=2026, reason="")
    assert fields_of(wrong) == ["adopted", "fiscal_year", "reason"]
    second = add(city, first)
    with pytest.raises(Problems):
        add(city, first, fiscal_year=2028)  # the frame has 30,000 left
    with pytest.raises(Refused, match="議決されてから"):
        apply_for(city, second, requested=80_000, now=NEXT_YEAR)
    with pytest.raises(Problems) as ahead:
        as_officer(city, record_year_vote, second, GRANTED, voted_on=date(2027, 3, 20))
    assert fields_of(ahead) == ["voted_on"]
    voted = as_officer(city, record_year_vote, second, NEXT_YEAR, voted_on=date(2027, 3, 20))
    assert voted == 1
    apply_for(city, second, requested=80_000, now=NEXT_YEAR)
    release(city, draft_grant(city, second, now=NEXT_YEAR), now=NEXT_YEAR)
    assert [(one.fiscal_year, one.awarded) for one in awards_of_call(city, call_id)] == [
        (2026, 90_000),
        (2027, 80_000),
    ]
    with city.uow() as uow:
        past = uow.session.scalars(select(PastAwardRow).order_by(PastAwardRow.fiscal_year))
        assert [(one.fiscal_year, one.amount) for one in past] == [(2026, 90_000), (2027, 80_000)]


def test_a_year_is_not_granted_before_it_begins_nor_two_at_once(city: City):
    a_release(city, awards_per="year")
    call_id, first = a_candidate(city, budget=400_000)
    vote(city, call_id, 400_000)
    apply_for(city, first)
    second = add(city, first)
    march = datetime(2027, 3, 25, 10, 0, tzinfo=JST)
    as_officer(city, record_year_vote, second, march, voted_on=date(2027, 3, 20))
    apply_for(city, second, requested=80_000, now=march)
    with pytest.raises(Refused, match="同じ応募の2つの交付"):
        draft_grant(city, first, second, now=march)
    decision_id = draft_grant(city, second, now=march)
    with pytest.raises(Refused, match="事業年度が始まる前"):
        release(city, decision_id, now=march)


def test_stages_of_one_year_have_names_and_one_award_each(city: City):
    a_release(city, awards_per="stage")
    _, first = a_candidate(city, budget=400_000)
    with pytest.raises(Problems) as unnamed:
        add(city, first, fiscal_year=2026)
    assert fields_of(unnamed) == ["stage"]
    second = add(city, first, fiscal_year=2026, stage="第2段階 試行")
    with pytest.raises(Problems, match="すでにあります"):
        add(city, first, fiscal_year=2026, stage="第2段階 試行")
    assert (award(city, second).number, award(city, second).stage) == (2, "第2段階 試行")


def test_a_scheme_of_one_award_takes_no_second(city: City):
    _, first = a_candidate(city)
    with pytest.raises(Refused, match="1つの応募に1回"):
        add(city, first)


def test_the_application_bears_the_representative_of_its_day(city: City):
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    with city.uow(APPLIED, "applicant") as uow:
        change_representative(
            uow,
            city.actor("applicant", APPLIED),
            city.ids["organisation"],
            typed={
                "title": "会長",
                "name": "新任 太郎",
                "from_on": {"year": "2026", "month": "4", "day": "1"},
            },
            version=version_of(city, Organisation, city.ids["organisation"]),
        )
    filing_id = apply_for(city, award_id)
    with city.uow() as uow:
        snapshot = uow.session.scalars(
            select(Snapshot).where(Snapshot.filing_id == filing_id)
        ).one()
        bears = snapshot.applicant["representative_title"], snapshot.applicant["representative"]
        assert bears == ("会長", "新任 太郎")
        assert uow.session.get_one(Filing, filing_id).number == 1
