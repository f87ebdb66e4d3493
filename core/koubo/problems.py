"""What is wrong, and what may not be done now: said in sentences that the reader understands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class Keyed(str):
    """A sentence that remembers its key in a catalogue and what fills it, to be said otherwise."""

    key: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, key: str, values: Mapping[str, Any]) -> "Keyed":
        """Give the text with its key."""
        made = super().__new__(cls, text)
        made.key, made.values = key, values
        return made


@dataclass(frozen=True)
class Problem:
    """Something wrong (不備).

    :param code: a stable name for programs and tests
    :param message: a complete Japanese sentence that says what to do
    :param field: the id of the question that it is about, or "" for the whole
    """

    code: str
    message: str
    field: str = ""

    @staticmethod
    def is_sound(value: object) -> bool:
        """Say whether a plugin gave a problem that tells its reader something."""
        return (
            isinstance(value, Problem)
            and all(type(text) is str for text in (value.code, value.message, value.field))
            and bool(value.message.strip())
        )


class Problems(Exception):
    """Raised by an action that found something wrong: all of it at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("Problems needs at least one problem")
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(problem.message for problem in self.problems)


class Refused(Exception):
    """Raised where a step may not be taken now; the Japanese sentence says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Stale(Exception):
    """Raised where what is saved is newer than what the person had before them."""


class NotFound(Exception):
    """Raised for the unknown and for the unseen alike, so that nobody learns which it was."""
