"""What hangs together among a form's questions: conditions, tables, sums, readings, consents."""

from collections.abc import Iterator, Mapping, Sequence

from koubo.schemes.answers_so_far import ASKERS
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.review_checks import repeated
from koubo.schemes.forms import Form
from koubo.schemes.questions import NO, YES, Publish, Question
from koubo.schemes.rows import MOST_ROWS, most_rows
from koubo.schemes.single_kinds import CELL_KINDS
from koubo.schemes.sums import part_kind, part_of
from koubo.schemes.words import Path

Complaints = Iterator[tuple[Path, Said]]
Placed = Sequence[tuple[Path, Question]]

OF_KIND: Mapping[str, tuple[str, ...]] = {
    "rows": ("columns", "min_rows", "max_rows"),
    "computed": ("sum", "minus"),
    "kana": ("of",),
}
"""Keys that only one kind of question may have."""
ALWAYS = ("project_name",)
ALWAYS_KINDS = ("budget",)
"""What an application has no name or no amount without."""
NO_CONSENT = ("files", "declaration")
"""Kinds whose answers are not published."""


def question_complaints(form: Form, placed: Placed, courses: Sequence[str]) -> Complaints:
    """Judge each question of a form with those before it."""
    for place, (path, question) in enumerate(placed):
        before = [one for _, one in placed[:place]]
        checks: tuple[Complaints, ...] = (
            _misplaced_keys(question),
            _when(question, before, courses),
            _rows(question),
            _sum(question, form, before),
            _reading(question, before),
            _consent(question),
        )
        for check in checks:
            for where, said in check:
                yield (*path, *where), said


def _misplaced_keys(question: Question) -> Complaints:
    for kind, keys in OF_KIND.items():
        for key in keys:
            if getattr(question, key) and question.kind != kind:
                yield (key,), Said("other_kind", name=key, kind=kind)


def _when(question: Question, before: Sequence[Question], courses: Sequence[str]) -> Complaints:
    when = question.when
    if when is None:
        return
    if question.id in ALWAYS or question.kind in ALWAYS_KINDS:
        yield ("when",), Said("never_conditional")
    asker = next((one for one in before if one.id == when.question), None)
    if asker is None:
        yield ("when", "question"), Said("not_asked_before", name=when.question)
        return
    if asker.kind not in ASKERS:
        said = Said("not_comparable", kind=asker.kind, known=tuple(sorted(ASKERS)))
        yield ("when", "question"), said
        return
    known = asker.choices if asker.kind == "choice" else (YES, NO)
    for number, value in enumerate(when.values):
        if value not in known:
            yield ("when", "is", number), Said("never_so", name=value, known=known)
    lacking = [one for one in courses if question.is_asked_of(one) and not asker.is_asked_of(one)]
    if lacking:
        said = Said("asked_elsewhere", name=when.question, courses=tuple(lacking))
        yield ("when", "question"), said


def _rows(question: Question) -> Complaints:
    if question.kind != "rows":
        return
    if not question.columns:
        yield (), Said("no_columns")
    if question.max_rows > MOST_ROWS:
        yield ("max_rows",), Said("too_high", maximum=MOST_ROWS)
    if question.min_rows > most_rows(question):
        yield ("min_rows",), Said("rows_out_of_order", most=most_rows(question))
    ids = [one.id for one in question.columns]
    for number in repeated(ids):
        yield ("columns", number, "id"), Said("used_twice", name=ids[number])
    for number, column in enumerate(question.columns):
        if column.kind not in CELL_KINDS:
            yield ("columns", number, "kind"), Said("choose", known=tuple(CELL_KINDS))
        elif column.kind == "choice" and not column.choices:
            yield ("columns", number), Said("no_choices")
        for place in repeated(column.choices):
            path: Path = ("columns", number, "choices", place)
            yield path, Said("listed_twice", name=column.choices[place])


def _sum(question: Question, form: Form, before: Sequence[Question]) -> Complaints:
    if question.kind != "computed":
        return
    if not question.sum:
        yield (), Said("no_sum")
    names = [*question.sum, *question.minus]
    kinds: set[str] = set()
    for place, name in enumerate(names):
        within = len(question.sum)
        key, number = ("sum", place) if place < within else ("minus", place - within)
        found = part_of(form, name)
        kind = part_kind(form, name) if found and found[0] in before else ""
        if not kind:
            yield (key, number), Said("no_number", name=name)
        elif name in names[:place]:
            yield (key, number), Said("listed_twice", name=name)
        elif kinds and kind not in kinds:
            yield (key, number), Said("mixed_sum", name=name)
        kinds |= {kind} if kind else set()


def _reading(question: Question, before: Sequence[Question]) -> Complaints:
    if question.kind == "kana" and question.of:
        above = before[-1].id if before else ""
        if above != question.of:
            yield ("of",), Said("reading_not_below", name=question.of)


def _consent(question: Question) -> Complaints:
    if question.publish is Publish.ASK and question.kind in NO_CONSENT:
        yield ("publish",), Said("no_consent", kind=question.kind)
