"""The shape of what departments are asked about an application."""

from typing import Any

from marshmallow import post_load

from koubo.fields import Text, Whole, YesNo
from koubo.schemes.file.fields import Name, Part, texts
from koubo.schemes.questions import Question


class OpinionPart(Part):
    """One question of a department's opinion (担当課意見書)."""

    id = Name(required=True)
    kind = Text(required=True, single_line=True)
    label = Text(required=True, single_line=True)
    support = Text(load_default="")
    required = YesNo(load_default=True)
    max_length = Whole(minimum=1, load_default=0)
    choices = texts(load_default=list)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Question:
        """Give the frozen value."""
        return Question(**{**data, "choices": tuple(data["choices"])})
