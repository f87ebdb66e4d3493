"""Who might judge what: the table of a stage's assignment, and a drawing before it is applied."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.calendar import day_in_japan, format_fiscal_year
from koubo.people.rules import Actor
from koubo.review.models import Review
from koubo.review.panels.assigning import Judge, Plan, Terms, Wanted, assign
from koubo.review.panels.drawings import digest, inputs_of, result_of
from koubo.review.panels.models import AssignmentRun, PanelMember
from koubo.review.panels.queries.against import NOTHING, Against, Pair, against_all
from koubo.review.panels.queries.panel import Member, panel_of
from koubo.review.panels.rules import PanelRole
from koubo.review.panels.schemas import SEED_LENGTH
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.entries import StageEntry, stage_entries
from koubo.review.queries.stage import (
    in_stage,
    stage_of,
)
from koubo.review.rules import DUE_STATES, ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts
from koubo.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Sheet:
    """A sheet that was given out."""

    review_id: int
    state: ReviewState
    version: int


@dataclass(frozen=True)
class Table:
    """Applications by members, with the sheets given and what stands against whom."""

    call: CallFacts
    stage: Stage
    members: tuple[Member, ...]
    """Who judges in the stage today, or has sheets in it."""
    applications: tuple[StageEntry, ...]
    sheets: Mapping[Pair, Sheet]
    against: Mapping[Pair, Against]
    hidden: frozenset[int]
    """Applications that the officer who looks is kept out of; drawn, but not shown."""
    on: date

    @property
    def shown(self) -> tuple[StageEntry, ...]:
        """Give the applications that may be shown."""
        return tuple(one for one in self.applications if one.id not in self.hidden)

    def of(self, application: StageEntry, member: Member) -> Against:
        """Give what stands against a member judging an application."""
        return self.against.get((application.id, member.id), NOTHING)

    def sheet(self, application: StageEntry, member: Member) -> Sheet | None:
        """Give the sheet that a member has for an application."""
        return self.sheets.get((application.id, member.id))

    def load(self, member: Member) -> int:
        """Give how many sheets a member has that count or are waited for."""
        return sum(
            sheet.state in DUE_STATES
            for (_, member_id), sheet in self.sheets.items()
            if member_id == member.id
        )

    def judges(self, member: Member) -> bool:
        """Say whether a member may be given sheets without standing in for another."""
        return member.judges(self.stage.id, self.on)


@dataclass(frozen=True)
class Drawn:
    """A drawing before it is applied, or as it is being."""

    table: Table
    terms: Terms
    plan: Plan
    inputs: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Give the fingerprint; another one means that something came in between."""
        return digest({"inputs": self.inputs, "result": self.result})

    @property
    def lacks(self) -> Mapping[str, str]:
        """Give what keeps applications, by receipt number, from having all their reviewers."""
        return {one.application: one.why for one in self.plan.lacks}

    def new(self) -> list[tuple[StageEntry, Member, str]]:
        """Give the sheets to be given out, in the order of the table.

        Each with what of its reason is its own: that the fewest come first holds for all.
        """
        members = {one.pseudonym: one for one in self.table.members}
        applications = {one.receipt_number: one for one in self.table.applications}
        return [
            (applications[one.application], members[one.judge], one.because)
            for one in self.plan.given
        ]


def assignment_table(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str, on: date
) -> Table:
    """Give the table of a stage's assignment; a fixed number of statements."""
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    which = in_stage(scheme, call_id, stage)
    sheets = sheets_given(session, call_id, stage_id)
    having = {member_id for _, member_id in sheets}
    members = [
        one
        for one in panel_of(session, call_id)
        if one.judges(stage_id, on)
        or one.id in having
        or one.roles.get(stage_id) is PanelRole.SUBSTITUTE
    ]
    applications = [
        one for one in stage_entries(session, scheme, call, stage) if one.waiver is None
    ]
    seen = set(session.scalars(select(Application.id).where(which, visible_to_staff(actor))))
    return Table(
        call=call.facts(),
        stage=stage,
        members=tuple(members),
        applications=tuple(applications),
        sheets=sheets,
        against=against_all(session, catalog, call, members=members, which=which, on=on),
        hidden=frozenset(one.id for one in applications) - seen,
        on=on,
    )


def sheets_given(session: Session, call_id: int, stage_id: str) -> dict[Pair, Sheet]:
    """Give the sheets of a stage by application and member."""
    rows = session.execute(
        select(
            Review.application_id,
            Review.panel_member_id,
            Review.id,
            Review.state,
            Review.version,
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call_id, Review.stage_id == stage_id)
    )
    return {(row[0], row[1]): Sheet(*row[2:]) for row in rows}


def draw(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, stage_id: str, terms: Terms
) -> Drawn:
    """Draw who judges what, and store nothing; sheets that were given out stay as they are."""
    on = day_in_japan(uow.now)
    table = assignment_table(uow.session, catalog, actor, call_id, stage_id, on)
    judging = [one for one in table.members if table.judges(one)]
    judges = [Judge(one.pseudonym, one.sphere, one.affiliation, one.most) for one in judging]
    wanted = [_wanted(table, one) for one in table.applications]
    plan = assign(judges, wanted, terms)
    return Drawn(table, terms, plan, inputs_of(judges, wanted, terms), result_of(plan))


def _wanted(table: Table, application: StageEntry) -> Wanted:
    has, kept_out = set(), {}
    for member in table.members:
        sheet, against = table.sheet(application, member), table.of(application, member)
        if sheet is not None and sheet.state in DUE_STATES:
            has.add(member.pseudonym)
        elif sheet is not None:
            kept_out[member.pseudonym] = sheet.state.value
        elif against.reason:
            kept_out[member.pseudonym] = "、".join(against.codes) or "recused"
    return Wanted(application.receipt_number, frozenset(has), kept_out)


def last_run(session: Session, call_id: int, stage_id: str) -> AssignmentRun | None:
    """Give how sheets of a stage were given out last; None where none were."""
    return session.scalars(
        select(AssignmentRun)
        .where(AssignmentRun.call_id == call_id, AssignmentRun.stage_id == stage_id)
        .order_by(AssignmentRun.id.desc())
        .limit(1)
    ).first()


def terms_of(run: AssignmentRun | None, call: Call | CallFacts, stage: Stage) -> Terms:
    """Give the terms that a drawing begins with: those of the last one, with a seed for this."""
    seed = f"{format_fiscal_year(call.fiscal_year)} {stage.title}"
    before = Terms(seed=seed[:SEED_LENGTH], each=3)
    if run is None or not run.seed:
        return before
    kept = run.inputs
    return replace(
        before,
        seed=run.seed,
        each=int(kept["each"]),
        spheres={str(name): int(least) for name, least in kept["spheres"].items()},
        apart=bool(kept["apart"]),
    )
