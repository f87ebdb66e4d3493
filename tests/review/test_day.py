"""A presentation day: its order and times, who is told, its clock, its cards, what they open."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from builders import AFTER
from koubo.applications.drafting import Page
from koubo.applications.models import Application
from koubo.calendar import start_of_day
from koubo.people.models import Bar
from koubo.people.rules import BarCause
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.days.actions.attendance import mark_missed_absent, note_attendance
from koubo.review.days.actions.cards import revoke_cards
from koubo.review.days.actions.clock import Press, press_clock
from koubo.review.days.actions.order import Order, add_pause, mark_away, move_slot, put_in_order
from koubo.review.days.actions.sheets import declare_on_tablet, hand_in_on_tablet, save_on_tablet
from koubo.review.days.actions.signing import close_day
from koubo.review.days.actions.telling import tell_times
from koubo.review.days.actions.timetable import change_day
from koubo.review.days.missing import CellMark, day_grid
from koubo.review.days.models import PresentationDay, PresentationSlot, TabletCard
from koubo.review.days.policy import Holder, holder_by_card, holder_by_token
from koubo.review.days.queries import own_times
from koubo.review.days.rules import Away, Minutes, SlotKind, Stay, drawn_order
from koubo.review.days.schemas import DayInput
from koubo.review.days.tablet import Tablet, tablet_of, tablet_sheet
from koubo.review.rules import ReviewState
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import EventRow
from review.days import STARTS, a_day, opened, press, tokens, view_of
from review.rounds import Round, all_alike


def after(minutes: int) -> Any:
    return STARTS + timedelta(minutes=minutes)


def events(round_: Round) -> list[tuple[str, str]]:
    with round_.city.uow() as uow:
        rows = uow.session.scalars(
            select(EventRow).where(EventRow.kind.like("presentation%")).order_by(EventRow.id)
        )
        return [(one.kind, one.facts.get("time", "")) for one in rows]


def test_the_order_gives_the_times_and_those_who_are_moved_are_told(begun: Round) -> None:
    day_id = a_day(begun)
    first, second = begun.applications
    with pytest.raises(Problems, match="もうあります"):
        a_day(begun)
    press(begun, add_pause, day_id, kind=SlotKind.BREAK, title="休憩", minutes=10)
    talk, other, rest = (one.place.id for one in view_of(begun, day_id).lines)
    press(begun, move_slot, day_id, rest, down=False)

    lines = view_of(begun, day_id).lines
    assert [(one.application_id, one.begins) for one in lines] == [
        (first, after(0)),
        (None, after(17)),
        (second, after(27)),
    ]
    assert press(begun, tell_times, day_id) == 2
    assert events(begun) == [
        ("presentation_time", "13:00"),
        ("presentation_time", "13:27"),
        ("presentation_panel", "13:00"),
    ]
    with pytest.raises(Refused, match="ありません"):
        press(begun, tell_times, day_id)

    press(begun, mark_away, day_id, talk, away=Away.WITHDREW, keeps_time=False)
    assert [one.application_id for one in view_of(begun, day_id).untold] == [second]
    assert press(begun, tell_times, day_id) == 1
    assert events(begun)[3:] == [("presentation_moved", "13:10")]
    with begun.city.uow() as uow:
        slot = uow.session.get_one(PresentationSlot, other)
        application = slot.application_id
        assert application == second
    mine = view_of(begun, day_id).talks[1]
    assert (mine.told_starts_at, mine.is_untold) == (after(10), False)

    typed = DayInput(AFTER.date(), STARTS, "別の会場", Minutes(10, 5, 2), 2)
    press(begun, change_day, day_id, typed=typed)
    assert len(view_of(begun, day_id).untold) == 1
    with pytest.raises(Stale):
        press(begun, tell_times, day_id, version=1)


def test_a_lot_is_drawn_from_a_seed_that_is_kept(begun: Round) -> None:
    day_id = a_day(begun)
    press(begun, put_in_order, day_id, by=Order.LOT)

    view = view_of(begun, day_id)
    numbers = [one.receipt_number for one in view.talks]
    assert len(view.day.lot_seed) == 16
    assert numbers == drawn_order(view.day.lot_seed, numbers)
    with begun.city.uow() as uow:
        detail = uow.session.scalars(
            select(HistoryRow.detail).where(HistoryRow.verb == "order_presentations")
        ).one()
    assert detail == {"by": "lot", "seed": view.day.lot_seed, "order": numbers}
    press(begun, put_in_order, day_id, by=Order.RECEIPT)
    assert [one.receipt_number for one in view_of(begun, day_id).talks] == sorted(numbers)


def test_the_clock_keeps_what_was_pressed_once(begun: Round) -> None:
    day_id = a_day(begun)
    first, second = (one.place.id for one in view_of(begun, day_id).lines)

    press(begun, press_clock, day_id, Press.NEXT, slot_id=None, now=after(1))
    press(begun, press_clock, day_id, Press.NEXT, slot_id=None, now=after(2))  # pressed twice
    press(begun, press_clock, day_id, Press.PAUSE, slot_id=first, now=after(5))
    press(begun, press_clock, day_id, Press.RESUME, slot_id=first, now=after(7))
    press(begun, press_clock, day_id, Press.NEXT, slot_id=first, now=after(20))
    with pytest.raises(Refused, match="順番をまとめて"):
        press(begun, put_in_order, day_id, by=Order.RECEIPT)
    with pytest.raises(Refused, match="動いています"):
        press(begun, close_day, day_id)
    press(begun, press_clock, day_id, Press.NEXT, slot_id=second, now=after(40))

    places = view_of(begun, day_id).places
    assert [(one.began_at, one.ended_at, one.paused_seconds) for one in places] == [
        (after(1), after(20), 120),
        (after(20), after(40), 0),
    ]
    with pytest.raises(Refused, match="ありません"):
        press(begun, press_clock, day_id, Press.NEXT, slot_id=None, now=after(41))


def shown(round_: Round, holder: Holder) -> Tablet:
    with round_.city.uow(AFTER) as uow:
        found = holder_by_card(uow.session, holder.card_id, AFTER)
        return tablet_of(uow.session, round_.city.catalog, found)


def test_a_card_opens_its_own_seat_on_its_own_day_and_nothing_else(begun: Round) -> None:
    day_id = a_day(begun, applications=begun.applications[:1])
    by_person = tokens(begun, day_id)
    city = begun.city
    holder = opened(begun, by_person["reviewer_a"])

    assert (holder.pseudonym, holder.actor.person_id) == ("A委員", city.ids["reviewer_a"])
    assert [(seat.kind, seat.call_id) for seat in holder.actor.seats] == [
        ("reviewer", begun.call_id)
    ]
    assert [one.application_id for one in shown(begun, holder).sheets] == begun.applications[:1]
    other_day = begun.review("reviewer_a", begun.applications[1]).id
    others = begun.review("reviewer_b", begun.applications[0]).id
    with city.uow(AFTER) as uow:
        for review_id in (other_day, others):
            with pytest.raises(NotFound):
                tablet_sheet(uow.session, city.catalog, holder, review_id)
            with pytest.raises(NotFound):
                save_on_tablet(
                    uow, holder, review_id, cells={}, comment="", version=1, page=Page("a", 1)
                )
        for token in ("guess", by_person["reviewer_a"][:-1]):
            with pytest.raises(NotFound):
                holder_by_token(uow.session, token, AFTER)
        for moment in (start_of_day(AFTER.date()) - timedelta(seconds=1), AFTER + timedelta(1)):
            with pytest.raises(NotFound):
                holder_by_token(uow.session, by_person["reviewer_a"], moment)
        kept = uow.session.scalars(select(TabletCard.token_digest)).all()
        told = [str(row) for row in uow.session.scalars(select(HistoryRow.detail))]
    assert not any(token in text for token in by_person.values() for text in [*kept, *told])

    again = tokens(begun, day_id)  # reprinted: the old one is dead
    press(begun, revoke_cards, day_id, member_id=begun.members["reviewer_b"])
    for token in (by_person["reviewer_a"], again["reviewer_b"]):
        with pytest.raises(NotFound):
            opened(begun, token)
    with pytest.raises(NotFound):
        shown(begun, holder)
    fresh = opened(begun, again["reviewer_a"])
    press(begun, close_day, day_id)
    with pytest.raises(NotFound):
        shown(begun, fresh)


def save(
    round_: Round, holder: Holder, review_id: int, points: int, version: int, page: Page
) -> int:
    with round_.city.uow(AFTER, "reviewer_a") as uow:
        return save_on_tablet(
            uow,
            holder,
            review_id,
            cells=all_alike("documents", points),
            comment="",
            version=version,
            page=page,
        )


def test_what_is_sent_again_is_kept_once_and_never_over_something_newer(begun: Round) -> None:
    day_id = a_day(begun)
    holder = opened(begun, tokens(begun, day_id)["reviewer_a"])
    review = begun.review("reviewer_a", begun.applications[0])
    one, other = "aa", "bb"

    version = save(begun, holder, review.id, 3, review.version, Page(one, 1))
    assert save(begun, holder, review.id, 3, review.version, Page(one, 2)) == version
    newer = save(begun, holder, review.id, 4, review.version, Page(one, 3))  # its answer was lost
    assert newer == version + 1
    with pytest.raises(Stale):  # what was sent before and comes after
        save(begun, holder, review.id, 5, review.version, Page(one, 2))
    with pytest.raises(Stale):  # another tablet that has not heard of it
        save(begun, holder, review.id, 5, version, Page(other, 1))
    assert save(begun, holder, review.id, 5, newer, Page(other, 2)) == newer + 1
    with pytest.raises(Stale):  # and the first one has not heard of that
        save(begun, holder, review.id, 1, newer, Page(one, 4))

    with begun.city.uow(AFTER, "reviewer_a") as uow:
        hand_in_on_tablet(uow, begun.city.catalog, holder, review.id, version=newer + 1)
    assert begun.review("reviewer_a", begun.applications[0]).state is ReviewState.HANDED_IN
    with pytest.raises(Refused):
        save(begun, holder, review.id, 2, newer + 2, Page(other, 3))


def test_who_stands_aside_sees_nothing_at_the_next_request(round_: Round) -> None:
    round_.start()
    day_id = a_day(round_)
    holder = opened(round_, tokens(round_, day_id)["reviewer_a"])
    first, second = (round_.review("reviewer_a", one).id for one in round_.applications)

    assert [one.review_id for one in shown(round_, holder).undeclared] == [first, second]
    with round_.city.uow(AFTER, "reviewer_a") as uow:
        declare_on_tablet(uow, round_.city.catalog, holder, {first: "", second: "家族が会員"})
    found = shown(round_, holder)
    assert [one.review_id for one in found.sheets] == [first]
    assert (found.undeclared, found.kept_out) == ((), 1)

    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        bar = Bar(
            person_id=round_.city.ids["reviewer_a"],
            application_id=round_.applications[0],
            cause=BarCause.RECUSED,
            set_at=AFTER,
        )
        write.session.add(bar)
    found = shown(round_, holder)
    assert (found.sheets, found.kept_out) == ((), 2)
    with round_.city.uow(AFTER) as uow, pytest.raises(NotFound):
        tablet_sheet(uow.session, round_.city.catalog, holder, first)


def test_who_missed_a_talk_is_absent_for_it_alone(begun: Round) -> None:
    day_id = a_day(begun)
    first, second = (one.place.id for one in view_of(begun, day_id).lines)
    a, b, c = begun.members.values()
    stays = {a: (Stay(after(0)), ""), b: (Stay(after(18)), "電車の遅れ"), c: (Stay(), "")}
    press(begun, note_attendance, day_id, stays=stays)
    press(begun, press_clock, day_id, Press.NEXT, slot_id=None, now=after(0))
    press(begun, press_clock, day_id, Press.NEXT, slot_id=first, now=after(18))
    press(begun, press_clock, day_id, Press.NEXT, slot_id=second, now=after(36))
    begun.mark("reviewer_a", begun.applications[0])

    assert press(begun, mark_missed_absent, day_id, member_id=a) == 0
    assert press(begun, mark_missed_absent, day_id, member_id=b) == 1
    assert press(begun, mark_missed_absent, day_id, member_id=c) == 2
    with begun.city.uow(AFTER) as uow:
        day = uow.session.get_one(PresentationDay, day_id)
        grid = day_grid(uow.session, begun.city.actor("officer", AFTER), day)
    marks = [[grid.mark(app, member) for member in (a, b, c)] for app in begun.applications]
    assert marks == [
        [CellMark.HANDED_IN, CellMark.ABSENT, CellMark.ABSENT],
        [CellMark.NOTHING, CellMark.NOTHING, CellMark.ABSENT],
    ]
    assert grid.awaited() == 2


def test_a_group_reads_only_the_time_that_it_was_told(begun: Round) -> None:
    day_id = a_day(begun)

    def told() -> list[Any]:
        with begun.city.uow(AFTER) as uow:
            application = uow.session.get_one(Application, begun.applications[0])
            return own_times(uow.session, begun.city.catalog, application)

    assert told() == []
    press(begun, tell_times, day_id)
    assert [(one.starts_at, one.place) for one in told()] == [(after(0), "市民活動センター")]
