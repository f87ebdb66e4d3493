"""Keying a score sheet from paper: digits down one column, then the next sheet."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, format_date
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.review.models import Review
from koubo.review.paper.actions.scans import SCAN_QUESTION, keep_sheet_scan
from koubo.review.paper.actions.sheets import begun_on_web, key_paper_sheet, live_sheet
from koubo.review.paper.blank import is_taken
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.paper.queries.sheets import PaperLine, paper_lines
from koubo.review.paper.rules import COMMENT, NOT_MARKED, cells_from_json, sheet_number, told
from koubo.review.paper.schemas import PaperInput, read_paper
from koubo.review.policy import load_reviewed_sheet
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rules import ReviewState, reason_field
from koubo.review.schemas import COMMENT_LENGTH, REASON_LENGTH
from koubo.review.selection.values import CellState
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import CallFacts
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import clean
from koubo_web.forms.file_fields import accept, file_rules
from koubo_web.forms.score_sheet import sheet_fields
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import UNKNOWN, version_of

BESIDE = ("marked_on", "total")
KEPT_MEANWHILE = (
    "ほかの職員がこの審査票を先に入力しました。あなたの入力は下に残してあります。"
    "まだ保存していません。紙と見比べて、よければもう一度保存してください。"
)


class Keying:
    """One paper on the officer's desk: whose it is, and what was keyed of it so far."""

    def __init__(self, review_id: int) -> None:
        session = unit_of_work().session
        self.review: Review = load_reviewed_sheet(session, actor(), review_id)
        call = call_of(session, self.review)
        scheme = site().catalog.of(call.release)
        self.call: CallFacts = call.facts()
        self.rule: SelectionRule = scheme.selection
        self.stage: Stage = stage_of(scheme, self.review.stage_id)
        self.kept: PaperSheet | None = live_sheet(session, review_id)
        found = paper_lines(session, actor(), call.id, self.stage, review_id=review_id)
        if not found and self.review.state is ReviewState.RECUSED:
            raise NotFound
        if not found:
            raise Refused("この審査票は、欠席や交代などで審査から外れたため、入力できません。")
        self.line: PaperLine = found[0]

    @property
    def version(self) -> int:
        """Give the version of what was keyed; 0 where nothing was."""
        return self.kept.version if self.kept else 0

    @property
    def is_open(self) -> bool:
        """Say whether the sheet may be keyed."""
        return self.review.state is ReviewState.DECLARED

    @property
    def scan(self) -> PaperScan | None:
        """Give the scan beside what was keyed."""
        scan_id = self.kept.scan_id if self.kept else None
        return unit_of_work().session.get(PaperScan, scan_id) if scan_id else None

    def texts(self) -> dict[str, str]:
        """Give what was keyed as the texts of its fields."""
        texts = dict.fromkeys((*sheet_fields(self.stage), *BESIDE), "")
        if self.kept is None:
            return texts
        cells = cells_from_json(self.kept.cells)
        for criterion in self.stage.criteria:
            if cell := cells.get(criterion.id):
                points = cell.points
                texts[criterion.id] = told(criterion, cell) if points is None else str(points)
                texts[reason_field(criterion.id)] = cell.reason
        marked_on = self.kept.marked_on
        day = format_date(marked_on) if marked_on else ""
        return texts | {COMMENT: self.kept.comment, "marked_on": day}


@desk.get("/score-sheets/<int:review_id>")
@seat(SeatKind.OFFICER)
def key_score_sheet(review_id: int) -> ResponseReturnValue:
    """Show the sheet with a field for each mark, in the order of the paper."""
    keying = Keying(review_id)
    texts = keying.texts()
    texts["marked_on"] = texts["marked_on"] or request.args.get("day", "")[:30]
    return _page(keying, texts)


@desk.post("/score-sheets/<int:review_id>")
@seat(SeatKind.OFFICER)
def keep_score_sheet(review_id: int) -> ResponseReturnValue:
    """Keep what was keyed, and go on to the reviewer's next sheet."""
    keying = Keying(review_id)
    typed = typed_paper(keying.stage)
    is_newest = version_of(request.form) == keying.version
    problems = _keep_scan(review_id)
    keying = Keying(review_id)  # a scan put beside what was keyed has made it newer
    try:
        if problems:
            raise Problems(problems)
        key_paper_sheet(
            unit_of_work(),
            site().catalog,
            actor(),
            review_id,
            paper=read_typed(keying, typed),
            version=keying.version if is_newest else UNKNOWN,
        )
    except Problems as raised:
        return _page(Keying(review_id), typed, raised.problems), 422
    except Stale:
        return _page(Keying(review_id), typed, warning=KEPT_MEANWHILE), 409
    return _go_on(keying, typed["marked_on"])


def typed_paper(stage: Stage) -> dict[str, str]:
    """Give what was typed into the fields of a paper, and nothing else that was sent."""
    names = (*sheet_fields(stage), *BESIDE)
    return {name: clean(request.form.get(name, "")) for name in names}


def read_typed(keying: Keying, typed: dict[str, str]) -> PaperInput:
    """Judge what was typed; Problems by field."""
    return read_paper(keying.stage, keying.rule, typed, today=day_in_japan(now()))


def fields_of(keying: Keying) -> list[dict[str, str]]:
    """Give the fields for the marks, each with what may be typed into it."""
    return [
        {
            "name": one.id,
            "title": one.title,
            "scale": f"{one.lowest}〜{one.highest}",
            "reason": reason_field(one.id),
        }
        for one in keying.stage.criteria
    ]


def short_words(rule: SelectionRule) -> str:
    """Say what may be typed in place of points."""
    short = {CellState.NOT_APPLICABLE: "「対」か t", CellState.ABSTAINED: "「棄」か k"}
    taken = [f"{NOT_MARKED[one]}は{keys}" for one, keys in short.items() if is_taken(rule, one)]
    return "、".join(taken)


def _keep_scan(review_id: int) -> tuple[Problem, ...]:
    """Keep the scan first: a browser does not send a file again after a mistake in a mark."""
    sent = request.files.get("scan")
    if sent is None or not sent.filename:
        return ()
    try:
        keep_sheet_scan(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            review_id,
            name=sent.filename,
            stream=sent.stream,  # type: ignore[arg-type]
        )
    except Problems as found:
        return tuple(replace(one, field="scan") for one in found.problems)
    return ()


def _go_on(keying: Keying, day: str) -> ResponseReturnValue:
    """Go to the reviewer's next sheet that nobody has keyed, the day on the paper filled in."""
    line = keying.line
    lines = paper_lines(
        unit_of_work().session, actor(), keying.call.id, keying.stage, member_id=line.member_id
    )
    waiting = [one for one in lines if one.waits_to_be_keyed]
    number = sheet_number(line.review_id)
    if not waiting:
        flash(f"{number} を入力しました。{line.reviewer}の入力は終わりです。", "success")
        where = url_for(
            "officer.score_paper_member",
            call_id=keying.call.id,
            stage_id=keying.stage.id,
            member_id=line.member_id,
        )
        return redirect(where, 303)
    flash(f"{number} を入力しました。{line.reviewer}の残りは{len(waiting)}件です。", "success")
    places = [one.review_id for one in lines]
    at = places.index(line.review_id)
    following = [one for one in waiting if places.index(one.review_id) > at]
    after = (following or waiting)[0]
    url = url_for("officer.key_score_sheet", review_id=after.review_id, day=day or None)
    return redirect(url, 303)


def _page(
    keying: Keying,
    texts: dict[str, str],
    problems: tuple[Problem, ...] = (),
    warning: str = "",
) -> str:
    return render_template(
        "officer/score_paper/key.html",
        keying=keying,
        line=keying.line,
        texts=texts,
        marks=fields_of(keying),
        short=short_words(keying.rule),
        begun=keying.is_open and begun_on_web(unit_of_work().session, keying.review),
        undeclared=keying.review.state is ReviewState.ASSIGNED,
        scan=keying.scan,
        accept=accept(SCAN_QUESTION),
        rules=file_rules(SCAN_QUESTION, only_one=True),
        reason_length=REASON_LENGTH,
        comment_length=COMMENT_LENGTH,
        problems=problems,
        warning=warning,
        errors={one.field: one.message for one in problems},
    )
