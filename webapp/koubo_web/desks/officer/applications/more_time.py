"""More time for one applicant: who has not handed in yet, and until when one document may come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.extending import (
    GivenTime,
    give_time_for_filing,
    give_time_for_proposal,
)
from koubo.applications.models import Application, Filing
from koubo.applications.policy import load_unfinished
from koubo.applications.queries.unfinished import PAGE, drafts_of, unfinished_of_call
from koubo.applications.rules import ApplicationState
from koubo.applications.staff_schemas import MoreTime, read_more_time
from koubo.applications.steps import closes_at as filing_closes_at
from koubo.award.grants.actions.applying import grant_application_given_time
from koubo.calendar import format_deadline
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.reporting.actions import report_given_time
from koubo.reporting.interim.actions import interim_given_time
from koubo.schemes.forms import FilingKind
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import DeadlineForm, RawForm, errors_by_field, posted
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, site, unit_of_work

PROPOSAL = "proposal"
GIVEN: dict[FilingKind, GivenTime] = {
    FilingKind.GRANT_APPLICATION: grant_application_given_time,
    FilingKind.INTERIM_REPORT: interim_given_time,
    FilingKind.REPORT: report_given_time,
}
NO_DEADLINE = "いまは期限がありません。ここで決めると、それより後は提出できなくなります。"


@dataclass(frozen=True)
class Document:
    """One document that may be given more time."""

    key: str
    title: str
    closes_at: datetime | None
    filing: Filing | None = None


@desk.get("/calls/<int:call_id>/unfinished")
@seat(SeatKind.OFFICER)
def unfinished(call_id: int) -> ResponseReturnValue:
    """List who has begun and not handed in, by name and deadline; nothing of what they wrote."""
    work, who = unit_of_work(), actor()
    call = load_call(work.session, who, call_id)
    before = request.args.get("before", type=int)
    found = unfinished_of_call(work.session, who, call_id, before=before, limit=PAGE + 1)
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("officer.unfinished", call_id=call_id, before=last.id)
    )
    scheme = site().catalog.of(call.release)
    return render_template(
        "officer/unfinished.html",
        call=call,
        rows=shown,
        courses={one.id: one.title for one in scheme.courses},
        next_url=next_url,
    )


@desk.get("/applications/<int:application_id>/more-time")
@seat(SeatKind.OFFICER)
def more_time(application_id: int) -> ResponseReturnValue:
    """Ask which document, until when, and why."""
    return _page(application_id, DeadlineForm())


@desk.post("/applications/<int:application_id>/more-time")
@seat(SeatKind.OFFICER)
def give_more_time(application_id: int) -> ResponseReturnValue:
    """Give this one application more time."""
    form = posted(DeadlineForm, request.form)
    application = load_unfinished(unit_of_work().session, actor(), application_id)
    documents = {one.key: one for one in _documents(application)}
    call_id = application.call_id
    try:
        wanted = read_more_time(form.typed)
        chosen = documents.get(str(form.typed["target"]))
        if chosen is None:
            raise Problems([Problem("target", "書類を選んでください。", "target")])
        _give(application_id, chosen, wanted)
    except Problems as wrong:
        return _page(application_id, form, wrong.problems), 422
    flash("この応募の期限を延ばしました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _give(application_id: int, document: Document, wanted: MoreTime) -> None:
    work, catalog, who = unit_of_work(), site().catalog, actor()
    closes_at, reason = wanted.closes_at, wanted.reason
    if document.filing is None:
        give_time_for_proposal(
            work, catalog, who, application_id, closes_at=closes_at, reason=reason
        )
        return
    given = GIVEN.get(document.filing.kind)
    give_time_for_filing(
        work, catalog, who, document.filing.id, closes_at=closes_at, reason=reason, given=given
    )


def _documents(application: Application) -> list[Document]:
    scheme = site().catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    found = [
        Document(
            str(one.id), scheme.form_for(one.kind, course).title, filing_closes_at(one, None), one
        )
        for one in drafts_of(unit_of_work().session, application.id)
    ]
    if application.state is ApplicationState.DRAFT:
        title = scheme.form_for(FilingKind.PROPOSAL, course).title
        found.append(Document(PROPOSAL, title, application.closes_at))
    return found


def _page(application_id: int, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    application = load_unfinished(unit_of_work().session, actor(), application_id)
    return render_template(
        "officer/more_time.html",
        application=application,
        call=application.call,
        form=form,
        documents=[
            (
                one.key,
                one.title,
                f"いまの締切：{format_deadline(one.closes_at)}" if one.closes_at else NO_DEADLINE,
            )
            for one in _documents(application)
        ],
        problems=problems,
        errors=errors_by_field(problems),
    )
