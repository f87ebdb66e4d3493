"""One organisation as officers read it, with all that is recorded of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.contact_models import Contact, Registration
from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.applications.queries.contacts import ContactLine, contacts_of
from koubo.applications.rules import ApplicationState
from koubo.people.directory import load_organisation
from koubo.people.history import Step, steps_of
from koubo.people.memberships import MemberLine, member_lines
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.ledger_records import course_titles, title_of
from koubo.schemes.models import Call, PastAwardRow
from koubo.schemes.offering import known_schemes

SHOWN = 100
"""So many applications of one organisation are shown, the newest."""


@dataclass(frozen=True)
class ApplicationLine:
    """An application of an organisation (円)."""

    id: int
    receipt_number: str
    project_name: str
    call: str
    course: str
    state: ApplicationState
    requested: int | None


@dataclass(frozen=True)
class AwardLine:
    """A past award (円)."""

    id: int
    course: str
    fiscal_year: int
    amount: int | None
    source: str
    origin: AwardOrigin


@dataclass(frozen=True)
class OrganisationPage:
    """All that is recorded of an organisation, but for its roster, terms and duplicates."""

    organisation: Organisation
    members: Sequence[MemberLine]
    applications: Sequence[ApplicationLine]
    awards: Sequence[AwardLine]
    registrations: Sequence[Registration]
    contacts: Sequence[ContactLine]
    steps: Sequence[Step]
    scheme_titles: Mapping[str, str]

    @property
    def is_ledgers_own(self) -> bool:
        """Say whether only a ledger knows it: nobody acts for it and it has no address."""
        return not self.members and not self.organisation.address


def organisation_page(
    session: Session, catalog: Catalog, actor: Actor, organisation_id: int
) -> OrganisationPage:
    """Give one organisation, a merged one too; seven statements where all schemes are installed."""
    organisation = load_organisation(session, actor, organisation_id)
    awards = _awards(session, organisation_id)
    applications = _applications(session, actor, organisation_id)
    registrations = session.scalars(
        select(Registration)
        .where(Registration.organisation_id == organisation_id)
        .order_by(Registration.from_on.desc(), Registration.id.desc())
    ).all()
    named = {one.course_id for one in awards} | {one.course for one in applications}
    wanted = {one.partition(".")[0] for one in named} | {one.scheme_id for one in registrations}
    schemes = {**catalog.schemes, **known_schemes(session, catalog, wanted)}
    titles = course_titles(schemes.values())
    return OrganisationPage(
        organisation=organisation,
        members=member_lines(session, organisation_id),
        applications=[
            replace(one, course=title_of(titles, schemes, one.course)) for one in applications
        ],
        awards=[
            AwardLine(
                one.id,
                title_of(titles, schemes, one.course_id),
                one.fiscal_year,
                one.amount,
                one.source,
                one.origin,
            )
            for one in awards
        ],
        registrations=registrations,
        contacts=contacts_of(session, actor, Contact.organisation_id == organisation_id),
        steps=steps_of(session, {Organisation: [organisation_id]}),
        scheme_titles={one.id: one.title for one in schemes.values()},
    )


def _awards(session: Session, organisation_id: int) -> Sequence[PastAwardRow]:
    return session.scalars(
        select(PastAwardRow)
        .where(PastAwardRow.organisation_id == organisation_id)
        .order_by(PastAwardRow.fiscal_year.desc(), PastAwardRow.course_id)
    ).all()


def _applications(session: Session, actor: Actor, organisation_id: int) -> list[ApplicationLine]:
    rows = session.execute(
        select(
            Application.id,
            func.coalesce(Application.receipt_number, ""),
            Application.project_name,
            Call.title,
            Application.course_id,
            Application.state,
            Application.requested,
        )
        .join(Call, Call.id == Application.call_id)
        .where(
            Application.organisation_id == organisation_id,
            # Drafts that were withdrawn never came in.
            Application.receipt_number.is_not(None),
            visible_to_staff(actor),
        )
        .order_by(Application.id.desc())
        .limit(SHOWN)
    )
    return [ApplicationLine(*row) for row in rows]
