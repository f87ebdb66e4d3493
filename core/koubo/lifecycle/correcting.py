"""正誤表: a running call goes on with another release, and nothing filed changes silently.

Snapshots and recorded workings stay; what comes out otherwise is listed, kept and told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.applications.queries.staff import applicants_of_call
from koubo.applications.workings import Cause, proposals_handed_in, record_working
from koubo.lifecycle.correction_rules import (
    DraftChange,
    TouchedFiling,
    draft_changes,
    structure_problems,
    touched_filings,
    used_by,
)
from koubo.lifecycle.recomputing import Difference
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.schemes.actions.publishing import call_event
from koubo.schemes.actions.releases import find_release, refuse_other_proof
from koubo.schemes.catalog import Catalog, Versions, content_digest
from koubo.schemes.explaining.differences import differences
from koubo.schemes.models import Call
from koubo.schemes.offering import DeskLine, desk_releases, desk_scheme
from koubo.schemes.plans import Proven, proof_problems
from koubo.schemes.policy import load_call
from koubo.schemes.release_models import DeskRelease, Erratum
from koubo.schemes.rules import CallState, Scheme
from koubo.storage.frozen import to_plain
from koubo.storage.unit_of_work import UnitOfWork, Write

CORRECTABLE = (CallState.PUBLISHED, CallState.DECIDED)
NOT_RUNNING = "公開してから終わるまでの募集だけ、訂正できます。"
NO_WORDS = "文言や確認例だけの変更で、決まりと金額は変わりません"


@dataclass(frozen=True)
class Correcting:
    """What a correction would change, and whom it would touch."""

    scheme: Scheme
    changes: tuple[str, ...]
    touched: tuple[Difference, ...]
    """Those that the actor may see."""
    unseen: int
    """How many more are touched that the actor is kept out of."""
    drafts: tuple[DraftChange, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Move:
    """From which scheme to which a call would go, and what came of computing it."""

    old: Scheme
    new: Scheme
    problems: tuple[Problem, ...]
    touched: tuple[TouchedFiling, ...]
    judged: frozenset[tuple[int, int]]
    """Application and snapshot of all that was looked at."""


@dataclass(frozen=True)
class _Wish:
    """What an officer wants to be done, and why."""

    actor: Actor
    proven: Proven
    reason: str
    override: str
    told: tuple[str, ...]


def correction_targets(
    session: Session, catalog: Catalog, actor: Actor, call_id: int
) -> list[DeskLine]:
    """Give the releases of the desk that a running call could go on with, newest first."""
    require(actor, SeatKind.OFFICER)
    call = load_call(session, actor, call_id)
    return [
        one
        for one in desk_releases(session, actor, call.scheme_id)
        if one.withdrawn_at is None
        and (one.digest, one.cases_digest) != (call.release.digest, call.release.cases_digest)
    ]


def preview_correction(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, desk_release_id: int
) -> Correcting:
    """Say what a correction would change and whom it would touch, without doing it."""
    require(actor, SeatKind.OFFICER)
    call = load_call(session, actor, call_id)
    move = _move(session, catalog, call, desk_release_id)
    seen = set(
        session.scalars(
            select(Application.id).where(Application.call_id == call_id, visible_to_staff(actor))
        )
    )
    shown = tuple(one.difference for one in move.touched if one.application.id in seen)
    return Correcting(
        scheme=move.new,
        changes=_told(move),
        touched=shown,
        unseen=len(move.touched) - len(shown),
        drafts=() if move.problems else draft_changes(session, call, move.old, move.new),
        problems=move.problems,
    )


def correct_call(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    desk_release_id: int,
    proven: Proven,
    reason: str,
    version: int,
    override: str = "",
) -> int:
    """Let a running call go on with a release of the desk, by a published 正誤表; give its id.

    What was filed stays as it was filed. Accepted applications keep the working that was recorded,
    and get the new one beside it where it differs; all who have begun or filed anything are told.

    :param proven: the proof of exactly that release
    :raises Problems: with the fields ``release``, ``reason`` and ``override``
    :raises Stale: where something came in meanwhile, or the proof is of another release
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    move = _move(uow.session, catalog, call, desk_release_id)
    refuse_other_proof(move.new, proven)
    problems = [*_reason_problems(reason), *move.problems, *proof_problems(proven, override)]
    if problems:
        raise Problems(problems)
    told = _told(move)
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        if write.lock(DeskRelease, desk_release_id).withdrawn_at is not None:
            raise Stale
        if _handed_in(write.session, call_id) != move.judged:
            raise Stale
        wish = _Wish(actor, proven, reason.strip(), override.strip() if proven.failed else "", told)
        return _correct(write, catalog, call, move, wish)


def _correct(write: Write, catalog: Catalog, call: Call, move: _Move, wish: _Wish) -> int:
    before, proven = call.release, wish.proven
    versions = Versions(proven.core_version, proven.plugin_version)
    call.release = find_release(write, move.new, versions, proven)
    erratum = Erratum(
        call_id=call.id,
        number=_next_number(write, call.id),
        from_release_id=before.id,
        to_release_id=call.release.id,
        reason=wish.reason,
        changes=list(wish.told),
        touched=[to_plain(one.difference) for one in move.touched],
        made_at=write.now,
        made_by=wish.actor.person_id,
    )
    write.session.add(erratum)
    write.session.flush()
    for one in move.touched:
        if one.recorded is not None:
            record_working(
                write,
                catalog,
                one.application,
                one.inputs,
                one.now,
                cause=Cause.CORRECTED,
                number=one.recorded.number + 1,
            )
    write.record(
        "correct_call",
        call,
        chain=call.chain,
        detail={
            "number": erratum.number,
            "from": before.digest,
            "to": call.release.digest,
            "reason": wish.reason,
            "changes": list(wish.told),
            "touched": [one.application.id for one in move.touched],
            "proof": dict(proven.proof),
            "override": wish.override,
        },
        event=call_event(
            call,
            "call_corrected",
            applicants_of_call(write.session, call.id),
            {"reason": wish.reason},
        ),
    )
    return erratum.id


def _move(session: Session, catalog: Catalog, call: Call, desk_release_id: int) -> _Move:
    if call.state not in CORRECTABLE:
        raise Refused(NOT_RUNNING)
    old, new = catalog.of(call.release), desk_scheme(session, catalog, desk_release_id)
    if new.id != call.scheme_id:
        raise NotFound
    if content_digest(new) == content_digest(replace(old, cases=call.release.cases.encode())):
        raise Refused("この募集は、すでにこの版になっています。ほかの版を選んでください。")
    problems = tuple(structure_problems(old, new, used_by(session, call)))
    touched = () if problems else tuple(touched_filings(session, catalog, call, old, new))
    return _Move(old, new, problems, touched, _handed_in(session, call.id))


def _handed_in(session: Session, call_id: int) -> frozenset[tuple[int, int]]:
    return frozenset((one.id, last.id) for one, last in proposals_handed_in(session, call_id))


def _told(move: _Move) -> tuple[str, ...]:
    """Say what changes, so that a correction of mere wording is said to be one."""
    return differences(move.old, move.new) or (NO_WORDS,)


def _reason_problems(reason: str) -> Sequence[Problem]:
    if reason.strip():
        return ()
    message = "訂正する理由を入力してください。募集のページに載り、応募中の団体に知らせます。"
    return (Problem("reason", message, "reason"),)


def _next_number(write: Write, call_id: int) -> int:
    last = write.session.scalar(select(func.max(Erratum.number)).where(Erratum.call_id == call_id))
    return (last or 0) + 1
