"""When core or plugin versions change: recorded workings of running calls are computed again.

A difference halts the call's chain, so that no new step is taken in it, until an officer decides
to go on with the new results.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.workings import Cause, record_working
from koubo.hooks import PluginFault
from koubo.lifecycle.recomputing import UNREADABLE, Again, call_differences, computed_again
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog, Versions
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Release
from koubo.schemes.release_models import Recheck
from koubo.schemes.rules import CallState
from koubo.storage.database import Database
from koubo.storage.frozen import to_plain
from koubo.storage.history import ERASED, halt_chain, halts, resume_chain
from koubo.storage.unit_of_work import UnitOfWork

RUNNING = (CallState.PUBLISHED, CallState.DECIDED)
PASSING = (
    *(f"file_{kind.value}" for kind in FilingKind),
    "start_application",
    "start_paper",
    "record_paper",
    "save_draft",
    "copy_answers",
    "attach_file",
    "remove_file",
    "withdraw",
    "start_grant_application",
    "start_report",
    "decline_award",
    "declare_conflict",
    "declare_no_conflict",
    "save_sheet",
    "extend_deadline",
    "cancel_call",
    "cancel_theme",
    "ask_letter_batch",  # printing decides nothing
    "cancel_letter_batch",
    "reissue_notice",
    "recheck_call",
    ERASED,
)
"""What goes on in a halted call: an applicant's time runs on, and nothing typed is lost."""
HALTED = (
    "システムかプラグインの版が変わり、計算の結果が前と違うため、この募集の手続きを止めています。"
    "事務局が違いを確かめて、このまま進めるかを決めるまで、お待ちください。"
)


@dataclass(frozen=True)
class Running:
    """A running call: what it was opened with, what was found since, and whether it is halted."""

    call_id: int
    scheme_id: str
    release_id: int
    opened: Versions
    rechecks: tuple[Recheck, ...]
    halted: bool

    def made_for(self, versions: Versions) -> Recheck | None:
        """Give what was found with these versions; None where nobody has looked yet."""
        return next((one for one in self.rechecks if versions_of(one) == versions), None)


@dataclass(frozen=True)
class Rechecked:
    """A call that was computed again just now."""

    id: int
    """Of the recheck."""
    call_id: int
    call: str
    differences: int


def recheck_calls(database: Database, catalog: Catalog, *, now: datetime) -> list[Rechecked]:
    """Compute again what running calls recorded, where versions changed; give the rechecks made.

    Three statements where nothing is to be done. A call that comes out otherwise is halted; one
    whose versions have come back, or whose differences were decided on, goes on.
    """
    made = []
    with UnitOfWork(database, now=now) as uow:
        for one in running_calls(uow.session):
            versions = catalog.versions_of(one.scheme_id)
            found = one.made_for(versions)
            if found is None and versions != one.opened:
                if (done := _recheck(uow, catalog, one, versions)) is not None:
                    made.append(done)
            elif one.halted != (found is not None and is_open(found)):
                _halt(uow, one, halted=not one.halted)
    return made


def decide_recheck(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, recheck_id: int, *, reason: str, version: int
) -> None:
    """Let a halted call go on with the new results, knowingly; they are recorded beside the old.

    :raises Problems: with the field ``reason``
    :raises Refused: where it was decided already, or versions have changed once more
    """
    require(actor, SeatKind.OFFICER)
    found = uow.session.get(Recheck, recheck_id)
    if found is None:
        raise NotFound
    _refuse_past(found, catalog)
    if not reason.strip():
        message = "新しい結果で進めてよいと判断した理由を入力してください。"
        raise Problems([Problem("reason", message, "reason")])
    changed = _changed(uow.session, catalog, found.call)
    with uow.writing() as write:
        call = write.lock(Call, found.call_id)
        found = write.lock(Recheck, recheck_id, version=version)
        _refuse_past(found, catalog)
        found.decided_at, found.decided_by = write.now, actor.person_id
        found.reason = reason.strip()
        for one in changed:
            record_working(
                write,
                catalog,
                one.application,
                one.inputs,
                one.computed,
                cause=Cause.RECHECKED,
                number=one.row.number + 1,
            )
        resume_chain(write.session, call.chain)
        write.record(
            "decide_recheck",
            found,
            chain=call.chain,
            detail={"reason": found.reason, "recorded": len(changed)},
        )


def running_calls(session: Session, call_id: int | None = None) -> list[Running]:
    """Give the published and decided calls with what was found about them; three statements.

    :param call_id: the only call that is wanted
    """
    wanted = (
        select(
            Call.id, Call.scheme_id, Call.release_id, Release.core_version, Release.plugin_version
        )
        .join(Release, Release.id == Call.release_id)
        .where(Call.state.in_(RUNNING))
        .order_by(Call.id)
    )
    rows = session.execute(wanted.where(Call.id == call_id) if call_id else wanted).all()
    keys = [row.id for row in rows]
    rechecks = session.scalars(select(Recheck).where(Recheck.call_id.in_(keys))).all()
    halted = halts(session, [f"call:{key}" for key in keys])
    return [
        Running(
            number,
            scheme_id,
            release_id,
            Versions(core, plugin),
            tuple(one for one in rechecks if (one.call_id, one.release_id) == (number, release_id)),
            f"call:{number}" in halted,
        )
        for number, scheme_id, release_id, core, plugin in rows
    ]


def versions_of(found: Recheck) -> Versions:
    """Give the versions that computed again."""
    return Versions(found.core_version, found.plugin_version)


def is_open(found: Recheck) -> bool:
    """Say whether there are differences that nobody has decided on."""
    return bool(found.differences) and found.decided_at is None


def _recheck(
    uow: UnitOfWork, catalog: Catalog, one: Running, versions: Versions
) -> Rechecked | None:
    """Compute a call again and keep what came of it; None where another process was first."""
    differences = call_differences(uow.session, catalog, uow.session.get_one(Call, one.call_id))
    with uow.writing() as write:
        call = write.lock(Call, one.call_id)
        fresh = running_calls(write.session, call.id)
        if not fresh or fresh[0].release_id != one.release_id or fresh[0].made_for(versions):
            return None
        found = Recheck(
            call_id=call.id,
            release_id=call.release_id,
            core_version=versions.core,
            plugin_version=versions.plugin,
            differences=[to_plain(different) for different in differences],
            made_at=write.now,
        )
        write.session.add(found)
        write.session.flush()
        if differences:
            halt_chain(write.session, call.chain, why=HALTED, passing=PASSING)
        else:
            resume_chain(write.session, call.chain)
        write.record(
            "recheck_call",
            found,
            chain=call.chain,
            detail={
                "core": versions.core,
                "plugin": versions.plugin,
                "differences": len(differences),
            },
        )
        return Rechecked(found.id, call.id, call.title, len(differences))


def _halt(uow: UnitOfWork, one: Running, *, halted: bool) -> None:
    """Halt a call whose differing versions are back, or let one go on whose own are."""
    with uow.writing() as write:
        call = write.lock(Call, one.call_id)
        if halted:
            halt_chain(write.session, call.chain, why=HALTED, passing=PASSING)
        else:
            resume_chain(write.session, call.chain)


def _refuse_past(found: Recheck, catalog: Catalog) -> None:
    if not is_open(found):
        raise Refused("この確認は、すでに終わっています。")
    if versions_of(found) != catalog.versions_of(found.call.scheme_id):
        raise Refused("版がまた変わりました。今の版の確認の結果を見てください。")


def _changed(session: Session, catalog: Catalog, call: Call) -> list[Again]:
    """Give the applications that come out otherwise; none where they cannot be computed."""
    try:
        scheme = catalog.of(call.release)
        return [one for one in computed_again(session, catalog, scheme, call) if one.changes]
    except (BrokenSchemeFile, PluginFault, *UNREADABLE):
        return []
