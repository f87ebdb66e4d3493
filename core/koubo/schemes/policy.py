"""Who sees which call and theme: written once, as SQL, for pages, lists and counts alike."""

from functools import cache, lru_cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from koubo.people.bars import ACTORS
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import CallState, ThemeState

PUBLIC_THEMES = (ThemeState.PUBLISHED, ThemeState.TAKEN, ThemeState.NOT_TAKEN)


@cache
def public_call() -> ColumnElement[bool]:
    """Give the clause of the calls that everybody may see: from the day they are published."""
    return or_(
        Call.state.in_((CallState.PUBLISHED, CallState.DECIDED, CallState.FINISHED)),
        and_(Call.state == CallState.CANCELLED, Call.published_at.is_not(None)),
    )


def visible_calls(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the calls that the actor may see: staff also those still planned."""
    if actor.sits_anywhere(SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.AUDITOR):
        return true()
    return public_call()


def public_theme() -> ColumnElement[bool]:
    """Give the clause of the themes that everybody may see."""
    return and_(
        Theme.state.in_(PUBLIC_THEMES),
        Theme.call_id.in_(select(Call.id).where(public_call())),
    )


def visible_themes(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the themes that the actor sees at a desk: staff all, others their own."""
    if actor.sits_as(SeatKind.OFFICER):
        return true()
    departments = actor.departments()
    return Theme.department_id.in_(departments) if departments else false()


def load_call(session: Session, actor: Actor, call_id: int) -> Call:
    """Give a call that the actor may see; NotFound for any other."""
    found = session.scalars(_one_visible(actor), {"call": call_id}).first()
    if found is None:
        raise NotFound
    return found


def load_public_call(session: Session, call_id: int) -> Call:
    """Give a call that everybody may see; NotFound for any other."""
    found = session.scalars(_one_public(), {"call": call_id}).first()
    if found is None:
        raise NotFound
    return found


# Put together once: to build a statement takes longer than to run it.
@cache
def _one_public() -> Select[Call]:
    return _one(public_call())


@lru_cache(maxsize=ACTORS)
def _one_visible(actor: Actor) -> Select[Call]:
    return _one(visible_calls(actor))


def _one(seen: ColumnElement[bool]) -> Select[Call]:
    """Select a call, bound as ``call``, if it is one of those."""
    return select(Call).where(Call.id == bindparam("call"), seen)


def load_theme(session: Session, actor: Actor, theme_id: int) -> Theme:
    """Give a theme that the actor sees at a desk; NotFound for any other."""
    found = session.scalars(
        select(Theme).where(Theme.id == theme_id, visible_themes(actor))
    ).first()
    if found is None:
        raise NotFound
    return found
