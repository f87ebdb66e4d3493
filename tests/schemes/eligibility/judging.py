"""Cases for rules of eligibility, and what a finding says of them."""

from dataclasses import replace
from datetime import date, datetime

from koubo.calendar import JST
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Finding,
    PastAward,
)
from koubo.schemes.eligibility.condition import Condition

FILED = datetime(2025, 12, 5, 14, 20, tzinfo=JST)
CLOSES = datetime(2025, 12, 9, tzinfo=JST)
CASE = EligibilityCase(
    applicant=ApplicantFacts("みずたま防災クラブ", members=5, established_on=date(2024, 12, 5)),
    fiscal_year=2026,
    filings=(FilingTime("proposal", FILED, CLOSES),),
)
MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN


def case(*past: tuple[str, int], **facts) -> EligibilityCase:
    """Give the case with past awards and with other facts about the applicant."""
    return replace(
        CASE,
        applicant=replace(CASE.applicant, **facts),
        past_awards=tuple(PastAward(*one) for one in past),
    )


def filed_at(*moment: int) -> EligibilityCase:
    """Give the case filed at another moment in Japan."""
    return replace(CASE, filings=(FilingTime("proposal", datetime(*moment, tzinfo=JST), CLOSES),))


def judged(condition: Condition, given: EligibilityCase) -> Finding:
    """Give a rule's finding; a problem stands in it exactly where it is not met."""
    finding = condition.finding(given)
    assert (finding.problem is None) == (finding.answer is not NOT_MET)
    assert finding.problem is None or finding.problem.code == finding.code
    assert finding.code
    assert finding.title
    assert finding.working.lines
    return finding


def answer(condition: Condition, given: EligibilityCase) -> tuple[Answer, str]:
    """Give a rule's answer with its working."""
    finding = judged(condition, given)
    return finding.answer, finding.working.text


def problem(condition: Condition, given: EligibilityCase) -> tuple[str, str]:
    """Give code and sentence of a rule that is not met."""
    finding = judged(condition, given)
    assert finding.problem is not None
    return finding.problem.code, finding.problem.message


def told(condition: Condition) -> list[str]:
    """Give what the draft of a 募集要項 says of a rule."""
    return [one.text for one in condition.told()]
