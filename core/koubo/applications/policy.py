"""Who sees which application: written once, as SQL, for pages, lists, counts and exports alike."""

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.rules import ApplicationState
from koubo.people.models import Bar
from koubo.people.rules import Actor, BarCause, SeatKind
from koubo.problems import NotFound
from koubo.schemes.models import Theme

REVIEWED_STATES = (
    ApplicationState.ACCEPTED,
    ApplicationState.SELECTED,
    ApplicationState.RUNNER_UP,
    ApplicationState.NOT_SELECTED,
)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications that the actor may see."""
    own = Application.organisation_id.in_(actor.organisation_ids)
    by_seat: list[ColumnElement[bool]] = []
    if actor.sits_as(SeatKind.OFFICER) or actor.sits_as(SeatKind.RELEASER):
        by_seat.append(Application.state != ApplicationState.DRAFT)
    if departments := actor.departments():
        by_seat.append(
            and_(
                Application.state.not_in((ApplicationState.DRAFT, ApplicationState.WITHDRAWN)),
                Application.theme_id.in_(
                    select(Theme.id).where(Theme.department_id.in_(departments))
                ),
            )
        )
    if calls := actor.calls_reviewed():
        judged = and_(Application.call_id.in_(calls), Application.state.in_(REVIEWED_STATES))
        by_seat.append(and_(judged, _declared(actor)))
    seated = or_(*by_seat) if by_seat else false()
    return or_(own if actor.organisation_ids else false(), and_(seated, ~_barred(actor)))


def _declared(actor: Actor) -> ColumnElement[bool]:
    """A seat on the panel shows nothing by itself: only what no conflict was declared about."""
    return exists().where(
        Bar.person_id == actor.person_id,
        Bar.application_id == Application.id,
        Bar.cause == BarCause.UNDECLARED,
        Bar.lifted_at.is_not(None),
    )


def _barred(actor: Actor) -> ColumnElement[bool]:
    """Whoever is kept out loses sight everywhere at the next request, officers included."""
    return Application.id.in_(
        select(Bar.application_id).where(Bar.person_id == actor.person_id, Bar.lifted_at.is_(None))
    )


def editable(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications whose filings the actor may write and hand in."""
    if not actor.organisation_ids:
        return false()
    return Application.organisation_id.in_(actor.organisation_ids)


def load_application(session: Session, actor: Actor, application_id: int) -> Application:
    """Give an application that the actor may see; NotFound for any other."""
    found = session.scalars(
        select(Application).where(Application.id == application_id, visible(actor))
    ).first()
    if found is None:
        raise NotFound
    return found


def load_filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing of an application that the actor may see; NotFound for any other.

    A draft is seen by its own organisation only, whoever else sees the application.
    """
    found = session.scalars(_filing(filing_id).where(visible(actor))).first()
    if found is None or (found.filed_at is None and not is_own(actor, found.application)):
        raise NotFound
    return found


def load_own_filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing that the actor may write and hand in; NotFound for any other."""
    found = session.scalars(_filing(filing_id).where(editable(actor))).first()
    if found is None:
        raise NotFound
    return found


def _filing(filing_id: int) -> Select[Filing]:
    """Select a filing with its application, joined once for the clause and for the row."""
    return (
        select(Filing)
        .join(Filing.application)
        .options(contains_eager(Filing.application))
        .where(Filing.id == filing_id)
    )


def load_attachment(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    """Give a file that belongs to what the actor may see; NotFound for any other.

    Others than its own organisation see it once it was handed in, and then for good: a correction
    may take it off the draft, the snapshot that names it stays.
    """
    found = session.get(Attachment, attachment_id)
    if found is None:
        raise NotFound
    filing = load_filing(session, actor, found.filing_id)
    if not is_own(actor, filing.application) and not _handed_in(session, found):
        raise NotFound
    return found


def _handed_in(session: Session, attachment: Attachment) -> bool:
    files = session.scalars(
        select(Snapshot.files).where(Snapshot.filing_id == attachment.filing_id)
    )
    return any(one["id"] == attachment.id for kept in files for one in kept)


def is_own(actor: Actor, application: Application) -> bool:
    """Say whether the actor acts for the organisation that applies."""
    return application.organisation_id in actor.organisation_ids
