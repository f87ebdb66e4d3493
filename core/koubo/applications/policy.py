"""Who sees which application: written once, as SQL, for pages, lists, counts and exports alike.

Somebody may see an application as its own (`editable`) and as staff (`visible_to_staff`): on a
desk of staff only the latter counts, so that an officer who is a member of the organisation that
applies finds nothing of it there. `visible` is both, for what is the same to all: files, letters.
"""

from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, or_, select, union_all
from sqlalchemy.orm import Session, aliased, contains_eager

from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.opinion_models import Opinion
from koubo.applications.rules import ApplicationState
from koubo.people.bars import ACTORS, barred_applications, tied_organisations
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


@lru_cache(maxsize=ACTORS)
def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications that the actor may see, as staff or as its own."""
    return or_(editable(actor), visible_to_staff(actor))


@lru_cache(maxsize=ACTORS)
def visible_to_staff(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications that a seat shows to the actor: on every staff desk."""
    by_seat: list[ColumnElement[bool]] = []
    if actor.sits_anywhere(SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.AUDITOR):
        # A draft whose 参加表明 came in is no secret any more; what is still written in it is.
        came_in = Application.receipt_number.is_not(None)
        # Not by the state alone: a draft that was put away is nobody else's affair either.
        by_seat.append(came_in)
    if departments := actor.departments():
        answers_theme = Application.theme_id.in_(
            select(Theme.id).where(Theme.department_id.in_(departments))
        )
        was_asked = Application.id.in_(
            select(Opinion.application_id).where(Opinion.department_id.in_(departments))
        )
        by_seat.append(
            and_(
                Application.state.not_in((ApplicationState.DRAFT, ApplicationState.WITHDRAWN)),
                or_(answers_theme, was_asked),
            )
        )
    if calls := actor.calls_reviewed():
        judged = and_(Application.call_id.in_(calls), Application.state.in_(REVIEWED_STATES))
        by_seat.append(and_(judged, _declared(actor)))
    return and_(or_(*by_seat), ~barred(actor)) if by_seat else false()


def _declared(actor: Actor) -> ColumnElement[bool]:
    """A seat on the panel shows nothing by itself: only what no conflict was declared about."""
    return exists().where(
        Bar.person_id == actor.person_id,
        Bar.application_id == Application.id,
        Bar.cause == BarCause.UNDECLARED,
        Bar.lifted_at.is_not(None),
    )


@lru_cache(maxsize=ACTORS)
def barred(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications that are kept from the actor, officers not exempt.

    Whoever is kept out loses sight everywhere at the next request; see `people.bars`.
    """
    return or_(
        Application.id.in_(barred_applications(actor)),
        Application.organisation_id.in_(tied_organisations(actor)),
    )


@lru_cache(maxsize=ACTORS)
def calls_with_barred(actor: Actor) -> Select[tuple[int]]:
    """Select the calls in which an application that came in is kept from the actor.

    What is added up or ranked over all of such a call would tell of it, and is not shown to them.
    """
    came_in = Application.state.not_in((ApplicationState.DRAFT, ApplicationState.WITHDRAWN))
    one_by_one = Application.id.in_(barred_applications(actor))
    # Apart, for each is found by an index of its own: a call may have very many applications.
    of_tied = Application.organisation_id.in_(tied_organisations(actor))
    found = union_all(
        *(
            select(Application.call_id.label("call_id")).where(kept, came_in)
            for kept in (one_by_one, of_tied)
        )
    ).subquery()
    return select(found.c.call_id)


@lru_cache(maxsize=ACTORS)
def editable(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications whose filings the actor may write and hand in.

    What an officer is entering from paper is nobody else's until it is recorded.
    """
    if not actor.organisation_ids:
        return false()
    own = Application.organisation_id.in_(actor.organisation_ids)
    came_in = or_(
        Application.state != ApplicationState.DRAFT, Application.receipt_number.is_not(None)
    )
    paper = aliased(Filing)
    entered = exists().where(paper.application_id == Application.id, paper.entered_by.is_not(None))
    return and_(own, or_(came_in, ~entered))


def from_paper(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the filings that the actor, an officer, enters from paper."""
    if not actor.sits_as(SeatKind.OFFICER):
        return false()
    return and_(Filing.entered_by.is_not(None), ~barred(actor))


def load_application(session: Session, actor: Actor, application_id: int) -> Application:
    """Give an application that the actor may see; NotFound for any other."""
    return _load(session, application_id, _one_visible(actor))


def load_for_staff(session: Session, actor: Actor, application_id: int) -> Application:
    """Give an application that the actor may see as staff; NotFound for any other."""
    return _load(session, application_id, _one_for_staff(actor))


@lru_cache(maxsize=ACTORS)
def _one_visible(actor: Actor) -> Select[Application]:
    return _one(visible(actor))


@lru_cache(maxsize=ACTORS)
def _one_for_staff(actor: Actor) -> Select[Application]:
    return _one(visible_to_staff(actor))


def _one(seen: ColumnElement[bool]) -> Select[Application]:
    """Select an application, bound as ``number``, if it is one of those."""
    return select(Application).where(Application.id == bindparam("number"), seen)


def _load(session: Session, application_id: int, one: Select[Application]) -> Application:
    found = session.scalars(one, {"number": application_id}).first()
    if found is None:
        raise NotFound
    return found


def unfinished(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications that an officer may give more time.

    Of a draft an officer learns who began it and until when it may come in: nothing in it.
    """
    if not actor.sits_as(SeatKind.OFFICER):
        return false()
    return and_(Application.state != ApplicationState.WITHDRAWN, ~barred(actor))


def load_unfinished(session: Session, actor: Actor, application_id: int) -> Application:
    """Give an application that the actor may give more time; NotFound for any other."""
    return _load(session, application_id, _one(unfinished(actor)))


def load_filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing of an application that the actor may see; NotFound for any other.

    A draft is seen by its own organisation only, whoever else sees the application.
    """
    found = session.scalars(_filing(filing_id).where(visible(actor))).first()
    if found is None or (found.filed_at is None and not is_own(actor, found.application)):
        raise NotFound
    return found


def load_filing_for_staff(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing that came in and that the actor may see as staff; NotFound for any other."""
    found = session.scalars(_filing(filing_id).where(visible_to_staff(actor))).first()
    if found is None or found.filed_at is None:
        raise NotFound
    return found


def load_own_filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing that the actor may write and hand in; NotFound for any other.

    One that this unit of work has read already is judged again, but not read again.
    """
    found = session.get(Filing, filing_id)
    if found is None or not _is_for_its_own(actor, found):
        raise NotFound
    return found


def _is_for_its_own(actor: Actor, filing: Filing) -> bool:
    """Say of one filing what `editable` says in SQL."""
    application = filing.application
    came_in = application.state is not ApplicationState.DRAFT or application.receipt_number
    return is_own(actor, application) and bool(came_in or filing.entered_by is None)


def load_paper_filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing that officers enter from paper; NotFound for any other."""
    found = session.scalars(_filing(filing_id).where(from_paper(actor))).first()
    if found is None:
        raise NotFound
    return found


def load_writable_filing(session: Session, actor: Actor, filing_id: int) -> Filing:
    """Give a filing whose draft the actor may write: an own one, or one entered from paper."""
    found = session.get(Filing, filing_id)
    if found is not None and _is_for_its_own(actor, found):
        return found
    return load_paper_filing(session, actor, filing_id)


def _filing(filing_id: int) -> Select[Filing]:
    """Select a filing with its application, joined once for the clause and for the row."""
    return (
        select(Filing)
        .join(Filing.application)
        .options(contains_eager(Filing.application))
        .where(Filing.id == filing_id)
    )


@lru_cache(maxsize=ACTORS)
def visible_opinions(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the opinions that the actor may read, joined with their applications.

    Officers read all, departments what was asked of them; whoever is kept out reads none.
    """
    if actor.sits_as(SeatKind.OFFICER):
        return visible_to_staff(actor)
    return and_(visible_to_staff(actor), Opinion.department_id.in_(actor.departments()))


def load_opinion(session: Session, actor: Actor, opinion_id: int) -> Opinion:
    """Give an opinion that the actor may read; NotFound for any other."""
    found = session.scalars(
        select(Opinion)
        .join(Opinion.application)
        .options(contains_eager(Opinion.application))
        .where(Opinion.id == opinion_id, visible_opinions(actor))
    ).first()
    if found is None:
        raise NotFound
    return found


def load_attachment(session: Session, actor: Actor, attachment_id: int) -> Attachment:
    """Give a file that belongs to what the actor may see; NotFound for any other.

    Others than its own organisation see it once it was handed in, and then for good: a correction
    may take it off the draft, the snapshot that names it stays.
    """
    found = session.get(Attachment, attachment_id)
    if found is None:
        raise NotFound
    may = or_(visible(actor), from_paper(actor))
    filing = session.scalars(_filing(found.filing_id).where(may)).first()
    if filing is None:
        raise NotFound
    officers_own = filing.entered_by is not None and actor.sits_as(SeatKind.OFFICER)
    writes = is_own(actor, filing.application) or officers_own
    if not writes and not _handed_in(session, found):
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
