"""States of awards, decisions and claims; the seven amounts of an award."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from koubo.schemes.letters import LetterKind
from koubo.states import Steps


class AwardState(StrEnum):
    """Where one year's money of a selected application is."""

    CANDIDATE = "candidate"
    APPLIED = "applied"
    GRANTED = "granted"
    REPORTED = "reported"
    SETTLED = "settled"
    CLOSED = "closed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DISCONTINUED = "discontinued"
    REVOKED = "revoked"


AWARD_STEPS = Steps(
    "award",
    "交付",
    {
        AwardState.CANDIDATE: "交付申請待ち",
        AwardState.APPLIED: "交付申請済み",
        AwardState.GRANTED: "交付決定",
        AwardState.REPORTED: "実績報告済み",
        AwardState.SETTLED: "額の確定",
        AwardState.CLOSED: "精算済み",
        AwardState.DECLINED: "辞退",
        AwardState.LAPSED: "失効",
        AwardState.REFUSED: "不交付決定",
        AwardState.WITHDRAWN: "交付申請の取下げ",
        AwardState.DISCONTINUED: "中止・廃止",
        AwardState.REVOKED: "全部取消し",
    },
    {
        AwardState.CANDIDATE: frozenset(
            {AwardState.APPLIED, AwardState.DECLINED, AwardState.LAPSED}
        ),
        AwardState.APPLIED: frozenset(
            {AwardState.GRANTED, AwardState.REFUSED, AwardState.DECLINED}
        ),
        AwardState.GRANTED: frozenset(
            {
                AwardState.REPORTED,
                AwardState.DISCONTINUED,
                AwardState.WITHDRAWN,
                AwardState.REVOKED,
            }
        ),
        AwardState.DISCONTINUED: frozenset({AwardState.REPORTED, AwardState.REVOKED}),
        AwardState.REPORTED: frozenset({AwardState.SETTLED, AwardState.REVOKED}),
        AwardState.SETTLED: frozenset({AwardState.CLOSED, AwardState.REVOKED}),
        # Also after everything was paid: what was cancelled has to come back, and is closed again.
        AwardState.CLOSED: frozenset({AwardState.SETTLED, AwardState.REVOKED}),
        AwardState.REVOKED: frozenset({AwardState.CLOSED}),
    },
)


LIVE_STATES = (
    AwardState.GRANTED,
    AwardState.DISCONTINUED,
    AwardState.REPORTED,
    AwardState.SETTLED,
    AwardState.CLOSED,
)
"""States in which an award takes from its call's budget."""


ENDED_UNPAID = (
    AwardState.DECLINED,
    AwardState.LAPSED,
    AwardState.REFUSED,
    AwardState.WITHDRAWN,
)
"""States in which an award ended without any yen: nothing is set aside for it any more."""
AWAITED = (AwardState.CANDIDATE, AwardState.APPLIED)
"""States in which the 内定額 is set aside for an award that is not granted yet."""


class DecisionKind(StrEnum):
    """Which act of the city a decision is."""

    SELECTION = "selection"
    GRANT = "grant"
    SETTLEMENT = "settlement"
    AMENDMENT = "amendment"
    REVOCATION = "revocation"


DECISION_NAMES = {
    DecisionKind.SELECTION: "採択・不採択の決定",
    DecisionKind.GRANT: "交付決定",
    DecisionKind.SETTLEMENT: "額の確定",
    DecisionKind.AMENDMENT: "変更承認・不承認の決定",
    DecisionKind.REVOCATION: "交付決定の取消し",
}


class DecisionState(StrEnum):
    """Where a decision is; nothing is issued before it is released."""

    DRAFTED = "drafted"
    RELEASED = "released"
    DROPPED = "dropped"


DECISION_STEPS = Steps(
    "decision",
    "決定",
    {
        DecisionState.DRAFTED: "施行待ち",
        DecisionState.RELEASED: "施行済み",
        DecisionState.DROPPED: "取りやめ",
    },
    {DecisionState.DRAFTED: frozenset({DecisionState.RELEASED, DecisionState.DROPPED})},
)


class Outcome(StrEnum):
    """What a decision says of one application."""

    SELECTED = "selected"
    RUNNER_UP = "runner_up"
    NOT_SELECTED = "not_selected"
    INELIGIBLE = "ineligible"
    GRANTED = "granted"
    GRANT_REFUSED = "grant_refused"
    AMENDED = "amended"
    AMENDMENT_REFUSED = "amendment_refused"
    SETTLED = "settled"
    REVOKED = "revoked"


OUTCOME_NAMES = {
    Outcome.SELECTED: "採択",
    Outcome.RUNNER_UP: "次点",
    Outcome.NOT_SELECTED: "不採択",
    Outcome.INELIGIBLE: "要件不適合",
    Outcome.GRANTED: "交付決定",
    Outcome.GRANT_REFUSED: "不交付決定",
    Outcome.AMENDED: "変更承認",
    Outcome.AMENDMENT_REFUSED: "変更不承認",
    Outcome.SETTLED: "額の確定",
    Outcome.REVOKED: "取消し",
}

LETTER_OF = {
    Outcome.SELECTED: LetterKind.SELECTED,
    Outcome.RUNNER_UP: LetterKind.RUNNER_UP,
    Outcome.NOT_SELECTED: LetterKind.NOT_SELECTED,
    Outcome.INELIGIBLE: LetterKind.INELIGIBLE,
    Outcome.GRANTED: LetterKind.GRANTED,
    Outcome.GRANT_REFUSED: LetterKind.GRANT_REFUSED,
    Outcome.AMENDED: LetterKind.AMENDED,
    Outcome.AMENDMENT_REFUSED: LetterKind.AMENDMENT_REFUSED,
    Outcome.SETTLED: LetterKind.SETTLED,
    Outcome.REVOKED: LetterKind.REVOKED,
}


DECIDABLE = (Outcome.SELECTED, Outcome.RUNNER_UP, Outcome.NOT_SELECTED)
"""What may be decided of an application that was judged."""


@dataclass(frozen=True)
class Kessai:
    """The city's own 決裁 of a decision, recorded here and never made up."""

    number: str
    on: date
    post: str
    document_number: str
    issued_on: date


def branch_number(document_number: str, place: int, count: int) -> str:
    """Give the number of one of several letters: 倉市活第123-2号; a single letter has no branch.

    Before the city gave one there is none, with no branch either.
    """
    if count == 1 or not document_number:
        return document_number
    if document_number.endswith("号"):
        return f"{document_number[:-1]}-{place}号"
    return f"{document_number}-{place}"


@dataclass(frozen=True)
class LineChange:
    """What an officer wants a decision to say of one application (円)."""

    outcome: Outcome
    amount: int
    reason: str = ""
    conditions: str = ""
    departs: str = ""
    """Why the city departs from the panel's recommendation."""


@dataclass(frozen=True)
class Amounts:
    """The seven amounts of one award, never merged (円); None is not yet known."""

    requested: int | None
    recommended: int | None
    adopted: int | None
    awarded: int | None
    paid: int
    returned: int
    settled: int | None

    @property
    def kept(self) -> int:
        """Give what the grantee has in hand: paid less returned (円)."""
        return self.paid - self.returned


@dataclass(frozen=True)
class AwardCase:
    """An award as its rules see it."""

    application_id: int
    course_id: str
    project: str
    fiscal_year: int
    state: AwardState
    amounts: Amounts
