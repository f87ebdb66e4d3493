"""A question of a form, and what a kind of question has to say; the kinds stand beside it.

A new kind: a class in ``question_kinds``, added to ``QUESTION_KINDS``, and a template of the same
name in ``webapp/koubo_web/templates/questions/``. The class says which field judges the raw text, how
the value is kept in a snapshot, and how it reads on a page or on paper.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields

from koubo.schemes.eligibility.case import Fact, Gate
from koubo.schemes.figures import Figure


@dataclass(frozen=True)
class Question:
    """One question of a form, the same on the web, on paper and in exports."""

    id: str
    kind: str
    label: str
    support: str = ""
    example: str = ""
    required: bool = True
    max_length: int = 0
    choices: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    """Courses that are asked this; empty means all."""
    publish: bool = False
    """公開区分: whether the answer may be shown to the public."""
    statement: Figure[str] | None = None
    """What a declaration declares."""
    types: tuple[str, ...] = ()
    """File endings that an attachment may have."""
    fact: Fact | None = None
    """What the answer says about the applicant, for the rules."""
    gate: Gate | None = None
    """The gate that was passed on the day that is answered."""

    def is_asked_of(self, course_name: str) -> bool:
        """Say whether a course asks this question."""
        return not self.courses or course_name in self.courses


@dataclass(frozen=True)
class Sources:
    """What the house offers where a question chooses from its records, and the scheme's costs."""

    departments: tuple[str, ...] = ()
    cost_categories: tuple[str, ...] = ()
    ineligible_categories: tuple[str, ...] = ()
    priced_categories: tuple[str, ...] = ()
    """Cost categories of which the course wants to know the price apiece."""


class QuestionKind(ABC):
    """How one kind of question is judged, kept and read."""

    word: ClassVar[str]

    @abstractmethod
    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Give the marshmallow field that alone judges what came in."""

    def to_json(self, value: Any) -> Any:
        """Give the value as it is kept in a snapshot."""
        return value

    def from_json(self, kept: Any) -> Any:
        """Give the value back from a snapshot."""
        return kept

    def raw(self, kept: Any) -> Any:
        """Give what a form shows for a kept value, as if it had been typed."""
        return str(kept)

    def text(self, value: Any) -> str:
        """Give the value as a person reads it."""
        return str(value)
