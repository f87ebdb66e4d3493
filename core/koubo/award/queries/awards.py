"""Awards, bills and letters, for staff and for the organisation itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.claim_rules import OPEN_CLAIMS, ClaimKind, ClaimState
from koubo.award.models import Award, Claim
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.models import Call, Release

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


def award_rows(
    session: Session,
    actor: Actor,
    *,
    call_id: int | None = None,
    state: AwardState | None = None,
    after: int = 0,
    limit: int = SHOWN,
) -> list[AwardRow]:
    """Give awards by key, those after a key only."""
    wanted = _awards().where(visible_awards(actor), Award.id > after)
    if call_id is not None:
        wanted = wanted.where(Application.call_id == call_id)
    if state is not None:
        wanted = wanted.where(Award.state == state)
    rows = session.execute(wanted.order_by(Award.id).limit(limit))
    return [AwardRow(*row) for row in rows]


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
