"""What is asked about one entry of the account, as raw text."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FormField, StringField

from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import AccountLine
from koubo.reporting.accounts.schemas import choice_value
from koubo_web.forms.call_forms import RawForm, boxes
from koubo_web.forms.filing_form import DateBoxes

OWN, OTHER = "own", "other"
LABELS = (
    ("line", "どの予算から"),
    ("amount", "金額"),
    ("paid_on", "支払った日"),
    ("payee", "支払先"),
    ("addressee", "宛名"),
    ("what", "内訳"),
)


class ExpenseForm(RawForm):
    """An entry; whose name stands on the receipt is chosen first, then written where it differs."""

    line = StringField()
    amount = StringField()
    paid_on = FormField(DateBoxes)
    payee = StringField()
    whose = StringField()
    addressee = StringField()
    what = StringField()

    @classmethod
    def of(cls, row: Expense, organisation: str) -> "ExpenseForm":
        """Give the form filled in with an entry."""
        is_own = row.addressee == organisation
        line = AccountLine(row.side, row.category, row.line, 0)
        return cls(
            data={
                "line": choice_value(line),
                "amount": f"{row.amount:,}",
                "paid_on": boxes(row.paid_on),
                "payee": row.payee,
                "whose": OWN if is_own else OTHER,
                "addressee": "" if is_own else row.addressee,
                "what": row.what,
            }
        )


def typed_entry(form: ExpenseForm, organisation: str) -> dict[str, Any]:
    """Give the raw texts of an entry, with the addressee that was chosen."""
    typed = form.typed
    return {**typed, "addressee": organisation if typed["whose"] == OWN else typed["addressee"]}


def sent_entry(fields: MultiDict[str, str]) -> ExpenseForm:
    """Give the form as somebody filled it in."""
    return ExpenseForm(formdata=fields)


def shown(typed: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Give typed texts as people compare them: the line by its name."""
    return {**typed, "line": names.get(str(typed["line"]), "")}
