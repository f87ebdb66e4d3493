"""What judges what a member of staff writes when they declare a conflict of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, validate

from koubo.fields import Text
from koubo.problems import Problem, Problems

LONGEST_REASON = 400
CHOOSE = "「外れる範囲」を選んでください。"


class Extent(StrEnum):
    """What somebody stands aside from."""

    APPLICATION = "application"
    ORGANISATION = "organisation"


@dataclass(frozen=True)
class StandingAside:
    """A conflict as it was declared.

    :param named: a receipt number, or the name of an organisation
    """

    extent: Extent
    named: str
    reason: str


class StandingAsideSchema(Schema):
    """A member of staff stands aside."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    extent = Text(
        required=True,
        validate=validate.OneOf([one.value for one in Extent], error=CHOOSE),
        error_messages={"required": CHOOSE},
        metadata={"label": "外れる範囲"},
    )
    named = Text(
        required=True,
        max_length=100,
        single_line=True,
        metadata={"label": "受付番号または団体名"},
    )
    reason = Text(required=True, max_length=LONGEST_REASON, metadata={"label": "理由"})


def read_standing_aside(typed: Mapping[str, Any]) -> StandingAside:
    """Give what was declared; raises Problems with all that is wrong."""
    schema = StandingAsideSchema()
    try:
        values = schema.load(dict(typed))
    except ValidationError as wrong:
        found = wrong.messages_dict
        raise Problems(
            Problem("answer", str(message), field=name)
            for name in schema.fields
            for message in found.get(name, ())
        ) from None
    return StandingAside(Extent(values["extent"]), values["named"], values["reason"])
