"""The receipt, and what was handed in, exactly as it was."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from koubo.applications.facts import Asked
from koubo.applications.models import Filing, Snapshot
from koubo.applications.policy import load_own_filing
from koubo.applications.schemas import answers_from_json
from koubo.applications.snapshots import newest_snapshot
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.requests import actor, site, unit_of_work

SHORT = 12
"""How much of a SHA-256 people compare by eye."""


@desk.get("/receipts/<int:filing_id>")
@signed_in
def receipt(filing_id: int) -> ResponseReturnValue:
    """Show that a document was received: number, moment, and every file with its digest."""
    session = unit_of_work().session
    filing = load_own_filing(session, actor(), filing_id)
    snapshot = newest_snapshot(session, filing_id)
    if snapshot is None:
        return redirect(url_for("applicant.open_filing", filing_id=filing_id))
    return render_template("applicant/receipt.html", **_shown(filing, snapshot))


@desk.get("/snapshots/<int:snapshot_id>")
@signed_in
def snapshot(snapshot_id: int) -> ResponseReturnValue:
    """Show what was handed in, to the letter."""
    session = unit_of_work().session
    found = load_own_snapshot(session, actor(), snapshot_id)
    filing = load_own_filing(session, actor(), found.filing_id)
    shown = _shown(filing, found)
    answers = answers_from_json(shown["form"], found.answers)
    return render_template("applicant/snapshot.html", answers=answers, **shown)


def load_own_snapshot(session: Session, who: Actor, snapshot_id: int) -> Snapshot:
    """Give what an organisation of the actor's handed in; NotFound for any other."""
    found = session.get(Snapshot, snapshot_id)
    if found is None:
        raise NotFound
    load_own_filing(session, who, found.filing_id)
    return found


def _shown(filing: Filing, snapshot: Snapshot) -> dict[str, Any]:
    asked = Asked.of(site().catalog, filing)
    return {
        "filing": filing,
        "application": filing.application,
        "snapshot": snapshot,
        "form": asked.form,
        "course": asked.course,
        "scheme": asked.scheme,
        "labels": {one.id: one.label for one in asked.form.questions()},
        "short": SHORT,
    }
