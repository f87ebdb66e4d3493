"""The city decides on the panel's recommendation: drafted by one, released by another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from award_builders import (
    DECIDED,
    a_candidate,
    a_staffed_city,
    accepted_of,
    awards_of,
    draft_selection,
    recommend,
    release,
)
from builders import City, a_call, a_filed_application, an_accepted_application, version_of
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.decisions import drop_decision
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.rules import AwardState, DecisionState, LineChange, Outcome
from koubo.people.rules import NotAllowed
from koubo.problems import Problems, Refused, Stale
from koubo.review.actions.pots import set_pots
from koubo.schemes.models import Call, Theme
from koubo.schemes.pots import CallPot
from koubo.schemes.rules import CallState, ThemeState
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import verify_chain
from koubo.storage.outbox import EventRow

PREPARING, OTHER = "kurashiki.collab_prep", "kurashiki.city_theme"


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def two_applications(city: City) -> tuple[int, int, int]:
    call_id = a_call(city)
    first = an_accepted_application(city, call_id)
    second = accepted_of(city, call_id, "suisen", cost=500_000, requested=300_000)
    return call_id, first, second


def codes(raised: pytest.ExceptionInfo[Problems]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in raised.value.problems]


def test_a_release_gives_everybody_their_end_in_one_step(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})

    release(city, draft_selection(city, call_id), now=DECIDED)

    with city.uow() as uow:
        states = {
            one.id: (one.state, one.recommended, one.adopted)
            for one in uow.session.scalars(select(Application))
        }
        [award] = uow.session.scalars(select(Award)).all()
        letters = uow.session.scalars(select(Notice).order_by(Notice.id)).all()
        call = uow.session.get_one(Call, call_id)
        told = uow.session.scalars(
            select(EventRow).where(EventRow.kind == "notice_issued").order_by(EventRow.id)
        ).all()
        assert verify_chain(uow.session, call.chain) is None
    assert states == {
        first: (ApplicationState.SELECTED, 103_000, 103_000),
        second: (ApplicationState.NOT_SELECTED, None, None),
    }
    assert (award.application_id, award.state, award.fiscal_year) == (
        first,
        AwardState.CANDIDATE,
        2026,
    )
    assert award.amounts().adopted == award.amounts().recommended == 103_000
    assert [one.document_number for one in letters] == ["倉市活第123-1号", "倉市活第123-2号"]
    assert [one.recipients for one in told] == [
        {"applicant": [city.ids["applicant"]]},
        {"applicant": [city.ids["suisen"]]},
    ]
    assert call.state is CallState.DECIDED


def test_a_theme_that_nobody_answered_rests_after_the_decision(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})

    release(city, draft_selection(city, call_id), now=DECIDED)

    with city.uow() as uow:
        assert uow.session.get_one(Theme, city.ids["theme"]).state is ThemeState.NOT_TAKEN


def test_nothing_shows_before_the_release(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})

    draft_selection(city, call_id)

    with city.uow() as uow:
        found = uow.session.scalars(select(Application).order_by(Application.id)).all()
        assert [(one.state, one.adopted) for one in found] == [
            (ApplicationState.ACCEPTED, None)
        ] * 2
        assert uow.session.scalars(select(Notice)).all() == []
        assert uow.session.scalars(select(Award)).all() == []


def test_a_draft_needs_the_panels_conclusion(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)

    with pytest.raises(Refused, match="答申がまだ記録されていません"):
        draft_selection(city, call_id)


def test_a_draft_needs_every_application_judged(city: City) -> None:
    call_id, first, _ = two_applications(city)
    recommend(city, call_id, {first: 103_000})

    with pytest.raises(Refused, match="答申に、受理した応募"):
        draft_selection(city, call_id)


def test_a_draft_waits_for_applications_that_are_still_checked(city: City) -> None:
    call_id = a_call(city)
    first = an_accepted_application(city, call_id)
    recommend(city, call_id, {first: 103_000})
    a_filed_application(city, call_id, applicant="stranger", organisation="other_organisation")

    with pytest.raises(Refused, match="受理か要件不適合かが決まっていない応募"):
        draft_selection(city, call_id)


def test_a_departure_needs_its_reason(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    raised_to = LineChange(Outcome.SELECTED, 90_000)

    with pytest.raises(Problems) as raised:
        draft_selection(city, call_id, changes={first: raised_to})
    assert codes(raised) == [("no_departure_reason", f"departs-{first}")]

    decided = LineChange(Outcome.SELECTED, 90_000, departs="備品費を除いた。")
    decision_id = draft_selection(city, call_id, changes={first: decided})
    with city.uow() as uow:
        lines = uow.session.scalars(
            select(DecisionLine).where(DecisionLine.decision_id == decision_id)
        ).all()
    assert {one.application_id: (one.amount, one.departs) for one in lines} == {
        first: (90_000, "備品費を除いた。"),
        second: (0, ""),
    }
    told = {one.application_id: [line["text"] for line in one.working][-2:] for one in lines}
    assert told[first] == [
        "審査会の結論：採択すべき　103,000円",
        "市の決定：採択　90,000円（審査会の結論と違う）",
    ]


def test_all_that_is_wrong_is_said_at_once(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    changes = {
        first: LineChange(Outcome.SELECTED, 103_001, departs="増やす"),
        second: LineChange(Outcome.NOT_SELECTED, 0, reason=" "),
    }

    with pytest.raises(Problems) as raised:
        draft_selection(city, call_id, changes=changes, number=" ", issued_on=date(2026, 3, 1))

    assert codes(raised) == [
        ("no_kessai_number", "kessai_number"),
        ("issued_before_kessai", "issued_on"),
        ("amount", f"amount-{first}"),
        ("no_reason", f"reason-{second}"),
    ]


def test_a_selection_stays_within_the_budget(city: City) -> None:
    call_id = a_call(city, budget=100_000)
    first = an_accepted_application(city, call_id)
    recommend(city, call_id, {first: 103_000})

    with pytest.raises(Problems) as raised:
        draft_selection(city, call_id)

    assert codes(raised) == [("above_budget", "")]


def test_nor_does_a_course_get_more_than_its_own_pot(city: City) -> None:
    call_id, first, second = two_applications(city)
    with city.uow(DECIDED, "officer") as uow:
        kept = [CallPot("準備枠", 200_000, (PREPARING,)), CallPot("ほか", 1_800_000, (OTHER,))]
        version = version_of(city, Call, call_id)
        officer = city.actor("officer", DECIDED)
        set_pots(uow, city.catalog, officer, call_id, pots=kept, version=version)
    recommend(city, call_id, {first: 103_000, second: None})
    more = {second: LineChange(Outcome.SELECTED, 97_001, "", "", "市の政策として")}

    with pytest.raises(Problems) as raised:
        draft_selection(city, call_id, changes=more)

    assert [one.message for one in raised.value.problems] == [
        "内定額の合計が「準備枠」の枠 200,000円 を1円 超えています。金額か結論を直してください。"
    ]
    assert draft_selection(city, call_id, changes={second: replace(more[second], amount=97_000)})


def test_who_drafted_does_not_release(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    decision_id = draft_selection(city, call_id, person="officer2")

    with pytest.raises(Refused, match="起案した人と、その仕事を引き継いだ人は施行できません"):
        release(city, decision_id, now=DECIDED, person="officer2")
    with pytest.raises(NotAllowed):
        release(city, decision_id, now=DECIDED, person="officer")
    release(city, decision_id, now=DECIDED, person="releaser")


def test_releasing_twice_issues_one_set_of_letters(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    decision_id = draft_selection(city, call_id)
    seen = version_of(city, Decision, decision_id)
    release(city, decision_id, now=DECIDED, version=seen)

    with pytest.raises(Refused):
        release(city, decision_id, now=DECIDED, version=seen)

    with city.uow() as uow:
        assert len(uow.session.scalars(select(Notice)).all()) == 2


def test_a_stale_page_releases_nothing(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    decision_id = draft_selection(city, call_id)

    with pytest.raises(Stale):
        release(city, decision_id, now=DECIDED, version=7)


def test_nothing_is_issued_before_its_day(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    tomorrow = (DECIDED + timedelta(days=1)).date()
    decision_id = draft_selection(city, call_id, issued_on=tomorrow)

    with pytest.raises(Refused, match="施行日"):
        release(city, decision_id, now=DECIDED)
    release(city, decision_id, now=DECIDED + timedelta(days=1))


def test_a_draft_is_dropped_by_its_drafter_and_made_anew(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    decision_id = draft_selection(city, call_id)
    with pytest.raises(Refused, match="すでに起案されて"):
        draft_selection(city, call_id)

    with (
        city.uow(DECIDED, "officer2") as uow,
        pytest.raises(Refused, match="引き継いだ人だけが取りやめられます"),
    ):
        drop_decision(uow, city.actor("officer2"), decision_id, reason="番号の誤り", version=1)
    with city.uow(DECIDED, "officer") as uow:
        drop_decision(uow, city.actor("officer"), decision_id, reason="番号の誤り", version=1)

    with city.uow() as uow:
        assert uow.session.get_one(Decision, decision_id).state is DecisionState.DROPPED
    release(city, draft_selection(city, call_id), now=DECIDED)


def test_a_withdrawal_after_the_draft_stops_the_release(city: City) -> None:
    call_id, first, second = two_applications(city)
    recommend(city, call_id, {first: 103_000, second: None})
    decision_id = draft_selection(city, call_id)
    with city.uow() as uow, uow.writing() as write:
        write.lock(Application, second).state = ApplicationState.WITHDRAWN

    with pytest.raises(Refused, match="決定を待つ応募が変わりました"):
        release(city, decision_id, now=DECIDED)

    with city.uow() as uow:
        assert uow.session.get_one(Application, first).state is ApplicationState.ACCEPTED


def test_a_candidate_is_there_once(city: City) -> None:
    call_id, award_id = a_candidate(city)

    assert awards_of(city, call_id) == [award_id]
    with pytest.raises(Refused):
        draft_selection(city, call_id)
