"""The shape of what a scheme file says about the publication of results."""

from typing import Any

from marshmallow import fields, post_load

from koubo.schemes.file.fields import Figured, Name, OneWord, Part, frozen
from koubo.schemes.publication_words import (
    NO_MARKS,
    NOTHING_OF_OTHERS,
    SELECTED_ONLY,
    UNNAMED,
    OwnField,
    Publication,
    ResultField,
    ReviewerNames,
)


class PublicationPart(Part):
    """What is published of the results, and what the applicant is told."""

    selected = Figured(fields.List(OneWord(ResultField)), load_default=SELECTED_ONLY)
    others = Figured(fields.List(OneWord(ResultField)), load_default=NOTHING_OF_OTHERS)
    to_applicant = Figured(fields.List(OneWord(OwnField)), load_default=NO_MARKS)
    reviewers = Figured(OneWord(ReviewerNames), load_default=UNNAMED)
    answers = fields.List(Name(), load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Publication:
        """Give the frozen value."""
        for name in ("selected", "others", "to_applicant"):
            data[name] = frozen(data[name])
        data["answers"] = tuple(data["answers"])
        return Publication(**data)
