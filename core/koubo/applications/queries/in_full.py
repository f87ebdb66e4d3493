"""One application as staff judge it: what was filed, every rule's answer, what it may get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, lazyload

from koubo.applications.findings import case_of, findings
from koubo.applications.models import Application, Correction, Filing, Snapshot
from koubo.applications.policy import load_filing_for_staff, load_for_staff
from koubo.applications.rules import CorrectionState
from koubo.applications.schemas import answers_from_json
from koubo.hooks import PluginFault
from koubo.money import Worked
from koubo.people.history import Step, steps_of
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.budget import Budget
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Finding
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.past_awards import nth_time
from koubo.schemes.rules import Course, Scheme

# Put together once: to build a statement takes longer than to run it.
FILINGS = (
    select(Filing, Snapshot)
    .join(Snapshot, Snapshot.filing_id == Filing.id)
    .where(Filing.application_id == bindparam("application"))
    .order_by(Filing.id, Snapshot.number)
    .options(lazyload(Filing.application))  # which is at hand
)
CORRECTIONS = (
    select(Correction)
    .join(Filing, Filing.id == Correction.filing_id)
    .where(Filing.application_id == bindparam("application"))
    .order_by(Correction.id.desc())
)


@dataclass(frozen=True)
class HandedIn:
    """One filing as it was last handed in, with its answers typed."""

    filing: Filing
    snapshot: Snapshot
    form: Form
    answers: Mapping[str, Any]
    corrections: Sequence[Correction]
    """All requests, newest first."""
    snapshots: Sequence[Snapshot] = ()
    """All that was handed in, oldest first."""

    @property
    def returned(self) -> Snapshot | None:
        """Give what answered the newest request; None where that is open or there was none."""
        answered_at = self.corrections[0].answered_at if self.corrections else None
        if answered_at is None:
            return None
        return next((one for one in self.snapshots[1:] if one.recorded_at >= answered_at), None)

    @property
    def before(self) -> Snapshot | None:
        """Give what the newest is compared with; None where it came in once.

        It is what stood when a correction was last asked for: an officer's own change on top of
        the applicant's must not hide that.
        """
        earlier = [
            one for one in self.snapshots if one.number < (self.returned or self.snapshot).number
        ]
        return earlier[-1] if earlier else None

    @property
    def budget(self) -> Budget:
        """Give the budget; an empty one where the form has none."""
        question = self.form.of_kind("budget")
        found = self.answers.get(question.id) if question else None
        return found if isinstance(found, Budget) else Budget()

    @property
    def open_correction(self) -> Correction | None:
        """Give the request that the applicant still has to answer."""
        asked = (one for one in self.corrections if one.state is CorrectionState.ASKED)
        return next(asked, None)


@dataclass(frozen=True)
class Judged:
    """What the rules say of an application; a plugin that fails leaves it readable without."""

    findings: tuple[Finding, ...] = ()
    expected: Worked[int] | None = None
    fault: str = ""
    """Which plugin could not answer; empty where all did."""


class OnlyDeclared(NotFound):
    """Of the application nothing but its 参加表明書 came in: there is nothing to judge yet."""

    def __init__(self, application: Application, declared: HandedIn) -> None:
        super().__init__()
        self.application = application
        self.declared = declared


@dataclass(frozen=True)
class ApplicationInFull:
    """An application as staff judge it: what was filed, every rule's answer, what it may get."""

    application: Application
    scheme: Scheme
    course: Course
    proposal: HandedIn
    later: tuple[HandedIn, ...]
    """Its other documents, those before the proposal among them, in the order they were begun."""
    judged: Judged
    steps: tuple[Step, ...]


def application_in_full(
    session: Session, catalog: Catalog, actor: Actor, application_id: int
) -> ApplicationInFull:
    """Give an application with all that staff judge it by; six statements.

    :raises OnlyDeclared: where no proposal came in yet
    """
    application = load_for_staff(session, actor, application_id)
    filings = _handed_in(session, catalog, application)
    proposal = next((one for one in filings if one.filing.kind is FilingKind.PROPOSAL), None)
    if proposal is None and filings:
        raise OnlyDeclared(application, filings[0])
    if proposal is None:
        raise NotFound
    scheme = catalog.of(application.call.release)
    subjects = {Application: [application.id], Filing: [one.filing.id for one in filings]}
    return ApplicationInFull(
        application=application,
        scheme=scheme,
        course=scheme.course(application.course_id),
        proposal=proposal,
        later=tuple(one for one in filings if one is not proposal),
        judged=judge(session, catalog, application, proposal),
        steps=tuple(steps_of(session, subjects)),
    )


def judge(
    session: Session, catalog: Catalog, application: Application, proposal: HandedIn
) -> Judged:
    """Ask every rule and the amount rule about an application as it was last handed in."""
    scheme = catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    ask = catalog.hooks.first(koubo_award_amount, scheme.id)
    case = case_of(session, scheme, application, proposal.snapshot)
    nth = nth_time(scheme, course, case.past_awards, case.fiscal_year)
    try:
        found = findings(catalog, course, case)
        expected = ask(course=course, case=AmountCase.of_budget(proposal.budget, nth_time=nth))
    except PluginFault as error:
        return Judged(fault=str(error))
    return Judged(tuple(found), expected)


def proposal_in_full(
    session: Session, catalog: Catalog, actor: Actor, application_id: int
) -> HandedIn:
    """Give an application's 企画提案書 as it was last handed in; NotFound for a first draft."""
    application = load_for_staff(session, actor, application_id)
    for one in _handed_in(session, catalog, application):
        if one.filing.kind is FilingKind.PROPOSAL:
            return one
    raise NotFound


def filing_in_full(session: Session, catalog: Catalog, actor: Actor, filing_id: int) -> HandedIn:
    """Give one filing as it was last handed in; NotFound for a first draft."""
    filing = load_filing_for_staff(session, actor, filing_id)
    for one in _handed_in(session, catalog, filing.application):
        if one.filing.id == filing_id:
            return one
    raise NotFound


def _handed_in(session: Session, catalog: Catalog, application: Application) -> list[HandedIn]:
    """Give an application's filings that were handed in, the 企画提案書 first; two statements."""
    asked = {"application": application.id}
    rows = session.execute(FILINGS, asked).all()
    corrections = session.scalars(CORRECTIONS, asked).all()
    scheme = catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    found = []
    for filing, group in groupby(rows, key=lambda row: row.Filing):
        snapshots = [row.Snapshot for row in group]
        snapshot = snapshots[-1]
        form = scheme.form_for(filing.kind, course)
        found.append(
            HandedIn(
                filing=filing,
                snapshot=snapshot,
                form=form,
                answers=answers_from_json(form, snapshot.answers),
                corrections=[one for one in corrections if one.filing_id == filing.id],
                snapshots=snapshots,
            )
        )
    return found
