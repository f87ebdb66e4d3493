"""Pots (枠): how a call's budget is parted among its courses, and what is left for all."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from koubo.money import format_yen
from koubo.problems import Problem

SHARED_POT = "共通枠"


@dataclass(frozen=True)
class CallPot:
    """Money that is kept for some courses (円)."""

    title: str
    amount: int
    course_ids: tuple[str, ...]


def pot_field(name: str, place: int) -> str:
    """Give the name of a field of the pot at a place, from 0: amount-0."""
    return f"{name}-{place}"


def shared_amount(budget: int, pots: Sequence[CallPot]) -> int:
    """Give what the pots leave for all courses, drawn on after their own (円)."""
    return max(budget - sum(one.amount for one in pots), 0)


def pot_problems(
    pots: Sequence[CallPot], *, budget: int, course_ids: Collection[str]
) -> Iterator[Problem]:
    """Say everything that keeps pots from being set, each tied to its pot.

    :param budget: the call's (円)
    :param course_ids: those that the call opens
    """
    titles = Counter(one.title for one in pots)
    served = Counter(course for one in pots for course in set(one.course_ids))
    for place, pot in enumerate(pots):
        if not pot.title or titles[pot.title] > 1 or pot.title == SHARED_POT:
            message = f"{place + 1}つ目の枠に、ほかと違う名前を付けてください。"
            yield Problem("pot_title", message, pot_field("title", place))
        if pot.amount < 1:
            message = f"「{pot.title}」の金額を1円以上で入力してください。"
            yield Problem("pot_amount", message, pot_field("amount", place))
        if not pot.course_ids or not set(pot.course_ids) <= set(course_ids):
            message = f"「{pot.title}」を使うコースを、この募集のコースから選んでください。"
            yield Problem("pot_courses", message, pot_field("course_ids", place))
        elif any(served[course] > 1 for course in pot.course_ids):
            message = (
                f"「{pot.title}」のコースが、ほかの枠でも選ばれています。"
                "一つのコースは一つの枠だけにしてください。"
            )
            yield Problem("pot_courses_twice", message, pot_field("course_ids", place))
    whole = sum(one.amount for one in pots)
    if whole > budget:
        message = (
            f"枠の合計 {format_yen(whole)} が予算額 {format_yen(budget)} を"
            f"{format_yen(whole - budget)} 超えています。金額を減らしてください。"
        )
        yield Problem("pots_above_budget", message, pot_field("amount", 0))
