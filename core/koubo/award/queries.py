"""Awards, bills and letters, for staff and for the organisation itself."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.queries.inbox import bears
from koubo.award.models import Award, Claim
from koubo.award.payments.claim_rules import OPEN_CLAIMS, ClaimKind, ClaimState
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.models import Call, Release
from koubo.storage.paging import PAGE, Order, Page, Place, count_up_to, read_all, read_page

SHOWN = 50


@dataclass(frozen=True)
class AwardRow:
    """One award in a list (円)."""

    id: int
    application_id: int
    call_id: int
    call_title: str
    receipt_number: str
    organisation: str
    project: str
    course_id: str
    fiscal_year: int
    state: AwardState
    requested: int | None
    recommended: int | None
    adopted: int | None
    awarded: int | None
    paid: int
    returned: int
    settled: int | None
    filing_id: int | None
    """The 交付申請書, once it was begun."""
    voted_on: date | None
    """When the budget of its year was voted."""
    apply_by: date | None
    """The last day for its 交付申請書."""
    stage: str
    scheme_text: str = ""
    """The scheme file that the call is pinned to, in lists of one's own awards."""


@dataclass(frozen=True)
class ClaimRow:
    """One bill (円)."""

    id: int
    award_id: int
    receipt_number: str
    organisation: str
    project: str
    kind: ClaimKind
    state: ClaimState
    amount: int
    purpose: str
    filed_at: datetime
    order_number: str
    paid_on: date | None
    version: int


class AwardSorting(StrEnum):
    """What the list of awards may go by; an index has each order."""

    ENTERED = "entered"
    AWARDED = "awarded"


@dataclass(frozen=True)
class AwardsWanted:
    """Which awards are looked for; what is not given does not matter."""

    call_id: int | None = None
    state: AwardState | None = None
    year: int | None = None
    """事業年度."""
    text: str = ""
    """Parts of a number, a project's or an organisation's name; each word has to be found."""

    @property
    def is_all(self) -> bool:
        """Say whether nothing is left out."""
        return self == AwardsWanted()


def award_rows(
    session: Session,
    actor: Actor,
    wanted: AwardsWanted = AwardsWanted(),
    sorting: AwardSorting = AwardSorting.ENTERED,
    *,
    descending: bool = False,
    place: Place | None = None,
    limit: int = PAGE,
) -> Page[AwardRow]:
    """Give a page of awards by key; one statement, at most two."""
    query, order = _awards().where(*_narrowed(actor, wanted)), _order(sorting, descending)
    return read_page(session, query, order, AwardRow, place=place, limit=limit)


def all_awards(
    session: Session,
    actor: Actor,
    wanted: AwardsWanted,
    sorting: AwardSorting,
    *,
    descending: bool = False,
) -> Iterator[AwardRow]:
    """Give all that the list would show on all its pages; a statement for every thousand."""
    query = _awards().where(*_narrowed(actor, wanted))
    return read_all(session, query, _order(sorting, descending), AwardRow)


def count_awards(session: Session, actor: Actor, wanted: AwardsWanted, most: int) -> int:
    """Count what the list would show, no further than a number; one statement."""
    found = _awards().with_only_columns(Award.id).where(*_narrowed(actor, wanted))
    return count_up_to(session, found, most)


def _order(sorting: AwardSorting, descending: bool) -> Order:
    if sorting is AwardSorting.AWARDED:
        return Order(Award.awarded, Award.id, descending, optional=True)
    return Order(Award.id, Award.id, descending)


def _narrowed(actor: Actor, wanted: AwardsWanted) -> Iterator[ColumnElement[bool]]:
    yield visible_awards(actor)
    if wanted.call_id is not None:
        yield Application.call_id == wanted.call_id
    if wanted.state is not None:
        yield Award.state == wanted.state
    if wanted.year is not None:
        yield Award.fiscal_year == wanted.year
    if wanted.text.strip():
        yield bears(wanted.text)


def award_row(session: Session, award_id: int) -> AwardRow:
    """Give one award that the actor was shown."""
    return AwardRow(*session.execute(_awards().where(Award.id == award_id)).one())


def own_awards(session: Session, actor: Actor, *, limit: int = SHOWN) -> list[AwardRow]:
    """Give the awards of the actor's own organisations, newest first."""
    own = Application.organisation_id.in_(actor.organisation_ids)
    pinned = _awards().add_columns(Release.text).join(Release, Release.id == Call.release_id)
    rows = session.execute(pinned.where(own).order_by(Award.id.desc()).limit(limit))
    return [AwardRow(*row) for row in rows]


def awards_by_application(
    session: Session, application_ids: Collection[int]
) -> dict[int, AwardRow]:
    """Give the newest award of each application that the actor was shown, where there is one."""
    wanted = _awards().where(Award.application_id.in_(application_ids)).order_by(Award.number)
    return {row.application_id: AwardRow(*row) for row in session.execute(wanted)}


def _awards() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Award.id,
            Award.application_id,
            Application.call_id,
            Call.title,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
            Application.course_id,
            Award.fiscal_year,
            Award.state,
            Award.requested,
            Award.recommended,
            Award.adopted,
            Award.awarded,
            Award.paid,
            Award.returned,
            Award.settled,
            Award.filing_id,
            # A later year than the call's has a vote of its own.
            case((Award.fiscal_year == Call.fiscal_year, Call.voted_on), else_=Award.year_voted_on),
            Award.apply_by,
            Award.stage,
        )
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
    )


def open_claims(
    session: Session, actor: Actor, *, after: int = 0, limit: int = SHOWN
) -> list[ClaimRow]:
    """Give the bills that are not yet paid, oldest first."""
    wanted = _claims().where(visible_awards(actor), Claim.state.in_(OPEN_CLAIMS), Claim.id > after)
    return [ClaimRow(*row) for row in session.execute(wanted.order_by(Claim.id).limit(limit))]


def claims_of(session: Session, award_id: int) -> list[ClaimRow]:
    """Give all bills of an award that the actor was shown, oldest first."""
    wanted = _claims().where(Claim.award_id == award_id).order_by(Claim.id)
    return [ClaimRow(*row) for row in session.execute(wanted)]


def _claims() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Claim.id,
            Claim.award_id,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
            Claim.kind,
            Claim.state,
            Claim.amount,
            Claim.purpose,
            Claim.filed_at,
            Claim.order_number,
            Claim.paid_on,
            Claim.version,
        )
        .join(Award, Award.id == Claim.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
    )
