"""A form: sections of questions; one declaration for the web, paper, API and exports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from koubo.schemes.questions import Question


class FilingKind(StrEnum):
    """What may be handed in; each kind has its own form, deadline and snapshot."""

    PARTICIPATION = "participation"
    PROPOSAL = "proposal"
    GRANT_APPLICATION = "grant_application"
    INTERIM_REPORT = "interim_report"
    REPORT = "report"
    AMENDMENT = "amendment"


FILING_NAMES: Mapping[FilingKind, str] = {
    FilingKind.PARTICIPATION: "参加表明書",
    FilingKind.PROPOSAL: "企画提案書",
    FilingKind.GRANT_APPLICATION: "交付申請書",
    FilingKind.INTERIM_REPORT: "中間報告書",
    FilingKind.REPORT: "実績報告書",
    FilingKind.AMENDMENT: "変更承認申請書",
}
"""What a kind is called where a scheme gives its form no title of its own."""


@dataclass(frozen=True)
class Section:
    """A page of a form."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Form:
    """What one kind of filing asks."""

    kind: FilingKind
    title: str
    form_number: str
    sections: tuple[Section, ...]
    prefill: bool = False
    """Whether answers to questions of the same id are taken over from the filing before."""

    def for_course(self, course_name: str) -> "Form":
        """Give the form as one course is asked it; sections without questions fall away."""
        sections = []
        for section in self.sections:
            asked = tuple(one for one in section.questions if one.is_asked_of(course_name))
            if asked:
                sections.append(Section(section.id, section.title, section.intro, asked))
        return Form(self.kind, self.title, self.form_number, tuple(sections), self.prefill)

    def questions(self) -> Iterator[Question]:
        """Give every question in order."""
        for section in self.sections:
            yield from section.questions

    def question(self, question_id: str) -> Question | None:
        """Give the question of that id, if the form has it."""
        return next((one for one in self.questions() if one.id == question_id), None)

    def opened_by(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Give questions with those that hang on their answers: whoever mends one has to mend all."""
        opened = dict.fromkeys(ids)
        for one in self.questions():
            if one.when is not None and one.when.question in opened:
                opened.setdefault(one.id)
        return tuple(opened)

    def of_kind(self, kind: str) -> Question | None:
        """Give the first question of a kind, such as the budget."""
        return next((one for one in self.questions() if one.kind == kind), None)

    def section(self, section_id: str) -> Section | None:
        """Give the section of that id, if the form has it."""
        return next((one for one in self.sections if one.id == section_id), None)
