"""What waits for a decision to be drafted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import ApplicationState, FilingState
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState, DecisionState
from koubo.people.rules import Actor
from koubo.review.queries.progress import Progress, progress_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.waiting import Rows, Waiting, gather, waits

SHOWN = 50
NOTHING_KNOWN: Mapping[int, Progress] = {}
CHECKED = (ApplicationState.ACCEPTED, ApplicationState.INELIGIBLE)


@dataclass(frozen=True)
class ReadyCall:
    """A call for which something may be drafted."""

    id: int
    title: str
    count: int
    decision_id: int | None = None
    """The decision that is drafted already and waits to be released."""
    document_number: str = ""


def drafted() -> ColumnElement[bool]:
    """Give the clause of awards that stand in a decision waiting to be released."""
    return exists().where(
        DecisionLine.award_id == Award.id,
        DecisionLine.decision_id == Decision.id,
        Decision.state == DecisionState.DRAFTED,
    )


def ready_to_grant(
    session: Session, actor: Actor, call_id: int, *, limit: int = SHOWN
) -> Sequence[Award]:
    """Give the awards of a call whose 交付申請書 is accepted and that are in no decision yet."""
    return session.scalars(
        select(Award)
        .join(Award.application)
        .join(Filing, Filing.id == Award.filing_id)
        .where(
            Application.call_id == call_id,
            Award.state == AwardState.APPLIED,
            Filing.state == FilingState.ACCEPTED,
            visible_awards(actor),
            ~drafted(),
        )
        .order_by(Award.id)
        .limit(limit)
    ).all()


def calls_to_grant(session: Session, actor: Actor) -> list[ReadyCall]:
    """Give the calls with accepted applications for money that wait for their decision."""
    return read_ready(gather(session, {"to_grant": grants_waiting(actor)})["to_grant"])


def grants_waiting(actor: Actor) -> Rows:
    """Ask for those calls, each with how many applications for money wait."""
    return (
        waits(number=Call.id, words=Call.title)
        .join_from(Call, Application, Application.call_id == Call.id)
        .join(Award, Award.application_id == Application.id)
        .join(Filing, Filing.id == Award.filing_id)
        .where(
            Award.state == AwardState.APPLIED,
            Filing.state == FilingState.ACCEPTED,
            visible_awards(actor),
            ~drafted(),
        )
        .group_by(Call.id, Call.title)
    )


def read_ready(rows: Sequence[Waiting]) -> list[ReadyCall]:
    """Give rows that name calls as calls for which something may be drafted."""
    return [ReadyCall(one.number, one.words, one.count) for one in rows]


def calls_to_select(session: Session, catalog: Catalog, now: datetime) -> list[ReadyCall]:
    """Give the closed calls whose panel has concluded and whose decision is not drafted."""
    return [one for one in calls_in_selection(session, catalog, now) if one.decision_id is None]


def calls_in_selection(
    session: Session,
    catalog: Catalog,
    now: datetime,
    *,
    known: Mapping[int, Progress] = NOTHING_KNOWN,
) -> list[ReadyCall]:
    """Give the closed calls of which every panel has concluded, each with its drafted decision.

    Where no stage judges anything, as in a registration, nothing but the staff's check is waited for.

    :param known: how far the review of calls is, as far as it was asked before; asked for the others
    """
    checked = exists().where(Application.call_id == Call.id, Application.state.in_(CHECKED))
    drafted = and_(Decision.call_id == Call.id, Decision.state == DecisionState.DRAFTED)
    rows = session.execute(
        select(Call, Decision.id, Decision.document_number)
        .outerjoin(Decision, drafted)
        .where(Call.state == CallState.PUBLISHED, Call.closes_at <= now, checked)
        .order_by(Call.id)
    ).all()
    unknown = {
        row.Call.id: catalog.of(row.Call.release) for row in rows if row.Call.id not in known
    }
    progress = {**known, **progress_of(session, unknown)}
    return [
        ReadyCall(call.id, call.title, 1, decision_id, document_number or "")
        for call, decision_id, document_number in rows
        if progress[call.id].is_over and not progress[call.id].entered.undecided
    ]
