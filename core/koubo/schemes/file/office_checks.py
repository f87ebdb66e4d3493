"""What single values cannot show of what departments are asked: its kinds, names and choices."""

from collections.abc import Iterator, Mapping
from typing import Any

from koubo.schemes.file.complaints import Said
from koubo.schemes.file.review_checks import repeated
from koubo.schemes.office_words import OPINION_KINDS
from koubo.schemes.questions import Question
from koubo.schemes.words import Path


def opinion_complaints(data: Mapping[str, Any]) -> Iterator[tuple[Path, Said]]:
    """Judge the questions of a department's opinion."""
    questions: list[Question] = data["opinion"]
    for place in repeated([one.id for one in questions]):
        yield ("opinion", place, "id"), Said("used_twice", name=questions[place].id)
    for place, one in enumerate(questions):
        path: Path = ("opinion", place)
        if one.kind not in OPINION_KINDS:
            yield (*path, "kind"), Said("choose", known=OPINION_KINDS)
        if one.kind == "choice" and not one.choices:
            yield path, Said("no_choices")
        for number in repeated(one.choices):
            yield (*path, "choices", number), Said("listed_twice", name=one.choices[number])
