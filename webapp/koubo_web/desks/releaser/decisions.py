"""Releasing: what waits, a decision with all its lines and letters, and the confirming page."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.queries.decisions import (
    SHOWN,
    DecisionPage,
    DecisionRow,
    decision_page,
    decision_rows,
    newer_draft,
)
from koubo.award.grants.queries.call_money import call_money
from koubo.award.rules import DecisionKind, DecisionState
from koubo.calendar import day_in_japan
from koubo.lifecycle.release import release_decision
from koubo.people.rules import SeatKind
from koubo.problems import Stale
from koubo_web.access import seat
from koubo_web.desks.award_words import decision_name, decision_row_tag, outcome_tag
from koubo_web.desks.releaser.desk import desk
from koubo_web.desks.releaser.shown import NOTHING_SEEN, shown_facts, what_changed
from koubo_web.desks.releaser.todo import todos_of
from koubo_web.desks.todo import cards
from koubo_web.printing import press
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/")
@seat(SeatKind.RELEASER)
def home() -> ResponseReturnValue:
    """Show the decisions that wait for this person, and those that wait for others."""
    work, who = unit_of_work(), actor()
    drafted = decision_rows(work.session, who, state=DecisionState.DRAFTED)
    own = [one for one in drafted if one.drafted_by == who.person_id]
    asked = [one for one in drafted if one.kessai_on is None and one not in own]
    todos = todos_of(drafted, who, work.now)
    return render_template(
        "releaser/home.html",
        todos=cards(todos, now()),
        counts=[
            ("施行を待つ決定", len(todos), "件", ""),
            ("決裁の記録を待つ決定", len(asked), "件", ""),
        ],
        own=[_entry(one) for one in own],
        asked=[_entry(one) for one in asked],
    )


def _entry(row: DecisionRow) -> dict[str, Any]:
    """Give a decision as the macro ``entries`` shows it."""
    return {
        "title": f"{decision_name(row.kind)}（{row.lines}件）",
        "url": url_for("releaser.decision", decision_id=row.id),
        "tag": decision_row_tag(row),
        "note": f"{row.call_title}　起案 {row.drafter}",
    }


@desk.get("/decisions")
@seat(SeatKind.RELEASER)
def decisions() -> ResponseReturnValue:
    """List every decision, newest first."""
    before = request.args.get("before", type=int)
    rows = decision_rows(unit_of_work().session, actor(), before=before)
    return render_template(
        "releaser/decisions.html",
        rows=[(one, decision_name(one.kind), decision_row_tag(one)) for one in rows],
        next_before=rows[-1].id if len(rows) == SHOWN else None,
    )


@desk.get("/decisions/<int:decision_id>")
@seat(SeatKind.RELEASER)
def decision(decision_id: int) -> ResponseReturnValue:
    """Show a decision with all its lines, their workings and letters."""
    session, who = unit_of_work().session, actor()
    page = decision_page(session, who, decision_id)
    [money] = call_money(session, who, page.call_id)
    return render_template(
        "releaser/decision.html",
        page=page,
        name=decision_name(page.row.kind),
        tag=decision_row_tag(page.row),
        outcomes={one.id: outcome_tag(one.outcome) for one in page.lines},
        money=money,
        takes_budget=page.row.kind is DecisionKind.GRANT,
        waits=page.row.state is DecisionState.DRAFTED,
        asked=page.row.kessai_on is None,
        early=page.row.issued_on is not None and page.row.issued_on > day_in_japan(now()),
        own_draft=page.row.drafted_by == who.person_id,
    )


@desk.get("/decisions/<int:decision_id>/release")
@seat(SeatKind.RELEASER)
def confirm_release(decision_id: int) -> ResponseReturnValue:
    """Ask whether a decision is to be issued, and say what follows."""
    return _confirm_page(decision_page(unit_of_work().session, actor(), decision_id))


def _confirm_page(page: DecisionPage, changes: Sequence[tuple[str, str, str]] = ()) -> str:
    return render_template(
        "releaser/release.html",
        page=page,
        name=decision_name(page.row.kind),
        consequences=_consequences(page),
        shown=shown_facts(page),
        changes=changes,
    )


def _consequences(page: DecisionPage) -> list[str]:
    told = [
        f"通知書 {len(page.lines)}通が発行され、団体がこのサイトで見られるようになります。",
        "団体に「通知書が届いた」というメールが届きます。",
    ]
    if page.row.kind is DecisionKind.SELECTION and page.row.total:
        told.append("採択された団体は、交付申請書を作れるようになります。")
    if page.row.kind is DecisionKind.SELECTION:
        told.append("審査の結果が、この募集の公開ページに載ります（制度で公表と決めた項目だけ）。")
    if page.row.kind is DecisionKind.GRANT:
        told.append("予算からこの決定の額が引かれます。")
    if page.row.kind is DecisionKind.SETTLEMENT:
        told.append("多く支払った団体には、返還の記録が作られます。")
    return [*told, "施行した決定と通知書は、あとから書き換えられません。"]


@desk.post("/decisions/<int:decision_id>/release")
@seat(SeatKind.RELEASER)
def release(decision_id: int) -> ResponseReturnValue:
    """Issue a decision with its letters; what changed since the page was opened is shown first."""
    work, who = unit_of_work(), actor()
    page = decision_page(work.session, who, decision_id)
    version = version_of(request.form)
    if page.row.version != version:
        return _changed_answer(page), 409
    try:
        release_decision(work, site().catalog, press(), who, decision_id, version=version)
    except Stale:
        work.session.expire_all()
        return _changed_answer(decision_page(work.session, who, decision_id)), 409
    flash("施行しました。通知書を発行し、団体にメールで知らせます。", "success")
    return redirect(url_for("releaser.decision", decision_id=decision_id), 303)


def _changed_answer(page: DecisionPage) -> str:
    """Show what is other than on the page that was sent, and ask again where that still may be."""
    changes = what_changed(page, request.form)
    if page.row.state is DecisionState.DRAFTED and page.row.kessai_on is not None:
        return _confirm_page(page, changes or NOTHING_SEEN)
    newer = newer_draft(unit_of_work().session, actor(), page)
    return render_template(
        "releaser/changed.html",
        page=page,
        name=decision_name(page.row.kind),
        tag=decision_row_tag(page.row),
        changes=changes,
        newer=newer,
    )
