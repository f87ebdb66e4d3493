"""States of amendments."""

from enum import StrEnum

from koubo.states import Steps


class AmendmentState(StrEnum):
    """Where a change after the award is."""

    DRAFTED = "drafted"
    FILED = "filed"
    APPROVED = "approved"
    REFUSED = "refused"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"


AMENDMENT_STEPS = Steps(
    "amendment",
    "変更",
    {
        AmendmentState.DRAFTED: "作成中",
        AmendmentState.FILED: "提出済み",
        AmendmentState.APPROVED: "承認",
        AmendmentState.REFUSED: "不承認",
        AmendmentState.NOTED: "届出を受理",
        AmendmentState.WITHDRAWN: "取下げ",
    },
    {
        AmendmentState.DRAFTED: frozenset({AmendmentState.FILED, AmendmentState.WITHDRAWN}),
        AmendmentState.FILED: frozenset(
            {
                AmendmentState.APPROVED,
                AmendmentState.REFUSED,
                AmendmentState.NOTED,
                AmendmentState.WITHDRAWN,
            }
        ),
    },
)


OPEN_AMENDMENTS = (AmendmentState.DRAFTED, AmendmentState.FILED)
"""States in which a change is under way; an award has one such at most."""
