"""What is published of the results, in words."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from koubo.schemes.explaining.entries import Entry, Part, entry
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind
from koubo.schemes.publication_words import (
    OWN_NAMES,
    RESULT_NAMES,
    REVIEWER_NAMES,
    OwnField,
    ResultField,
)
from koubo.schemes.rules import Scheme

F = TypeVar("F", ResultField, OwnField)

REASONS_ALWAYS = "採択しなかった理由は、必ず団体に知らせます"


def publication_part(scheme: Scheme) -> Part:
    """Give what everybody reads about a call's results, and what each organisation is told."""
    return Part("結果の公表", tuple(_publication(scheme)) if scheme.stages else ())


def _publication(scheme: Scheme) -> Iterator[Entry]:
    words = scheme.publication
    selected = _named(words.selected, RESULT_NAMES) or "件数だけ"
    yield entry("publication.selected", "採択された応募", selected, words.selected)
    if words.answers:
        form = scheme.forms[FilingKind.PROPOSAL]
        labels = {one.id: one.label for one in form.questions()}
        told = "、".join(labels.get(one, one) for one in words.answers)
        yield entry("publication.answers", "採択された応募の企画提案書から", told)
    others = _named(words.others, RESULT_NAMES) or "件数だけ"
    yield entry("publication.others", "そのほかの応募", others, words.others)
    yield entry(
        "publication.reviewers",
        "審査委員の名前",
        REVIEWER_NAMES[words.reviewers.value],
        words.reviewers,
    )
    own = _named(words.to_applicant, OWN_NAMES)
    text = f"{own}。{REASONS_ALWAYS}" if own else f"採点は知らせません。{REASONS_ALWAYS}"
    yield entry("publication.to_applicant", "団体に知らせること", text, words.to_applicant)


def _named(figure: Figure[tuple[F, ...]], names: Mapping[F, str]) -> str:
    return "、".join(names[one] for one in figure.value)
