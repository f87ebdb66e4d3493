"""The way of an organisation's own application through time: who has it in hands, who waits."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.applications.models import Application
from koubo.lifecycle.case_spans import as_told, spans_of
from koubo_web.access import signed_in
from koubo_web.charts import DRAWS
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.overview import load_own_application
from koubo_web.pictures.of_case import FOR_APPLICANTS, case_picture
from koubo_web.pictures.picture import Picture
from koubo_web.pictures.showing import drawn
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/applications/<int:application_id>/flow")
@signed_in
def flow(application_id: int) -> ResponseReturnValue:
    """Show who has an application in hands, from the first draft to the settlement."""
    found = _load(application_id)
    return render_template(
        "applicant/flow.html", application=found, picture=_picture(found), draws=DRAWS
    )


@desk.get("/applications/<int:application_id>/flow.svg")
@signed_in
def flow_picture(application_id: int) -> ResponseReturnValue:
    """Draw it."""
    return drawn(_picture(_load(application_id)).draw)


def _load(application_id: int) -> Application:
    return load_own_application(unit_of_work().session, actor(), application_id)


def _picture(application: Application) -> Picture:
    scheme = site().catalog.of(application.call.release)
    stages = scheme.stages_of(scheme.course(application.course_id))
    spans = spans_of(unit_of_work().session, application, stages)
    return case_picture(as_told(spans), now(), FOR_APPLICANTS)
