"""An award case in the scheme's own terms, and what it names that the scheme does not have."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from koubo.applications.facts import as_answered
from koubo.applications.schemas import read_answers
from koubo.proof.rules import AwardFacts
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.steps import RateByTime
from koubo.schemes.budget import Budget
from koubo.schemes.eligibility.case import Answer, EligibilityCase, StaffFinding
from koubo.schemes.eligibility.statements import StaffCheck
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.past_awards import in_terms_of, nth_time
from koubo.schemes.questions import Sources
from koubo.schemes.rules import Course, Scheme


def eligibility_as_filed(scheme: Scheme, course: Course, facts: AwardFacts) -> EligibilityCase:
    """Give the case with course ids, officers' checks and answers as the scheme has them."""
    case = facts.eligibility
    staff = {
        f"{StaffCheck.word}.{one.id}": StaffFinding(
            Answer.MET if facts.staff[one.code] else Answer.NOT_MET
        )
        for one in _checks(course)
        if one.code in facts.staff
    }
    form = _form(scheme, course)
    answers = case.answers if form is None else _typed(form, case.answers)
    applicant = case.applicant if form is None else as_answered(case.applicant, form, answers)
    past = in_terms_of(scheme, case.past_awards)
    return replace(case, applicant=applicant, past_awards=past, staff=staff, answers=answers)


def amount_as_filed(scheme: Scheme, course: Course, facts: AwardFacts) -> AmountCase:
    """Give what the amount is computed from: costs that never count are left out."""
    left_out = scheme.costs.not_allowed
    expenses = tuple(
        replace(line, eligible=line.eligible and line.category not in left_out)
        for line in facts.budget.expenses
    )
    budget = Budget(expenses, facts.budget.incomes)
    time = facts.nth_time or _counted_time(scheme, course, facts)
    return AmountCase.of_budget(budget, nth_time=time)


def unfit(scheme: Scheme, course: Course, facts: AwardFacts) -> Iterator[str]:
    """Say what a case names that the scheme does not have: a slip would pass unseen otherwise."""
    form = _form(scheme, course)
    questions = {one.id for one in form.questions()} if form else set()
    for name in facts.eligibility.answers:
        if name not in questions:
            yield f"answers：質問「{name}」は、このコースの{form.title if form else '書類'}にありません"
    codes = {one.code for one in _checks(course)}
    for code in facts.staff:
        if code not in codes:
            yield f"staff：「{code}」を確かめるきまり（staff_check）が、このコースにありません"
    categories = {*scheme.categories_of(course), *scheme.costs.not_allowed}
    for name in dict.fromkeys(line.category for line in facts.budget.expenses):
        if course.funding.gives_money and name not in categories:
            yield f"budget：費目「{name}」は制度ファイルの costs にありません"
    counted = _counted_time(scheme, course, facts)
    matters = course.funding.step(RateByTime) is not None
    if matters and facts.nth_time not in (None, counted):
        yield f"nth_time は {facts.nth_time} ですが、これまでの交付から数えると {counted} 回目です"


def _counted_time(scheme: Scheme, course: Course, facts: AwardFacts) -> int:
    case = facts.eligibility
    return nth_time(scheme, course, case.past_awards, case.fiscal_year)


def _checks(course: Course) -> list[StaffCheck]:
    return [one for one in course.conditions if isinstance(one, StaffCheck)]


def _form(scheme: Scheme, course: Course) -> Form | None:
    if FilingKind.PROPOSAL not in scheme.forms:
        return None
    return scheme.form_for(FilingKind.PROPOSAL, course)


def _typed(form: Form, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the answers as the form's fields read them; what they cannot read stays as written."""
    read = read_answers(form, answers, Sources(), {}).answers
    return {question: read.get(question, given) for question, given in answers.items()}
