"""What somebody has to do next, as every desk tells it to the pages called home."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from koubo.calendar import day_in_japan, format_deadline_short
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork

URGENT_DAYS = 3
NEAR_DAYS = 14
"""What is due later than this is told without a colour."""
Mark = tuple[str, str]
"""Words and tone, as ``state_tag`` takes them."""


@dataclass(frozen=True)
class Todo:
    """One thing to do: what, by when, and where.

    :param due_at: the end of its time, half-open; None where there is none
    :param about: the key of the application that it is about; 0 where it is about none
    :param mark: a tag before the title: that something came back, or whose desk it is
    """

    title: str
    url: str
    action: str
    text: str = ""
    due_at: datetime | None = None
    about: int = 0
    mark: Mark | None = None

    def card(self, now: datetime) -> dict[str, Any]:
        """Give the todo as the macro ``todo_list`` shows it."""
        card = {
            "title": self.title,
            "text": self.text,
            "url": self.url,
            "action": self.action,
            "mark": self.mark,
        }
        if self.due_at is None:
            return card
        left = self.due_at - now
        return card | {
            "due": format_deadline_short(self.due_at),
            "left": time_left(self.due_at, now),
            "urgent": left < timedelta(days=URGENT_DAYS),
            "near": left < timedelta(days=NEAR_DAYS),
        }


TodoSource = Callable[[UnitOfWork, Catalog, Actor], list[Todo]]


@dataclass(frozen=True)
class DeskHome:
    """A desk as the common home page knows it.

    :param name: its blueprint's name; its own home is the endpoint ``<name>.home`` and a page of
        one application, where it has one, is ``<name>.application``
    :param sits: whether a person sits there
    :param todo: what that person has to do there, most urgent first
    """

    name: str
    title: str
    sits: Callable[[Actor], bool]
    todo: TodoSource


def time_left(due_at: datetime, now: datetime) -> str:
    """Say how long there is: in days, and on the last day in hours and minutes."""
    left = due_at - now
    if left <= timedelta():
        return "期限を過ぎました"
    # A deadline at midnight ends the day before it.
    days = (day_in_japan(due_at - timedelta(microseconds=1)) - day_in_japan(now)).days
    if days > 0:
        return f"あと{days}日"
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    return f"今日まで（あと{hours}時間{minutes}分）" if hours else f"今日まで（あと{minutes}分）"


def most_urgent_first(todos: Iterable[Todo]) -> list[Todo]:
    """Order by the end of the time; what has none comes last."""
    found = list(todos)
    dated = [one for one in found if one.due_at is not None]
    undated = [one for one in found if one.due_at is None]
    return sorted(dated, key=lambda one: one.due_at or datetime.max) + undated


def cards(todos: Iterable[Todo], now: datetime) -> list[dict[str, Any]]:
    """Give todos as the macro ``todo_list`` shows them, most urgent first."""
    return [one.card(now) for one in most_urgent_first(todos)]
