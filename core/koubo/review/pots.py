"""The money on a stage's table: the call's pots, less what other stages have recommended."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from koubo.review.rules import judged_courses
from koubo.review.selection.values import Pot
from koubo.schemes.pots import SHARED_POT, CallPot, shared_amount
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme

WHOLE_BUDGET = "予算"


def whole_pots(
    budget: int, pots: Sequence[CallPot], course_ids: Collection[str]
) -> tuple[Pot, ...]:
    """Give all the money of a call (円): the courses' own pots, then what is left for all.

    :param course_ids: those that money goes to; one without a pot of its own draws on what is left
    """
    own = tuple(Pot(one.title, one.amount, one.course_ids) for one in pots)
    served = {course for one in pots for course in one.course_ids}
    left = shared_amount(budget, pots)
    return (*own, Pot(SHARED_POT, left)) if left or set(course_ids) - served else own


def stage_pots(
    scheme: Scheme,
    stage: Stage,
    budget: int,
    pots: Sequence[CallPot],
    given: Mapping[str, int],
) -> tuple[Pot, ...]:
    """Give the pots that a stage may give out; none where it gives no money.

    :param budget: the call's (円)
    :param pots: as officers set them; without any, all draw on the whole budget
    :param given: what other stages have recommended already, by course (円)
    """
    if not stage.allocates:
        return ()
    if not pots:
        return (Pot(WHOLE_BUDGET, max(budget - sum(given.values()), 0)),)
    return tuple(_parted(scheme, stage, budget, pots, given))


def _parted(
    scheme: Scheme,
    stage: Stage,
    budget: int,
    pots: Sequence[CallPot],
    given: Mapping[str, int],
) -> Iterator[Pot]:
    """Give the pots of the courses judged, then what is left for all.

    What went to a course beyond its own pot came out of the common one.
    """
    judged = {one.id for one in judged_courses(scheme, stage)}
    served = {course for pot in pots for course in pot.course_ids}
    beyond = sum(amount for course, amount in given.items() if course not in served)
    for pot in pots:
        out = sum(given.get(course, 0) for course in pot.course_ids)
        beyond += max(out - pot.amount, 0)
        if judged & set(pot.course_ids):
            yield Pot(pot.title, max(pot.amount - out, 0), pot.course_ids)
    common = max(shared_amount(budget, pots) - beyond, 0)
    if common or judged - served:
        yield Pot(SHARED_POT, common)
