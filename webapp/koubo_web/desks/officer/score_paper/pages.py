"""Score sheets on paper: printing blank ones, what waits for whom, the scans."""

import logging
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.papers.score_sheets import print_score_sheets
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.review.paper.actions.scans import SCAN_QUESTION, keep_member_scan
from koubo.review.paper.policy import load_scan
from koubo.review.paper.queries.printing import score_sheet_sets
from koubo.review.paper.queries.sheets import (
    PaperLine,
    PaperMember,
    PaperStage,
    paper_lines,
    paper_stage,
    scans_of,
    waiting_lines,
)
from koubo.review.paper.rules import PAPER_STEPS, PaperState, review_of_number
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo_web.access import seat
from koubo_web.desks.files import stored_file
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.file_fields import accept, file_rules
from koubo_web.requests import actor, site, unit_of_work

access_log = logging.getLogger("koubo.access")

MOST_WAITING = 20
NO_SUCH_NUMBER = (
    "この番号の審査票は、この審査にはありません。"
    "紙の右上の審査票番号（例：S-0012-47）を、もう一度確かめてください。"
)
TONES = {
    PaperState.KEYED: "yellow",
    PaperState.RETURNED: "red",
    PaperState.CHECKED: "green",
    PaperState.DROPPED: "grey",
}


@desk.get("/calls/<int:call_id>/review/<stage_id>/paper")
@seat(SeatKind.OFFICER)
def score_paper(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show how many sheets of each reviewer wait for what; find one by its number."""
    stage = _stage(call_id, stage_id)
    if sought := request.args.get("number", "").strip():
        if url := _found(stage, sought):
            return redirect(url)
        return _overview(stage, sought, (Problem("number", NO_SUCH_NUMBER, "number"),)), 404
    return _overview(stage)


@desk.get("/calls/<int:call_id>/review/<stage_id>/paper/sheets.pdf")
@seat(SeatKind.OFFICER)
def score_sheets_pdf(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Print blank sheets: of one reviewer, or of all in one file."""
    sets = score_sheet_sets(
        unit_of_work().session,
        site().catalog,
        actor(),
        call_id,
        stage_id,
        member_id=request.args.get("member", type=int),
    )
    whose = sets[0].cover.reviewer if len(sets) == 1 else "全員"
    answer = Response(print_score_sheets(sets), mimetype="application/pdf")
    name = quote(f"審査票 {sets[0].cover.title} {whose}.pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    return answer


@desk.get("/calls/<int:call_id>/review/<stage_id>/paper/members/<int:member_id>")
@seat(SeatKind.OFFICER)
def score_paper_member(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Show one reviewer's sheets in the order of presentation, and the scans of them."""
    return _member_page(call_id, stage_id, member_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/paper/members/<int:member_id>")
@seat(SeatKind.OFFICER)
def keep_score_scan(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Keep one scan of all that a reviewer handed in."""
    sent = request.files.get("scan")
    try:
        if sent is None or not sent.filename:
            raise Problems([Problem("no_file", "スキャンのファイルを選んでください。", "scan")])
        keep_member_scan(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            call_id,
            stage_id=stage_id,
            member_id=member_id,
            name=sent.filename,
            stream=sent.stream,  # type: ignore[arg-type]
        )
    except Problems as found:
        return _member_page(call_id, stage_id, member_id, found.problems), 422
    flash("スキャンを添付しました。スキャンのない審査票に付けました。", "success")
    where = url_for(
        "officer.score_paper_member", call_id=call_id, stage_id=stage_id, member_id=member_id
    )
    return redirect(where, 303)


@desk.get("/paper-scans/<int:scan_id>")
@seat(SeatKind.OFFICER)
def paper_scan(scan_id: int) -> ResponseReturnValue:
    """Send a scan to an officer who may see all that is on it; reading it is logged."""
    who = actor()
    scan = load_scan(unit_of_work().session, who, scan_id)
    access_log.info("person %d read paper scan %d", who.person_id, scan_id)
    return stored_file(scan, name=scan.name)


def line_words(line: PaperLine) -> tuple[str, str]:
    """Give in words where a sheet is, and the tone."""
    if line.paper_state is not None and line.state is not ReviewState.HANDED_IN:
        return PAPER_STEPS.names[line.paper_state], TONES[line.paper_state]
    if line.state is ReviewState.DECLARED:
        return "入力待ち", "neutral"
    tone = "green" if line.state is ReviewState.HANDED_IN else "grey"
    return REVIEW_STEPS.names[line.state], tone


def _stage(call_id: int, stage_id: str) -> PaperStage:
    return paper_stage(unit_of_work().session, site().catalog, actor(), call_id, stage_id)


def _found(stage: PaperStage, sought: str) -> str:
    """Give the page of the sheet with a number: to key it, or to read it back."""
    review_id = review_of_number(sought)
    if review_id is None:
        return ""
    session, who = unit_of_work().session, actor()
    for line in paper_lines(session, who, stage.call.id, stage.stage, review_id=review_id):
        is_anothers = line.keyed_by not in (None, who.person_id)
        if line.paper_state is PaperState.KEYED and is_anothers:
            return url_for("officer.read_score_sheet", paper_id=line.paper_id)
        return url_for("officer.key_score_sheet", review_id=line.review_id)
    return ""


def _overview(stage: PaperStage, sought: str = "", problems: tuple[Problem, ...] = ()) -> str:
    session, who = unit_of_work().session, actor()
    return render_template(
        "officer/score_paper/overview.html",
        stage=stage,
        sought=sought,
        problems=problems,
        rows=[(one, one.states[ReviewState.HANDED_IN]) for one in stage.members],
        keyed=PaperState.KEYED,
        returned=PaperState.RETURNED,
        undeclared=ReviewState.ASSIGNED,
        waiting=waiting_lines(session, who, stage.call.id, stage.stage, limit=MOST_WAITING),
    )


def _member_page(
    call_id: int, stage_id: str, member_id: int, problems: tuple[Problem, ...] = ()
) -> str:
    session, who = unit_of_work().session, actor()
    stage = _stage(call_id, stage_id)
    member = _member(stage, member_id)
    lines = paper_lines(session, who, call_id, stage.stage, member_id=member_id)
    return render_template(
        "officer/score_paper/member.html",
        stage=stage,
        member=member,
        lines=[(one, *line_words(one)) for one in lines],
        first=next((one for one in lines if one.waits_to_be_keyed), None),
        undeclared=member.states[ReviewState.ASSIGNED],
        scans=scans_of(session, member_id, stage_id),
        person_id=who.person_id,
        accept=accept(SCAN_QUESTION),
        rules=file_rules(SCAN_QUESTION, only_one=True),
        support=SCAN_QUESTION.support,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )


def _member(stage: PaperStage, member_id: int) -> PaperMember:
    for one in stage.members:
        if one.id == member_id:
            return one
    raise NotFound
