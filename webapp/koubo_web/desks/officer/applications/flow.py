"""The way of one application through time at the officer's desk: who had it in hands, how long."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.applications.models import Application
from koubo.applications.policy import load_for_staff
from koubo.lifecycle.case_spans import as_told, spans_of
from koubo.people.rules import SeatKind
from koubo_web.access import seat
from koubo_web.charts import DRAWS
from koubo_web.desks.officer.desk import desk
from koubo_web.pictures.of_case import case_picture
from koubo_web.pictures.picture import Picture
from koubo_web.pictures.showing import drawn
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/applications/<int:application_id>/flow")
@seat(SeatKind.OFFICER)
def application_flow(application_id: int) -> ResponseReturnValue:
    """Show who had an application in hands, from the first draft to the settlement."""
    found = _load(application_id)
    return render_template(
        "officer/application_flow.html", application=found, picture=_picture(found), draws=DRAWS
    )


@desk.get("/applications/<int:application_id>/flow.svg")
@seat(SeatKind.OFFICER)
def application_flow_picture(application_id: int) -> ResponseReturnValue:
    """Draw it."""
    return drawn(_picture(_load(application_id)).draw)


def _load(application_id: int) -> Application:
    return load_for_staff(unit_of_work().session, actor(), application_id)


def _picture(application: Application) -> Picture:
    who, scheme = actor(), site().catalog.of(application.call.release)
    stages = scheme.stages_of(scheme.course(application.course_id))
    spans = spans_of(unit_of_work().session, application, stages)
    # Whoever sits on the panel is not told how far it came with the application.
    sits = application.call_id in who.calls_reviewed()
    return case_picture(as_told(spans) if sits else spans, now())
