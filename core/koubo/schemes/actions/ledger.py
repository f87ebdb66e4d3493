"""Importing a ledger of past awards: shown first, then done exactly so, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from koubo.people.imports import import_sheets, load_import, mark_applied
from koubo.people.models import ImportDraft, Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused, Stale
from koubo.schemes.award_ledger import Ledger, LedgerLine, read_ledger
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.ledger_models import LedgerName
from koubo.schemes.ledger_plan import plan_ledger
from koubo.schemes.ledger_records import COURSE, ORGANISATION, records_for
from koubo.schemes.ledger_values import (
    LEAVE_OUT,
    Choices,
    LedgerPlan,
    Outcome,
    PlannedLine,
)
from koubo.schemes.models import PastAwardRow
from koubo.storage.files import FileStore
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

KIND = "award_ledger"
"""What its import is called among those that are kept."""
LONGEST_SOURCE = 200


@dataclass(frozen=True)
class LedgerImport:
    """A ledger that was uploaded, with what applying it would do."""

    draft: ImportDraft
    ledger: Ledger
    plan: LedgerPlan


def preview_ledger(
    session: Session,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    draft_id: int,
    choices: Choices,
) -> LedgerImport:
    """Say line by line what an uploaded ledger would do, without doing it."""
    require(actor, SeatKind.OFFICER)
    draft = load_import(session, actor, draft_id, kind=KIND, subject_id=None)
    ledger = read_ledger(import_sheets(files, draft))
    return LedgerImport(draft, ledger, _plan(session, catalog, ledger.lines, choices))


def apply_ledger(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    draft_id: int,
    *,
    choices: Choices,
    digest: str,
) -> dict[str, int]:
    """Do what was shown, all of it; give how many lines came to what.

    :param digest: of the plan that the officer saw
    :raises Stale: where the plan is another one by now, or the choices are
    :raises Refused: where something still has to be chosen or mended
    """
    require(actor, SeatKind.OFFICER)
    draft = load_import(uow.session, actor, draft_id, kind=KIND, subject_id=None)
    lines, name = read_ledger(import_sheets(files, draft)).lines, draft.name
    with uow.writing() as write:
        plan = _plan(write.session, catalog, lines, choices)
        if plan.digest != digest:
            raise Stale
        if not plan.ready:
            raise Refused("選んでいないコースか、読み取れない行があります。確かめ直してください。")
        newcomers = _add_newcomers(write, plan)
        _keep_awards(write, plan, newcomers, name)
        _keep_decisions(write, actor, plan, newcomers)
        counts = {one.value: plan.counts[one] for one in Outcome if plan.counts.get(one)}
        counts["organisations"] = len(newcomers)
        mark_applied(write, draft_id, counts)
        draft = write.session.get_one(ImportDraft, draft_id)
        detail = {"name": name, "sha256": draft.sha256, "counts": counts}
        write.record("import_ledger", draft, chain=HOUSE, detail=detail)
    return counts


def _plan(
    session: Session, catalog: Catalog, lines: Sequence[LedgerLine], choices: Choices
) -> LedgerPlan:
    return plan_ledger(lines, records_for(session, catalog, lines), choices)


def _add_newcomers(write: Write, plan: LedgerPlan) -> dict[str, int]:
    """Record the organisations that only the ledger knows: no members, no address; give their ids."""
    numbers: dict[str, str] = {}
    for one in plan.lines:
        if one.line.corporate_number:
            numbers.setdefault(one.organisation_key, one.line.corporate_number)
    added = {
        key: Organisation(
            name=line.organisation,
            kind="",
            address="",
            representative_title="",
            representative="",
            corporate_number=numbers.get(key, ""),
            changed_at=write.now,
        )
        for key, line in plan.newcomers.items()
    }
    write.session.add_all(added.values())
    write.session.flush()
    return {key: one.id for key, one in added.items()}


def _keep_awards(write: Write, plan: LedgerPlan, newcomers: dict[str, int], name: str) -> None:
    new = [one for one in plan.lines if one.outcome is Outcome.NEW]
    write.session.add_all(
        PastAwardRow(
            organisation_id=_id_of(one, newcomers),
            course_id=one.course_id,
            fiscal_year=one.line.year,
            amount=one.line.amount,
            source=_source(one.line, name),
            origin=AwardOrigin.LEDGER,
        )
        for one in new
    )
    for one in plan.lines:
        if one.outcome is Outcome.REPLACED and one.award_id is not None:
            row = write.session.get_one(PastAwardRow, one.award_id)
            row.amount, row.source = one.line.amount, _source(one.line, name)
    write.session.flush()


def _id_of(one: PlannedLine, newcomers: dict[str, int]) -> int:
    return one.organisation.id if one.organisation else newcomers[one.organisation_key]


def _source(line: LedgerLine, name: str) -> str:
    told = f"{name} {line.place}"
    return f"{told}　{line.note}"[:LONGEST_SOURCE] if line.note else told[:LONGEST_SOURCE]


def _keep_decisions(
    write: Write, actor: Actor, plan: LedgerPlan, newcomers: dict[str, int]
) -> None:
    """Remember what names mean, so that the same ledger is not asked about again."""
    said: list[dict[str, Any]] = [
        {
            "kind": ORGANISATION,
            "key": one.key,
            "organisation_id": int(one.chosen) if one.chosen else newcomers[one.key],
        }
        for one in plan.organisations
        if one.chosen or one.key in newcomers
    ]
    said += [
        {"kind": COURSE, "key": one.key, "course_id": one.chosen}
        for one in plan.courses
        if one.chosen and one.chosen != LEAVE_OUT
    ]
    write.session.add_all(
        LedgerName(**one, person_id=actor.person_id, decided_at=write.now) for one in said
    )
