"""The applicant's consent to a change that an officer makes (職権訂正): who, when, how and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema

from koubo.calendar import JST, format_moment
from koubo.fields import Date, Text
from koubo.problems import Problem, Problems
from koubo.schemes.call_schemas import ClockField, load


class ConsentWay(StrEnum):
    """How somebody agreed."""

    TELEPHONE = "電話"
    IN_PERSON = "来庁"
    MAIL = "メール"


HOUR_MISSING = "「同意の時刻」を入力してください。「10:30」のように書きます。"


@dataclass(frozen=True)
class OfficeConsent:
    """Who of the applicant agreed, when and how, and why the officer made the change."""

    consented_by: str
    at: datetime
    how: ConsentWay
    reason: str

    def as_note(self) -> dict[str, Any]:
        """Give it as a snapshot keeps it."""
        return {
            "consented_by": self.consented_by,
            "at": self.at.astimezone(JST).isoformat(),
            "how": self.how.value,
            "reason": self.reason,
        }

    @classmethod
    def of_note(cls, note: Mapping[str, Any]) -> "OfficeConsent":
        """Give it back from a snapshot."""
        return cls(
            note["consented_by"],
            datetime.fromisoformat(note["at"]),
            ConsentWay(note["how"]),
            note["reason"],
        )


class OfficeConsentSchema(Schema):
    """A consent as an officer types it."""

    class Meta:
        """The fields that are mended come in the same form."""

        unknown = EXCLUDE

    consented_by = Text(
        required=True, max_length=60, single_line=True, metadata={"label": "同意した人の氏名"}
    )
    consented_on = Date(required=True, metadata={"label": "同意の日"})
    consented_time = ClockField(
        required=True,
        metadata={"label": "同意の時刻"},
        error_messages={"required": HOUR_MISSING, "null": HOUR_MISSING},
    )
    how = Text(
        required=True,
        metadata={"label": "同意の方法"},
        error_messages={"required": "「同意の方法」を選んでください。"},
    )
    office_reason = Text(required=True, max_length=1000, metadata={"label": "訂正の理由"})


def read_office_consent(raw: Mapping[str, Any], now: datetime) -> OfficeConsent:
    """Give the consent that was typed; raises Problems.

    :param now: nobody has agreed later than this
    """
    typed = load(OfficeConsentSchema(), raw)
    problems = []
    if typed["how"] not in list(ConsentWay):
        problems.append(Problem("how", "「同意の方法」を選んでください。", "how"))
    at = typed["consented_time"].on(typed["consented_on"])
    if at > now:
        message = f"同意の日時は、いま（{format_moment(now)}）までの日時を入力してください。"
        problems.append(Problem("not_yet", message, "consented_on"))
    if problems:
        raise Problems(problems)
    return OfficeConsent(
        typed["consented_by"], at, ConsentWay(typed["how"]), typed["office_reason"]
    )
