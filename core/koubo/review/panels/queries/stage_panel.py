"""The panel of one stage as officers see it: who sits, who is kept out, what is to be settled."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor
from koubo.review.marking_time import marking_time
from koubo.review.models import Review
from koubo.review.panels.conflict_rules import alike
from koubo.review.panels.lines import AWAY, AskedLift, PanelSheet, Sign, StagePanel
from koubo.review.panels.models import ConflictLift, ConflictSign, PanelMember
from koubo.review.panels.queries.panel import panel_of
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState, pseudonym_order
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Recusal
from koubo.schemes.rules import CallState, Scheme


def stage_panel(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    on: date,
    *,
    member_id: int | None = None,
    review_id: int | None = None,
) -> StagePanel:
    """Give the panel of a stage; applications that the officer is kept out of are left out.

    Eight statements, however many there are.

    The sheets are those of who is kept out or away, or all of one member, or one alone.
    """
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    tally = _tally(session, actor, call_id, stage_id)
    members = [
        one for one in panel_of(session, call_id) if stage_id in one.roles or one.id in tally
    ]
    wanted: ColumnElement[bool] = Review.state.in_(AWAY)
    if member_id is not None:
        wanted = Review.panel_member_id == member_id
    elif review_id is not None:
        wanted = Review.id == review_id
    return StagePanel(
        call=call.facts(),
        stage=stage,
        members=tuple(members),
        sheets=_sheets(session, actor, call_id, stage_id, wanted),
        tally=tally,
        signs=_signs(session, actor, call_id, stage_id),
        lifts=_lifts(session, actor, call_id),
        wants_substitutes=_wants(scheme),
        is_open=_is_open(session, call, stage_id),
        on=on,
    )


def _tally(
    session: Session, actor: Actor, call_id: int, stage_id: str
) -> dict[int, Counter[ReviewState]]:
    found: defaultdict[int, Counter[ReviewState]] = defaultdict(Counter)
    rows = session.execute(
        select(Review.panel_member_id, Review.state, func.count())
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Application, Application.id == Review.application_id)
        .where(
            PanelMember.call_id == call_id,
            Review.stage_id == stage_id,
            visible_to_staff(actor),
        )
        .group_by(Review.panel_member_id, Review.state)
    )
    for member_id, state, count in rows:
        found[member_id][state] = count
    return dict(found)


def _wants(scheme: Scheme) -> bool:
    return scheme.selection.recusal.value is Recusal.SUBSTITUTE


def _is_open(session: Session, call: Call, stage_id: str) -> bool:
    concluded = marking_time(session, call.id, stage_id).is_concluded
    return call.state is CallState.PUBLISHED and not concluded


def _sheets(
    session: Session, actor: Actor, call_id: int, stage_id: str, which: ColumnElement[bool]
) -> tuple[PanelSheet, ...]:
    instead, stands_in = aliased(Review), aliased(PanelMember)
    rows = session.execute(
        select(
            Review.id,
            Review.panel_member_id,
            PanelMember.pseudonym,
            Person.name,
            Review.state,
            Review.application_id,
            Application.project_name,
            Organisation.name,
            Review.conflict,
            Review.conflict_source,
            func.coalesce(stands_in.pseudonym, ""),
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Person, Person.id == PanelMember.person_id)
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(instead, instead.in_place_of == Review.id)
        .outerjoin(stands_in, stands_in.id == instead.panel_member_id)
        .where(
            PanelMember.call_id == call_id,
            Review.stage_id == stage_id,
            visible_to_staff(actor),
            which,
        )
    )
    found = (PanelSheet(*row) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.application_id, pseudonym_order(one.reviewer))))


def _signs(session: Session, actor: Actor, call_id: int, stage_id: str) -> tuple[Sign, ...]:
    rows = session.execute(
        select(
            ConflictSign.id,
            PanelMember.pseudonym,
            Person.name,
            ConflictSign.application_id,
            Application.project_name,
            ConflictSign.message,
            ConflictSign.explained,
            ConflictSign.code,
        )
        .join(PanelMember, PanelMember.id == ConflictSign.panel_member_id)
        .join(Person, Person.id == PanelMember.person_id)
        .join(Application, Application.id == ConflictSign.application_id)
        .where(
            PanelMember.call_id == call_id,
            ConflictSign.settled_at.is_(None),
            exists().where(
                Review.panel_member_id == ConflictSign.panel_member_id,
                Review.application_id == ConflictSign.application_id,
                Review.stage_id == stage_id,
            ),
            visible_to_staff(actor),
        )
        .order_by(ConflictSign.id)
    )
    return tuple(Sign(*row[:-1], alike(row.code)) for row in rows)


def _lifts(session: Session, actor: Actor, call_id: int) -> tuple[AskedLift, ...]:
    asking = aliased(Person)
    rows: Any = session.execute(
        select(
            ConflictLift.id,
            PanelMember.pseudonym,
            Application.project_name,
            ConflictLift.reason,
            asking.name,
            ConflictLift.asked_by == actor.person_id,
        )
        .join(PanelMember, PanelMember.id == ConflictLift.panel_member_id)
        .join(Application, Application.id == ConflictLift.application_id)
        .join(asking, asking.id == ConflictLift.asked_by)
        .where(
            PanelMember.call_id == call_id,
            ConflictLift.settled_at.is_(None),
            visible_to_staff(actor),
        )
        .order_by(ConflictLift.id)
    )
    return tuple(AskedLift(*row) for row in rows)
