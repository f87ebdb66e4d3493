"""Offers to runners-up: they keep their money back, end by themselves, and lead to 繰上げ採択."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from award_builders import (
    DECIDED,
    a_kessai,
    a_staffed_city,
    accepted_of,
    award,
    awards_of,
    draft_selection,
    recommend,
    release,
)
from builders import City, a_call
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.promoting import draft_promotion
from koubo.award.grants.actions.declining import decline_award
from koubo.award.grants.actions.offers import (
    answer_offer,
    offer_to_runner_up,
    offers_of,
    record_answer,
)
from koubo.award.grants.money_left import money_left
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.grants.offer_rules import OfferAnswer, OfferPhase, phase_on
from koubo.award.models import DecisionLine
from koubo.award.results.queries.own_result import own_result
from koubo.award.rules import AwardState, LineChange, Outcome
from koubo.calendar import JST, day_in_japan
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.conclusion_models import RecommendationLine
from koubo.review.rules import Conclusion
from koubo.schemes.models import Call
from koubo.storage.database import Database
from koubo.storage.files import FileStore

NEXT = datetime(2026, 3, 20, 10, 0, tzinfo=JST)
UNTIL = date(2026, 3, 27)
LATER = datetime(2026, 3, 28, 0, 0, tzinfo=JST)
EACH = 100_000


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def a_call_with_runners_up(city: City, *, budget: int = 250_000) -> tuple[int, list[int]]:
    """Give a decided call: two selected with 100,000 each, two runners-up who asked for as much."""
    call_id = a_call(city, budget=budget)
    ids = [
        accepted_of(city, call_id, name, cost=130_000, requested=EACH)
        for name in ("first", "second", "third", "fourth")
    ]
    recommend(city, call_id, {ids[0]: EACH, ids[1]: EACH, ids[2]: None, ids[3]: None})
    waits = {
        one: LineChange(Outcome.RUNNER_UP, 0, "次点のため", departs="次点とするため")
        for one in ids[2:]
    }
    release(city, draft_selection(city, call_id, changes=waits), now=DECIDED)
    return call_id, ids


def free(city: City, call_id: int, now: datetime) -> int:
    with city.uow(now) as uow:
        budget = uow.session.get_one(Call, call_id).budget
        return money_left(uow.session, call_id, budget, day_in_japan(now)).left


def offer(city: City, application_id: int, amount: int = 50_000, now: datetime = NEXT) -> int:
    with city.uow(now, "officer") as uow:
        return offer_to_runner_up(
            uow, city.actor("officer", now), application_id, amount=amount, until=UNTIL
        )


def answer(city: City, offer_id: int, who: str, *, accepted: bool, now: datetime = NEXT) -> None:
    with city.uow(now, who) as uow:
        answer_offer(uow, city.actor(who, now), offer_id, accepted=accepted, version=1)


def state_of(city: City, application_id: int) -> ApplicationState:
    with city.uow() as uow:
        return uow.session.get_one(Application, application_id).state


def test_an_offer_keeps_its_money_back_until_its_day_is_over(city: City):
    call_id, (first, _, third, fourth) = a_call_with_runners_up(city)
    assert free(city, call_id, NEXT) == 50_000
    with pytest.raises(Refused, match="次点の応募だけ"):
        offer(city, first)
    with pytest.raises(Problems) as above:
        offer(city, third, 50_001)
    assert [one.field for one in above.value.problems] == ["amount"]
    offer_id = offer(city, third)
    assert free(city, call_id, NEXT) == 0
    with pytest.raises(Problems, match="残りがありません"):
        offer(city, fourth, 1)
    with pytest.raises(Refused, match="すでに案内しています"):
        offer(city, third, 1)
    assert (free(city, call_id, LATER - timedelta(seconds=1)), free(city, call_id, LATER)) == (
        0,
        50_000,
    )
    with pytest.raises(Refused, match="期限"):
        answer(city, offer_id, "third", accepted=True, now=LATER)
    with pytest.raises(NotFound):
        answer(city, offer_id, "fourth", accepted=True)


def test_who_takes_an_offer_is_selected_by_a_decision_of_its_own(city: City):
    call_id, (_, _, third, fourth) = a_call_with_runners_up(city)
    offer_id = offer(city, third)
    with city.uow(NEXT, "officer") as uow, pytest.raises(Refused, match="回答していません"):
        draft_promotion(uow, city.actor("officer", NEXT), third, kessai=a_kessai(NEXT))
    answer(city, offer_id, "third", accepted=True)
    # Past its day an answered offer still keeps its money back, until the decision.
    assert free(city, call_id, LATER) == 0
    with city.uow(LATER, "officer") as uow:
        decision_id = draft_promotion(
            uow, city.actor("officer", LATER), third, kessai=a_kessai(LATER)
        )
    with city.uow(LATER, "officer") as uow, pytest.raises(Refused, match="すでに起案"):
        draft_promotion(uow, city.actor("officer", LATER), third, kessai=a_kessai(LATER))
    release(city, decision_id, now=LATER)
    assert (state_of(city, third), state_of(city, fourth)) == (
        ApplicationState.SELECTED,
        ApplicationState.RUNNER_UP,
    )
    added = award(city, awards_of(city, call_id)[-1])
    assert (added.state, added.adopted, added.fiscal_year, added.number) == (
        AwardState.CANDIDATE,
        50_000,
        2026,
        1,
    )
    assert free(city, call_id, LATER) == 0
    with city.uow(LATER, "third") as uow:
        told = own_result(uow.session, city.catalog, city.actor("third", LATER), third)
    assert (told.outcome, told.adopted) == (Outcome.SELECTED, 50_000)


def test_what_is_given_up_goes_to_the_next_one(city: City):
    call_id, (_, _, third, fourth) = a_call_with_runners_up(city, budget=200_000)
    with pytest.raises(Problems, match="残りがありません"):
        offer(city, third)
    first_award = awards_of(city, call_id)[0]
    with city.uow(NEXT, "first") as uow:
        who = city.actor("first", NEXT)
        decline_award(uow, who, first_award, reason="人手が足りないため", version=1)
    ended = award(city, first_award)
    assert (ended.ended_on, ended.end_reason) == (date(2026, 3, 20), "人手が足りないため")
    offer_id = offer(city, third, EACH)
    answer(city, offer_id, "third", accepted=False)
    with pytest.raises(Stale):
        answer(city, offer_id, "third", accepted=True)
    second_offer = offer(city, fourth, EACH)
    with city.uow(NEXT, "officer") as uow, pytest.raises(Problems, match="どのように"):
        record_answer(
            uow,
            city.actor("officer", NEXT),
            second_offer,
            answer=OfferAnswer.ACCEPTED,
            note="",
            version=1,
        )
    for kind, version in ((OfferAnswer.ACCEPTED, 1), (OfferAnswer.TAKEN_BACK, 2)):
        with city.uow(NEXT, "officer") as uow:
            record_answer(
                uow,
                city.actor("officer", NEXT),
                second_offer,
                answer=kind,
                note="電話で聞いた",
                version=version,
            )
    assert free(city, call_id, NEXT) == EACH
    with city.uow() as uow:
        assert [one.answer for one in offers_of(uow.session, fourth)] == [OfferAnswer.TAKEN_BACK]


def test_two_officers_at_once_offer_the_same_money_once(city: City):
    call_id, (_, _, third, fourth) = a_call_with_runners_up(city)

    def press(application_id: int) -> str:
        try:
            offer(city, application_id)
        except (Problems, Stale):
            return "refused"
        return "offered"

    with ThreadPoolExecutor(2) as hands:
        told = sorted(hands.map(press, (third, fourth)))
    assert told == ["offered", "refused"]
    assert free(city, call_id, NEXT) == 0


def test_the_day_named_at_the_cut_line_is_an_offer(city: City):
    call_id = a_call(city, budget=150_000)
    first, second, third = (
        accepted_of(city, call_id, name, cost=130_000, requested=EACH)
        for name in ("first", "second", "third")
    )
    recommend(city, call_id, {first: EACH, second: None, third: None})
    with city.uow(DECIDED, "officer") as uow, uow.writing() as write:
        # What the panel named for them: each may be offered all that is left.
        for line in write.session.scalars(select(RecommendationLine)):
            if line.application_id != first:
                line.conclusion, line.amount = Conclusion.RUNNER_UP, 50_000
    decision_id = draft_selection(city, call_id)
    with city.uow(DECIDED, "officer") as uow, uow.writing() as write:
        for line in write.session.scalars(
            select(DecisionLine).where(DecisionLine.outcome == Outcome.RUNNER_UP)
        ):
            line.offered_until = UNTIL
    release(city, decision_id, now=DECIDED)
    with city.uow() as uow:
        made = uow.session.scalars(select(RunnerUpOffer)).all()
    # Nothing is free for the third while the second may still say yes.
    assert [(one.application_id, one.amount, one.until) for one in made] == [
        (second, 50_000, UNTIL)
    ]


@pytest.mark.parametrize(
    ("given", "day", "phase"),
    [
        (None, UNTIL, OfferPhase.OPEN),
        (None, UNTIL + timedelta(days=1), OfferPhase.OVER),
        (OfferAnswer.ACCEPTED, UNTIL + timedelta(days=1), OfferPhase.ACCEPTED),
        (OfferAnswer.TAKEN_BACK, UNTIL, OfferPhase.TAKEN_BACK),
    ],
)
def test_over_is_the_clocks_answer(given, day, phase):
    assert phase_on(given, UNTIL, day) is phase
