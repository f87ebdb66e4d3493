"""One application as its own organisation sees it: where it stands, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Correction, Filing
from koubo.applications.policy import is_own, load_application
from koubo.applications.queries.own import (
    corrections_of,
    filings_of,
    snapshots_of,
)
from koubo.applications.rules import (
    APPLICATION_STEPS,
    CORRECTION_STEPS,
    ApplicationState,
    CorrectionState,
)
from koubo.applications.steps import TAKEN_LATE, is_late
from koubo.applications.steps import closes_at as filing_closes_at
from koubo.award.models import Award
from koubo.award.results.queries.own_result import result_is_released
from koubo.award.rules import AWARD_STEPS
from koubo.calendar import in_time, next_midnight
from koubo.people.history import Subjects, steps_told
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.days.queries import own_times
from koubo.schemes.rules import Course, Scheme
from koubo_web.access import signed_in
from koubo_web.charts import DRAWS
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.home import state_of
from koubo_web.desks.applicant.missing import drafts_of
from koubo_web.desks.applicant.offers_todo import offers_todo
from koubo_web.desks.applicant.proposal import may_begin_proposal
from koubo_web.desks.applicant.timeline import WORDS, timeline_of
from koubo_web.desks.todo import Todo, cards
from koubo_web.panel import Page, Subject
from koubo_web.plugged import panels_for
from koubo_web.requests import actor, now, site, unit_of_work

NEXT = {
    ApplicationState.FILED: "市が内容を確かめています。直していただくところがあれば、ここでお知らせします。",
    ApplicationState.ACCEPTED: "これから審査に進みます。結果は、ここと通知書でお知らせします。",
    ApplicationState.INELIGIBLE: "応募の要件を満たさないと判断されました。理由は下に書いてあります。",
    ApplicationState.SELECTED: "採択されました。これからの手続きは、下の「{money}の手続き」から進めます。",
    ApplicationState.RUNNER_UP: "次点です。採択された団体が辞退したときなどに、お知らせします。",
    ApplicationState.NOT_SELECTED: "今回は採択されませんでした。",
    ApplicationState.WITHDRAWN: "この応募は取り下げられました。",
}

TOLD = (
    ApplicationState.SELECTED,
    ApplicationState.RUNNER_UP,
    ApplicationState.NOT_SELECTED,
    ApplicationState.INELIGIBLE,
)
"""States in which a decision on the application may have been released."""
UNJUDGED = "受理されました。結果は、ここと通知書でお知らせします。"
UNPAID = "採択されました。くわしいことは、市からの通知書をご覧ください。"


@dataclass(frozen=True)
class AwardLink:
    """An award in the list of an application's page."""

    url: str
    fiscal_year: int
    state: str


def load_own_application(session: Session, who: Actor, application_id: int) -> Application:
    """Give an application of the actor's own organisation; NotFound for any other."""
    found = load_application(session, who, application_id)
    if not is_own(who, found):
        raise NotFound
    return found


@desk.get("/applications/<int:application_id>")
@signed_in
def application(application_id: int) -> ResponseReturnValue:
    """Show where an application stands, what to do next, and all that happened."""
    session, catalog = unit_of_work().session, site().catalog
    found = load_own_application(session, actor(), application_id)
    scheme = catalog.of(found.call.release)
    course = scheme.course(found.course_id)
    filings = filings_of(session, application_id)
    corrections = corrections_of(session, application_id)
    subjects: Subjects = {Application: [found.id], Filing: [one.id for one in filings]}
    happened = steps_told(session, found.organisation_id, subjects, WORDS)
    return render_template(
        "applicant/application.html",
        application=found,
        scheme=scheme,
        course=course,
        state=state_of(found.state, found.receipt_number),
        todos=cards(
            [*offers_todo(session, [found]), *_todos(found, scheme, filings, corrections)], now()
        ),
        drafts=drafts_of(session, catalog, found.organisation_id, _unfinished(found, filings)),
        next_words=_next_words(found.state, scheme, course),
        may_begin=may_begin_proposal(session, found, filings),
        declared=found.state is ApplicationState.DRAFT and found.receipt_number is not None,
        snapshots=[
            (one, scheme.form_for(kind, course).title)
            for one, kind in snapshots_of(session, application_id)
        ],
        corrections=[
            (one, _labels(scheme, found, filings, one), CORRECTION_STEPS.names[one.state])
            for one in corrections
        ],
        awards=_awards(session, application_id),
        presentations=own_times(session, catalog, found),
        has_result=found.state in TOLD and result_is_released(session, application_id),
        timeline=timeline_of(happened),
        draws=DRAWS,
        panels=panels_for(Page.OWN_APPLICATION, Subject.of_application(found)),
        may_withdraw=ApplicationState.WITHDRAWN in APPLICATION_STEPS.onward.get(found.state, ()),
    )


def _next_words(state: ApplicationState, scheme: Scheme, course: Course) -> str:
    """Say what comes next; without a panel or money, in the words of what there is."""
    if state is ApplicationState.ACCEPTED and not scheme.stages_of(course):
        return UNJUDGED
    if state is ApplicationState.SELECTED and not course.funding.gives_money:
        return UNPAID
    return NEXT.get(state, "").format(money=scheme.money)


def _unfinished(application: Application, filings: Sequence[Filing]) -> list[Filing]:
    """Give the documents that can still be handed in."""
    if application.state is ApplicationState.WITHDRAWN:
        return []
    return [one for one in filings if one.filed_at is None and not is_late(one, None, now())]


def _todos(
    application: Application,
    scheme: Scheme,
    filings: Sequence[Filing],
    corrections: Sequence[Correction],
) -> list[Todo]:
    if application.state is ApplicationState.WITHDRAWN:
        return []
    due = {one.filing_id: one for one in corrections if one.state is CorrectionState.ASKED}
    todos = []
    for filing in filings:
        title = scheme.form_for(filing.kind, scheme.course(application.course_id)).title
        url = url_for("applicant.open_filing", filing_id=filing.id)
        if correction := due.get(filing.id):
            closes = next_midnight(correction.due_on)
            todos.append(Todo(f"{title}を直して、もう一度提出する", url, "直す", "", closes))
        elif filing.filed_at is None:
            closes_at = filing_closes_at(filing, None)
            taken = filing.kind in TAKEN_LATE
            if closes_at is None or taken or in_time(now(), closes_at):
                todos.append(Todo(f"{title}を仕上げて提出する", url, "続きを書く", "", closes_at))
    return todos


def _labels(
    scheme: Scheme, application: Application, filings: Sequence[Filing], correction: Correction
) -> str:
    """Name the questions that a correction opens."""
    kinds = {one.id: one.kind for one in filings}
    form = scheme.form_for(kinds[correction.filing_id], scheme.course(application.course_id))
    labels = {one.id: one.label for one in form.questions()}
    return "、".join(labels.get(one, one) for one in correction.fields)


def _awards(session: Session, application_id: int) -> list[AwardLink]:
    rows = session.execute(
        select(Award.id, Award.fiscal_year, Award.state)
        .where(Award.application_id == application_id)
        .order_by(Award.number)
    )
    return [
        AwardLink(url_for("applicant.award", award_id=key), year, AWARD_STEPS.names[state])
        for key, year, state in rows
    ]
