"""抽出確認: receipts of all reports of a call, drawn by chance that anybody can draw again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import FilingState
from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.accounts.rules import Entry, Side
from koubo.reporting.checking.rules import Drawable, draw, how_many
from koubo.reporting.models import Report
from koubo.reporting.settling.settling import RECEIPTS


@dataclass(frozen=True)
class Drawn:
    """A receipt that was drawn, with what its account says of it; a mere file says nothing."""

    report_id: int
    label: str
    """The application's receipt number and the receipt's own: KU27-1-0012-34 の3番."""
    organisation: str
    project: str
    file: str
    entry: Entry | None


@dataclass(frozen=True)
class Sample:
    """A drawn list, and out of how many."""

    drawn: tuple[Drawn, ...]
    total: int
    reports: int


def sample(session: Session, actor: Actor, call_id: int, *, size: str, seed: str) -> Sample:
    """Draw receipts of the reports of a call that were handed in; two statements.

    :param size: a number or a share: 20, 10%
    :param seed: the words that the draw hangs on
    :raise ValueError: where ``size`` is neither; its sentence is for the officer
    """
    require(actor, SeatKind.OFFICER)
    receipts = list(_receipts(session, actor, call_id))
    offered = [Drawable(one.report_id, one.label) for one in receipts]
    chosen = frozenset(draw(offered, how_many(size, len(offered)), seed.strip()))
    drawn = tuple(one for one in receipts if Drawable(one.report_id, one.label) in chosen)
    return Sample(drawn, len(receipts), len({one.report_id for one in receipts}))


def _receipts(session: Session, actor: Actor, call_id: int) -> Iterator[Drawn]:
    rows = session.execute(
        select(
            Report.id,
            Report.filing_id,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
        )
        .join(Award, Award.id == Report.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Filing, Filing.id == Report.filing_id)
        .where(
            Application.call_id == call_id,
            Filing.state.in_((FilingState.FILED, FilingState.ACCEPTED)),
            visible_awards(actor),
        )
        .order_by(Report.id)
    ).all()
    snapshots = newest_of_filings(session, [row.filing_id for row in rows])
    for report_id, filing_id, number, organisation, project in rows:
        for place, file, entry in receipts_of(snapshots[filing_id]):
            label = f"{number} の{place}番"
            yield Drawn(report_id, label, organisation, project, file, entry)


def receipts_of(snapshot: Snapshot) -> Iterator[tuple[int, str, Entry | None]]:
    """Give number, file and entry of each receipt of a report as it was handed in.

    Those of the account bear its numbers; files that were attached by hand are counted on.
    """
    entries = [one for one in kept_entries(snapshot) if one.side is Side.EXPENSE and one.receipt]
    for entry in entries:
        yield entry.number, entry.receipt, entry
    of_account = {one.sha256 for one in entries}
    last = max((one.number for one in entries), default=0)
    others = [
        one
        for one in snapshot.files
        if one["question"] == RECEIPTS and one["sha256"] not in of_account
    ]
    for place, one in enumerate(others, start=last + 1):
        yield place, str(one["name"]), None


def kept_entries(snapshot: Snapshot) -> list[Entry]:
    """Give the account as it stood when its report was handed in."""
    kept: list[dict[str, Any]] = snapshot.note.get("account", [])
    return [
        Entry(
            id=one["number"],
            number=one["number"],
            side=Side(one["side"]),
            category=one["category"],
            line=one["line"],
            paid_on=date.fromisoformat(one["paid_on"]),
            payee=one["payee"],
            addressee=one["addressee"],
            what=one["what"],
            amount=one["amount"],
            receipt=one["receipt"],
            sha256=one["sha256"],
        )
        for one in kept
    ]
