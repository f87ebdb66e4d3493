"""Offers to runners-up: what was answered, and whether one still reserves its money."""

from datetime import date, timedelta
from enum import StrEnum

from koubo.applications.rules import ApplicationState
from koubo.schemes.rules import Scheme


class OfferAnswer(StrEnum):
    """What a runner-up, or the city, said to an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class OfferPhase(StrEnum):
    """Where an offer is on a day."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    OVER = "over"


PHASE_NAMES = {
    OfferPhase.OPEN: "回答待ち",
    OfferPhase.ACCEPTED: "受けると回答",
    OfferPhase.DECLINED: "受けないと回答",
    OfferPhase.TAKEN_BACK: "案内を取り消し",
    OfferPhase.OVER: "期限までに回答なし",
}


def phase_on(answer: OfferAnswer | None, until: date, day: date) -> OfferPhase:
    """Say where an offer is on a day (JST): its last day belongs to it."""
    if answer is not None:
        return OfferPhase(answer.value)
    return OfferPhase.OPEN if day <= until else OfferPhase.OVER


def reserves(answer: OfferAnswer | None, until: date, state: ApplicationState, day: date) -> bool:
    """Say whether an offer still keeps its money back: open, or taken and not yet decided."""
    if state is not ApplicationState.RUNNER_UP:
        return False
    return phase_on(answer, until, day) in (OfferPhase.OPEN, OfferPhase.ACCEPTED)


def apply_until(scheme: Scheme, issued_on: date) -> date | None:
    """Give the last day for the 交付申請書; None where the scheme sets no time.

    The day after the 採択通知 is the first of the scheme's days (初日不算入, 民法140条).
    """
    days = scheme.after_award.apply_days
    return issued_on + timedelta(days=days.value) if days is not None else None


def offered_until(scheme: Scheme, issued_on: date) -> date | None:
    """Give the last day on which a runner-up may take what is left; None where no time is set.

    The day after the letter is the first of the scheme's days (初日不算入, 民法140条).
    """
    days = scheme.selection.offer_days
    return issued_on + timedelta(days=days.value) if days is not None else None
