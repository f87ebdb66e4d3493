"""Seating a panel: who judges in a call, under which name."""

from sqlalchemy import func, select

from koubo.calendar import day_in_japan
from koubo.people.models import Person, SeatRow
from koubo.people.queries import load_actor
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound, Refused
from koubo.review.panel_models import PanelMember, PanelSeat
from koubo.review.panel_rules import PanelRole
from koubo.review.policy import load_reviewed_call
from koubo.review.rules import pseudonym
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write

SEATING = (CallState.PLANNED, CallState.PUBLISHED)


def add_panel_member(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    person_id: int,
    chairs: bool = False,
) -> int:
    """Seat a person on a call's panel, under the next pseudonym; give the member's id.

    :raises Refused: where the person sits there already, or works where scores are seen
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    today = day_in_japan(uow.now)
    person = load_actor(uow.session, person_id, today)
    if person is None:
        raise NotFound
    if person.sits_as(SeatKind.OFFICER) or person.sits_as(SeatKind.RELEASER):
        raise Refused(
            f"{person.name}さんは事務局の席があるため、審査委員にできません。"
            "ほかの委員の審査票が見えてしまうためです。"
        )
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        if call.state not in SEATING:
            raise Refused(
                "この募集は採否が決まっているか中止されているため、委員を加えられません。"
            )
        number = _next_place(write, call_id, person_id, person.name)
        member = PanelMember(
            call_id=call_id, person_id=person_id, pseudonym=pseudonym(number), from_on=today
        )
        seat = SeatRow(person_id=person_id, kind=SeatKind.REVIEWER, call_id=call_id, from_on=today)
        write.session.add_all([member, seat])
        write.session.flush()
        role = PanelRole.CHAIR if chairs else PanelRole.MEMBER
        write.session.add_all(
            PanelSeat(panel_member_id=member.id, stage_id=stage.id, role=role)
            for stage in catalog.of(call.release).stages
        )
        write.record(
            "add_panel_member",
            member,
            chain=call.chain,
            detail={
                "pseudonym": member.pseudonym,
                "person": write.session.get_one(Person, person_id).name,
                "chairs": chairs,
            },
        )
    return member.id


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
