"""Applications that a stage does not judge: what they say of themselves, and what confirms it."""

from collections.abc import Iterable

from koubo.schemes.eligibility.case import Answer, PastAward
from koubo.schemes.review_words import Stage, Waiver
from koubo.schemes.rules import Course

UNCHANGED = Waiver.UNCHANGED_CONTINUATION
CONFIRMED_BY = f"staff_check.{UNCHANGED}"
"""The rule under which an officer's finding about it is kept."""


def continues(course: Course, past: Iterable[PastAward], fiscal_year: int) -> bool:
    """Say whether the course awarded money the year before; past awards under today's ids."""
    return PastAward(course.id, fiscal_year - 1) in tuple(past)


def waiver_of(
    stage: Stage, *, said: bool, continued: bool, finding: Answer | None
) -> Waiver | None:
    """Give why a stage lets an application pass without sheets; None where it judges it.

    :param said: the applicant answered that the project goes on unchanged
    :param continued: the same course awarded it the year before
    :param finding: what an officer found out about it, which counts before the past award
    """
    if UNCHANGED not in stage.waived_for or not said:
        return None
    confirmed = continued if finding is None else finding is Answer.MET
    return UNCHANGED if confirmed else None
