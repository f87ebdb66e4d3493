"""A question of a form, and what a kind of question has to say; the kinds stand beside it.

A new kind: a class in ``single_kinds`` (one value) or ``table_kinds`` (lines), its place in
``question_kinds.QUESTION_KINDS``, and a template of the same name in
``webapp/koubo_web/templates/questions/``. The class says which field judges the raw text, how the
value is kept in a snapshot, how it reads on a page or on paper, and how the API describes it.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import fields

from koubo.schemes.eligibility.case import Fact, Gate
from koubo.schemes.figures import Figure

CONSENT = ".publish"
"""What the key of a consent ends with; no id of a question has a dot."""
YES, NO = "はい", "いいえ"


class Publish(StrEnum):
    """公開区分: whether an answer may be shown to the public."""

    NO = "no"
    YES = "yes"
    ASK = "ask"
    """The applicant says so, question by question."""


PUBLISH_NAMES: Mapping[Publish, str] = {
    Publish.NO: "公開しない",
    Publish.YES: "公開する",
    Publish.ASK: "公開してよいかを応募者に尋ねる",
}


class PartnerConsent(StrEnum):
    """How far an organisation that is named as joining has to agree itself."""

    ASKED = "asked"
    """It is asked; without its answer the document can be handed in all the same."""
    REQUIRED = "required"
    """Without its agreement the document is not complete."""


@dataclass(frozen=True)
class When:
    """The answer to an earlier question on which a question hangs."""

    question: str
    values: tuple[str, ...]

    def is_met(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the typed answers have one of the values there."""
        answer = answers.get(self.question)
        said = (YES if answer else NO) if isinstance(answer, bool) else answer
        return said in self.values


@dataclass(frozen=True)
class Column:
    """One column of a table with lines that people add."""

    id: str
    kind: str
    label: str
    required: bool = True
    unit: str = ""
    choices: tuple[str, ...] = ()
    max_length: int = 0
    total: bool = True
    """Whether its sum is shown, where it has numbers."""


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
    publish: Publish = Publish.NO
    statement: Figure[str] | None = None
    """What a declaration declares."""
    types: tuple[str, ...] = ()
    """File endings that an attachment may have."""
    fact: Fact | None = None
    """What the answer says about the applicant, for the rules."""
    gate: Gate | None = None
    """The gate that was passed on the day that is answered."""
    when: When | None = None
    """Asked only where an earlier question was answered so."""
    of: str = ""
    """The question whose reading (フリガナ) this is."""
    columns: tuple[Column, ...] = ()
    min_rows: int = 0
    max_rows: int = 0
    sum: tuple[str, ...] = ()
    """What a computed figure adds up: questions, or ``question.column`` of a table."""
    minus: tuple[str, ...] = ()
    """What it takes away."""
    consent: PartnerConsent | None = None
    """Whether each organisation that is named has to agree to its taking part."""

    def is_asked_of(self, course_name: str) -> bool:
        """Say whether a course asks this question."""
        return not self.courses or course_name in self.courses

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Say whether the question is to be answered, as the typed answers so far stand."""
        return self.when is None or self.when.is_met(answers)

    def can_read(self, former: "Question") -> bool:
        """Say whether answers to a former shape of the question are still read by this one."""
        columns = {(one.id, one.kind) for one in self.columns}
        return self.kind == former.kind and columns >= {
            (one.id, one.kind) for one in former.columns
        }

    @property
    def consent_key(self) -> str:
        """Give the key under which the consent to publish the answer is kept."""
        return f"{self.id}{CONSENT}"

    @property
    def asks_consent(self) -> bool:
        """Say whether the applicant decides about publishing the answer."""
        return self.publish is Publish.ASK


def question_of(key: str) -> str:
    """Give the question that a key of a draft, or the path of a problem, belongs to."""
    return key.partition(".")[0]


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

    @abstractmethod
    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe the kept value in JSON Schema (draft 2020-12)."""

    def to_json(self, question: Question, value: Any) -> Any:
        """Give the value as it is kept in a snapshot."""
        return value

    def from_json(self, question: Question, kept: Any) -> Any:
        """Give the value back from a snapshot."""
        return kept

    def raw(self, question: Question, kept: Any) -> Any:
        """Give what a form shows for a kept value, as if it had been typed."""
        return str(kept)

    def text(self, question: Question, value: Any) -> str:
        """Give the value as a person reads it."""
        return str(value)

    def export_columns(self, question: Question) -> tuple[tuple[str, str], ...]:
        """Give id and label of each column that exports have for the question."""
        return ((question.id, question.label),)

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give text, number or day for each of those columns."""
        return (self.text(question, value),)
