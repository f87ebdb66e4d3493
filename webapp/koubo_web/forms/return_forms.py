"""What is asked about refused costs, revocations and money that comes back, as raw text."""

from collections.abc import Iterable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FormField, StringField

from koubo.reporting.checking.cost_rules import RefusedCost
from koubo.schemes.budget import Budget
from koubo_web.forms.call_forms import RawForm, clean
from koubo_web.forms.filing_form import DateBoxes


class RevocationForm(RawForm):
    """How much of an award is revoked, on which ground, and why."""

    extent = StringField()
    amount = StringField()
    ground = StringField()
    reason = StringField()
    repay_by = FormField(DateBoxes)


class BillForm(RawForm):
    """A 納入通知書 of the city's own accounts."""

    number = StringField()
    due = FormField(DateBoxes)


class ReceiptForm(RawForm):
    """Money that came in on a day."""

    day = FormField(DateBoxes)
    amount = StringField()


def typed_refusals(posted: MultiDict[str, str], places: Iterable[int]) -> dict[str, Any]:
    """Give the raw texts of refusals, two for each line that may be refused."""
    names = [f"{part}-{place}" for place in places for part in ("amount", "reason")]
    return {name: clean(posted.get(name, "")) for name in names}


def kept_refusals(reported: Budget, refused: Iterable[RefusedCost]) -> dict[str, str]:
    """Give the texts of the refusals that a report keeps, at the places of their lines."""
    waiting, texts = list(refused), {}
    for place, line in enumerate(reported.expenses):
        found = next((one for one in waiting if one.is_of(line)), None)
        if found is not None:
            waiting.remove(found)
            texts[f"amount-{place}"] = f"{found.amount:,}"
            texts[f"reason-{place}"] = found.reason
    return texts
