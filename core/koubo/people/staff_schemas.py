"""What judges what comes in about seats, posts and handovers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, fields, post_load

from koubo.fields import Date, Email, Text, Whole, YesNo
from koubo.people.rules import SeatKind
from koubo.people.schemas import read_form

STAFF_SEATS = (SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.DEPARTMENT, SeatKind.AUDITOR)
"""Seats of the city's own people; a reviewer is seated on the panel of a call."""
CHOOSE_SEAT = "「席」を一覧の中から選んでください。"


def _line(label: str, max_length: int, **more: Any) -> Text:
    return Text(max_length=max_length, single_line=True, metadata={"label": label}, **more)


@dataclass(frozen=True)
class Newcomer:
    """Somebody of the city, known by their mail address."""

    name: str
    email: str


@dataclass(frozen=True)
class NewSeat:
    """A seat that is to be given to somebody."""

    who: Newcomer
    kind: SeatKind
    department_id: int | None
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class NewPost:
    """Who holds a post from a day on."""

    title: str
    holder: str
    signs_letters: bool
    from_on: date


@dataclass(frozen=True)
class Handing:
    """What is handed over, to whom, and from which day."""

    who: Newcomer
    from_on: date
    note: str


class Part(Schema):
    """What else a form sends, its token say, is not ours."""

    class Meta:
        """Unknown fields are left out."""

        unknown = EXCLUDE


class SeatSchema(Part):
    """A seat for one of the city's people."""

    name = _line("氏名", 100, required=True)
    email = Email(required=True, metadata={"label": "メールアドレス"})
    kind = fields.Enum(
        SeatKind,
        by_value=True,
        required=True,
        error_messages={"required": CHOOSE_SEAT, "unknown": CHOOSE_SEAT},
    )
    department_id = Whole(load_default=None, allow_none=True, metadata={"label": "担当課"})
    from_on = Date(required=True, metadata={"label": "最初の日"})
    to_on = Date(load_default=None, allow_none=True, metadata={"label": "最後の日"})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> NewSeat:
        """Give the frozen value."""
        who = Newcomer(data.pop("name"), data.pop("email").lower())
        return NewSeat(who, **data)


class PostSchema(Part):
    """A post and its holder."""

    title = _line("職名", 60, required=True)
    holder = _line("氏名", 60, required=True)
    signs_letters = YesNo(load_default=False, metadata={"label": "通知書に名前が載る"})
    from_on = Date(required=True, metadata={"label": "最初の日"})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> NewPost:
        """Give the frozen value."""
        return NewPost(**data)


class HandingSchema(Part):
    """A handover."""

    name = _line("後任の氏名", 100, required=True)
    email = Email(required=True, metadata={"label": "後任のメールアドレス"})
    from_on = Date(required=True, metadata={"label": "後任の最初の日"})
    note = Text(load_default="", max_length=1000, metadata={"label": "引継ぎのメモ"})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Handing:
        """Give the frozen value."""
        return Handing(Newcomer(data["name"], data["email"].lower()), data["from_on"], data["note"])


def read_seat(raw: Mapping[str, Any]) -> NewSeat:
    """Give a seat from the texts of its form; Problems by field."""
    made: Any = read_form(SeatSchema(), raw)
    found: NewSeat = made
    return found


def read_post(raw: Mapping[str, Any]) -> NewPost:
    """Give a post from the texts of its form; Problems by field."""
    made: Any = read_form(PostSchema(), raw)
    found: NewPost = made
    return found


def read_handing(raw: Mapping[str, Any]) -> Handing:
    """Give a handover from the texts of its form; Problems by field."""
    made: Any = read_form(HandingSchema(), raw)
    found: Handing = made
    return found


class LastDaySchema(Part):
    """The last day of a seat."""

    last_day = Date(required=True, metadata={"label": "最後の日"})


def read_last_day(raw: Mapping[str, Any]) -> date:
    """Give the last day of a seat from the texts of its form; Problems by field."""
    found: date = read_form(LastDaySchema(), raw)["last_day"]
    return found
