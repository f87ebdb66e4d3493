"""States of a record and the only steps between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from koubo.problems import Refused

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Steps(Generic[S]):
    """One record's states with their Japanese names, and where each may go."""

    record: str
    title: str
    names: Mapping[S, str]
    onward: Mapping[S, frozenset[S]]

    def require(self, state: S, to: S) -> None:
        """Raise Refused, naming both states, unless the step exists."""
        if to not in self.onward.get(state, frozenset()):
            raise Refused(
                f"この{self.title}は「{self.names[state]}」のため、"
                f"「{self.names[to]}」にはできません。画面を読み込み直して、今の状態を確かめてください。"
            )
