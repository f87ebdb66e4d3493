"""読合せ: another officer reads a keyed score sheet back, or keys it once more to compare."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.review.paper.actions.sheets import (
    ON_THE_WEB,
    agree_paper_sheet,
    begun_on_web,
    drop_paper_sheet,
    return_paper_sheet,
)
from koubo.review.paper.models import PaperSheet
from koubo.review.paper.policy import load_paper_sheet
from koubo.review.paper.queries.sheets import waiting_lines
from koubo.review.paper.rules import (
    COMMENT,
    Difference,
    PaperSource,
    PaperState,
    cells_from_json,
    sheet_number,
    told,
)
from koubo.review.paper.schemas import REASON_LENGTH as WHY_LENGTH
from koubo.review.paper.schemas import PaperInput, read_reason
from koubo.review.rules import reason_field
from koubo.review.schemas import COMMENT_LENGTH, REASON_LENGTH
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.score_paper.keying import (
    Keying,
    fields_of,
    read_typed,
    short_words,
    typed_paper,
)
from koubo_web.forms.call_forms import clean
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

Found = tuple[Problem, ...]


@desk.get("/paper-sheets/<int:paper_id>")
@seat(SeatKind.OFFICER)
def read_score_sheet(paper_id: int) -> ResponseReturnValue:
    """Show every value large beside the scan; or empty fields, to key it once more."""
    return _page(paper_id)


@desk.post("/paper-sheets/<int:paper_id>")
@seat(SeatKind.OFFICER)
def agree_score_sheet(paper_id: int) -> ResponseReturnValue:
    """Hand the sheet in, or return it with what is not the same."""
    paper = load_paper_sheet(unit_of_work().session, actor(), paper_id)
    review_id, version = paper.review_id, version_of(request.form)
    keying = Keying(review_id)
    try:
        if request.form.get("do") == "return":
            differs = _ticked(keying, paper)
            return_paper_sheet(unit_of_work(), actor(), paper_id, version=version, differs=differs)
        else:
            differs = agree_paper_sheet(
                unit_of_work(),
                site().catalog,
                actor(),
                paper_id,
                version=version,
                read=_read(keying),
                over_web=clean(request.form.get("over_web", ""))[:WHY_LENGTH],
            )
    except Problems as found:
        return _page(paper_id, found.problems), 422
    except Refused as refused:
        # What was ticked and written stays on the page, beside the way on.
        return _page(paper_id, (Problem("refused", refused.message),)), 409
    return _go_on(keying, differs)


@desk.get("/paper-sheets/<int:paper_id>/drop")
@seat(SeatKind.OFFICER)
def dropping_score_sheet(paper_id: int) -> ResponseReturnValue:
    """Ask why what was keyed is thrown away."""
    return _drop_page(paper_id)


@desk.post("/paper-sheets/<int:paper_id>/drop")
@seat(SeatKind.OFFICER)
def drop_score_sheet(paper_id: int) -> ResponseReturnValue:
    """Throw away what was keyed."""
    keying = Keying(load_paper_sheet(unit_of_work().session, actor(), paper_id).review_id)
    try:
        reason = read_reason(request.form, "reason", "取り消す理由")
        version = version_of(request.form)
        drop_paper_sheet(unit_of_work(), actor(), paper_id, version=version, reason=reason)
    except Problems as found:
        return _drop_page(paper_id, found.problems), 422
    flash(f"{keying.line.number} の入力を取り消しました。", "success")
    return redirect(_member_url(keying), 303)


def lines_of(keying: Keying, paper: PaperSheet) -> list[tuple[str, str, str]]:
    """Give what was keyed, as it is read aloud: field, label, value."""
    cells = cells_from_json(paper.cells)
    lines: list[tuple[str, str, str]] = []
    for one in keying.stage.criteria:
        if cell := cells.get(one.id):
            lines.append((one.id, one.title, told(one, cell)))
            if cell.reason:
                field = reason_field(one.id)
                lines.append((field, f"{one.title}の理由・意見", cell.reason))
    return [*lines, (COMMENT, "全体の意見", paper.comment or "（なし）")]


def _read(keying: Keying) -> PaperInput | None:
    """Give the second keying; None where it was read aloud."""
    if request.form.get("do") != "twice":
        return None
    return read_typed(keying, typed_paper(keying.stage))


def _ticked(keying: Keying, paper: PaperSheet) -> tuple[Difference, ...]:
    """Give what was ticked as not the same, with the word on what the paper says."""
    ticked = set(request.form.getlist("differs"))
    note = clean(request.form.get("note", ""))[:WHY_LENGTH].strip()
    return tuple(
        Difference(field, label, value, note)
        for field, label, value in lines_of(keying, paper)
        if field in ticked
    )


def _go_on(keying: Keying, differs: tuple[Difference, ...]) -> ResponseReturnValue:
    """Go to the next paper that the officer may read, or back to the reviewer's."""
    number = sheet_number(keying.line.review_id)
    if differs:
        flash(f"{number} は紙と違うため、入力をやり直すように戻しました。", "warning")
    else:
        flash(f"{number} を読み合わせました。審査票は提出済みになりました。", "success")
    waiting = waiting_lines(unit_of_work().session, actor(), keying.call.id, keying.stage, limit=1)
    if waiting:
        return redirect(url_for("officer.read_score_sheet", paper_id=waiting[0].paper_id), 303)
    return redirect(_member_url(keying), 303)


def _member_url(keying: Keying) -> str:
    return url_for(
        "officer.score_paper_member",
        call_id=keying.call.id,
        stage_id=keying.stage.id,
        member_id=keying.line.member_id,
    )


def _page(paper_id: int, problems: Found = ()) -> str:
    paper = load_paper_sheet(unit_of_work().session, actor(), paper_id)
    keying = Keying(paper.review_id)
    may_read = paper.state is PaperState.KEYED and paper.keyed_by != actor().person_id
    twice = "twice" in request.args or request.form.get("do") == "twice"
    begun = may_read and begun_on_web(unit_of_work().session, keying.review)
    return render_template(
        "officer/score_paper/read.html",
        keying=keying,
        line=keying.line,
        paper=paper,
        lines=lines_of(keying, paper),
        may_read=may_read,
        is_mine=paper.keyed_by == actor().person_id,
        is_live=paper.state in (PaperState.KEYED, PaperState.RETURNED),
        from_workbook=paper.source is PaperSource.WORKBOOK,
        returned=paper.state is PaperState.RETURNED,
        twice=twice and may_read,
        marks=fields_of(keying),
        short=short_words(keying.rule),
        texts=typed_paper(keying.stage),
        typed=request.form,
        ticked=request.form.getlist("differs"),
        on_the_web=ON_THE_WEB if begun else "",
        reason_length=REASON_LENGTH,
        comment_length=COMMENT_LENGTH,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )


def _drop_page(paper_id: int, problems: Found = ()) -> str:
    paper = load_paper_sheet(unit_of_work().session, actor(), paper_id)
    if paper.state not in (PaperState.KEYED, PaperState.RETURNED):
        raise Refused("この入力は、もう取り消せません。")
    return render_template(
        "officer/score_paper/drop.html",
        paper=paper,
        line=Keying(paper.review_id).line,
        typed=request.form,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
