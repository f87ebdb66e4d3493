"""Where a problem is shown: which box it belongs to, and what its line in the summary says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from koubo.problems import Problem
from koubo.schemes.forms import Form
from koubo.schemes.questions import question_of

TABLE_NAMES = {"expenses": "支出", "incomes": "収入"}
TABLE_KINDS = ("budget", "groups", "rows")
"""Kinds of which a problem about the whole stands at the table, not at a box."""


@dataclass(frozen=True)
class PlacedProblem:
    """A problem as the summary lists it: its message, and the id of the box it leads to."""

    message: str
    field: str
    section: str = ""

    @property
    def anchor(self) -> str:
        """Give the id of what the problem is about; of the page's top for the whole."""
        return self.field or "main"


@dataclass(frozen=True)
class Places:
    """The problems of a page, for its summary and for its boxes."""

    problems: tuple[PlacedProblem, ...] = ()
    boxes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def joined(self, others: "Places") -> "Places":
        """Give these problems and others together, these first."""
        boxes = {box: (*self.of(box), *others.of(box)) for box in {*self.boxes, *others.boxes}}
        return Places((*self.problems, *others.problems), boxes)

    @property
    def anchors(self) -> dict[str, str]:
        """Give the ids for the summary's links."""
        return {one.field: one.field for one in self.problems}

    def of(self, box: str) -> list[str]:
        """Give the messages that stand at a box."""
        return list(self.boxes.get(box, ()))

    def cells(self, table: str) -> dict[str, str]:
        """Give the messages of a table's cells, by the name of the cell."""
        return {
            box: "　".join(messages)
            for box, messages in self.boxes.items()
            if box.startswith(f"{table}-")
        }


def places_of(form: Form, problems: Iterable[Problem]) -> Places:
    """Place problems: ``budget.expenses.0.amount`` belongs to box ``budget-expenses-0-amount``."""
    placed = []
    boxes: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        box = box_of(problem.field)
        boxes[box].append(problem.message)
        placed.append(
            PlacedProblem(
                f"{_line_of(form, problem.field)}{problem.message}",
                _id_of(form, problem.field, box),
                section_of(form, problem.field),
            )
        )
    return Places(tuple(placed), {box: tuple(messages) for box, messages in boxes.items()})


def box_of(field: str) -> str:
    """Give the name of the box that a problem's path leads to."""
    parts = field.split(".")
    if parts[-1] == "kind" and len(parts) > 2:
        parts[-1] = "category"  # a line's kind of income stands in the column of categories
    return "-".join(parts)


def section_of(form: Form, field: str) -> str:
    """Give the id of the section in which a problem is mended; "" where none has it."""
    question_id = question_of(field)
    for section in form.sections:
        if any(one.id == question_id for one in section.questions):
            return section.id
    return ""


def _id_of(form: Form, field: str, box: str) -> str:
    if not field:
        return ""
    question = form.question(field)
    if question is not None and question.kind in TABLE_KINDS:
        return f"question-{box}"
    if field.count(".") == 1:
        return f"budget-{box}"
    return f"field-{box}"


def _line_of(form: Form, field: str) -> str:
    """Say which line of a table it is about: the sentence names the cell only."""
    parts = field.split(".")
    if len(parts) == 4:
        return f"{TABLE_NAMES.get(parts[1], '')}の{int(parts[2]) + 1}行目："
    if len(parts) == 3 and (question := form.question(parts[0])):
        return f"{question.label}の{int(parts[1]) + 1}行目："
    return ""
