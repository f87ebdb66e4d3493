"""One past award (助成歴) written down, mended or taken off by hand, always with a reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.calendar import format_fiscal_year
from koubo.people.directory import load_organisation, refuse_merged
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.ledger_records import course_titles, known_schemes_by_id
from koubo.schemes.models import PastAwardRow
from koubo.schemes.past_award_schemas import read_past_award
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork

BY_KOUBO = (
    "この交付は、Kouboでの交付決定から記録されています。"
    "取消しや額の変更は、交付・精算のページで行ってください。"
)


def load_past_award(session: Session, actor: Actor, award_id: int) -> PastAwardRow:
    """Give a past award for an officer to mend; NotFound if there is none."""
    require(actor, SeatKind.OFFICER)
    found = session.get(PastAwardRow, award_id)
    if found is None:
        raise NotFound
    return found


def add_past_award(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
) -> int:
    """Write down an award from before Koubo; give its id."""
    organisation = load_organisation(uow.session, actor, organisation_id)
    refuse_merged(organisation)
    values = _judged(uow, catalog, organisation_id, typed)
    reason = values.pop("reason")
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        refuse_merged(organisation)
        _refuse_twice(write.session, organisation_id, values)
        row = PastAwardRow(
            organisation_id=organisation_id, **values, source=reason[:200], origin=AwardOrigin.HAND
        )
        write.session.add(row)
        write.session.flush()
        detail = {**values, "reason": reason}
        write.record("add_past_award", organisation, chain=HOUSE, detail=detail)
    return row.id


def correct_past_award(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    award_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Mend course, year or sum of a past award; one that Koubo granted is refused."""
    row = load_past_award(uow.session, actor, award_id)
    _refuse_koubos(row)
    values = _judged(uow, catalog, row.organisation_id, typed, but=award_id)
    reason = values.pop("reason")
    with uow.writing() as write:
        row = write.lock(PastAwardRow, award_id, version=version)
        _refuse_koubos(row)
        _refuse_twice(write.session, row.organisation_id, values, but=award_id)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        organisation = write.session.get_one(Organisation, row.organisation_id)
        detail = {"before": before, "after": values, "reason": reason}
        write.record("correct_past_award", organisation, chain=HOUSE, detail=detail)


def remove_past_award(
    uow: UnitOfWork, actor: Actor, award_id: int, *, reason: str, version: int
) -> None:
    """Take a past award off that never was one; the history keeps it."""
    row = load_past_award(uow.session, actor, award_id)
    _refuse_koubos(row)
    if not reason.strip():
        raise Problems([Problem("reason", "消す理由を入力してください。", "reason")])
    with uow.writing() as write:
        row = write.lock(PastAwardRow, award_id, version=version)
        _refuse_koubos(row)
        organisation = write.session.get_one(Organisation, row.organisation_id)
        detail = {
            "course_id": row.course_id,
            "fiscal_year": row.fiscal_year,
            "amount": row.amount,
            "source": row.source,
            "reason": reason.strip(),
        }
        write.session.delete(row)
        write.record("remove_past_award", organisation, chain=HOUSE, detail=detail)


def _refuse_koubos(row: PastAwardRow) -> None:
    if row.origin is AwardOrigin.KOUBO:
        raise Refused(BY_KOUBO)


def _judged(
    uow: UnitOfWork,
    catalog: Catalog,
    organisation_id: int,
    typed: Mapping[str, Any],
    *,
    but: int | None = None,
) -> dict[str, Any]:
    values = read_past_award(typed)
    titles = course_titles(known_schemes_by_id(uow.session, catalog).values())
    if values["course_id"] not in titles:
        raise Problems([Problem("course", "「コース」を選び直してください。", "course_id")])
    _refuse_twice(uow.session, organisation_id, values, but=but)
    return values


def _refuse_twice(
    session: Session, organisation_id: int, values: Mapping[str, Any], *, but: int | None = None
) -> None:
    other = session.scalars(
        select(PastAwardRow.id).where(
            PastAwardRow.organisation_id == organisation_id,
            PastAwardRow.course_id == values["course_id"],
            PastAwardRow.fiscal_year == values["fiscal_year"],
            PastAwardRow.id != (but or 0),
        )
    ).first()
    if other is not None:
        message = (
            f"{format_fiscal_year(values['fiscal_year'])}のこのコースの交付は、もう記録されています。"
            "年度かコースを確かめるか、その記録を直してください。"
        )
        raise Problems([Problem("recorded_already", message, "fiscal_year")])
