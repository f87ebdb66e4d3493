"""What judges what is typed about a stop of a project and about the answer to a change."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from koubo.applications.office_consent import ConsentWay
from koubo.award.amendments.actions.answering import Answer
from koubo.award.amendments.actions.stopping import Stop
from koubo.award.schemas import CONDITIONS_LENGTH, Part, free_text, load_or_say
from koubo.fields import Date, Text

CHOOSE_ANSWER: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "「承認する」か「承認しない」を選んでください。",
    "unknown": "「承認する」か「承認しない」を選んでください。",
}
CHOOSE_WAY: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "どのように聞いたかを選んでください。",
    "unknown": "どのように聞いたかを一覧の中から選んでください。",
}
APPROVE, REFUSE = "approve", "refuse"


class StopSchema(Part):
    """A stop as it is typed."""

    reason = Text(required=True, max_length=1000, metadata={"label": "中止・廃止の理由"})
    stops_on = Date(required=True, metadata={"label": "事業の最後の日"})


class OfficeStopSchema(StopSchema):
    """A stop as the office heard it."""

    told_by = Text(
        required=True, single_line=True, max_length=100, metadata={"label": "団体のどなたから"}
    )
    way = fields.Enum(ConsentWay, by_value=True, required=True, error_messages=CHOOSE_WAY)


class AnswerSchema(Part):
    """What the city is to answer."""

    answer = fields.String(required=True, error_messages=CHOOSE_ANSWER)
    reason = free_text("承認しない理由")
    conditions = free_text("条件", CONDITIONS_LENGTH)


def read_stop(raw: Mapping[str, Any]) -> Stop:
    """Give a stop from the texts of its form; Problems by field."""
    typed = load_or_say(StopSchema(), raw)
    return Stop(typed["reason"], typed["stops_on"])


def read_office_stop(raw: Mapping[str, Any]) -> tuple[Stop, str, ConsentWay]:
    """Give a stop, who of the organisation told of it and how; Problems by field."""
    typed = load_or_say(OfficeStopSchema(), raw)
    return Stop(typed["reason"], typed["stops_on"]), typed["told_by"], typed["way"]


def read_answer(raw: Mapping[str, Any]) -> Answer:
    """Give what the city is to answer to a change; Problems by field."""
    chosen = raw.get("answer")
    asked = dict(raw) if chosen in (APPROVE, REFUSE) else {**raw, "answer": None}
    if asked["answer"] is None:
        del asked["answer"]
    typed = load_or_say(AnswerSchema(), asked)
    return Answer(typed["answer"] == APPROVE, typed["reason"], typed["conditions"])
