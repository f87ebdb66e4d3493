"""職権訂正 of whichever document: each kind keeps what its own area took from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.actions.filing import Filed
from koubo.applications.actions.mending import mend_filing
from koubo.applications.mending import Mending, check_mending
from koubo.applications.models import Filing
from koubo.applications.office_consent import OfficeConsent
from koubo.applications.policy import load_filing_for_staff
from koubo.award.amendments.actions.amending import amendment_mended
from koubo.award.amendments.models import Amendment
from koubo.award.grants.actions.applying import grant_application_filed
from koubo.award.models import Award
from koubo.people.rules import Actor
from koubo.reporting.actions import report_filed
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.storage.unit_of_work import UnitOfWork

FILED: Mapping[FilingKind, Filed] = {
    FilingKind.GRANT_APPLICATION: grant_application_filed,
    FilingKind.REPORT: report_filed,
    FilingKind.AMENDMENT: amendment_mended,
}


@dataclass(frozen=True)
class Wanted:
    """Which answers an officer mends, and what was typed for them."""

    fields: Collection[str]
    typed: Mapping[str, Any]


def check_mend(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int, wanted: Wanted
) -> Mending:
    """Give what would come of an officer's change; raises Problems."""
    filing = load_filing_for_staff(uow.session, actor, filing_id)
    return check_mending(
        uow,
        catalog,
        actor,
        filing_id,
        fields=wanted.fields,
        typed=wanted.typed,
        adopted=_adopted(uow.session, filing),
    )


def mend(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    wanted: Wanted,
    *,
    consent: OfficeConsent,
    version: int,
) -> None:
    """Mend what was handed in, with the applicant's consent; what was taken from it follows."""
    filing = load_filing_for_staff(uow.session, actor, filing_id)
    mend_filing(
        uow,
        catalog,
        actor,
        filing_id,
        fields=wanted.fields,
        typed=wanted.typed,
        consent=consent,
        version=version,
        adopted=_adopted(uow.session, filing),
        filed=FILED.get(filing.kind),
    )


def _adopted(session: Session, filing: Filing) -> int | None:
    """Give the 内定額 (円) that a 交付申請書 or its change has to stay within; None for others."""
    if filing.kind is FilingKind.AMENDMENT:
        amended = select(Award.adopted).join(Amendment, Amendment.award_id == Award.id)
        return session.scalar(amended.where(Amendment.filing_id == filing.id))
    if filing.kind is not FilingKind.GRANT_APPLICATION:
        return None
    return session.scalar(select(Award.adopted).where(Award.filing_id == filing.id))
