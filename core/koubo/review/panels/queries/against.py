"""What stands against each member judging each application: the rules' word, and what was settled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.people.conflict_models import StaffConflict
from koubo.review.models import Review
from koubo.review.panels.conflict_rules import KEPT_OUT, LikelyConflict
from koubo.review.panels.conflicts import conflicts_of
from koubo.review.panels.models import ConflictLift, ConflictSign, PanelMember
from koubo.review.panels.queries.conflicts import reviewed_applications
from koubo.review.panels.queries.panel import Member, reviewers_of
from koubo.review.panels.rules import ConflictSource
from koubo.review.rules import ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call

Pair = tuple[int, int]
"""An application and a member of the panel."""
DECLARED_ELSEWHERE = f"利害関係の届出があるため、{KEPT_OUT}"


@dataclass(frozen=True)
class Against:
    """What stands against one member judging one application."""

    reason: str = ""
    """Why they are kept out; empty where they are not."""
    source: ConflictSource | None = None
    likely: tuple[LikelyConflict, ...] = ()
    """Signs that nobody has settled yet (要確認)."""
    codes: tuple[str, ...] = ()
    """What was derived for certain, by code."""


NOTHING = Against()


def against_all(
    session: Session,
    catalog: Catalog,
    call: Call,
    *,
    members: Sequence[Member],
    which: ColumnElement[bool],
    on: date,
) -> dict[Pair, Against]:
    """Give what stands against members, by (application, member); pairs without are left out.

    A recusal of an earlier stage holds for the call; what two officers lifted, or an officer found
    to be another person of the same name, is not held against anybody again.
    """
    scheme = catalog.of(call.release)
    reviewers = reviewers_of(session, members, on)
    applications = reviewed_applications(session, scheme, which)
    recused = recused_before(session, call.id)
    cleared = cleared_codes(session, call.id)
    elsewhere = _declared_elsewhere(session, members, which)
    found: dict[Pair, Against] = {}
    for application in applications.values():
        for member in members:
            pair = (application.id, member.id)
            reviewer = reviewers[member.person_id]
            known = conflicts_of(catalog, scheme, application, reviewer)
            known = known.without(cleared.get(pair, frozenset()))
            codes = tuple(one.code for one in known.certain)
            if pair in recused:
                found[pair] = Against(*recused[pair], codes=codes)
            elif (member.person_id, application.id) in elsewhere:
                found[pair] = Against(DECLARED_ELSEWHERE, ConflictSource.DECLARED, codes=codes)
            elif known.certain or known.likely:
                source = ConflictSource.DERIVED if known.certain else None
                found[pair] = Against(known.reason, source, known.likely, codes)
    return found


def recused_before(
    session: Session, call_id: int
) -> Mapping[Pair, tuple[str, ConflictSource | None]]:
    """Give who was kept out of which application in any stage of the call, why and by whom."""
    rows = session.execute(
        select(
            Review.application_id,
            Review.panel_member_id,
            Review.conflict,
            Review.conflict_source,
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call_id, Review.state == ReviewState.RECUSED)
    )
    return {
        (application_id, member_id): (conflict, source)
        for application_id, member_id, conflict, source in rows
    }


def cleared_codes(session: Session, call_id: int) -> Mapping[Pair, frozenset[str]]:
    """Give what was found to be no conflict, by code: lifted by two, or another of that name."""
    found: defaultdict[Pair, set[str]] = defaultdict(set)
    for application_id, member_id, codes in session.execute(
        select(ConflictLift.application_id, ConflictLift.panel_member_id, ConflictLift.codes)
        .join(PanelMember, PanelMember.id == ConflictLift.panel_member_id)
        .where(PanelMember.call_id == call_id, ConflictLift.granted.is_(True))
    ):
        found[application_id, member_id] |= set(codes)
    for application_id, member_id, code in session.execute(
        select(ConflictSign.application_id, ConflictSign.panel_member_id, ConflictSign.code)
        .join(PanelMember, PanelMember.id == ConflictSign.panel_member_id)
        .where(PanelMember.call_id == call_id, ConflictSign.is_conflict.is_(False))
    ):
        found[application_id, member_id].add(code)
    return {pair: frozenset(codes) for pair, codes in found.items()}


def _declared_elsewhere(
    session: Session, members: Sequence[Member], which: ColumnElement[bool]
) -> set[Pair]:
    """Give which member, as one of the staff, stands aside from which application."""
    rows = session.execute(
        select(StaffConflict.person_id, Application.id)
        .join(
            Application,
            (Application.id == StaffConflict.application_id)
            | (Application.organisation_id == StaffConflict.organisation_id),
        )
        .where(
            StaffConflict.person_id.in_([one.person_id for one in members]),
            StaffConflict.lifted_at.is_(None),
            which,
        )
    )
    return {(person_id, application_id) for person_id, application_id in rows}
