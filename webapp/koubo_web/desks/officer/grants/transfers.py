"""総合振込: a file for the bank of a funder that pays its grantees by itself."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import FormField, StringField

from koubo.award.payments.actions.payment_lists import make_transfer_files
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.payments.queries import SHOWN, payable_rows
from koubo.award.payments.transfers import Payer, TransferOrder
from koubo.award.schemas import read_day
from koubo.people.account_rules import ACCOUNT_KIND_NAMES
from koubo.people.account_schemas import read_payer
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo_web.access import seat
from koubo_web.desks.award_words import claim_name
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.account_form import AccountForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.stored_files import attached, made_answer


class TransferForm(AccountForm):
    """The payer's account, the bank's number for the payer, and the day."""

    client_code = StringField()
    day = FormField(DateBoxes)


@desk.get("/payments/transfers")
@seat(SeatKind.OFFICER)
def transfers() -> ResponseReturnValue:
    """Ask which ordered bills are paid, from which account and when."""
    return _page(TransferForm().typed)


@desk.post("/payments/transfers")
@seat(SeatKind.OFFICER)
def make_transfers() -> ResponseReturnValue:
    """Give the file for the bank; nothing is recorded as paid by that."""
    typed = TransferForm(formdata=request.form).typed
    chosen = request.form.getlist("claims", type=int)
    try:
        code, account = read_payer(typed)
        order = TransferOrder(
            Payer(code, account.holder_kana, account), read_day(typed, "day", "振込日"), ()
        )
        files = make_transfer_files(
            unit_of_work(), site().vault, site().hooks, actor(), chosen, order
        )
    except Refused as refused:
        return _page(typed, (Problem("refused", refused.message, field="claims"),)), 422
    except Problems as found:
        return _page(typed, found.problems), 422
    if len(files) == 1:
        [one] = files
        return attached(Response(one.content, mimetype=one.media_type), one.name)
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for one in files:
            archive.writestr(one.name, one.content)
    return made_answer(made.getvalue(), "総合振込.zip")


def _page(typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    after = request.args.get("after", 0, type=int)
    rows = payable_rows(unit_of_work().session, actor(), state=ClaimState.ORDERED, after=after)
    return render_template(
        "officer/grants/transfers.html",
        rows=[(one, claim_name(one.kind)) for one in rows],
        kinds=[(kind.value, name) for kind, name in ACCOUNT_KIND_NAMES.items()],
        ticked=set(request.form.getlist("claims")),
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
        next_after=rows[-1].id if len(rows) == SHOWN else None,
    )
