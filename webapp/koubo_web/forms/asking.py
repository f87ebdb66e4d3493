"""What a page of questions says around them: conditions, sums, lines of tables, notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from koubo.applications.schemas import Reading
from koubo.money import Worked
from koubo.schemes.answers_so_far import AnswersSoFar, answers_so_far
from koubo.schemes.forms import Form
from koubo.schemes.question_texts import CONSENT_LABEL, condition_guide, formula_text, rows_text
from koubo.schemes.questions import Question
from koubo.schemes.rows import most_rows
from koubo_web.forms.filing_form import column_box
from koubo_web.forms.showing import row_totals

OFFERED = 3
"""How many lines a fresh table offers."""
SUM_UNREAD = "読み取れない数字が{count}つあります。その分は合計に入っていません。"


@dataclass(frozen=True)
class Asking:
    """The questions of a whole form with the draft that answers them so far."""

    form: Form
    draft: Mapping[str, Any]
    reading: Reading
    lines: Mapping[str, int]
    """How many lines a table shows at least, by the table's name in the form."""
    on_paper: bool = False
    """Whether an officer writes off a paper: what it leaves blank stays blank, required or not."""

    consent_label = CONSENT_LABEL

    @cached_property
    def so_far(self) -> AnswersSoFar:
        """Give the numbers and choices of the draft, as far as they can be read."""
        return answers_so_far(self.form, self.draft)

    def condition(self, question: Question) -> str:
        """Say when a question is to be answered; empty if always."""
        return condition_guide(self.form, question)

    def applies(self, question: Question) -> bool:
        """Say whether it is to be answered, as the draft stands."""
        return question.applies(self.so_far.answers)

    def required(self, question: Question) -> bool | None:
        """Say whether the question is marked as required; None for no mark."""
        return None if self.on_paper else question.required

    def note(self, question: Question) -> str:
        """Say what is better known before filing; empty if nothing."""
        notes = (one.message for one in self.reading.notes if one.field == question.id)
        return next(notes, "")

    def formula(self, question: Question) -> str:
        """Write in names what a sum adds up."""
        return formula_text(self.form, question)

    def computed(self, question: Question) -> Worked[int] | None:
        """Give a sum with its line; None where it is not asked."""
        found = self.so_far.answers.get(question.id)
        return found if isinstance(found, Worked) else None

    def unread(self, question: Question) -> str:
        """Say that numbers are left out of a sum, or of the sums below a table."""
        names = {question.id, *(one.partition(".")[0] for one in (*question.sum, *question.minus))}
        count = sum(self.so_far.unread.get(one, 0) for one in names)
        return SUM_UNREAD.format(count=count) if count else ""

    def rows_of(self, question: Question) -> list[dict[str, str]]:
        """Give the lines of a table as typed, with blank ones for more."""
        kept = self.draft.get(question.id)
        typed = [dict(one) for one in kept] if isinstance(kept, list) else []
        asked = self.lines.get(f"{question.id}-rows", 0)
        wanted = max(OFFERED, question.min_rows, len(typed) + 1, asked)
        return typed + [{} for _ in range(min(wanted, most_rows(question)) - len(typed))]

    def rows_text(self, question: Question) -> str:
        """Say how many lines a table may have."""
        return rows_text(question)

    def box(self, question: Question, line: int, column_id: str) -> str:
        """Give the name of a cell's box."""
        return column_box(question.id, line, column_id)

    def totals(self, question: Question) -> dict[str, str]:
        """Give the sum of each column of numbers, by the column's id."""
        return row_totals(question, self.so_far.answers.get(question.id, ()))
