"""What judges an officer's request for a correction as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from koubo.fields import Date, Text
from koubo.schemes.call_schemas import DeadlineSchema, load


@dataclass(frozen=True)
class WantedCorrection:
    """Which questions are to be mended, why, and by when."""

    fields: tuple[str, ...]
    reason: str
    due_on: date


class CorrectionSchema(Schema):
    """A request for correction; the action says which questions there are."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    # A schema keeps the name `fields` for itself.
    chosen = fields.List(Text(), load_default=list, data_key="fields")
    reason = Text(load_default="", max_length=1000, metadata={"label": "何をどう直すか"})
    due_on = Date(required=True, metadata={"label": "期限"})


def read_correction(raw: Mapping[str, Any]) -> WantedCorrection:
    """Give the request that was typed; raises Problems."""
    typed = load(CorrectionSchema(), raw)
    return WantedCorrection(tuple(typed["chosen"]), typed["reason"], typed["due_on"])


@dataclass(frozen=True)
class MoreTime:
    """Until when one document may come in now, and why."""

    closes_at: datetime
    reason: str


def read_more_time(raw: Mapping[str, Any]) -> MoreTime:
    """Give the later deadline that was typed; raises Problems."""
    typed = load(DeadlineSchema(exclude=("target",)), raw)
    return MoreTime(typed["closes_time"].on(typed["closes_on"]), typed["reason"])
