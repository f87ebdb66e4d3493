"""What judges an officer's request for opinions as it was typed."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema

from koubo.applications.actions.opinions import OpinionRequest
from koubo.fields import Date, Text, Whole
from koubo.schemes.call_schemas import load

CHOOSE = "意見を求める担当課を選んでください。"


class OpinionRequestSchema(Schema):
    """Which department is asked, until when, and what it should look at."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    department_id = Whole(
        required=True,
        minimum=1,
        metadata={"label": "担当課"},
        error_messages={"required": CHOOSE, "whole": CHOOSE},
    )
    due_on = Date(required=True, metadata={"label": "期限"})
    note = Text(load_default="", max_length=1000, metadata={"label": "見てほしいところ"})


def read_opinion_request(raw: Mapping[str, Any]) -> OpinionRequest:
    """Give the request that was typed; raises Problems."""
    return OpinionRequest(**load(OpinionRequestSchema(), raw))
