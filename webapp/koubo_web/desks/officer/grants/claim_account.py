"""The account of one bill in full: shown to an officer on a button, and noted each time."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.award.models import Claim
from koubo.award.payments.actions.payment_lists import open_mandate, show_account
from koubo.award.payments.bill_paper import bill_paper
from koubo.award.policy import load_claim
from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo_web.access import seat
from koubo_web.desks.award_words import claim_name
from koubo_web.desks.files import stored_file
from koubo_web.desks.officer.desk import desk
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, site, unit_of_work


@dataclass
class _Kept:
    """A 委任状 in the store."""

    key: str
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


@desk.post("/awards/claims/<int:claim_id>/account")
@seat(SeatKind.OFFICER)
def claim_account(claim_id: int) -> ResponseReturnValue:
    """Show a bill's account in full, print its 請求書, or open its 委任状; note that it was read."""
    work, who = unit_of_work(), actor()
    claim = load_claim(work.session, who, claim_id)
    number = f"{claim.award.application.receipt_number}-{claim.number}"
    if request.form.get("do") == "mandate":
        return _mandate(claim, f"委任状の表示（{number}）")
    prints = request.form.get("do") == "print"
    reason = f"{'請求書の印刷' if prints else '口座の表示'}（{number}）"
    line = show_account(work, site().vault, who, claim, reason=reason)
    if prints:
        claim = load_claim(work.session, who, claim_id)
        paper = bill_paper(work.session, site().catalog, claim, line.account)
        return statement_answer(paper, f"請求書_{number}")
    return render_template(
        "officer/grants/claim_account.html",
        claim_id=claim_id,
        line=line,
        account=line.account,
        name=claim_name(line.bill.kind),
    )


def _mandate(claim: Claim, reason: str) -> ResponseReturnValue:
    found = open_mandate(unit_of_work(), actor(), claim, reason=reason)
    if found.key is None:
        raise NotFound
    kept = _Kept(key=found.key, size=found.size or 0, sha256=found.sha256)
    return stored_file(kept, name=found.name)
