"""The account of a report as it was handed in, and the sample of receipts (抽出確認)."""

import secrets
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.snapshots import newest_snapshot
from koubo.calendar import day_in_japan, format_date
from koubo.money import format_number
from koubo.papers.sheets import Cell, Sheet
from koubo.papers.statements import Statement, StatementPart, StatementTable
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem
from koubo.reporting.accounts.handed_in import handed_in_account
from koubo.reporting.checking.sampling import Drawn, Sample, sample
from koubo.reporting.policy import load_report
from koubo.reporting.settling.settling import RECEIPTS
from koubo.schemes.policy import load_call
from koubo.schemes.queries import calls_for
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.workbook_answer import workbook_answer

USUAL = "10%"
COLUMNS = ("番号", "領収書", "団体", "事業", "日付", "支払先", "金額（円）", "原本の確認")
CALLS = 100


@desk.get("/awards/reports/<int:report_id>/account")
@seat(SeatKind.OFFICER)
def report_account(report_id: int) -> ResponseReturnValue:
    """Show the account that came with a report, entry by entry, and what to ask about."""
    session = unit_of_work().session
    report = load_report(session, actor(), report_id)
    snapshot = newest_snapshot(session, report.filing_id)
    if snapshot is None:
        raise NotFound
    found = handed_in_account(session, site().catalog, report.award, snapshot)
    notes: dict[str, list[str]] = {}
    for one in found.notes:
        notes.setdefault(one.field, []).append(one.message)
    return render_template(
        "officer/grants/report_account.html",
        report=report,
        account=found.account,
        notes=notes,
        files={one["sha256"]: one["id"] for one in snapshot.files if one["question"] == RECEIPTS},
    )


@dataclass(frozen=True)
class Asked:
    """What a sample was asked for; the same words draw the same receipts."""

    call_id: int | None
    size: str
    seed: str


def _asked() -> Asked:
    args = request.args
    call_id = args.get("call_id", type=int)
    return Asked(call_id, args.get("size", USUAL), args.get("seed", "").strip())


@desk.get("/awards/reports/sample")
@seat(SeatKind.OFFICER)
def receipt_sample() -> ResponseReturnValue:
    """Ask for a sample, and show it once it was asked for; nothing is recorded by drawing."""
    session, asked = unit_of_work().session, _asked()
    if asked.call_id is not None and not asked.seed:
        chance = replace(asked, seed=secrets.token_hex(4))
        return redirect(url_for("officer.receipt_sample", **_query(chance)), 303)
    problems: tuple[Problem, ...] = ()
    found: Sample | None = None
    if asked.call_id is not None:
        try:
            found = _sample(asked)
        except ValueError as fault:
            problems = (Problem("size", str(fault), "size"),)
    page = render_template(
        "officer/grants/receipt_sample.html",
        calls=[(one.id, one.title) for one in calls_for(session, actor(), limit=CALLS)],
        asked=asked,
        sample=found,
        problems=problems,
        errors=errors_by_field(problems),
        pdf_url=url_for("officer.receipt_sample_pdf", **_query(asked)),
        xlsx_url=url_for("officer.receipt_sample_workbook", **_query(asked)),
    )
    return page, 422 if problems else 200


def _sample(asked: Asked) -> Sample:
    session, who = unit_of_work().session, actor()
    if asked.call_id is None:
        raise NotFound
    load_call(session, who, asked.call_id)
    return sample(session, who, asked.call_id, size=asked.size, seed=asked.seed)


def _query(asked: Asked) -> dict[str, Any]:
    return {"call_id": asked.call_id, "size": asked.size, "seed": asked.seed}


@desk.get("/awards/reports/sample.xlsx")
@seat(SeatKind.OFFICER)
def receipt_sample_workbook() -> ResponseReturnValue:
    """Give the sample as an Excel file to write the results into."""
    asked, found = _printed()
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            one.label,
            one.organisation,
            one.project,
            one.entry.paid_on if one.entry else None,
            one.entry.payee if one.entry else one.file,
            one.entry.amount if one.entry else None,
            "",
        )
        for place, one in enumerate(found.drawn, start=1)
    ]
    widths = (6, 26, 26, 30, 12, 26, 14, 24)
    notes = (_how(asked, found),)
    sheet = Sheet("抽出確認", COLUMNS, rows, widths, notes=notes, yen=frozenset({6}))
    return workbook_answer([sheet], "領収書の抽出確認")


@desk.get("/awards/reports/sample.pdf")
@seat(SeatKind.OFFICER)
def receipt_sample_pdf() -> ResponseReturnValue:
    """Give the sample as a paper to write the results onto."""
    asked, found = _printed()
    rows = tuple(_line(place, one) for place, one in enumerate(found.drawn, start=1))
    columns = tuple((one, one in ("番号", "金額（円）")) for one in COLUMNS)
    paper = Statement(
        title="領収書の抽出確認",
        dated=day_in_japan(now()),
        addressee=(),
        sender=(),
        opening=_how(asked, found),
        parts=(
            StatementPart(
                f"抽出した領収書（{len(rows)}件）",
                table=StatementTable(columns, rows, (2, 7, 5, 5, 4, 4, 4, 4)) if rows else None,
            ),
        ),
    )
    return statement_answer(paper, "領収書の抽出確認")


def _printed() -> tuple[Asked, Sample]:
    asked = _asked()
    try:
        return asked, _sample(asked)
    except ValueError:
        raise NotFound from None


def _line(place: int, one: Drawn) -> tuple[str, ...]:
    entry = one.entry
    return (
        str(place),
        one.label,
        one.organisation,
        one.project,
        format_date(entry.paid_on) if entry else "",
        entry.payee if entry else one.file,
        format_number(entry.amount) if entry else "",
        "",
    )


def _how(asked: Asked, found: Sample) -> str:
    return (
        f"報告書 {found.reports}件の領収書 {found.total}件から、{asked.size}を抽出しました。"
        f"抽出の種は「{asked.seed}」です。同じ種と同じ件数なら、だれが行っても同じ一覧になります。"
    )
