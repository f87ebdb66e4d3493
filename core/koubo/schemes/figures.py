"""A figure of a scheme: its value, where it was read, and whether the city has confirmed it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

TO_CONFIRM = "要確認"


@dataclass(frozen=True)
class Figure(Generic[T]):
    """A value with its source; ``to_confirm`` says why it is only assumed, empty if it is not."""

    value: T
    source: str = ""
    to_confirm: str = ""
