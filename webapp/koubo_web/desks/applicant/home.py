"""The home of an organisation's member: what is due, and all applications."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.own import SHOWN, OwnApplication, own_applications
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.award.queries import AwardRow, awards_by_application
from koubo.people.queries import organisations_of
from koubo.reporting.accounts.standing import OPEN
from koubo.schemes.offering import known_schemes
from koubo.schemes.rules import Scheme
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.next_step import Step, next_steps, waits_for_city
from koubo_web.desks.applicant.offers_todo import offers_todo
from koubo_web.desks.applicant.todo import to_begin, todo
from koubo_web.desks.award_words import award_tag
from koubo_web.desks.todo import cards
from koubo_web.requests import actor, now, site, unit_of_work

TONES = {
    ApplicationState.DRAFT: "neutral",
    ApplicationState.FILED: "blue",
    ApplicationState.IN_CORRECTION: "yellow",
    ApplicationState.ACCEPTED: "blue",
    ApplicationState.INELIGIBLE: "red",
    ApplicationState.SELECTED: "green",
    ApplicationState.RUNNER_UP: "blue",
    ApplicationState.NOT_SELECTED: "grey",
    ApplicationState.WITHDRAWN: "grey",
}
DECLARED = ("参加表明済み", "blue")
ASKED_TO_MEND = ("直しを頼まれています（補正中）", "yellow")
"""The office's word alone tells a volunteer nothing of what is to be done."""


def state_of(state: ApplicationState, receipt_number: str | None) -> tuple[str, str]:
    """Give a state's words and tone for applicants; a draft with a number is one whose 参加表明 came in."""
    if state is ApplicationState.DRAFT and receipt_number is not None:
        return DECLARED
    if state is ApplicationState.IN_CORRECTION:
        return ASKED_TO_MEND
    return APPLICATION_STEPS.names[state], TONES[state]


@desk.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """Show what is due first, then every application and the calls to apply in."""
    work, who, catalog = unit_of_work(), actor(), site().catalog
    before = request.args.get("before", type=int)
    applications = own_applications(work.session, who, before=before)
    selected = [one.id for one in applications if one.state is ApplicationState.SELECTED]
    awards = awards_by_application(work.session, selected) if selected else {}
    schemes = known_schemes(work.session, catalog, [one.scheme_id for one in applications])
    todos = [*offers_todo(work.session, applications), *todo(work, catalog, who)]
    steps, organisations = next_steps(todos), organisations_of(work.session, who)
    return render_template(
        "applicant/home.html",
        todos=cards(todos, now()),
        calls=[
            {"title": one.title, "url": one.url, "note": one.text} for one in to_begin(work, who)
        ],
        organisations=organisations,
        rows=[
            _row(
                one,
                _told(one, _course_title(schemes, one), with_organisation=len(organisations) > 1),
                awards.get(one.id),
                steps.get(one.id),
            )
            for one in applications
        ],
        next_before=applications[-1].id if len(applications) == SHOWN else None,
    )


def _row(
    row: OwnApplication, told: str, award: AwardRow | None, step: Step | None
) -> dict[str, Any]:
    """Give an application as the macro ``entries`` shows it, with the way to its award."""
    words, url = step or _reads_result(row) or waits_for_city(row, award.state if award else None)
    entry: dict[str, Any] = {
        "title": row.project_name or "（事業の名称は未入力）",
        "is_name": bool(row.project_name),
        "url": url_for("applicant.application", application_id=row.id),
        "tag": state_of(row.state, row.receipt_number),
        "note": told,
        # The project is named above.
        "next": words.replace(f"「{row.project_name}」", "").removesuffix(f"：{row.project_name}"),
        "next_url": url,
    }
    if award is None:
        return entry
    more = ("交付の手続き", url_for("applicant.award", award_id=award.id), award_tag(award.state))
    if award.state not in OPEN:
        return entry | {"more": more}
    # Receipts come in one by one, on the way: the form that takes a photograph is one press away.
    book = url_for("applicant.new_expense", award_id=award.id)
    return entry | {"more": more, "also": ("領収書を会計に書く", book)}


def _reads_result(row: OwnApplication) -> Step | None:
    """Give the way to the reasons where the application was not chosen; else none."""
    if row.state is not ApplicationState.NOT_SELECTED:
        return None
    return "審査の結果と理由を見る", url_for("applicant.result", application_id=row.id)


def _told(row: OwnApplication, course: str, *, with_organisation: bool) -> str:
    """Give the facts of an application, line by line."""
    number = f"受付番号 {row.receipt_number}" if row.receipt_number else "まだ提出していません"
    lines = [f"{row.call_title}　{course}", number]
    return "\n".join([row.organisation, *lines] if with_organisation else lines)


def _course_title(schemes: Mapping[str, Scheme], row: OwnApplication) -> str:
    scheme = schemes.get(row.scheme_id)
    titles = {one.id: one.title for one in scheme.courses} if scheme else {}
    return titles.get(row.course_id, "")
