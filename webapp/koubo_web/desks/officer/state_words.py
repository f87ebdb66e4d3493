"""The words in which states are told to staff, each with its tone."""

from collections.abc import Mapping
from datetime import datetime

from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.schemes.eligibility.case import ANSWER_NAMES, Answer
from koubo.schemes.queries import CallLine, ThemeLine
from koubo.schemes.rules import CALL_STEPS, PHASE_NAMES, CallState, Phase
from koubo_web.desks.officer.tones import (
    ANSWER_TONES,
    APPLICATION_TONES,
    CALL_TONES,
    PHASE_TONES,
    THEME_TONES,
)

Tag = tuple[str, str]
"""Words and tone, as ``state_tag`` takes them."""

TO_CHECK = (ApplicationState.FILED, ApplicationState.IN_CORRECTION)
CHECKING: Tag = ("要件の確認", "yellow")
REVIEWING: Tag = ("審査・決定", "yellow")
DECLARED: Tag = ("参加表明済み", "blue")
"""Its 参加表明書 came in, its proposal did not yet."""


def application_tag(state: ApplicationState) -> Tag:
    """Give an application's state in words, with its tone; staff see drafts only once declared."""
    if state is ApplicationState.DRAFT:
        return DECLARED
    return APPLICATION_STEPS.names[state], APPLICATION_TONES.get(state, "neutral")


def call_tag(state: CallState, phase: Phase, counts: Mapping[ApplicationState, int]) -> Tag:
    """Give where a call is: what the clock and the applications say, else its state.

    :param counts: how many applications there are in each state
    """
    if state is CallState.PUBLISHED and phase is Phase.CLOSED:
        return CHECKING if any(counts.get(one, 0) for one in TO_CHECK) else REVIEWING
    if state is CallState.PUBLISHED:
        return PHASE_NAMES[phase], PHASE_TONES[phase]
    return CALL_STEPS.names[state], CALL_TONES[state]


def line_tag(line: CallLine, now: datetime, counts: Mapping[ApplicationState, int]) -> Tag:
    """Give where a listed call is."""
    return call_tag(line.state, line.phase(now), counts)


def theme_tag(theme: ThemeLine) -> Tag:
    """Give a theme's state in words, with its tone."""
    return theme.state_name, THEME_TONES[theme.state]


def answer_tag(answer: Answer) -> Tag:
    """Give a rule's answer in words, with its tone."""
    return ANSWER_NAMES[answer], ANSWER_TONES[answer]
