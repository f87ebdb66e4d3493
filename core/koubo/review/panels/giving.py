"""Giving sheets out: rows, bars that hide what is not declared yet, and signs to be explained."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from koubo.people.models import Bar
from koubo.people.rules import BarCause
from koubo.problems import Stale
from koubo.review.models import Review
from koubo.review.panels.models import ConflictSign, PanelMember
from koubo.review.panels.queries.against import NOTHING, Against, Pair
from koubo.review.panels.queries.panel import Member
from koubo.review.queries.entries import StageEntry
from koubo.review.queries.stage import stage_application_ids
from koubo.review.rules import ReviewState
from koubo.review.standings import add_standings
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import Write


@dataclass(frozen=True)
class NewSheet:
    """A sheet that is to be given out, with what stands against it."""

    member: Member
    application: StageEntry
    against: Against = NOTHING
    in_place_of: int | None = None

    @property
    def pair(self) -> Pair:
        """Give for which application and member it is."""
        return self.application.id, self.member.id

    @property
    def state(self) -> ReviewState:
        """Give the state in which the sheet begins."""
        return ReviewState.RECUSED if self.against.reason else ReviewState.ASSIGNED

    @property
    def cause(self) -> BarCause:
        """Give why the application is hidden from the reviewer for now."""
        return BarCause.RECUSED if self.against.reason else BarCause.UNDECLARED


def give_out(write: Write, call_id: int, stage: Stage, new: Collection[NewSheet]) -> None:
    """Write sheets, bars and signs; count anew what the stage waits for."""
    write.session.execute(
        insert(Review),
        [
            {
                "application_id": one.application.id,
                "stage_id": stage.id,
                "panel_member_id": one.member.id,
                "snapshot_id": one.application.snapshot_id,
                "state": one.state,
                "conflict": one.against.reason,
                "conflict_source": one.against.source if one.against.reason else None,
                "in_place_of": one.in_place_of,
            }
            for one in new
        ],
    )
    _bar(write, new)
    keep_signs(write, {one.pair: one.against for one in new if not one.against.reason})
    add_standings(write, call_id, stage.id, {one.application.id for one in new})


def refuse_overtaken(
    session: Session, scheme: Scheme, call_id: int, stage: Stage, new: Collection[NewSheet]
) -> None:
    """Raise Stale where somebody withdrew, or was given a sheet, since the rules were asked."""
    applications = {one.application.id for one in new}
    still_there = stage_application_ids(session, scheme, call_id, stage)
    pairs = {one.pair for one in new}
    if not applications <= still_there or pairs & given_pairs(session, call_id, stage.id):
        raise Stale


def given_pairs(session: Session, call_id: int, stage_id: str) -> frozenset[Pair]:
    """Give for which application which member has a sheet in the stage already."""
    rows = session.execute(
        select(Review.application_id, Review.panel_member_id)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call_id, Review.stage_id == stage_id)
    )
    return frozenset((application_id, member_id) for application_id, member_id in rows)


def keep_signs(write: Write, found: Mapping[Pair, Against]) -> None:
    """Keep the signs that are not kept yet, for the reviewer and the officers to settle."""
    wanted = {
        (application_id, member_id, one.code): one
        for (application_id, member_id), against in found.items()
        for one in against.likely
    }
    if not wanted:
        return
    members = {member_id for _, member_id, _ in wanted}
    kept = write.session.execute(
        select(ConflictSign.application_id, ConflictSign.panel_member_id, ConflictSign.code).where(
            ConflictSign.panel_member_id.in_(members)
        )
    )
    for application_id, member_id, code in kept:
        wanted.pop((application_id, member_id, code), None)
    if wanted:
        write.session.execute(
            insert(ConflictSign),
            [
                {
                    "application_id": application_id,
                    "panel_member_id": member_id,
                    "code": code,
                    "message": one.message,
                    "found_at": write.now,
                }
                for (application_id, member_id, code), one in wanted.items()
            ],
        )


def _bar(write: Write, new: Collection[NewSheet]) -> None:
    people = {one.member.person_id for one in new}
    rows = write.session.execute(
        select(Bar.person_id, Bar.application_id, Bar.cause).where(
            Bar.person_id.in_(people), Bar.lifted_at.is_(None)
        )
    )
    standing = {(person_id, application_id, cause) for person_id, application_id, cause in rows}
    if bars := [
        {
            "person_id": one.member.person_id,
            "application_id": one.application.id,
            "cause": one.cause,
            "set_at": write.now,
        }
        for one in new
        if (one.member.person_id, one.application.id, one.cause) not in standing
    ]:
        write.session.execute(insert(Bar), bars)
