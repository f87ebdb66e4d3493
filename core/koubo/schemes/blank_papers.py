"""All blank forms (様式) of a scheme, as a group without a computer asks for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from koubo.papers.forms import BlankForm
from koubo.schemes.blank_forms import blank_form
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import Course, Scheme


@dataclass(frozen=True)
class BlankPaper:
    """One blank form of one course, or of all of them where they are asked the same."""

    kind: FilingKind
    course: str
    """Its name within the scheme; of the first one where the form is the same for all."""
    course_title: str
    """Empty where the form is the same for all."""
    title: str
    """Of the form, as the scheme calls it."""
    form: BlankForm

    @property
    def name(self) -> str:
        """Give what its file is named by, which may still hold any sign."""
        return "_".join(filter(None, (self.form.form_number, self.title, self.course_title)))


def blank_papers(scheme: Scheme, courses: Sequence[Course]) -> tuple[BlankPaper, ...]:
    """Give every form that one of the courses is asked, in the order of a grant's life."""
    return tuple(
        paper
        for kind in FilingKind
        if kind in scheme.forms
        for paper in _of_kind(scheme, courses, kind)
    )


def _of_kind(scheme: Scheme, courses: Sequence[Course], kind: FilingKind) -> Iterator[BlankPaper]:
    made = [(one, blank_form(scheme, one, kind)) for one in courses]
    made = [(course, form) for course, form in made if form.sections]
    title = scheme.forms[kind].title
    if made and all(form.sections == made[0][1].sections for _, form in made):
        course, form = made[0]
        whole = replace(form, title=f"{scheme.title}　{title}")
        yield BlankPaper(kind, course.name, "", title, whole)
        return
    for course, form in made:
        yield BlankPaper(kind, course.name, course.title, title, form)
