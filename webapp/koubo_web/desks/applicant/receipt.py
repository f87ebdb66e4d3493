"""The receipt, and what was handed in, exactly as it was."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.facts import Asked
from koubo.applications.models import Filing, Snapshot
from koubo.applications.policy import load_own_filing
from koubo.applications.receipts import receipt_of, times_word
from koubo.applications.schemas import answers_from_json
from koubo.applications.snapshots import newest_snapshot
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.printing import receipt_answer
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/receipts/<int:filing_id>")
@signed_in
def receipt(filing_id: int) -> ResponseReturnValue:
    """Show that a document was received: number, moment, and every file with its digest."""
    session = unit_of_work().session
    filing = load_own_filing(session, actor(), filing_id)
    snapshot = newest_snapshot(session, filing_id)
    if snapshot is None:
        return redirect(url_for("applicant.open_filing", filing_id=filing_id))
    return _receipt(filing, snapshot)


@desk.get("/snapshots/<int:snapshot_id>/receipt")
@signed_in
def receipt_of_snapshot(snapshot_id: int) -> ResponseReturnValue:
    """Show the receipt of one time of handing in, the first one's after a correction too."""
    found, filing = _load(snapshot_id)
    return _receipt(filing, found)


@desk.get("/snapshots/<int:snapshot_id>/receipt.pdf")
@signed_in
def receipt_pdf(snapshot_id: int) -> ResponseReturnValue:
    """Give the receipt as PDF, to be kept or printed; the same, byte for byte, every time."""
    found, filing = _load(snapshot_id)
    return receipt_answer(receipt_of(site().catalog, filing, found))


@desk.get("/snapshots/<int:snapshot_id>")
@signed_in
def snapshot(snapshot_id: int) -> ResponseReturnValue:
    """Show what was handed in, to the letter."""
    found, filing = _load(snapshot_id)
    form = Asked.of(site().catalog, filing).form
    return render_template(
        "applicant/snapshot.html",
        answers=answers_from_json(form, found.answers),
        application=filing.application,
        snapshot=found,
        form=form,
        receipt=receipt_of(site().catalog, filing, found),
    )


def load_own_snapshot(session: Session, who: Actor, snapshot_id: int) -> Snapshot:
    """Give what an organisation of the actor's handed in; NotFound for any other."""
    found = session.get(Snapshot, snapshot_id)
    if found is None:
        raise NotFound
    load_own_filing(session, who, found.filing_id)
    return found


def _load(snapshot_id: int) -> tuple[Snapshot, Filing]:
    session = unit_of_work().session
    found = load_own_snapshot(session, actor(), snapshot_id)
    return found, load_own_filing(session, actor(), found.filing_id)


def _receipt(filing: Filing, shown: Snapshot) -> str:
    snapshots = unit_of_work().session.scalars(
        select(Snapshot).where(Snapshot.filing_id == filing.id).order_by(Snapshot.number)
    )
    return render_template(
        "applicant/receipt.html",
        filing=filing,
        application=filing.application,
        snapshot=shown,
        form=Asked.of(site().catalog, filing).form,
        receipt=receipt_of(site().catalog, filing, shown),
        times=[(one, times_word(one.number, one.channel)) for one in snapshots],
    )
