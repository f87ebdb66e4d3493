"""Cards for tablets: made for a seat, printed once, taken back by making another."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from koubo.people.rules import Actor
from koubo.problems import Refused
from koubo.review.days.actions.changing import chain_of, changing
from koubo.review.days.models import PresentationDay, TabletCard
from koubo.review.days.policy import Holder, card_digest, holder_by_token
from koubo.review.days.queries import sittings
from koubo.storage.unit_of_work import UnitOfWork, Write

TOKEN_BYTES = 24
SEEN_AT_MOST_EVERY = timedelta(seconds=15)
"""A tablet is noted down as seen no more often than this."""


@dataclass(frozen=True)
class PrintedCard:
    """A card with its token, which is nowhere else."""

    pseudonym: str
    token: str
    held_on: date


def make_cards(
    uow: UnitOfWork, actor: Actor, day_id: int, *, member_ids: Collection[int]
) -> list[PrintedCard]:
    """Make a card for each of these seats; earlier cards of the same seats open nothing any more."""
    with changing(uow, actor, day_id) as (write, day):
        chosen = [one for one in sittings(write.session, day) if one.member_id in member_ids]
        if not chosen:
            raise Refused("カードを作る委員を選んでください。")
        _revoke(write, day, [one.member_id for one in chosen])
        made: list[PrintedCard] = []
        for one in chosen:
            token = secrets.token_urlsafe(TOKEN_BYTES)
            card = TabletCard(
                day_id=day_id,
                panel_member_id=one.member_id,
                token_digest=card_digest(token),
                made_by=actor.person_id,
                made_at=write.now,
            )
            write.session.add(card)
            made.append(PrintedCard(one.pseudonym, token, day.held_on))
        detail = {"members": [one.pseudonym for one in chosen]}
        write.record("make_tablet_cards", day, chain=chain_of(day), detail=detail)
    return made


def revoke_cards(uow: UnitOfWork, actor: Actor, day_id: int, *, member_id: int) -> None:
    """Take a seat's cards back: tablets that they opened show nothing at the next request."""
    with changing(uow, actor, day_id) as (write, day):
        if not _revoke(write, day, [member_id]):
            raise Refused("この委員の使えるカードはありません。")
        detail = {"member": member_id}
        write.record("revoke_tablet_cards", day, chain=chain_of(day), detail=detail)


def _revoke(write: Write, day: PresentationDay, member_ids: list[int]) -> int:
    done = write.session.execute(
        update(TabletCard)
        .where(
            TabletCard.day_id == day.id,
            TabletCard.panel_member_id.in_(member_ids),
            TabletCard.revoked_at.is_(None),
        )
        .values(revoked_at=write.now)
        .returning(TabletCard.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


def open_card(uow: UnitOfWork, token: str) -> Holder:
    """Open a tablet by a card, on the holder's word that marking begins; NotFound otherwise."""
    holder = holder_by_token(uow.session, token, uow.now)
    uow.person_id = holder.actor.person_id
    with uow.writing() as write:
        card = write.lock(TabletCard, holder.card_id)
        if card.revoked_at is not None:
            raise Refused("このカードは使えません。事務局から新しいカードを受け取ってください。")
        card.opened_at = card.opened_at or write.now
        card.seen_at = write.now
        detail = {"member": holder.pseudonym}
        write.record("open_tablet_card", card, chain=f"call:{holder.call_id}", detail=detail)
    return holder


def see_card(uow: UnitOfWork, holder: Holder) -> None:
    """Note that a tablet was heard of; no history, and not more often than it is of use."""
    seen = uow.session.scalar(select(TabletCard.seen_at).where(TabletCard.id == holder.card_id))
    if seen is not None and uow.now - seen < SEEN_AT_MOST_EVERY:
        return
    with uow.writing() as write:
        write.session.execute(
            update(TabletCard)
            .where(TabletCard.id == holder.card_id)
            .values(seen_at=write.now)
            .execution_options(synchronize_session=False)
        )
