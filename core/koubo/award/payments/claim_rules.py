"""States of claims, and how much may be claimed when."""

from enum import StrEnum
from fractions import Fraction

from koubo.award.rules import Amounts, AwardState
from koubo.money import Rounding, round_to_unit
from koubo.states import Steps


class ClaimKind(StrEnum):
    """When the grantee asks for money."""

    ADVANCE = "advance"
    FINAL = "final"


CLAIM_NAMES = {ClaimKind.ADVANCE: "概算払", ClaimKind.FINAL: "精算払"}


class ClaimState(StrEnum):
    """Where a bill of the grantee is."""

    FILED = "filed"
    ACCEPTED = "accepted"
    ORDERED = "ordered"
    PAID = "paid"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


CLAIM_STEPS = Steps(
    "claim",
    "請求",
    {
        ClaimState.FILED: "請求済み",
        ClaimState.ACCEPTED: "受理",
        ClaimState.ORDERED: "支出命令済み",
        ClaimState.PAID: "支払済み",
        ClaimState.SENT_BACK: "差戻し",
        ClaimState.WITHDRAWN: "取下げ",
    },
    {
        ClaimState.FILED: frozenset(
            {ClaimState.ACCEPTED, ClaimState.SENT_BACK, ClaimState.WITHDRAWN}
        ),
        ClaimState.ACCEPTED: frozenset({ClaimState.ORDERED, ClaimState.SENT_BACK}),
        ClaimState.ORDERED: frozenset({ClaimState.PAID}),
    },
)


OPEN_CLAIMS = (ClaimState.FILED, ClaimState.ACCEPTED, ClaimState.ORDERED)
"""States in which a bill is not yet paid."""
GONE_CLAIMS = (ClaimState.SENT_BACK, ClaimState.WITHDRAWN)
"""States in which a bill asks for nothing any more: the same money may be billed again."""


def advance_limit(awarded: int, share: Fraction) -> int:
    """Give the most that may be paid before the settlement (円)."""
    return round_to_unit(awarded * share, 1, Rounding.DOWN)


def claimable(
    kind: ClaimKind,
    state: AwardState,
    amounts: Amounts,
    share: Fraction,
    *,
    advanced: int,
    due: int,
) -> int:
    """Give the most that may be claimed now (円).

    :param share: the share of the award that may be paid before the settlement
    :param advanced: the sum of all 概算払 bills, paid ones included
    :param due: the sum of the bills that are not yet paid
    """
    if kind is ClaimKind.ADVANCE:
        if state not in (AwardState.GRANTED, AwardState.REPORTED):
            return 0
        return max(advance_limit(amounts.awarded or 0, share) - advanced, 0)
    if state is not AwardState.SETTLED:
        return 0
    return max((amounts.settled or 0) - amounts.kept - due, 0)
