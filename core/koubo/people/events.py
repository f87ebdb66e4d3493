"""The events of organisations: what happened among its members, and whom it concerns."""

from collections.abc import Iterable

from koubo.people.models import Organisation
from koubo.storage.outbox import Event, Reader


def organisation_event(
    organisation: Organisation, kind: str, to: Iterable[int], *, path: str = "", **facts: str
) -> Event:
    """Give an event about an organisation for people who act for it, or did until now.

    :param path: where the mail leads; the page of the members if empty
    """
    return Event(
        kind=kind,
        scheme_id="",
        call_id=None,
        to={Reader.APPLICANT: tuple(to)},
        facts={"organisation": organisation.name, **facts},
        path=path or f"/applicant/organisations/{organisation.id}/members",
    )
