"""What stands against making two organisations one, and what moves when they become it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.people.duplicates import Pair, pair_of
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.eligibility.case import AwardOrigin
from koubo.schemes.models import Call, PastAwardRow
from koubo.schemes.rules import CallState

STANDING = (
    ApplicationState.FILED,
    ApplicationState.IN_CORRECTION,
    ApplicationState.ACCEPTED,
    ApplicationState.SELECTED,
    ApplicationState.RUNNER_UP,
)
RUNNING = (CallState.PUBLISHED, CallState.DECIDED)
FILLED_UP = (
    "kana", "kind", "address", "phone", "representative_title", "representative", "members",
    "established_on", "corporate_number", "in_city",
)  # fmt: skip
"""What the organisation that stays takes over where it knows nothing itself."""


@dataclass(frozen=True)
class Merging:
    """What merging would do: which one stays, what moves, and what stands against it."""

    pair: Pair
    """The one that stays first."""
    versions: tuple[int, int]
    applications: int
    awards_moving: int
    awards_twice: tuple[tuple[str, int], ...]
    """Course and 事業年度 of the past awards that both have: they are kept once."""
    filled_up: tuple[str, ...]
    """Columns that the one that stays takes over."""
    against: tuple[str, ...]
    """Why it cannot be done now, in words; empty where it can."""


def merging_of(session: Session, actor: Actor, keep_id: int, gone_id: int) -> Merging:
    """Say what merging would do, without doing it.

    :raises NotFound: where one of them is not there, or both are the same
    :raises Refused: where one is merged already, or the actor is kept out of an application
    """
    pair = pair_of(session, actor, keep_id, gone_id)
    kept, gone = (session.get_one(Organisation, one) for one in (keep_id, gone_id))
    applications = list(
        session.scalars(
            select(Application.id).where(Application.organisation_id.in_((keep_id, gone_id)))
        )
    )
    refuse_kept_out(session, actor, applications)
    moving = session.scalars(
        select(Application.id).where(
            Application.organisation_id == gone_id, Application.state != ApplicationState.DRAFT
        )
    ).all()
    awards, twice = awards_apart(session, keep_id, gone_id)
    return Merging(
        pair=pair,
        versions=(kept.version, gone.version),
        applications=len(moving),
        awards_moving=len(awards),
        awards_twice=tuple((one.course_id, one.fiscal_year) for _, one in twice),
        filled_up=taken_over(kept, gone),
        against=tuple(standing_against(session, keep_id, gone_id)),
    )


def standing_against(session: Session, keep_id: int, gone_id: int) -> list[str]:
    """Give why two organisations cannot become one now: they compete in a running call."""
    theirs = aliased(Application)
    calls = session.scalars(
        select(Call.title)
        .join(Application, Application.call_id == Call.id)
        .join(theirs, theirs.call_id == Call.id)
        .where(
            Call.state.in_(RUNNING),
            Application.organisation_id == keep_id,
            theirs.organisation_id == gone_id,
            Application.state.in_(STANDING),
            theirs.state.in_(STANDING),
        )
        .distinct()
        .order_by(Call.title)
    )
    return [
        f"「{title}」に、両方の団体の応募があります。どちらかが取り下げるか、募集が終わってから統合してください。"
        for title in calls
    ]


def awards_apart(
    session: Session, keep_id: int, gone_id: int
) -> tuple[list[PastAwardRow], list[tuple[PastAwardRow, PastAwardRow]]]:
    """Give the past awards that simply move, and those of a course and year that both have."""
    rows = session.scalars(
        select(PastAwardRow)
        .where(PastAwardRow.organisation_id.in_((keep_id, gone_id)))
        .order_by(PastAwardRow.id)
    ).all()
    kept = {(one.course_id, one.fiscal_year): one for one in rows if one.organisation_id == keep_id}
    moving, twice = [], []
    for one in rows:
        if one.organisation_id == gone_id:
            same = kept.get((one.course_id, one.fiscal_year))
            twice.append((same, one)) if same is not None else moving.append(one)
    return moving, twice


def better_of(kept: PastAwardRow, gone: PastAwardRow) -> PastAwardRow:
    """Give which of two records of one award stays: what Koubo granted, else what knows a sum."""
    if gone.origin is AwardOrigin.KOUBO and kept.origin is not AwardOrigin.KOUBO:
        return gone
    return gone if kept.amount is None and gone.amount is not None else kept


def taken_over(kept: Organisation, gone: Organisation) -> tuple[str, ...]:
    """Give the columns in which the one that stays knows nothing and the other something."""
    nothing: Sequence[object] = ("", None)
    return tuple(
        name
        for name in FILLED_UP
        if getattr(kept, name) in nothing and getattr(gone, name) not in nothing
    )
