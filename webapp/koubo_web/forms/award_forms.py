"""What is asked about decisions, bills and payments, as raw text."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FormField, StringField

from koubo.award.decisions.proposals import ProposedLine
from koubo.award.rules import Kessai
from koubo.award.schemas import LINE_PARTS, line_field
from koubo_web.forms.call_forms import RawForm, boxes
from koubo_web.forms.filing_form import NUL, REPLACED, DateBoxes


class KessaiForm(RawForm):
    """A 決裁 of the city's own system."""

    kessai_number = StringField()
    kessai_on = FormField(DateBoxes)
    kessai_post = StringField()
    document_number = StringField()
    issued_on = FormField(DateBoxes)


class ClaimForm(RawForm):
    """A bill."""

    kind = StringField()
    amount = StringField()
    purpose = StringField()


class PaymentForm(RawForm):
    """A number of the city's accounts, or the day on which money moved."""

    number = StringField()
    day = FormField(DateBoxes)
    reason = StringField()


class ReasonForm(RawForm):
    """Why something is given up."""

    reason = StringField()


def typed_selection(posted: MultiDict[str, str], application_ids: Iterable[int]) -> dict[str, Any]:
    """Give the raw texts of a selection: its 決裁 and the parts of every line."""
    lines = {
        name: posted.get(name, "").replace(NUL, REPLACED)
        for number in application_ids
        for part in LINE_PARTS
        for name in [line_field(part, number)]
    }
    return {**KessaiForm(formdata=posted).typed, **lines}


def proposed_texts(lines: Iterable[ProposedLine]) -> dict[str, Any]:
    """Give the texts of a selection that follows the panel in everything."""
    texts = KessaiForm().typed
    for line in lines:
        values = {
            "outcome": line.outcome.value,
            "amount": f"{line.amount:,}" if line.amount else "",
            "reason": line.reason,
            "conditions": line.conditions,
            "departs": "",
        }
        texts.update({line_field(part, line.application_id): values[part] for part in values})
    return texts


def blank_kessai(today: date) -> dict[str, Any]:
    """Give the texts of a 決裁 that has nothing but the day of issue."""
    return {**KessaiForm().typed, "issued_on": boxes(today)}


def kessai_texts(kessai: Kessai | None, today: date) -> dict[str, Any]:
    """Give the texts of a 決裁 as it was recorded, to be mended; a blank one where it was not."""
    if kessai is None:
        return blank_kessai(today)
    return {
        "kessai_number": kessai.number,
        "kessai_on": boxes(kessai.on),
        "kessai_post": kessai.post,
        "document_number": kessai.document_number,
        "issued_on": boxes(kessai.issued_on),
    }


def ticked(posted: MultiDict[str, str], names: Iterable[str], offered: Iterable[int]) -> list[int]:
    """Give the offered numbers that were ticked under one of the names."""
    chosen = {one for name in names for one in posted.getlist(name)}
    return [one for one in offered if str(one) in chosen]


def refusals_typed(posted: MultiDict[str, str], award_ids: Iterable[int]) -> dict[int, str]:
    """Give why nothing is granted, by award, of those that were ticked as refused."""
    refused = set(posted.getlist("refuse"))
    return {
        one: posted.get(line_field("refusal", one), "").replace(NUL, REPLACED).strip()
        for one in award_ids
        if str(one) in refused
    }


def conditions_typed(posted: Mapping[str, str], award_ids: Iterable[int]) -> dict[int, str]:
    """Give the further conditions of each award."""
    return {
        one: posted.get(line_field("conditions", one), "").replace(NUL, REPLACED)
        for one in award_ids
    }
