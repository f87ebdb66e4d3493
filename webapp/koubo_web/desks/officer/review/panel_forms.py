"""What is asked about a panel, as raw text; the schemas of ``koubo`` judge it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import FormField, StringField

from koubo.review.panels.assigning import Terms
from koubo.review.panels.queries.panel import Member
from koubo.review.panels.rules import PANEL_ROLE_NAMES
from koubo.review.panels.schemas import NONE
from koubo_web.forms.call_forms import RawForm, boxes
from koubo_web.forms.filing_form import DateBoxes

ROLES = [
    *((role.value, name) for role, name in PANEL_ROLE_NAMES.items()),
    (NONE, "この段階の審査には加わらない"),
]


class PlaceForm(RawForm):
    """What the list of members says of one."""

    kana = StringField()
    sphere = StringField()
    affiliation = StringField()
    most = StringField()
    from_on = FormField(DateBoxes)
    to_on = FormField(DateBoxes)


class NewMemberForm(PlaceForm):
    """Somebody who is to sit on the panel."""

    email = StringField()
    name = StringField()
    chairs = StringField()


class LeavingForm(RawForm):
    """When and why a member leaves."""

    last_day = FormField(DateBoxes)
    reason = StringField()


def place_texts(member: Member) -> dict[str, Any]:
    """Give what is said of a member as texts for its form."""
    return {
        "kana": member.kana,
        "sphere": member.sphere,
        "affiliation": member.affiliation,
        "most": "" if member.most is None else str(member.most),
        "from_on": boxes(member.from_on),
        "to_on": _boxes(member.to_on),
    }


def _boxes(day: date | None) -> dict[str, str]:
    return boxes(day) if day else {}


def terms_texts(terms: Terms) -> dict[str, str]:
    """Give the terms of a drawing as texts for its form."""
    sphere, least = next(iter(sorted(terms.spheres.items())), ("", 0))
    return {
        "each": str(terms.each),
        "seed": terms.seed,
        "sphere": sphere,
        "least": str(least) if sphere else "",
        "apart": "yes" if terms.apart else "",
    }


def pairs_of(texts: list[str]) -> set[tuple[int, int]]:
    """Give pairs of application and member from boxes such as ``3-7``; others are left out."""
    found = set()
    for text in texts:
        first, _, second = text.partition("-")
        if _is_number(first) and _is_number(second):
            found.add((int(first), int(second)))
    return found


def numbers_of(texts: list[str]) -> set[int]:
    """Give the numbers of ticked boxes; others are left out."""
    return {int(text) for text in texts if _is_number(text)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def role_texts(member: Member, typed: Mapping[str, str], stage_ids: list[str]) -> dict[str, str]:
    """Give what the member is in each stage, as typed or as it is."""
    return {
        stage_id: typed.get(f"role-{stage_id}")
        or (member.roles[stage_id].value if stage_id in member.roles else NONE)
        for stage_id in stage_ids
    }
