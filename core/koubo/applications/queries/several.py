"""What several applications of a call would come to, before anything is done to them (dry runs)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.accepting import acceptance_problems
from koubo.applications.facts import Recorded
from koubo.applications.findings import case_of, findings, unknown
from koubo.applications.models import Application, Snapshot
from koubo.applications.opinion_rules import ASKABLE
from koubo.applications.policy import visible_to_staff
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.applications.workings import select_handed_in
from koubo.hooks import PluginFault
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Finding
from koubo.schemes.models import Call

MOST = 200
"""So many are taken at once."""
NO_PROPOSAL = "企画提案書がまだ届いていません。"
FAULT = "制度のプラグインに不具合があり、要件を確かめられません。"


@dataclass(frozen=True)
class Chosen:
    """An application that was ticked."""

    id: int
    version: int
    receipt_number: str
    project_name: str
    organisation: str
    state: ApplicationState


@dataclass(frozen=True)
class DryLine:
    """What would come of one: it goes, or the reasons why not, in whole sentences."""

    chosen: Chosen
    reasons: tuple[str, ...] = ()

    @property
    def goes(self) -> bool:
        """Say whether nothing stands against it."""
        return not self.reasons


@dataclass(frozen=True)
class OpenRule:
    """A requirement that nobody has confirmed yet for some of those that were ticked."""

    rule: str
    title: str
    count: int


@dataclass(frozen=True)
class _Judged:
    application: Application
    snapshot: Snapshot
    found: Sequence[Finding] | None
    """None where a plugin could not answer."""


def chosen_applications(
    session: Session, actor: Actor, call: Call, numbers: Collection[int]
) -> list[Chosen]:
    """Give the ticked ones of a call that the actor sees, by receipt number; one statement."""
    rows = session.execute(
        select(
            Application.id,
            Application.version,
            func.coalesce(Application.receipt_number, ""),
            Application.project_name,
            Organisation.name,
            Application.state,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Application.id.in_(sorted(set(numbers))[:MOST]),
            Application.call_id == call.id,
            Application.receipt_number.is_not(None),
            visible_to_staff(actor),
        )
        .order_by(Application.receipt_number)
    )
    return [Chosen(*row) for row in rows]


def would_accept(
    session: Session, catalog: Catalog, actor: Actor, call: Call, numbers: Collection[int]
) -> list[DryLine]:
    """Say which of the ticked ones can be accepted now, and of the others why not."""
    scheme = catalog.of(call.release)
    judged = _judge(session, catalog, actor, call, numbers)

    def reasons(one: Chosen) -> tuple[str, ...]:
        if early := _not_waiting(one, judged):
            return early
        row = judged[one.id]
        if row.found is None:
            return (FAULT,)
        course = scheme.course(row.application.course_id)
        problems = acceptance_problems(scheme, course, row.found, row.snapshot)
        return tuple(problem.message for problem in problems)

    return [
        DryLine(one, reasons(one)) for one in chosen_applications(session, actor, call, numbers)
    ]


def open_rules(
    session: Session, catalog: Catalog, actor: Actor, call: Call, numbers: Collection[int]
) -> list[OpenRule]:
    """Give the requirements that are still unknown for some of the ticked ones that wait."""
    counts: dict[str, OpenRule] = {}
    for row in _judge(session, catalog, actor, call, numbers).values():
        if row.application.state is ApplicationState.FILED:
            for one in unknown(row.found or ()):
                before = counts.get(one.rule, OpenRule(one.rule, one.title, 0))
                counts[one.rule] = OpenRule(one.rule, one.title, before.count + 1)
    return list(counts.values())


def would_record(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call: Call,
    numbers: Collection[int],
    *,
    rule: str,
) -> list[DryLine]:
    """Say for which of the ticked ones a requirement is still unknown, and of the others why not."""
    judged = _judge(session, catalog, actor, call, numbers)

    def reasons(one: Chosen) -> tuple[str, ...]:
        if early := _not_waiting(one, judged):
            return early
        found = judged[one.id].found
        if found is None:
            return (FAULT,)
        if rule in {answer.rule for answer in unknown(found)}:
            return ()
        return ("この要件は、すでに確かめられているか、この応募では尋ねていません。",)

    return [
        DryLine(one, reasons(one)) for one in chosen_applications(session, actor, call, numbers)
    ]


def would_ask(
    session: Session, actor: Actor, call: Call, numbers: Collection[int]
) -> list[DryLine]:
    """Say about which of the ticked ones a department can be asked; one statement."""
    return [
        DryLine(one, () if one.state in ASKABLE else (_stands(one),))
        for one in chosen_applications(session, actor, call, numbers)
    ]


def _stands(one: Chosen) -> str:
    return f"今の状態は「{APPLICATION_STEPS.names[one.state]}」です。"


def _not_waiting(one: Chosen, judged: Mapping[int, _Judged]) -> tuple[str, ...]:
    """Say why an application does not wait for its check; nothing if it does."""
    if one.id not in judged:
        return (NO_PROPOSAL,)
    return () if one.state is ApplicationState.FILED else (_stands(one),)


def _judge(
    session: Session, catalog: Catalog, actor: Actor, call: Call, numbers: Collection[int]
) -> dict[int, _Judged]:
    """Ask every rule about the ticked ones; three statements, and those that gates take beside."""
    rows = session.execute(
        select_handed_in(call.id).where(
            Application.id.in_(sorted(set(numbers))[:MOST]), visible_to_staff(actor)
        )
    ).all()
    scheme = catalog.of(call.release)
    recorded = Recorded.of(session, [application for application, _ in rows])
    judged = {}
    for application, snapshot in rows:
        case = case_of(session, scheme, application, snapshot, recorded)
        try:
            found = findings(catalog, scheme.course(application.course_id), case)
        except PluginFault:
            found = None
        judged[application.id] = _Judged(application, snapshot, found)
    return judged
