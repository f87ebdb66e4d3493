"""The read side of corrections and of changed versions, for staff."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.lifecycle.rechecking import is_open, versions_of
from koubo.lifecycle.recomputing import Difference
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.schemes.catalog import Catalog, Versions
from koubo.schemes.models import Release
from koubo.schemes.policy import load_call
from koubo.schemes.release_models import Erratum, Recheck
from koubo.storage.frozen import from_plain


@dataclass(frozen=True)
class ErratumPage:
    """A 正誤表 as staff read it, with those that it touched."""

    number: int
    at: datetime
    who: str
    reason: str
    changes: tuple[str, ...]
    from_digest: str
    to_digest: str
    touched: tuple[Difference, ...]
    """Those that the actor may see."""
    unseen: int
    """How many more were touched that the actor is kept out of."""


@dataclass(frozen=True)
class RecheckPage:
    """What came of computing a call again with other versions."""

    id: int
    call_id: int
    call: str
    opened: Versions
    now: Versions
    differences: tuple[Difference, ...]
    """Those that the actor may see."""
    unseen: int
    made_at: datetime
    decided_at: datetime | None
    decided_by: str
    reason: str
    version: int
    is_open: bool
    """Whether the call waits for it."""


def erratum(session: Session, actor: Actor, call_id: int, number: int) -> ErratumPage:
    """Give one 正誤表 of a call with those that it touched; NotFound if there is none such."""
    require(actor, SeatKind.OFFICER)
    load_call(session, actor, call_id)
    before, after = aliased(Release), aliased(Release)
    row = session.execute(
        select(Erratum, Person.name, before.digest, after.digest)
        .join(Person, Person.id == Erratum.made_by)
        .join(before, before.id == Erratum.from_release_id)
        .join(after, after.id == Erratum.to_release_id)
        .where(Erratum.call_id == call_id, Erratum.number == number)
    ).first()
    if row is None:
        raise NotFound
    found, who, from_digest, to_digest = row
    touched = [from_plain(Difference, one) for one in found.touched]
    seen = _seen(session, actor, touched)
    return ErratumPage(
        number=found.number,
        at=found.made_at,
        who=who,
        reason=found.reason,
        changes=tuple(found.changes),
        from_digest=from_digest,
        to_digest=to_digest,
        touched=seen,
        unseen=len(touched) - len(seen),
    )


def rechecks_of(
    session: Session, catalog: Catalog, actor: Actor, call_id: int
) -> list[RecheckPage]:
    """Give what came of computing a call again, newest first."""
    load_call(session, actor, call_id)
    return _rechecks(session, catalog, actor, [call_id])


def open_rechecks(session: Session, catalog: Catalog, actor: Actor) -> list[RecheckPage]:
    """Give what waits for an officer's decision, over all calls, newest first."""
    return [one for one in _rechecks(session, catalog, actor, None) if one.is_open]


def _rechecks(
    session: Session, catalog: Catalog, actor: Actor, call_ids: Sequence[int] | None
) -> list[RecheckPage]:
    require(actor, SeatKind.OFFICER)
    wanted = (
        select(Recheck, Person.name)
        .outerjoin(Person, Person.id == Recheck.decided_by)
        .order_by(Recheck.id.desc())
    )
    if call_ids is None:
        wanted = wanted.where(Recheck.decided_at.is_(None))
    else:
        wanted = wanted.where(Recheck.call_id.in_(call_ids))
    rows = session.execute(wanted).all()
    kept = {
        found.id: [from_plain(Difference, one) for one in found.differences] for found, _ in rows
    }
    seen = _ids_seen(session, actor, [one for several in kept.values() for one in several])
    return [
        _page(catalog, found, decided_by or "", kept[found.id], seen) for found, decided_by in rows
    ]


def _page(
    catalog: Catalog,
    found: Recheck,
    decided_by: str,
    differences: Sequence[Difference],
    seen: set[int],
) -> RecheckPage:
    call, made_for = found.call, versions_of(found)
    shown = tuple(one for one in differences if one.application_id in {None, *seen})
    counts = made_for == catalog.versions_of(call.scheme_id)
    return RecheckPage(
        id=found.id,
        call_id=call.id,
        call=call.title,
        opened=Versions(call.release.core_version, call.release.plugin_version),
        now=made_for,
        differences=shown,
        unseen=len(differences) - len(shown),
        made_at=found.made_at,
        decided_at=found.decided_at,
        decided_by=decided_by,
        reason=found.reason,
        version=found.version,
        is_open=is_open(found) and counts and found.release_id == call.release_id,
    )


def _seen(
    session: Session, actor: Actor, differences: Sequence[Difference]
) -> tuple[Difference, ...]:
    seen = _ids_seen(session, actor, differences)
    return tuple(one for one in differences if one.application_id in {None, *seen})


def _ids_seen(session: Session, actor: Actor, differences: Iterable[Difference]) -> set[int]:
    """Give the applications among them that the actor may see; one statement at most."""
    ids = {one.application_id for one in differences if one.application_id is not None}
    if not ids:
        return set()
    return set(
        session.scalars(
            select(Application.id).where(Application.id.in_(ids), visible_to_staff(actor))
        )
    )
