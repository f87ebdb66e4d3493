"""Tones of states of award, as every desk shows them, and the seven amounts."""

from collections.abc import Mapping

from koubo.award.decisions.queries.decisions import DecisionRow
from koubo.award.payments.claim_rules import (
    CLAIM_NAMES,
    CLAIM_STEPS,
    ClaimKind,
    ClaimState,
)
from koubo.award.queries import AwardRow
from koubo.award.rules import (
    AWARD_STEPS,
    DECISION_NAMES,
    DECISION_STEPS,
    OUTCOME_NAMES,
    AwardState,
    DecisionKind,
    DecisionState,
    Outcome,
)
from koubo.money import format_yen

Tag = tuple[str, str]
"""Words and tone, as ``state_tag`` takes them."""

AWARD_TONES: Mapping[AwardState, str] = {
    AwardState.CANDIDATE: "neutral",
    AwardState.APPLIED: "yellow",
    AwardState.GRANTED: "blue",
    AwardState.REPORTED: "yellow",
    AwardState.SETTLED: "green",
    AwardState.CLOSED: "grey",
    AwardState.DECLINED: "grey",
    AwardState.LAPSED: "grey",
    AwardState.REFUSED: "grey",
    AwardState.WITHDRAWN: "grey",
    AwardState.DISCONTINUED: "yellow",
    AwardState.REVOKED: "red",
}
DECISION_TONES: Mapping[DecisionState, str] = {
    DecisionState.DRAFTED: "yellow",
    DecisionState.RELEASED: "green",
    DecisionState.DROPPED: "grey",
}
CLAIM_TONES: Mapping[ClaimState, str] = {
    ClaimState.FILED: "yellow",
    ClaimState.ACCEPTED: "blue",
    ClaimState.ORDERED: "blue",
    ClaimState.PAID: "green",
    ClaimState.SENT_BACK: "red",
    ClaimState.WITHDRAWN: "grey",
}
OUTCOME_TONES: Mapping[Outcome, str] = {
    Outcome.SELECTED: "green",
    Outcome.RUNNER_UP: "blue",
    Outcome.NOT_SELECTED: "grey",
    Outcome.INELIGIBLE: "red",
    Outcome.GRANTED: "green",
    Outcome.GRANT_REFUSED: "red",
    Outcome.AMENDED: "green",
    Outcome.AMENDMENT_REFUSED: "red",
    Outcome.SETTLED: "green",
    Outcome.REVOKED: "red",
}
UNKNOWN = "―"
WAITS_FOR_KESSAI: Tag = ("決裁待ち", "neutral")


def award_tag(state: AwardState) -> Tag:
    """Give an award's state in words, with its tone."""
    return AWARD_STEPS.names[state], AWARD_TONES[state]


def decision_tag(state: DecisionState) -> Tag:
    """Give a decision's state in words, with its tone."""
    return DECISION_STEPS.names[state], DECISION_TONES[state]


def decision_row_tag(row: DecisionRow) -> Tag:
    """Give a decision's state in words, with its tone; a draft may wait for its 決裁 first."""
    if row.state is DecisionState.DRAFTED and row.kessai_on is None:
        return WAITS_FOR_KESSAI
    return decision_tag(row.state)


def claim_tag(state: ClaimState) -> Tag:
    """Give a bill's state in words, with its tone."""
    return CLAIM_STEPS.names[state], CLAIM_TONES[state]


def outcome_tag(outcome: Outcome) -> Tag:
    """Give what was decided in words, with its tone."""
    return OUTCOME_NAMES[outcome], OUTCOME_TONES[outcome]


def claim_name(kind: ClaimKind) -> str:
    """Give 概算払 or 精算払."""
    return CLAIM_NAMES[kind]


def decision_name(kind: DecisionKind) -> str:
    """Give the name of an act of the city."""
    return DECISION_NAMES[kind]


def yen_or_unknown(amount: int | None) -> str:
    """Give yen, or a dash where the sum is not known yet."""
    return UNKNOWN if amount is None else format_yen(amount)


def staff_amount_facts(award: AwardRow) -> list[tuple[str, str]]:
    """Give the amounts as staff see them: what the panel recommended stands first."""
    return [("答申額", yen_or_unknown(award.recommended)), *amount_facts(award)]


def amount_facts(award: AwardRow) -> list[tuple[str, str]]:
    """Give the amounts of an award as the macro ``facts`` shows them."""
    return [
        ("内定額", yen_or_unknown(award.adopted)),
        ("申請額", yen_or_unknown(award.requested)),
        ("交付決定額", yen_or_unknown(award.awarded)),
        ("支払済額", format_yen(award.paid)),
        ("確定額", yen_or_unknown(award.settled)),
        ("返還済額", format_yen(award.returned)),
    ]
