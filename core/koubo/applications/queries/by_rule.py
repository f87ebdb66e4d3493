"""Findings by rule: which requirement is missed or unknown for whom, one page of a call at a time.

Every answer is computed as it is now, for the applications of the page and no others: what rules
look at (past awards, gates) changes by itself, so that a stored count would soon be wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from koubo.applications.facts import Recorded
from koubo.applications.findings import case_of, findings
from koubo.applications.models import Application, Snapshot
from koubo.applications.policy import visible_to_staff
from koubo.applications.rules import ApplicationState
from koubo.applications.workings import select_handed_in
from koubo.hooks import PluginFault
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Answer, Finding
from koubo.schemes.models import Call

PAGE = 25
LOOKED_AT = (ApplicationState.FILED, ApplicationState.IN_CORRECTION)


@dataclass(frozen=True)
class Judged:
    """An application of the page."""

    id: int
    receipt_number: str
    project_name: str


@dataclass(frozen=True)
class RuleLine:
    """A rule with the applications of the page that miss it, or of which nobody knows."""

    rule: str
    title: str
    not_met: tuple[Judged, ...]
    unknown: tuple[Judged, ...]
    met: int


@dataclass(frozen=True)
class RulesOfPage:
    """What the rules say of one page of a call's applications that wait for their check."""

    lines: Sequence[RuleLine]
    judged: Sequence[Judged]
    unjudged: Sequence[Judged]
    """Those that a plugin could not answer for."""
    more: bool


def rules_of_page(
    session: Session, catalog: Catalog, actor: Actor, call: Call, *, after: str = ""
) -> RulesOfPage:
    """Ask every rule about the next applications of a call, in the order of receipt.

    Three statements whatever the number, and those that gates of the scheme take beside.
    """
    rows = _handed_in(session, actor, call.id, after)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    scheme = catalog.of(call.release)
    recorded = Recorded.of(session, [application for application, _ in rows])
    judged: list[Judged] = []
    unjudged: list[Judged] = []
    found: dict[str, list[tuple[Judged, Finding]]] = {}
    for application, snapshot in rows:
        who = Judged(application.id, application.receipt_number or "", application.project_name)
        case = case_of(session, scheme, application, snapshot, recorded)
        try:
            answers = findings(catalog, scheme.course(application.course_id), case)
        except PluginFault:
            unjudged.append(who)
            continue
        judged.append(who)
        for one in answers:
            found.setdefault(one.rule, []).append((who, one))
    return RulesOfPage(
        [_line(rule, given) for rule, given in found.items()], judged, unjudged, more
    )


def _line(rule: str, given: Sequence[tuple[Judged, Finding]]) -> RuleLine:
    def those(answer: Answer) -> tuple[Judged, ...]:
        return tuple(who for who, one in given if one.answer is answer)

    met = len(those(Answer.MET))
    return RuleLine(rule, given[0][1].title, those(Answer.NOT_MET), those(Answer.UNKNOWN), met)


def _handed_in(
    session: Session, actor: Actor, call_id: int, after: str
) -> list[tuple[Application, Snapshot]]:
    rows = session.execute(
        select_handed_in(call_id)
        .where(
            Application.state.in_(LOOKED_AT),
            Application.receipt_number > after,
            visible_to_staff(actor),
        )
        .limit(PAGE + 1)
    )
    return [(application, snapshot) for application, snapshot in rows]
