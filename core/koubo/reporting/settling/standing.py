"""Where the money of an award stands, and what settling, revoking and paying back do to it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Standing:
    """What was promised, fixed, moved and asked back of one award (円).

    After the 額の確定, also after a revocation: paid − returned + to pay − to return = settled,
    and settled is never more than awarded. 加算金 and 延滞金 stand apart.
    """

    awarded: int
    settled: int | None = None
    paid: int = 0
    returned: int = 0
    owed: int = 0
    """What was asked back and has not come yet."""

    @property
    def kept(self) -> int:
        """Give what the grantee has in hand."""
        return self.paid - self.returned

    @property
    def left(self) -> int:
        """Give what the grantee has once everything that was asked back has come."""
        return self.kept - self.owed

    @property
    def to_pay(self) -> int:
        """Give what is still to be paid after the 額の確定; 0 before it."""
        return max((self.settled or 0) - self.left, 0)

    @property
    def to_return(self) -> int:
        """Give what is still to come back."""
        return self.owed

    def settle(self, fixed: int) -> tuple["Standing", int]:
        """Fix the sum; give the new standing, and what has to be asked back for it."""
        return replace(self, settled=fixed)._ask(fixed)

    def revoke(self, amount: int) -> tuple["Standing", int]:
        """Cancel all but this amount of the award; give what has to be asked back for it."""
        settled = None if self.settled is None else min(self.settled, amount)
        if amount == 0:
            settled = 0
        changed = replace(self, awarded=amount, settled=settled)
        return changed._ask(amount if settled is None else settled)

    def pay(self, amount: int) -> "Standing":
        """Pay a bill."""
        return replace(self, paid=self.paid + amount)

    def receive(self, amount: int) -> "Standing":
        """Let money come back that was asked for."""
        return replace(self, returned=self.returned + amount, owed=self.owed - amount)

    def _ask(self, target: int) -> tuple["Standing", int]:
        asked = max(self.left - target, 0)
        return replace(self, owed=self.owed + asked), asked
