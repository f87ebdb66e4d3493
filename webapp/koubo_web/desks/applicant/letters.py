"""The city's letters to an organisation, to be read and kept."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.award.notices.letters import notice_letter
from koubo.award.notices.queries.notices import own_notices
from koubo.award.policy import load_notice
from koubo.award.queries import SHOWN
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.printing import letter_answer
from koubo_web.requests import actor, unit_of_work


@desk.get("/letters")
@signed_in
def letters() -> ResponseReturnValue:
    """List the letters to the person's own organisations, newest first."""
    before = request.args.get("before", type=int)
    rows = own_notices(unit_of_work().session, actor(), before=before)
    return render_template(
        "applicant/letters.html",
        rows=rows,
        next_before=rows[-1].id if len(rows) == SHOWN else None,
    )


@desk.get("/letters/<int:notice_id>.pdf")
@signed_in
def letter(notice_id: int) -> ResponseReturnValue:
    """Show an issued letter, the same to the byte at every time."""
    notice = load_notice(unit_of_work().session, actor(), notice_id)
    return letter_answer(notice_letter(notice), f"{notice.title}_{notice.document_number}")
