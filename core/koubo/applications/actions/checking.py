"""Looking at a draft as it would be handed in: all that is missing or wrong, and nothing changed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from koubo.applications.consents import lacking_consents
from koubo.applications.facts import Asked, eligibility_case, read_draft
from koubo.applications.findings import findings, not_met
from koubo.applications.hookspecs import koubo_filing_problems
from koubo.applications.models import Filing
from koubo.applications.policy import load_own_filing
from koubo.applications.printable import organisation_problems
from koubo.applications.rules import FilingCase
from koubo.applications.schemas import Reading
from koubo.people.rules import Actor
from koubo.problems import Problem
from koubo.schemes.catalog import Catalog
from koubo.schemes.questions import question_of
from koubo.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Check:
    """A draft as it would be handed in: what was understood, and all that stands against it."""

    asked: Asked
    reading: Reading
    case: FilingCase
    problems: tuple[Problem, ...]


def check_filing(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    adopted: int | None = None,
    excused: Collection[str] = (),
) -> Check:
    """Give everything that is missing or wrong in a draft, without changing it.

    A proposal that plainly misses a requirement may still be handed in: staff decide on that."""
    filing = load_own_filing(uow.session, actor, filing_id)
    return check_draft(uow, catalog, filing, adopted, excused=excused)


def check_draft(
    uow: UnitOfWork,
    catalog: Catalog,
    filing: Filing,
    adopted: int | None = None,
    *,
    received_at: datetime | None = None,
    attached: Mapping[str, int] | None = None,
    excused: Collection[str] = (),
) -> Check:
    """Give what a filing's draft says, and all that stands against handing it in.

    :param attached: how many files each question has, where that is known already
    :param excused: questions that need no answer this time, though their form asks them
    :param received_at: when it came in; now if None
    """
    asked = Asked.of(catalog, filing)
    reading = read_draft(uow.session, asked, filing, attached)
    year = filing.application.call.fiscal_year
    at = received_at or uow.now
    case = FilingCase(filing.kind, asked.form, reading.answers, at, year, adopted)
    further = catalog.hooks.all(koubo_filing_problems, asked.scheme.id)
    problems = (
        *(one for one in reading.problems if question_of(one.field) not in excused),
        *organisation_problems(asdict(filing.application.organisation.facts())),
        *lacking_consents(uow.session, filing.id, asked.form, reading.answers),
        *further(course=asked.course, filing=case),
    )
    return Check(asked, reading, case, problems)


def warnings(
    uow: UnitOfWork, catalog: Catalog, filing: Filing, check: Check
) -> tuple[Problem, ...]:
    """Give the requirements that the application would miss if it were handed in now."""
    case = eligibility_case(
        uow.session,
        filing.application,
        check.reading.answers,
        scheme=check.asked.scheme,
        form=check.asked.form,
        received_at=uow.now,
    )
    found = not_met(findings(catalog, check.asked.course, case))
    return tuple(one.problem for one in found if one.problem)
