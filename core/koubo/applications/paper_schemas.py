"""What an officer types about a paper: its stamp, and an organisation that is new to the house."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import EXCLUDE, Schema

from koubo.calendar import JST, format_date, format_moment, start_of_day
from koubo.fields import Date
from koubo.people.schemas import OrganisationSchema
from koubo.problems import Problem, Problems
from koubo.schemes.call_schemas import ClockField, load

HOUR_MISSING = (
    "「収受の時刻」を入力してください。「16:45」のように書きます。"
    "収受印に時刻がないときは、受け取った職員に確かめてください。"
    "日付だけでは、締切に間に合ったかを決められません。"
)
NAMED = ("name", "representative")
"""What even a paper has to tell of an organisation."""
NOTHING = {
    "kana": "",
    "kind": "",
    "address": "",
    "phone": "",
    "representative_title": "",
    "members": None,
    "established_on": None,
    "corporate_number": "",
    "in_city": None,
}
"""What is recorded of what a paper does not say."""


@dataclass(frozen=True)
class PaperStamp:
    """When a paper reached the city, and its postmark where that is what counts (JST)."""

    stamped_at: datetime
    postmarked_on: date | None = None

    @property
    def received_at(self) -> datetime:
        """Give the moment that the deadline is judged by.

        A postmark has a day and no hour: whoever posted it on the last day was in time.
        """
        if self.postmarked_on is None:
            return self.stamped_at
        return min(start_of_day(self.postmarked_on), self.stamped_at)

    def as_note(self) -> dict[str, Any]:
        """Give it as a snapshot keeps it."""
        day = self.postmarked_on
        return {
            "stamped_at": self.stamped_at.astimezone(JST).isoformat(),
            "postmarked_on": day.isoformat() if day else None,
        }

    @classmethod
    def of_note(cls, note: Mapping[str, Any]) -> "PaperStamp":
        """Give it back from a snapshot."""
        day = note.get("postmarked_on")
        stamped_at = datetime.fromisoformat(note["stamped_at"])
        return cls(stamped_at, date.fromisoformat(day) if day else None)


class StampSchema(Schema):
    """The stamp of a paper (収受印), and its postmark."""

    class Meta:
        """Other fields of a form are none of ours."""

        unknown = EXCLUDE

    stamped_on = Date(required=True, metadata={"label": "収受の日"})
    stamped_time = ClockField(
        required=True,
        metadata={"label": "収受の時刻"},
        error_messages={"required": HOUR_MISSING, "null": HOUR_MISSING},
    )
    postmarked_on = Date(allow_none=True, load_default=None, metadata={"label": "消印の日"})


def read_stamp(
    raw: Mapping[str, Any], *, now: datetime, opens_at: datetime, postmark_counts: bool
) -> PaperStamp:
    """Give the stamp that was typed; Problems where it cannot be.

    :param opens_at: no paper of the call can have come before
    :param postmark_counts: whether the scheme takes the postmark for the day (消印有効)
    """
    typed = load(StampSchema(), raw)
    stamped_at = typed["stamped_time"].on(typed["stamped_on"])
    postmarked_on: date | None = typed["postmarked_on"]
    problems = []
    if stamped_at > now:
        message = f"収受の日時は、いま（{format_moment(now)}）までの日時を入力してください。"
        problems.append(Problem("not_yet", message, "stamped_on"))
    if stamped_at < opens_at:
        message = (
            f"収受の日時が、受付の始まり（{format_moment(opens_at)}）より前です。"
            "収受印を確かめてください。"
        )
        problems.append(Problem("before_opening", message, "stamped_on"))
    if postmarked_on is not None and not postmark_counts:
        message = "この募集は消印有効ではありません。「消印の日」を空欄にしてください。"
        problems.append(Problem("no_postmark", message, "postmarked_on"))
    elif postmarked_on is not None and start_of_day(postmarked_on) > stamped_at:
        message = f"消印の日（{format_date(postmarked_on)}）が、収受の日より後です。"
        problems.append(Problem("postmark_late", f"{message}確かめてください。", "postmarked_on"))
    if problems:
        raise Problems(problems)
    return PaperStamp(stamped_at, postmarked_on)


def read_paper_organisation(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give an organisation's columns from what a paper says of it; name and head are needed."""
    written = {name: value for name, value in raw.items() if not _is_blank(value)}
    schema = OrganisationSchema(partial=tuple(NOTHING))
    typed = load(schema, written)
    known = {name: value for name, value in typed.items() if value is not None}
    return {**NOTHING, **known}


def _is_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return not any(str(one or "").strip() for one in value.values())
    return not str(value or "").strip()
