"""Standing in: a substitute takes over the sheets of who is kept out, away, or has left."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.review.models import Review
from koubo.review.panels.actions.assignment import assigned_event, refuse_untimely
from koubo.review.panels.giving import NewSheet, give_out, refuse_overtaken
from koubo.review.panels.models import PanelMember
from koubo.review.panels.queries.drawing import Table, assignment_table
from koubo.review.panels.queries.panel import Member
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import OPEN_STATES, REVIEW_STEPS, ReviewState
from koubo.review.standings import count_sheets, count_up
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

REPLACEABLE = (*OPEN_STATES, ReviewState.ABSENT, ReviewState.RECUSED, ReviewState.REPLACED)
"""States of a sheet that somebody else may take over; one that was handed in stays."""
NO_REASON = "交代の理由を入力してください。"


@dataclass(frozen=True)
class TakenOver:
    """What became of sheets that were to be taken over."""

    given: int
    kept_out: tuple[str, ...]
    """Projects that the substitute may not judge either, or judges already, each with the reason."""


def take_over(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    review_ids: Collection[int],
    substitute_id: int,
    reason: str,
) -> TakenOver:
    """Let another member judge in the place of one who does not.

    Open sheets become replaced; those of who is absent or recused stay what they are, for that is
    why. The substitute declares first, like everybody.

    :raises Problems: without a reason
    :raises Refused: where the substitute may take over none of them
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    refuse_untimely(uow.session, call, scheme, stage)
    if not reason.strip():
        raise Problems([Problem("reason_missing", NO_REASON, "reason")])
    on = day_in_japan(uow.now)
    table = assignment_table(uow.session, catalog, actor, call_id, stage_id, on)
    substitute = next((one for one in table.members if one.id == substitute_id), None)
    if substitute is None or stage_id not in substitute.roles or not substitute.term.holds(on):
        message = "任期中の、この段階の委員を選んでください。"
        raise Problems([Problem("substitute", message, "substitute")])
    reviews = _reviews(uow, table, review_ids)
    new, kept_out = _new(table, substitute, reviews)
    if not new:
        raise Refused("\n".join(("この委員が引き継げる審査票はありません。", *kept_out)))
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_untimely(write.session, call, scheme, stage)
        refuse_overtaken(write.session, scheme, call_id, stage, new)
        before = [_close(write, one) for one in new]
        give_out(write, call_id, stage, new)
        count_sheets(write, call_id, stage_id, {one.application.id for one in new})
        count_up(write, call_id, stage_id)
        write.record(
            "take_over_sheets",
            write.session.get_one(PanelMember, substitute.id),
            chain=call.chain,
            detail={
                "stage": stage_id,
                "substitute": substitute.pseudonym,
                "reason": reason.strip(),
                "sheets": before,
            },
            event=assigned_event(call, stage, new),
        )
    return TakenOver(len(new), tuple(kept_out))


def _reviews(uow: UnitOfWork, table: Table, review_ids: Collection[int]) -> dict[int, Review]:
    """Give the sheets by application; NotFound if any is not one of the table's."""
    known = {one.review_id: pair[0] for pair, one in table.sheets.items()}
    wanted = set(review_ids)
    if not wanted or not wanted <= known.keys() or {known[one] for one in wanted} & table.hidden:
        raise NotFound
    rows = uow.session.scalars(select(Review).where(Review.id.in_(wanted)).order_by(Review.id))
    found: dict[int, Review] = {}
    for review in rows:
        if review.state not in REPLACEABLE:
            name = REVIEW_STEPS.names[review.state]
            raise Refused(f"「{name}」の審査票は、ほかの委員に引き継げません。")
        found[review.application_id] = review
    taken = uow.session.scalars(select(Review.in_place_of).where(Review.in_place_of.in_(wanted)))
    if taken.first() is not None:
        raise Refused("この審査票は、もうほかの委員が引き継いでいます。")
    return found


def _new(
    table: Table, substitute: Member, reviews: dict[int, Review]
) -> tuple[list[NewSheet], list[str]]:
    new, kept_out = [], []
    for application in table.shown:
        review = reviews.get(application.id)
        if review is None:
            continue
        against = table.of(application, substitute)
        if table.sheet(application, substitute) is not None:
            kept_out.append(f"「{application.project}」：この委員には、もう審査票があります。")
        elif against.reason:
            kept_out.append(f"「{application.project}」：{against.reason}")
        else:
            new.append(NewSheet(substitute, application, against, in_place_of=review.id))
    return new, kept_out


def _close(write: Write, new: NewSheet) -> dict[str, object]:
    """Close the sheet that is taken over, where it is open; tell of it."""
    if new.in_place_of is None:
        raise Stale
    review = write.lock(Review, new.in_place_of)
    standing_in = select(Review.id).where(Review.in_place_of == review.id).limit(1)
    if review.state not in REPLACEABLE or write.session.scalar(standing_in) is not None:
        raise Stale
    was = review.state
    if review.state in OPEN_STATES:
        REVIEW_STEPS.require(review.state, ReviewState.REPLACED)
        review.state = ReviewState.REPLACED
    member = write.session.get_one(PanelMember, review.panel_member_id)
    return {
        "application": review.application_id,
        "reviewer": member.pseudonym,
        "was": was.value,
    }
