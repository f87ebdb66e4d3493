"""What a plugin gave: consumed to its end, and judged by what its hook promises."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

MANY = 10_000
"""More answers than this from one plugin are taken for a runaway generator."""


LONGEST = 500
"""Characters of a fault's text; a plugin may raise with a whole document."""


class WrongAnswer(Exception):
    """A plugin gave something else than its hook promises."""


def answers_in(answer: Any, *, several: bool, until: float) -> list[Any]:
    """Consume what a plugin gives, generators included, but no runaway one.

    :param until: when to stop, as ``perf_counter`` counts; whoever asked sees that time is up
    :raises WrongAnswer: where there are too many answers or no list of them
    """
    if answer is None:
        return []
    if not several:
        return [answer]
    if isinstance(answer, str | bytes | Mapping):
        raise WrongAnswer(f"一覧ではなく {type(answer).__name__} が返りました")
    taken: list[Any] = []
    for one in answer:
        taken.append(one)
        if len(taken) > MANY:
            raise WrongAnswer(f"答えが {MANY} 件を超えました")
        if perf_counter() > until:
            break
    return taken


def judge(answer: Any, gives: type[Any], sound: Callable[[Any], bool]) -> None:
    """Raise WrongAnswer unless an answer is of the promised type and makes sense."""
    # A text that is more than a text may call itself markup, and be drawn as such.
    if not isinstance(answer, gives) or (gives is str and type(answer) is not str):
        expected, given = gives.__name__, type(answer).__name__
        raise WrongAnswer(f"{expected} ではなく {given} が返りました")
    if not sound(answer):
        raise WrongAnswer(f"使えない値が返りました：{answer!r:.100}")


def words_of(error: BaseException) -> str:
    """Give an error in words for staff, with its kind where it is not ours."""
    if isinstance(error, WrongAnswer):
        return str(error)
    try:
        return f"{type(error).__name__}: {error}"[:LONGEST]
    except Exception:  # an error whose own words break is still an error
        return type(error).__name__
