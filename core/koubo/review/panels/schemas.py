"""What judges what comes in about panels: members, their terms, and how sheets are given out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from koubo.fields import Date, Email, Text, Whole, YesNo
from koubo.people.schemas import read_form
from koubo.problems import Problem, Problems
from koubo.review.panels.assigning import Terms
from koubo.review.panels.rules import PanelRole, Place
from koubo.schemes.review_words import Stage

NONE = "none"
TERM_BACKWARDS = "任期の終わりの日は、始まりの日以後にしてください。"
MOST_EACH = 99
REASON_LENGTH = 500
SEED_LENGTH = 64


class PlaceSchema(Schema):
    """What the list of members says of one."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    kana = Text(load_default="", max_length=100, single_line=True, metadata={"label": "氏名のよみ"})
    sphere = Text(load_default="", max_length=40, single_line=True, metadata={"label": "区分"})
    affiliation = Text(
        load_default="", max_length=100, single_line=True, metadata={"label": "所属"}
    )
    most = Whole(
        load_default=None, allow_none=True, minimum=1, metadata={"label": "担当する応募の上限"}
    )
    from_on = Date(load_default=None, allow_none=True, metadata={"label": "任期の始まり"})
    to_on = Date(load_default=None, allow_none=True, metadata={"label": "任期の終わり"})


class NewMemberSchema(PlaceSchema):
    """A person who is to sit on a panel."""

    email = Email(required=True, metadata={"label": "メールアドレス"})
    name = Text(load_default="", max_length=100, single_line=True, metadata={"label": "氏名"})
    chairs = YesNo(load_default=False)


@dataclass(frozen=True)
class NewMember:
    """A new member as typed; a name is needed only for somebody without an account."""

    email: str
    name: str
    chairs: bool
    place: Place


def read_new_member(raw: Mapping[str, Any]) -> NewMember:
    """Give who is to be seated; Problems by field."""
    typed = read_form(NewMemberSchema(), raw)
    return NewMember(typed["email"].lower(), typed["name"], typed["chairs"], _place(typed))


def read_place(raw: Mapping[str, Any]) -> Place:
    """Give what is said of a member; Problems by field."""
    return _place(read_form(PlaceSchema(), raw))


def _place(typed: Mapping[str, Any]) -> Place:
    names = ("kana", "sphere", "affiliation", "most", "from_on", "to_on")
    place = Place(**{name: typed[name] for name in names})
    if place.from_on and place.to_on and place.to_on < place.from_on:
        raise Problems([Problem("term_backwards", TERM_BACKWARDS, "to_on")])
    return place


def role_field(stage_id: str) -> str:
    """Give the name of the field that says what a member is in a stage."""
    return f"role-{stage_id}"


def read_roles(stages: Iterable[Stage], raw: Mapping[str, Any]) -> dict[str, PanelRole]:
    """Give what a member is in each stage; a stage that is not there: not on its panel."""
    found: dict[str, PanelRole] = {}
    problems = []
    for stage in stages:
        text = str(raw.get(role_field(stage.id), NONE))
        if text in set(PanelRole):
            found[stage.id] = PanelRole(text)
        elif text != NONE:
            message = f"「{stage.title}」での役割を一覧の中から選んでください。"
            problems.append(Problem("role", message, role_field(stage.id)))
    if problems:
        raise Problems(problems)
    return found


class LeavingSchema(Schema):
    """Why and when a member leaves."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    last_day = Date(required=True, metadata={"label": "最後の日"})
    reason = Text(required=True, max_length=REASON_LENGTH, metadata={"label": "理由"})


def read_leaving(raw: Mapping[str, Any]) -> tuple[date, str]:
    """Give a member's last day and the reason; Problems by field."""
    typed = read_form(LeavingSchema(), raw)
    return typed["last_day"], typed["reason"]


def read_reason(raw: Mapping[str, Any], field: str = "reason", label: str = "理由") -> str:
    """Give a reason that has to be there; Problems by field."""
    declared: dict[str, fields.Field[Any]] = {
        field: Text(required=True, max_length=REASON_LENGTH, metadata={"label": label})
    }
    schema = Schema.from_dict(dict(declared), name="ReasonSchema")(unknown=EXCLUDE)
    text: str = read_form(schema, raw)[field]
    return text


class TermsSchema(Schema):
    """How a drawing is to share applications out."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    each = Whole(
        required=True, minimum=1, maximum=MOST_EACH, metadata={"label": "1件あたりの委員の人数"}
    )
    seed = Text(
        required=True, max_length=SEED_LENGTH, single_line=True, metadata={"label": "くじの種"}
    )
    sphere = Text(load_default="", max_length=40, single_line=True, metadata={"label": "区分"})
    least = Whole(
        load_default=None,
        allow_none=True,
        minimum=1,
        maximum=MOST_EACH,
        metadata={"label": "区分の人数"},
    )
    apart = YesNo(load_default=False)


def read_terms(raw: Mapping[str, Any]) -> Terms:
    """Give the terms of a drawing; Problems by field."""
    typed = read_form(TermsSchema(), raw)
    spheres = {typed["sphere"]: typed["least"] or 1} if typed["sphere"] else {}
    if sum(spheres.values()) > typed["each"]:
        message = "区分の人数は、1件あたりの委員の人数以下にしてください。"
        raise Problems([Problem("least", message, "least")])
    return Terms(typed["seed"], typed["each"], spheres, typed["apart"])
