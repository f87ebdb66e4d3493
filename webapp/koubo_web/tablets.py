"""Which card a tablet was opened by: a session of its own kind, asked anew at every request.

It stands beside the sign-in and gives none of its rights, nor takes any from it: pages of tablets
ask for the card alone, all others for the person alone.
"""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, abort, current_app, g, request, session
from flask_security import logout_user

from koubo.problems import NotFound
from koubo.review.days.policy import Holder, holder_by_card
from koubo_web.requests import forget_actor, now, unit_of_work

CARD = "tablet_card"
TOKEN = "csrf_token"
WRONG_CARDS = "koubo_wrong_cards"
MOST_WRONG = 30
WITHIN = timedelta(minutes=10)
MOST_ADDRESSES = 1_000


def holder_or_none() -> Holder | None:
    """Give whom this tablet works for; None once its card opens nothing any more."""
    if "koubo_holder" not in g:
        g.koubo_holder = _load_holder()
    found: Holder | None = g.koubo_holder
    return found


def holder() -> Holder:
    """Give whom this tablet works for; only for pages of tablets.

    What is written is written as that member's own act.
    """
    found = holder_or_none()
    if found is None:
        abort(403)
    unit_of_work().person_id = found.actor.person_id
    return found


def _load_holder() -> Holder | None:
    card_id = session.get(CARD)
    if not isinstance(card_id, int):
        return None
    try:
        return holder_by_card(unit_of_work().session, card_id, now())
    except NotFound:
        return None


def begin_tablet(card_id: int) -> None:
    """Let this browser work by a card, and by nothing else: whoever was signed in is signed out."""
    logout_user()
    session.clear()
    forget_actor()
    for name in (TOKEN, "koubo_holder"):
        g.pop(name, None)
    session[CARD] = card_id


def end_tablet() -> None:
    """Let this browser work by no card any more."""
    session.pop(CARD, None)
    g.pop("koubo_holder", None)


class WrongCards:
    """Counts wrong cards by address, so that trying addresses at random is slow and in the log.

    A card that is right opens all the same: a whole hall may stand behind one address, and a card
    has 192 random bits, so that the counting keeps out noise and not a guess.
    """

    def __init__(self) -> None:
        self._times: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def is_too_many(self, address: str, at: datetime) -> bool:
        """Count one more, and say whether there were too many of late."""
        with self._lock:
            if address not in self._times and len(self._times) >= MOST_ADDRESSES:
                self._times.clear()
            times = self._times.setdefault(address, deque(maxlen=MOST_WRONG + 1))
            times.append(at)
            while times and at - times[0] > WITHIN:
                times.popleft()
            return len(times) > MOST_WRONG


def refuse_wrong_card() -> None:
    """Say that there is no such page; after too many wrong cards, that one has to wait."""
    counted: WrongCards = current_app.extensions[WRONG_CARDS]
    address = request.remote_addr or ""
    if counted.is_too_many(address, now()):
        current_app.logger.warning("too many wrong tablet cards from %s", address)
        abort(429)
    abort(404)


def serve_tablets(app: Flask) -> None:
    """Let the app count wrong cards."""
    app.extensions[WRONG_CARDS] = WrongCards()
