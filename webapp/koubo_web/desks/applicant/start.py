"""Beginning an application: which organisation, which course, which theme."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from koubo.applications.actions.copying import Copied, copy_answers
from koubo.applications.actions.drafts import start_application
from koubo.applications.policy import load_own_filing
from koubo.applications.queries.own import own_applications
from koubo.calendar import in_time
from koubo.people.queries import organisations_of
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.deadlines import Track, has_tracks, tracks_of
from koubo.schemes.queries import CallPage, call_page
from koubo.schemes.rules import Course, Phase, ThemeState
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.sections import page_to_go_on
from koubo_web.desks.deadlines import closing_words, track_lines
from koubo_web.requests import actor, now, site, unit_of_work

MOST_EARLIER = 20
"""How many earlier applications are offered to copy from."""
MOST_LABELS = 5
TO_CHOOSE = frozenset({ThemeState.PUBLISHED, ThemeState.TAKEN})


@desk.get("/calls/<int:call_id>/start")
@signed_in
def start(call_id: int) -> ResponseReturnValue:
    """Ask with what to begin; who has no organisation yet records one first."""
    if not actor().organisation_ids:
        flash("応募は団体の名前で行います。はじめに団体を登録してください。", "info-1")
        return redirect(url_for("applicant.new_organisation"))
    page = call_page(unit_of_work().session, call_id)
    if page.phase(now()) is not Phase.OPEN:
        return redirect(url_for("public.call", call_id=call_id))
    return _form(page, MultiDict())


@desk.post("/calls/<int:call_id>/start")
@signed_in
def begin(call_id: int) -> ResponseReturnValue:
    """Begin the application, and open the first page of its form."""
    work, who, catalog = unit_of_work(), actor(), site().catalog
    page = call_page(work.session, call_id)
    scheme = catalog.of(page.release)
    course_id = request.form.get("course_id", "")
    try:
        _require_choice(page, course_id)
        organisation_id = _number("organisation_id")
        if organisation_id not in who.organisation_ids:
            raise Problems([Problem("organisation", "団体を選んでください。", "organisation_id")])
        course = scheme.course(course_id)
        _require_theme_choice(page, course)
        filing_id = start_application(
            work,
            catalog,
            who,
            call_id,
            course_id=course_id,
            organisation_id=organisation_id,
            theme_id=_number("theme_id") if course.takes_themes else None,
        )
        copied = _copy(filing_id)
    except Problems as found:
        return _form(page, request.form, found.problems), 422
    flash("応募を始めました。下書きは、いつでも保存して中断できます。", "success")
    if copied is not None:
        flash(_copied_words(copied), "info-1")
    return redirect(page_to_go_on(load_own_filing(work.session, who, filing_id)), 303)


def _copy(filing_id: int) -> Copied | None:
    """Take over what an earlier application says, where somebody chose one."""
    source_id = _number("source_id")
    if source_id is None:
        return None
    return copy_answers(unit_of_work(), site().catalog, actor(), filing_id, source_id=source_id)


def _copied_words(copied: Copied) -> str:
    told = f"前の応募から{copied.taken}か所を写しました。誓約と添付ファイルは、あらためて入力してください。"
    if not copied.left:
        return told
    labels = "".join(f"「{one}」" for one in copied.left[:MOST_LABELS])
    more = "など" if len(copied.left) > MOST_LABELS else ""
    return f"{told}{labels}{more}は、様式が違うため写せませんでした。各ページの下の「前の様式の項目」で読めます。"


def _earlier(organisations: int) -> list[tuple[str, str]]:
    """Give the applications whose answers may be taken over, newest first."""
    found = own_applications(unit_of_work().session, actor(), limit=MOST_EARLIER)
    return [
        (
            str(one.id),
            f"{one.project_name or '（事業の名称は未入力）'}（{one.call_title}）"
            + (f"　{one.organisation}" if organisations > 1 else ""),
        )
        for one in found
    ]


def _require_choice(page: CallPage, course_id: str) -> None:
    if course_id not in page.course_ids:
        raise Problems([Problem("course", "コースを選んでください。", "course_id")])


def _require_theme_choice(page: CallPage, course: Course) -> None:
    """Ask where one may answer a theme or not: nothing ticked is no answer."""
    themed = in_time(now(), page.deadlines.of(Track(course.id, with_theme=True)))
    if has_tracks(course) and themed and _themes(page) and not request.form.get("theme_id"):
        message = "市のテーマに応えるかどうかを選んでください。"
        raise Problems([Problem("theme_choice", message, "theme_id")])


def _number(name: str) -> int | None:
    return request.form.get(name, type=int)


def _themes(page: CallPage) -> list[tuple[str, str, str]]:
    return [
        (str(one.id), one.title, f"{one.department}　{one.issue}")
        for one in page.themes
        if one.state in TO_CHOOSE
    ]


def _form(page: CallPage, typed: MultiDict[str, str], problems: tuple[Problem, ...] = ()) -> str:
    scheme = site().catalog.of(page.release)
    courses = [scheme.course(one) for one in page.course_ids]
    organisations = organisations_of(unit_of_work().session, actor())
    if not organisations:
        raise NotFound
    tracks = track_lines(page.deadlines, courses, now())
    still_open = {one.track for one in tracks if not one.is_over}
    takes = [one for one in courses if Track(one.id, with_theme=True) in still_open]
    shown: dict[str, Any] = {
        "closes": closing_words(tracks, page.facts.closes_at),
        "closed": [one for one in tracks if one.is_over],
        "courses": [
            (one.id, one.title, one.summary)
            for one in courses
            if not still_open.isdisjoint(tracks_of(one))
        ],
        "bound": [one.title for one in takes if one.theme_bound],
        "either": [one.title for one in takes if has_tracks(one)],
        "themes": _themes(page) if takes else [],
        "organisations": [(str(one.id), one.name, one.kind) for one in organisations],
        "only": organisations[0] if len(organisations) == 1 else None,
        "earlier": _earlier(len(organisations)),
        "errors": {one.field: one.message for one in problems},
    }
    return render_template(
        "applicant/start.html", call=page, typed=typed, problems=problems, **shown
    )
