"""The roster (構成員・役員名簿) of an organisation: add, change, remove; a whole Excel file."""

from collections.abc import Mapping, Sequence
from typing import Any

from koubo.calendar import day_in_japan
from koubo.people.directory import refuse_merged
from koubo.people.imports import import_sheets, load_import, mark_applied
from koubo.people.models import Organisation, RosterEntry
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.roster_rules import (
    MOST_ENTRIES,
    ROSTER_LABELS,
    Fate,
    PlannedLine,
    RosterLine,
    RosterPlan,
)
from koubo.people.roster_schemas import plan_import, read_entry
from koubo.people.rosters import roster_of
from koubo.people.rules import Actor, Power, SeatKind, require
from koubo.problems import NotFound, Refused, Stale
from koubo.storage.canonical import digest_of
from koubo.storage.files import FileStore
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

IMPORT_KIND = "roster"
FULL = f"名簿に書けるのは{MOST_ENTRIES}人までです。使わない人を外してください。"


def add_entry(
    uow: UnitOfWork, actor: Actor, organisation_id: int, *, typed: Mapping[str, Any]
) -> int:
    """Add a person to the roster and give the entry's id; the same line twice is one person."""
    _may(uow, actor, organisation_id)
    line = read_entry(typed, today=day_in_japan(uow.now))
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)  # so that of two clicks one waits
        refuse_merged(organisation)
        present = roster_of(write.session, organisation_id)
        if known := next((one for one in present if one.value() == line), None):
            return known.id
        if len(present) >= MOST_ENTRIES:
            raise Refused(FULL)
        entry = _add(write, organisation_id, line)
        write.session.flush()
        detail = {"entry": entry.id, "after": _kept(line)}
        write.record("add_roster_entry", organisation, chain=HOUSE, detail=detail)
    return entry.id


def change_entry(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: int,
    entry_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Change what is recorded of a person of the roster; Stale if somebody else has changed it."""
    _may(uow, actor, organisation_id)
    line = read_entry(typed, today=day_in_japan(uow.now))
    with uow.writing() as write:
        entry = _locked(write, organisation_id, entry_id, version)
        before = entry.value()
        if before == line:
            return
        _set(entry, line, write)
        organisation = write.session.get_one(Organisation, organisation_id)
        detail = {"entry": entry_id, "before": _kept(before), "after": _kept(line)}
        write.record("change_roster_entry", organisation, chain=HOUSE, detail=detail)


def remove_entry(
    uow: UnitOfWork, actor: Actor, organisation_id: int, entry_id: int, *, version: int
) -> None:
    """Take a person off the roster; the row stays, for conflicts that are asked about later."""
    _may(uow, actor, organisation_id)
    with uow.writing() as write:
        entry = _locked(write, organisation_id, entry_id, version)
        entry.removed_at = write.now
        organisation = write.session.get_one(Organisation, organisation_id)
        write.record("remove_roster_entry", organisation, chain=HOUSE, detail={"entry": entry_id})


def apply_import(
    uow: UnitOfWork,
    files: FileStore,
    actor: Actor,
    organisation_id: int,
    draft_id: int,
    *,
    shown: str,
    remove_gone: bool,
) -> dict[str, int]:
    """Apply an uploaded file to the roster and give how many were added, changed and removed.

    :param shown: the digest of the plan that the person saw
    :param remove_gone: whether who is not in the file is taken off
    :raise Stale: where the roster has changed since, so that the plan is another one
    :raise Refused: where the plan has problems, or was applied already
    """
    planned = plan_roster(uow, files, actor, organisation_id, draft_id)
    if planned.problems:
        raise Refused("直すところがあるため、取り込めません。ファイルを直して選び直してください。")
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        refuse_merged(organisation)
        present = roster_of(write.session, organisation_id)
        if digest_of(planned.as_json()) != shown or not _still(planned, present):
            raise Stale
        gone = planned.of(Fate.GONE) if remove_gone else ()
        new, changed = planned.of(Fate.NEW), planned.of(Fate.CHANGED)
        if len(present) + len(new) - len(gone) > MOST_ENTRIES:
            raise Refused(FULL)
        _apply(write, organisation_id, {one.id: one for one in present}, (*new, *changed, *gone))
        outcome = {"new": len(new), "changed": len(changed), "removed": len(gone)}
        mark_applied(write, draft_id, outcome)
        detail = {"import": draft_id, **outcome}
        write.record("import_roster", organisation, chain=HOUSE, detail=detail)
    return outcome


def plan_roster(
    uow: UnitOfWork, files: FileStore, actor: Actor, organisation_id: int, draft_id: int
) -> RosterPlan:
    """Give what an uploaded file would change in the roster of now; writes nothing.

    :raise Problems: at the field ``file``, where there is no roster in it
    """
    _may(uow, actor, organisation_id)
    draft = load_import(uow.session, actor, draft_id, kind=IMPORT_KIND, subject_id=organisation_id)
    present = [(one.id, one.value()) for one in roster_of(uow.session, organisation_id)]
    return plan_import(import_sheets(files, draft), present, today=day_in_japan(uow.now))


def record_export(uow: UnitOfWork, actor: Actor, organisation_id: int) -> None:
    """Note that an officer takes a roster out of the house, for an enquiry about 暴力団 say."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        people = len(roster_of(write.session, organisation_id))
        write.record("export_roster", organisation, chain=HOUSE, detail={"people": people})


def _may(uow: UnitOfWork, actor: Actor, organisation_id: int) -> None:
    load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.ROSTER)


def _locked(write: Write, organisation_id: int, entry_id: int, version: int) -> RosterEntry:
    entry = write.lock(RosterEntry, entry_id, version=version)
    if entry.organisation_id != organisation_id or entry.removed_at is not None:
        raise NotFound
    return entry


def _still(planned: RosterPlan, present: Sequence[RosterEntry]) -> bool:
    """Say whether the roster is still the one that the plan was made against."""
    known = {one.entry_id: one.before for one in planned.lines if one.entry_id is not None}
    return known == {one.id: one.value() for one in present}


def _apply(
    write: Write,
    organisation_id: int,
    entries: Mapping[int, RosterEntry],
    lines: Sequence[PlannedLine],
) -> None:
    for line in lines:
        entry = entries.get(line.entry_id or 0)
        if entry is None and line.after is not None:
            _add(write, organisation_id, line.after)
        elif entry is not None and line.after is not None:
            _set(entry, line.after, write)
        elif entry is not None:
            entry.removed_at = write.now


def _add(write: Write, organisation_id: int, line: RosterLine) -> RosterEntry:
    values = {name: getattr(line, name) for name in ROSTER_LABELS}
    entry = RosterEntry(
        organisation_id=organisation_id, **values, added_at=write.now, changed_at=write.now
    )
    write.session.add(entry)
    return entry


def _set(entry: RosterEntry, line: RosterLine, write: Write) -> None:
    for name in ROSTER_LABELS:
        setattr(entry, name, getattr(line, name))
    entry.changed_at = write.now


def _kept(line: RosterLine) -> dict[str, Any]:
    """Give a line as history keeps it, apart from the chain, so that it can be erased."""
    return {name: line.text(name) for name in ROSTER_LABELS}
