"""Which files a reviewer may open, and under which name: what a stage hides is not served either."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Attachment, Snapshot
from koubo.applications.policy import is_own, load_attachment
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.blind import shown_files
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import own
from koubo.review.queries.own_sheet import hidden_files
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind


def load_readable_file(
    session: Session, catalog: Catalog, actor: Actor, attachment_id: int
) -> tuple[Attachment, str]:
    """Give a file with the name that this reader gets it under; NotFound for what they may not see.

    Whoever sits on the panel of its call reads it as a reviewer, whatever other seat they hold:
    only what one of their own sheets shows, and under the name that stands there.
    """
    found = load_attachment(session, actor, attachment_id)
    application = found.filing.application
    reads_as_reviewer = application.call_id in actor.calls_reviewed()
    if not reads_as_reviewer or is_own(actor, application):
        return found, found.name
    kept_back = hidden_files(session, found.filing_id)
    if found.id in kept_back:
        raise NotFound
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(application.course_id))
    sheets = session.execute(
        select(Review.stage_id, Snapshot.files)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Snapshot, Snapshot.id == Review.snapshot_id)
        .where(
            own(actor),
            Review.application_id == application.id,
            Review.state.not_in((ReviewState.ASSIGNED, ReviewState.RECUSED)),
        )
    ).all()
    stages = [(stage_of(scheme, stage_id), files) for stage_id, files in sheets]
    for stage, files in stages:
        for one in shown_files(stage, form, files, kept_back):
            if one.id == found.id:
                return found, one.name
    if any(stage.hides for stage, _ in stages):
        raise NotFound
    return found, found.name
