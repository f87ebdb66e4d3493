"""A new representative of an organisation, told to the officers who deal with its applications."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, select

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.calendar import day_in_japan
from koubo.people.actions.representatives import begin_term, read_term
from koubo.people.queries import people_with_seat
from koubo.people.rules import Actor, SeatKind
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import UnitOfWork, Write

ENDED = (
    ApplicationState.DRAFT,
    ApplicationState.WITHDRAWN,
    ApplicationState.INELIGIBLE,
    ApplicationState.NOT_SELECTED,
)
"""Nothing more is written to these; a draft bears the name of the day on which it is filed."""


def change_representative(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Record who represents an organisation from a day on; letters of that day on bear the name.

    Officers are told where an application of it is under way.

    :param typed: raw text of ``title``, ``name`` and ``from_on``; Problems name the fields
    """
    values = read_term(uow, actor, organisation_id, typed)
    with uow.writing() as write:
        organisation = begin_term(write, actor, organisation_id, values, version=version)
        if _is_under_way(write, organisation_id):
            officers = people_with_seat(write.session, SeatKind.OFFICER, day_in_japan(write.now))
            write.tell(
                Event(
                    kind="representative_changed",
                    scheme_id="",
                    call_id=None,
                    to={Reader.OFFICER: tuple(officers)},
                    facts={"organisation": organisation.name},
                    path=f"/officer/organisations/{organisation_id}",
                )
            )


def _is_under_way(write: Write, organisation_id: int) -> bool:
    return bool(
        write.session.scalar(
            select(
                exists().where(
                    Application.organisation_id == organisation_id,
                    Application.state.not_in(ENDED),
                    Application.call_id == Call.id,
                    Call.state.not_in((CallState.FINISHED, CallState.CANCELLED)),
                )
            )
        )
    )
