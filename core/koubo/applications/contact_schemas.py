"""What judges a contact or a registration that an officer writes down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

from koubo.applications.contact_rules import ContactWay
from koubo.calendar import JST, parse_time
from koubo.fields import Date, Text
from koubo.problems import Problem, Problems
from koubo.schemes.eligibility.case import Gate

RECORDABLE = (Gate.CONSULTATION, Gate.PARTICIPATION)
"""What a talk or a paper may stand for; a registration has a record of its own."""


def _line(label: str, max_length: int, **more: Any) -> Text:
    return Text(max_length=max_length, single_line=True, metadata={"label": label}, **more)


class ContactSchema(Schema):
    """One entry of the contact log."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    way = Text(
        required=True,
        metadata={"label": "方法"},
        error_messages={"required": "「方法」を選んでください。"},
    )
    on = Date(required=True, metadata={"label": "日付"})
    time = _line("時刻", 20, load_default="")
    with_whom = _line("相手", 100, load_default="")
    call_id = Text(load_default="")
    gate = Text(load_default="")
    text = Text(required=True, max_length=4000, metadata={"label": "内容"})


class RegistrationSchema(Schema):
    """A standing registration."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    scheme_id = Text(
        required=True,
        metadata={"label": "制度"},
        error_messages={"required": "「制度」を選んでください。"},
    )
    number = _line("登録番号", 60, load_default="")
    from_on = Date(required=True, metadata={"label": "登録の初日"})
    to_on = Date(allow_none=True, load_default=None, metadata={"label": "登録の最終日"})
    note = Text(load_default="", max_length=1000, metadata={"label": "備考"})


class EndSchema(Schema):
    """The end of a registration before its time."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    ended_on = Date(required=True, metadata={"label": "終える日"})
    reason = Text(required=True, max_length=1000, metadata={"label": "終える理由"})


def read_end(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give day and reason of a registration's end from raw text; Problems by field."""
    return _loaded(EndSchema(), raw)


def read_contact(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give a contact's columns from raw text; Problems by field.

    A day without an hour is taken as its beginning: whoever spoke on the last day was in time.
    """
    typed = _loaded(ContactSchema(), raw)
    problems: list[Problem] = []
    at = datetime.combine(typed.pop("on"), datetime.min.time(), JST)
    if written := typed.pop("time"):
        try:
            at = datetime.combine(at.date(), parse_time(written), JST)
        except ValueError as wrong:
            problems.append(Problem("answer", f"「時刻」を確認してください。{wrong}", "time"))
    if typed["way"] not in set(ContactWay):
        problems.append(Problem("answer", "「方法」を一覧の中から選んでください。", "way"))
    if typed["gate"] and typed["gate"] not in RECORDABLE:
        problems.append(Problem("answer", "「扱い」を一覧の中から選んでください。", "gate"))
    if typed["gate"] and not typed["call_id"]:
        message = "事前相談や参加表明として扱うときは、どの募集についてかを選んでください。"
        problems.append(Problem("call_missing", message, "call_id"))
    number = typed["call_id"]
    if number and not (number.isascii() and number.isdecimal() and len(number) < 10):
        problems.append(Problem("answer", "「募集」を選び直してください。", "call_id"))
    if problems:
        raise Problems(problems)
    return {
        **typed,
        "at": at,
        "way": ContactWay(typed["way"]),
        "call_id": int(number) if number else None,
        "gate": Gate(typed["gate"]) if typed["gate"] else None,
    }


def read_registration(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give a registration's columns from raw text; Problems by field."""
    typed = _loaded(RegistrationSchema(), raw)
    if typed["to_on"] is not None and typed["to_on"] < typed["from_on"]:
        message = "「登録の最終日」が初日より前です。日付を確かめてください。"
        raise Problems([Problem("days_in_order", message, "to_on")])
    return typed


def _loaded(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    try:
        typed: dict[str, Any] = schema.load(dict(raw))
    except ValidationError as error:
        found = error.messages_dict
        raise Problems(
            Problem("answer", str(message), field=name)
            for name in schema.fields
            for message in found.get(name, ())
        ) from None
    return typed
