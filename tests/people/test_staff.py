"""The city's own people: seats, posts, and 1 April, when one goes on with another's work."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import City, a_city
from koubo.calendar import JST
from koubo.people.actions.posts import record_post
from koubo.people.actions.staff import end_seat, give_seat, hand_over
from koubo.people.models import Person, SeatRow
from koubo.people.queries import load_actor, signing_post
from koubo.people.rules import NotAllowed, SeatKind
from koubo.people.staff_queries import staff_seats
from koubo.people.staff_schemas import Handing, Newcomer, NewPost, NewSeat
from koubo.people.succession import acts_for, successor_of
from koubo.problems import Problems, Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import EventRow

MARCH = datetime(2027, 3, 20, 10, tzinfo=JST)
LAST, FIRST = date(2027, 3, 31), date(2027, 4, 1)
NEW = Newcomer("新任 花子", "shinnin@example.jp")


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def given(city: City, by: str | None, who: Newcomer, kind: SeatKind, **more: object) -> int:
    seat = NewSeat(
        who,
        kind,
        department_id=more.get("department"),  # type: ignore[arg-type]
        from_on=FIRST,
        to_on=more.get("to_on"),  # type: ignore[arg-type]
    )
    with city.uow(MARCH, by or "officer") as uow:
        return give_seat(uow, city.actor(by, MARCH) if by else None, seat=seat)


def seated(city: City, name: str, on: date) -> set[SeatKind]:
    with city.uow(MARCH) as uow:
        number = uow.session.scalars(select(Person.id).where(Person.name == name)).one()
        actor = load_actor(uow.session, number, on)
    assert actor is not None
    return {one.kind for one in actor.seats}


def test_on_1_april_all_work_of_somebody_is_their_successors(city: City) -> None:
    with city.uow(MARCH, "officer2") as uow:
        moved = hand_over(
            uow,
            city.actor("officer2", MARCH),
            city.ids["officer"],
            handing=Handing(NEW, FIRST, "募集の予算を確かめる"),
        )

    assert moved == 1
    assert (seated(city, "officer", LAST), seated(city, "officer", FIRST)) == (
        {SeatKind.OFFICER},
        set(),
    )
    assert (seated(city, NEW.name, LAST), seated(city, NEW.name, FIRST)) == (
        set(),
        {SeatKind.OFFICER},
    )
    with city.uow(MARCH) as uow:
        new = uow.session.scalars(select(Person.id).where(Person.email == NEW.email)).one()
        gone = city.ids["officer"]
        assert successor_of(uow.session, gone, LAST) == gone
        assert successor_of(uow.session, gone, FIRST) == new
        assert acts_for(uow.session, new, gone, FIRST)
        [told] = uow.session.scalars(select(EventRow).where(EventRow.kind == "seat_given"))
        # Who gives the work away and who gets it are told too, whatever seats they have left.
        watching = {city.ids[one] for one in ("officer2", "releaser")} | {gone, new}
        assert set(told.recipients["officer"]) == watching
        assert told.facts["seat"] == "事務局職員（officerさんから引継ぎ）"


def test_who_comes_back_to_a_post_ends_the_row_of_successors(city: City) -> None:
    there, back = city.ids["officer"], city.ids["releaser"]
    for by, gone, to, on in (
        ("officer2", there, Newcomer("releaser", "releaser@example.jp"), FIRST),
        ("officer2", back, Newcomer("officer", "officer@example.jp"), date(2028, 4, 1)),
    ):
        with city.uow(MARCH, by) as uow:
            hand_over(uow, city.actor(by, MARCH), gone, handing=Handing(to, on, ""))

    with city.uow(MARCH) as uow:
        assert successor_of(uow.session, there, FIRST) == back
        assert successor_of(uow.session, there, date(2028, 4, 1)) == there


def test_letters_bear_the_holder_of_their_own_day(city: City) -> None:
    with city.uow(MARCH, "officer") as uow:
        post = NewPost("倉敷市長", "新任 市長", True, FIRST)
        record_post(uow, city.actor("officer", MARCH), post=post)

    with city.uow(MARCH) as uow:
        before, after = signing_post(uow.session, LAST), signing_post(uow.session, FIRST)
    assert (before and before.holder, after and after.holder) == ("倉敷 太郎", "新任 市長")
    post = NewPost("倉敷市長", "別の 市長", True, FIRST)
    with city.uow(MARCH, "officer") as uow, pytest.raises(Problems) as found:
        record_post(uow, city.actor("officer", MARCH), post=post)
    assert [one.field for one in found.value.problems] == ["from_on"]


def test_seats_are_given_and_end(city: City) -> None:
    seat_id = given(city, "officer", NEW, SeatKind.AUDITOR)
    given(city, None, Newcomer("課員 一郎", "ka@example.jp"), SeatKind.DEPARTMENT, department=1)
    with city.uow(MARCH, "officer") as uow:
        end_seat(uow, city.actor("officer", MARCH), seat_id, last_day=date(2028, 3, 31))

    with city.uow(MARCH) as uow:
        [told] = uow.session.scalars(select(EventRow).where(EventRow.kind == "seat_ended"))
        new = uow.session.scalars(select(Person.id).where(Person.email == NEW.email)).one()
    assert new in told.recipients["officer"]
    assert told.facts["last_day"] == "令和10年3月31日"
    assert seated(city, NEW.name, date(2028, 3, 31)) == {SeatKind.AUDITOR}
    assert seated(city, NEW.name, date(2028, 4, 1)) == set()
    with city.uow(MARCH) as uow:
        names = [one.name for one in staff_seats(uow.session, city.actor("officer"), MARCH.date())]
    assert names == [
        "department_person", "officer", "officer2", "releaser", "新任 花子", "課員 一郎",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "kind", "more", "field"),
    [
        (NEW, SeatKind.REVIEWER, {}, "kind"),
        (NEW, SeatKind.DEPARTMENT, {}, "department_id"),
        (NEW, SeatKind.OFFICER, {"department": 1}, "department_id"),
        (NEW, SeatKind.OFFICER, {"to_on": LAST}, "to_on"),
        (Newcomer("別の人", "releaser@example.jp"), SeatKind.OFFICER, {}, "name"),
    ],
)
def test_wrong_seats_are_named(city: City, who, kind, more, field) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Problems) as found:
        given(city, "officer", who, kind, **more)

    assert [one.field for one in found.value.problems] == [field]
    with city.uow(MARCH) as uow:
        assert uow.session.scalars(select(Person).where(Person.email == NEW.email)).all() == []


def test_nobody_changes_their_own_seat_and_only_officers_change_any(city: City) -> None:
    with pytest.raises(Refused, match="自分の席は"):
        given(city, "officer", Newcomer("officer", "officer@example.jp"), SeatKind.RELEASER)
    with pytest.raises(NotAllowed):
        given(city, "releaser", NEW, SeatKind.OFFICER)
    with city.uow(MARCH) as uow:
        own = uow.session.scalars(
            select(SeatRow.id).where(SeatRow.person_id == city.ids["officer"])
        ).one()
    with city.uow(MARCH, "officer") as uow, pytest.raises(Refused, match="自分の席は"):
        end_seat(uow, city.actor("officer", MARCH), own, last_day=LAST)
    with pytest.raises(Refused, match="もうあります"):
        given(city, "officer", Newcomer("releaser", "releaser@example.jp"), SeatKind.RELEASER)
