"""The account as it came with a report: what its snapshot kept, held against the plan in force."""

from sqlalchemy.orm import Session

from koubo.applications.models import Snapshot
from koubo.award.models import Award
from koubo.reporting.accounts.standing import Standing, planned_of, standing_of
from koubo.reporting.checking.sampling import kept_entries
from koubo.schemes.catalog import Catalog


def handed_in_account(
    session: Session, catalog: Catalog, award: Award, snapshot: Snapshot
) -> Standing:
    """Give the account of a report that the actor was shown; empty where none was kept."""
    planned, ends_on = planned_of(session, catalog, award)
    return standing_of(catalog, award, planned, ends_on, kept_entries(snapshot))
