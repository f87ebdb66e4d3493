"""How often somebody may try: each try is counted before it is judged, in the database.

So the count holds across processes, and several tries at once are no way around it. Waits double
and end; nobody is ever locked out for good. A name is kept as a keyed digest only, and counted
whether or not it is known here, so that waiting tells nothing about who has an account.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from sqlalchemy import String, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from koubo.money import half_width
from koubo.storage.base import Base, UtcDateTime
from koubo.storage.database import insert_missing
from koubo.storage.unit_of_work import UnitOfWork, Write

DIGEST_LENGTH = 32
KEPT = timedelta(hours=24)
AHEAD = timedelta(hours=1)
"""What was counted so far ahead of now was counted before the clock was set back."""


@dataclass(frozen=True)
class Rule:
    """How tries of one kind are slowed down.

    :param free: so many go through without a wait
    :param first: the first wait; each further try doubles it
    :param longest: no wait is longer
    :param forgotten: after so long without a try counting begins anew
    """

    name: str
    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta

    def wait_after(self, tries: int) -> timedelta:
        """Give how long to wait after so many tries."""
        beyond = tries - self.free
        if beyond < 0:
            return timedelta(0)
        # Doubled no further than the longest needs: a timedelta ends somewhere.
        return min(self.first * (1 << min(beyond, 20)), self.longest)


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ACCOUNT = Rule("account", 5, MINUTE / 2, 15 * MINUTE, HOUR)
"""Passwords tried for one mail address, from anywhere."""
KNOWN = Rule("known", 5, MINUTE / 2, 15 * MINUTE, HOUR)
"""The same from a browser that has signed in to it before: strangers cannot make its owner wait."""
SENDER = Rule("sender", 30, MINUTE / 2, 15 * MINUTE, HOUR)
"""Passwords tried from one network address, where that is known: a whole office may share it."""
MAIL_TO = Rule("mail_to", 5, MINUTE, HOUR, 6 * HOUR)
"""Mails asked for by nobody we know, to one mail address."""
MAIL_BY = Rule("mail_by", 20, MINUTE, HOUR, HOUR)
"""The same from one network address."""


class TryCount(Base):
    """Tries of one kind by one name, and from when on the next one is judged."""

    __tablename__ = "try_count"

    key: Mapped[str] = mapped_column(String(48), primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    open_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Counted:
    """A name that is counted by a rule, never readable."""

    rule: Rule
    digest: str

    @property
    def key(self) -> str:
        """Give what the row is found by."""
        return f"{self.rule.name}:{self.digest}"


def counted(rule: Rule, name: str, secret: str) -> Counted:
    """Give a name as it is counted: the same for every spelling of a mail address.

    Full-width letters and signs among them: the sign-in page reads them as what they look like.
    """
    plain = half_width(normalize("NFKC", name)).lower().encode("utf-8", "replace")
    digest = hmac.new(secret.encode(), plain, hashlib.sha256).hexdigest()
    return Counted(rule, digest[:DIGEST_LENGTH])


def take_try(uow: UnitOfWork, names: Sequence[Counted]) -> timedelta:
    """Count a try by all these names, unless one of them has to wait.

    :returns: how long still to wait; nothing where the try may be judged
    """
    with uow.writing() as write:
        rows = _rows(write, names)
        left = max((row.open_at - write.now for row, _ in rows), default=timedelta(0))
        if left > timedelta(0):
            return left
        for row, rule in rows:
            is_old = write.now - row.last_at > rule.forgotten
            row.tries = 1 if is_old else row.tries + 1
            row.last_at = write.now
            row.open_at = write.now + rule.wait_after(row.tries)
        return timedelta(0)


def forgive(uow: UnitOfWork, names: Sequence[Counted]) -> None:
    """Take the last try back by all these names; those of a person begin anew."""
    with uow.writing() as write:
        for row, rule in _rows(write, names):
            row.tries = max(row.tries - 1, 0) if rule is SENDER else 0
            row.open_at = write.now


def _rows(write: Write, names: Sequence[Counted]) -> list[tuple[TryCount, Rule]]:
    """Give the locked rows, in one order for everybody; rows of yesterday and of tomorrow go."""
    session = write.session
    past, ahead = TryCount.last_at < write.now - KEPT, TryCount.last_at > write.now + AHEAD
    session.execute(delete(TryCount).where(or_(past, ahead)))
    rules = {one.key: one.rule for one in names}
    fresh = {"tries": 0, "last_at": write.now, "open_at": write.now}
    insert_missing(session, TryCount, [{"key": key, **fresh} for key in sorted(rules)])
    wanted = select(TryCount).where(TryCount.key.in_(rules)).order_by(TryCount.key)
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return [(row, rules[row.key]) for row in session.scalars(locked)]
