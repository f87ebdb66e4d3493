"""What the core does about amounts where no plugin says otherwise."""

from koubo.hooks import hookimpl
from koubo.money import Worked
from koubo.schemes.amount import AmountCase, award_amount
from koubo.schemes.rules import Course


@hookimpl(trylast=True)
def koubo_award_amount(course: Course, case: AmountCase) -> Worked[int]:
    """Apply the course's ``funding`` from its scheme file."""
    return award_amount(course.funding, case)
