"""How a document came to say what it says: every time it came in, with what was asked for."""

from collections.abc import Callable

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from koubo.applications.models import Correction
from koubo.applications.queries.in_full import HandedIn, filing_in_full
from koubo.applications.rules import CorrectionState
from koubo.people.models import Person
from koubo.people.rules import SeatKind
from koubo.schemes.forms import Form
from koubo_web.access import seat
from koubo_web.desks.officer.applications.corrected import FILE_WORDS, handings
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/filings/<int:filing_id>/changes")
@seat(SeatKind.OFFICER)
def changes(filing_id: int) -> ResponseReturnValue:
    """Show every snapshot of a document against the one before, and every request."""
    found = filing_in_full(unit_of_work().session, site().catalog, actor(), filing_id)
    return render_template(
        "officer/changes.html",
        handed_in=found,
        application=found.filing.application,
        waiting=[one for one in found.corrections if one.state is CorrectionState.ASKED],
        handings=handings(found),
        names=_askers(found),
        labels_of=_labels(found.form),
        file_words=FILE_WORDS,
    )


def _askers(found: HandedIn) -> dict[int, str]:
    """Give the names of the officers who asked for corrections; one statement."""
    rows = unit_of_work().session.execute(
        select(Person.id, Person.name).where(
            Person.id.in_({one.asked_by for one in found.corrections})
        )
    )
    return {number: name for number, name in rows}


def _labels(form: Form) -> Callable[[Correction], list[str]]:
    """Give what names the questions of a request as the form has them."""
    labels = {one.id: one.label for one in form.questions()}
    return lambda correction: [labels[one] for one in correction.fields if one in labels]
