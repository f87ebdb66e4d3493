"""What single values cannot show of the publication: fields twice, answers that are not public."""

from collections.abc import Iterator, Mapping
from typing import Any

from koubo.schemes.file.complaints import Said
from koubo.schemes.file.review_checks import repeated
from koubo.schemes.forms import FilingKind
from koubo.schemes.publication_words import Publication
from koubo.schemes.questions import Publish
from koubo.schemes.words import Path


def publication_complaints(data: Mapping[str, Any]) -> Iterator[tuple[Path, Said]]:
    """Judge what is published of the results."""
    publication: Publication = data["publication"]
    lists = {
        "selected": publication.selected.value,
        "others": publication.others.value,
        "to_applicant": publication.to_applicant.value,
        "answers": publication.answers,
    }
    for key, names in lists.items():
        for place in repeated(list(names)):
            yield ("publication", key, place), Said("listed_twice", name=str(names[place]))
    form = data["forms"].get(FilingKind.PROPOSAL)
    for place, name in enumerate(publication.answers):
        question = form.question(name) if form else None
        path: Path = ("publication", "answers", place)
        if question is None:
            yield path, Said("not_in_proposal", name=name)
        elif question.publish is Publish.NO:
            yield path, Said("not_public", name=name)
