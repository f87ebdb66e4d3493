"""Invitations: how long they hold, how many may be open, and where one stands."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HOLDS = timedelta(days=14)
MOST_OPEN = 10
"""For one organisation: enough for any committee, too few to send mails to a whole town."""
A_DAY = timedelta(days=1)
MOST_A_DAY = 20
"""Mails of one organisation's invitations within a day: to take one back frees no place for more."""
PAUSE = timedelta(minutes=5)
"""Between two mails of one invitation."""


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


INVITATION_NAMES = {
    InvitationState.OPEN: "返事待ち",
    InvitationState.EXPIRED: "期限切れ",
    InvitationState.ACCEPTED: "参加済み",
    InvitationState.WITHDRAWN: "取り消し済み",
}


@dataclass(frozen=True)
class InvitationTimes:
    """What decides where an invitation stands."""

    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None

    def state(self, now: datetime) -> InvitationState:
        """Give the state at a moment; it holds until just before its end."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        return InvitationState.OPEN if now < self.expires_at else InvitationState.EXPIRED


def token_digest(token: str) -> str:
    """Give what is kept of a token: with the database alone nobody can accept an invitation."""
    return hashlib.sha256(token.encode()).hexdigest()
