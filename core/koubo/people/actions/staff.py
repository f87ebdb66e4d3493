"""The city's own people: seats from a day to a day, and the handover of all of somebody's work."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan, format_date
from koubo.people.handover_models import Handover
from koubo.people.models import Department, Person, SeatRow
from koubo.people.queries import people_with_seat
from koubo.people.rules import SEAT_NAMES, Actor, SeatKind, require
from koubo.people.staff_schemas import STAFF_SEATS, Handing, Newcomer, NewSeat
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.storage.history import HOUSE
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import UnitOfWork, Write

A_DAY = timedelta(days=1)
NOT_ONESELF = "自分の席は、自分では変えられません。ほかの事務局職員が行ってください。"


def give_seat(uow: UnitOfWork, actor: Actor | None, *, seat: NewSeat) -> int:
    """Give somebody a seat of the city from a day on, and tell every officer; give the seat's id.

    :param actor: an officer; None for the operator at the machine itself, who seats the first one
    :raises Problems: with the fields of the seat
    """
    if actor is not None:
        require(actor, SeatKind.OFFICER)
    _judge(uow.session, seat)
    with uow.writing() as write:
        person = _person(write.session, seat.who)
        if actor is not None and person.id == actor.person_id:
            raise Refused(NOT_ONESELF)
        row = _seat(write, person, seat.kind, seat.department_id, seat.from_on, seat.to_on)
        write.record(
            "give_seat",
            row,
            chain=HOUSE,
            detail={
                "person": person.id,
                "seat": row.kind.value,
                "from_on": row.from_on.isoformat(),
            },
            event=_told(
                "seat_given",
                to=_watching(write, person.id),
                person=person,
                seat=SEAT_NAMES[row.kind],
                on=row.from_on,
                by=actor,
            ),
        )
    return row.id


def _judge(session: Session, seat: NewSeat) -> None:
    problems = []
    if seat.kind not in STAFF_SEATS:
        message = "審査委員の席は、募集の「審査」のページで委員を登録すると作られます。"
        problems.append(Problem("reviewer", message, field="kind"))
    is_department = seat.kind is SeatKind.DEPARTMENT
    if is_department and session.get(Department, seat.department_id or 0) is None:
        message = "「担当課職員」の席には、「担当課」を選んでください。"
        problems.append(Problem("department", message, field="department_id"))
    if not is_department and seat.department_id is not None:
        message = "「担当課」は、「担当課職員」の席のときだけ選んでください。"
        problems.append(Problem("no_department", message, field="department_id"))
    if seat.to_on is not None and seat.to_on < seat.from_on:
        message = f"「最後の日」は、最初の日（{format_date(seat.from_on)}）以後の日にしてください。"
        problems.append(Problem("to_on", message, field="to_on"))
    if problems:
        raise Problems(problems)


def _person(session: Session, who: Newcomer) -> Person:
    """Give the person of that address, made now if there is none; another name is refused."""
    found = session.scalars(select(Person).where(func.lower(Person.email) == who.email)).first()
    if found is None:
        found = Person(name=who.name, email=who.email)
        session.add(found)
        session.flush()
    elif "".join(found.name.split()) != "".join(who.name.split()):
        message = (
            f"このメールアドレスは、{found.name}さんの登録です。"
            "メールアドレスか氏名を確かめてください。"
        )
        raise Problems([Problem("another_person", message, field="name")])
    return found


def _seat(
    write: Write,
    person: Person,
    kind: SeatKind,
    department_id: int | None,
    from_on: date,
    to_on: date | None,
) -> SeatRow:
    held = write.session.scalars(
        select(SeatRow.id).where(
            SeatRow.person_id == person.id,
            SeatRow.kind == kind,
            SeatRow.department_id.is_not_distinct_from(department_id),
            or_(SeatRow.to_on.is_(None), SeatRow.to_on >= from_on),
        )
    ).first()
    if held is not None:
        raise Refused(
            f"{person.name}さんには、その日からの「{SEAT_NAMES[kind]}」の席がもうあります。"
            "一覧で確かめてください。"
        )
    row = SeatRow(
        person_id=person.id, kind=kind, department_id=department_id, from_on=from_on, to_on=to_on
    )
    write.session.add(row)
    write.session.flush()
    return row


def end_seat(uow: UnitOfWork, actor: Actor, seat_id: int, *, last_day: date) -> None:
    """Let a seat of the city end; the last officer's cannot end without another's.

    :raises Problems: with the field ``last_day``
    """
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        row = write.lock(SeatRow, seat_id)
        if row.kind not in STAFF_SEATS:
            raise NotFound
        if row.person_id == actor.person_id:
            raise Refused(NOT_ONESELF)
        if last_day < row.from_on or (row.to_on is not None and last_day > row.to_on):
            message = f"「最後の日」は、席の期間（{format_date(row.from_on)}から）の中の日にしてください。"
            raise Problems([Problem("last_day", message, field="last_day")])
        row.to_on = last_day
        detail = {"person": row.person_id, "seat": row.kind.value, "to_on": last_day.isoformat()}
        ended = _told(
            "seat_ended",
            to=_watching(write, row.person_id),
            person=write.session.get_one(Person, row.person_id),
            seat=SEAT_NAMES[row.kind],
            on=last_day,
            by=actor,
        )
        write.record("end_seat", row, chain=HOUSE, detail=detail, event=ended)


def hand_over(uow: UnitOfWork, actor: Actor, from_person_id: int, *, handing: Handing) -> int:
    """Move all work of somebody to who comes after: seats end and begin, what was begun goes on.

    Letters of earlier days keep the names of their day, for they are kept as they were issued.

    :returns: how many seats moved
    :raises Problems: with the fields of the handover
    """
    require(actor, SeatKind.OFFICER)
    today = day_in_japan(uow.now)
    if handing.from_on < today - timedelta(days=31):
        message = (
            f"「後任の最初の日」は、今日（{format_date(today)}）の1か月前より後の日にしてください。"
        )
        raise Problems([Problem("from_on", message, field="from_on")])
    with uow.writing() as write:
        gone = write.session.get(Person, from_person_id)
        if gone is None:
            raise NotFound
        new = _person(write.session, handing.who)
        if new.id == gone.id:
            message = "前任と後任が同じ人です。後任のメールアドレスを確かめてください。"
            raise Problems([Problem("same_person", message, field="email")])
        if new.id == actor.person_id:
            raise Refused(
                "自分への引継ぎは、自分では記録できません。ほかの事務局職員が行ってください。"
            )
        seats = _seats_on(write.session, gone.id, handing.from_on)
        if not seats:
            raise Refused(
                f"{gone.name}さんには、その日に続いている席がありません。日を確かめてください。"
            )
        # Whoever watched until now is told too: the move itself may end their watch.
        told = _watching(write, gone.id, new.id)
        moved = [_move(write, one, new, handing.from_on) for one in seats]
        row = Handover(
            from_person_id=gone.id,
            to_person_id=new.id,
            from_on=handing.from_on,
            note=handing.note.strip(),
            recorded_at=write.now,
            recorded_by=actor.person_id,
        )
        write.session.add(row)
        write.session.flush()
        write.record(
            "hand_over",
            row,
            chain=HOUSE,
            detail={
                "from": gone.id,
                "to": new.id,
                "from_on": row.from_on.isoformat(),
                "seats": [one.kind.value for one in moved],
            },
            event=_told(
                "seat_given",
                to=told,
                person=new,
                seat="、".join(SEAT_NAMES[one.kind] for one in moved)
                + f"（{gone.name}さんから引継ぎ）",
                on=row.from_on,
                by=actor,
            ),
        )
    return len(moved)


def _seats_on(session: Session, person_id: int, on: date) -> Sequence[SeatRow]:
    return session.scalars(
        select(SeatRow)
        .where(
            SeatRow.person_id == person_id,
            SeatRow.kind.in_(STAFF_SEATS),
            or_(SeatRow.to_on.is_(None), SeatRow.to_on >= on),
        )
        .order_by(SeatRow.id)
        .with_for_update()
    ).all()


def _move(write: Write, seat: SeatRow, new: Person, on: date) -> SeatRow:
    """End a seat the day before, and begin the successor's; one of the future moves as it is."""
    moved = SeatRow(
        person_id=new.id,
        kind=seat.kind,
        department_id=seat.department_id,
        from_on=max(seat.from_on, on),
        to_on=seat.to_on,
    )
    write.session.add(moved)
    if seat.from_on < on:
        seat.to_on = on - A_DAY
    else:
        write.session.delete(seat)
    write.session.flush()
    return moved


def _watching(write: Write, *people: int) -> tuple[int, ...]:
    """Give who is told of a change of seats: officers, those who release, and whom it is about."""
    today = day_in_japan(write.now)
    seated = (
        one
        for kind in (SeatKind.OFFICER, SeatKind.RELEASER)
        for one in people_with_seat(write.session, kind, today)
    )
    return tuple(sorted({*seated, *people}))


def _told(
    kind: str, *, to: tuple[int, ...], person: Person, seat: str, on: date, by: Actor | None
) -> Event:
    """Tell all who watch, so that no seat is given, taken or ended unseen."""
    return Event(
        kind=kind,
        scheme_id="",
        call_id=None,
        to={Reader.OFFICER: to},
        facts={
            "person": person.name,
            "seat": seat,
            ("last_day" if kind == "seat_ended" else "from_on"): format_date(on),
            "by": by.name if by else "サーバーの管理者",
        },
        path="/officer/staff",
    )
