"""Opening the proposal of an application whose 参加表明 an officer has recorded."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from koubo.applications.actions.participation import begin_proposal
from koubo.applications.declared import is_declared_elsewhere
from koubo.applications.models import Application, Filing
from koubo.applications.rules import ApplicationState
from koubo.schemes.forms import FilingKind
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.requests import actor, site, unit_of_work


@desk.post("/applications/<int:application_id>/proposal")
@signed_in
def start_proposal(application_id: int) -> ResponseReturnValue:
    """Begin the proposal; pressed twice it leads to the same one."""
    filing_id = begin_proposal(unit_of_work(), site().catalog, actor(), application_id)
    flash("提案の書類を書き始められます。下書きは、いつでも保存して中断できます。", "success")
    return redirect(url_for("applicant.open_filing", filing_id=filing_id), 303)


def may_begin_proposal(
    session: Session, application: Application, filings: Sequence[Filing]
) -> bool:
    """Say whether nothing but pressing a button stands before the proposal; mostly no statement."""
    if application.state is not ApplicationState.DRAFT:
        return False
    if any(one.kind is FilingKind.PROPOSAL for one in filings):
        return False
    return is_declared_elsewhere(session, application.call_id, application.organisation_id)
