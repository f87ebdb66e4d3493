"""Seating a panel: who judges in a call, under which name, from when to when."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select

from koubo.calendar import day_in_japan
from koubo.people.models import Person, SeatRow
from koubo.people.queries import load_actor
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.queries.panel import Member, panel_of, person_with_email
from koubo.review.panels.rules import Newcomer, PanelRole, Place, Term
from koubo.review.policy import load_reviewed_call
from koubo.review.rules import pseudonym
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallState, Scheme
from koubo.storage.unit_of_work import UnitOfWork, Write

SEATING = (CallState.PLANNED, CallState.PUBLISHED)
NOT_NOW = "この募集は採否が決まっているか中止されているため、委員を加えられません。"
ANYBODY = Place()


@dataclass(frozen=True)
class Copied:
    """What became of a panel that was taken over from another call."""

    seated: int
    left_out: tuple[str, ...]
    """Names with the reason, in sentences."""


def add_panel_member(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    person_id: int,
    chairs: bool = False,
    place: Place = ANYBODY,
) -> int:
    """Seat a person on the panels of all stages, under the next pseudonym; give the member's id.

    :raises Refused: where the person sits there already, or works where scores are seen, or
        another one chairs
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    _refuse_staff(uow, person_id)
    roles = _everywhere(scheme, chairs=chairs)
    with uow.writing() as write:
        call = _lock_call(write, call_id)
        return _seat(write, call, scheme, person_id, place, roles).id


def add_newcomer(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    newcomer: Newcomer,
    chairs: bool = False,
    place: Place = ANYBODY,
) -> int:
    """Seat somebody by name and address, with an account or without one; give the member's id.

    Who registers with that address later has their sheets at once; paper needs no account.

    :raises Problems: where the address is another person's, or nobody's and the name is missing
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    known = person_with_email(uow.session, newcomer.email)
    if known is not None:
        _refuse_another(uow, known, newcomer)
        _refuse_staff(uow, known)
    elif not newcomer.name.strip():
        message = (
            "このメールアドレスの登録がありません。氏名も入力すると、登録のない方も委員にできます。"
        )
        raise Problems([Problem("name_missing", message, "name")])
    roles = _everywhere(scheme, chairs=chairs)
    with uow.writing() as write:
        call = _lock_call(write, call_id)
        person_id = person_with_email(write.session, newcomer.email)
        if person_id is None:
            person = Person(name=newcomer.name.strip(), email=newcomer.email)
            write.session.add(person)
            write.session.flush()
            person_id = person.id
        return _seat(write, call, scheme, person_id, place, roles).id


def copy_panel(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, from_call_id: int
) -> Copied:
    """Seat the members of another call's panel, under new pseudonyms in the same order.

    Roles are kept where both calls have the stage. Whoever sits there already, whose term is over
    or who works in the office by now is left out and named.
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    load_reviewed_call(uow.session, actor, from_call_id)
    scheme = catalog.of(call.release)
    today = day_in_japan(uow.now)
    before = panel_of(uow.session, from_call_id)
    there = {one.person_id for one in panel_of(uow.session, call_id)}
    coming, left_out = [], []
    for one in before:
        if why := _why_not(uow, one, there):
            left_out.append(f"{one.name}さん：{why}")
        else:
            coming.append(one)
    if not coming:
        raise Refused("\n".join(["引き継げる委員がいません。", *left_out]))
    with uow.writing() as write:
        call = _lock_call(write, call_id)
        for one in coming:
            place = Place(one.kana, one.sphere, one.affiliation, one.most, today, one.to_on)
            _seat(write, call, scheme, one.person_id, place, _roles_in(scheme, one))
        detail = {"from": from_call_id, "members": len(coming)}
        write.record("copy_panel", call, chain=call.chain, detail=detail)
    return Copied(len(coming), tuple(left_out))


def _why_not(uow: UnitOfWork, member: Member, there: set[int]) -> str:
    if member.person_id in there:
        return "もうこの募集の審査委員です。"
    if not replace(member.term, from_on=min(member.from_on, day_in_japan(uow.now))).holds(
        day_in_japan(uow.now)
    ):
        return "任期が終わっています。"
    person = load_actor(uow.session, member.person_id, day_in_japan(uow.now))
    if person is None or _is_staff(person):
        return "事務局の席があります。"
    return ""


def _roles_in(scheme: Scheme, member: Member) -> dict[str, PanelRole]:
    known = {stage.id for stage in scheme.stages}
    kept = {stage_id: role for stage_id, role in member.roles.items() if stage_id in known}
    return kept or _everywhere(scheme, chairs=False)


def _everywhere(scheme: Scheme, *, chairs: bool) -> dict[str, PanelRole]:
    role = PanelRole.CHAIR if chairs else PanelRole.MEMBER
    return {stage.id: role for stage in scheme.stages}


def _refuse_staff(uow: UnitOfWork, person_id: int) -> None:
    person = load_actor(uow.session, person_id, day_in_japan(uow.now))
    if person is None:
        raise NotFound
    if _is_staff(person):
        raise Refused(
            f"{person.name}さんは事務局の席があるため、審査委員にできません。"
            "ほかの委員の審査票が見えてしまうためです。"
        )


def _is_staff(person: Actor) -> bool:
    return person.sits_as(SeatKind.OFFICER) or person.sits_as(SeatKind.RELEASER)


def _refuse_another(uow: UnitOfWork, person_id: int, newcomer: Newcomer) -> None:
    name = uow.session.get_one(Person, person_id).name
    typed = newcomer.name.strip()
    if typed and "".join(typed.split()) != "".join(name.split()):
        message = (
            f"このメールアドレスは、{name}さんの登録です。"
            "メールアドレスを確かめてください。同じ方のときは、氏名を空欄にしてください。"
        )
        raise Problems([Problem("another_person", message, "name")])


def _lock_call(write: Write, call_id: int) -> Call:
    call = write.lock(Call, call_id)
    if call.state not in SEATING:
        raise Refused(NOT_NOW)
    return call


def _seat(
    write: Write,
    call: Call,
    scheme: Scheme,
    person_id: int,
    place: Place,
    roles: dict[str, PanelRole],
) -> PanelMember:
    name = write.session.get_one(Person, person_id).name
    number = _next_place(write, call.id, person_id, name)
    refuse_second_chair(write, call.id, scheme.stages, roles)
    from_on = place.from_on or day_in_japan(write.now)
    member = PanelMember(
        call_id=call.id,
        person_id=person_id,
        pseudonym=pseudonym(number),
        kana=place.kana,
        sphere=place.sphere,
        affiliation=place.affiliation,
        most=place.most,
        from_on=from_on,
        to_on=place.to_on,
    )
    seat = SeatRow(
        person_id=person_id,
        kind=SeatKind.REVIEWER,
        call_id=call.id,
        from_on=from_on,
        to_on=place.to_on,
    )
    write.session.add_all([member, seat])
    write.session.flush()
    write.session.add_all(
        PanelSeat(panel_member_id=member.id, stage_id=stage_id, role=role)
        for stage_id, role in roles.items()
    )
    write.session.flush()
    write.record(
        "add_panel_member",
        member,
        chain=call.chain,
        detail={
            "pseudonym": member.pseudonym,
            "person": name,
            "chairs": PanelRole.CHAIR in roles.values(),
            **told_place(member.term, place),
        },
    )
    return member


def told_place(term: Term, place: Place) -> dict[str, str]:
    """Give, for history, what the list of members says; what is not said is left out."""
    told = {
        "sphere": place.sphere,
        "affiliation": place.affiliation,
        "most": "" if place.most is None else str(place.most),
        "from_on": term.from_on.isoformat(),
        "to_on": term.to_on.isoformat() if term.to_on else "",
    }
    return {key: text for key, text in told.items() if text}


def refuse_second_chair(
    write: Write,
    call_id: int,
    stages: tuple[Stage, ...],
    roles: dict[str, PanelRole],
    *,
    but: int = 0,
) -> None:
    """Refuse where somebody else chairs a stage already; asked under the lock of the call.

    :param but: the member whose roles are changed
    """
    wanted = {stage_id for stage_id, role in roles.items() if role is PanelRole.CHAIR}
    rows = write.session.execute(
        select(PanelSeat.stage_id, PanelMember.pseudonym)
        .join(PanelMember, PanelMember.id == PanelSeat.panel_member_id)
        .where(
            PanelMember.call_id == call_id,
            PanelMember.id != but,
            PanelSeat.role == PanelRole.CHAIR,
            PanelSeat.stage_id.in_(wanted),
        )
    )
    chaired = {stage_id: name for stage_id, name in rows}
    for stage in stages:
        if stage.id in chaired:
            raise Refused(
                f"「{stage.title}」の委員長は、{chaired[stage.id]}です。委員長は1人だけです。"
                "先に、いまの委員長の役割を変えてください。"
            )


def _next_place(write: Write, call_id: int, person_id: int, name: str) -> int:
    """Give the new member's number; nobody ever leaves the table, so that no name is reused."""
    seated, already = write.session.execute(
        select(
            func.count(),
            func.count().filter(PanelMember.person_id == person_id),
        ).where(PanelMember.call_id == call_id)
    ).one()
    if already:
        raise Refused(f"{name}さんは、もうこの募集の審査委員です。")
    return int(seated) + 1
