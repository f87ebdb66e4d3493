"""Which area hands in which kind of document, and checks it before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from koubo.applications.actions.checking import Check, check_filing
from koubo.applications.actions.filing import file
from koubo.applications.actions.participation import file_participation
from koubo.award.amendments.actions.amending import check_amendment, file_amendment
from koubo.award.grants.actions.applying import check_grant_application, file_grant_application
from koubo.people.rules import Actor
from koubo.reporting.actions import check_report, file_report
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork


class CheckVerb(Protocol):
    """Gives everything that stands against handing a draft in."""

    def __call__(self, uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int) -> Check:
        """Check."""


class FileVerb(Protocol):
    """Hands a draft in and gives the receipt number."""

    def __call__(
        self,
        uow: UnitOfWork,
        catalog: Catalog,
        files: FileStore,
        actor: Actor,
        filing_id: int,
        *,
        version: int,
    ) -> str:
        """Hand in."""


@dataclass(frozen=True)
class FilingVerbs:
    """What is done with one kind of document."""

    check: CheckVerb
    file: FileVerb


VERBS: Mapping[FilingKind, FilingVerbs] = {
    FilingKind.PARTICIPATION: FilingVerbs(check_filing, file_participation),
    FilingKind.PROPOSAL: FilingVerbs(check_filing, file),
    FilingKind.GRANT_APPLICATION: FilingVerbs(check_grant_application, file_grant_application),
    FilingKind.AMENDMENT: FilingVerbs(check_amendment, file_amendment),
    FilingKind.INTERIM_REPORT: FilingVerbs(check_filing, file),
    FilingKind.REPORT: FilingVerbs(check_report, file_report),
}
