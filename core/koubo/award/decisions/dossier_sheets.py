"""The tables of a 起案一式: the list of what is decided, every working, the review's results."""

from collections.abc import Iterator, Sequence

from koubo.award.decisions.dossier import Dossier, DossierLine, ReviewedLine
from koubo.award.rules import OUTCOME_NAMES, DecisionKind
from koubo.money import Working, format_number, format_yen
from koubo.papers.sheets import Cell, Sheet
from koubo.papers.statements import Statement, StatementPart, StatementTable

LIST_NAMES = {
    DecisionKind.SELECTION: "採択一覧表",
    DecisionKind.GRANT: "交付決定一覧表",
    DecisionKind.SETTLEMENT: "額の確定一覧表",
    DecisionKind.AMENDMENT: "変更承認一覧表",
    DecisionKind.REVOCATION: "取消し一覧表",
}
AMOUNT_NAMES = {
    DecisionKind.SELECTION: "内定額",
    DecisionKind.GRANT: "交付決定額",
    DecisionKind.SETTLEMENT: "確定額",
    DecisionKind.AMENDMENT: "変更後の交付決定額",
    DecisionKind.REVOCATION: "取消し後の交付決定額",
}
HEAD = ("番号", "受付番号", "団体", "事業の名称", "コース")
HEAD_WIDTHS = (5, 15, 20, 24, 14)
TEXT_WIDTH, SUM_WIDTH, OUTCOME_WIDTH = 26, 12, 10
SHEET_NAME = 31
"""As many characters as Excel takes for the name of a sheet."""
NOT_IN_NAMES = str.maketrans(dict.fromkeys(r"[]:*?/\\", "・"))
NO_WORKING = "（計算の過程はありません）"


def list_sheet(dossier: Dossier) -> Sheet:
    """Give the list of what is decided, one row an application, with the sums as its last row."""
    columns, texts = _sums_of(dossier), _texts_of(dossier)
    rows = [
        (
            *_head(one),
            *(values[place] for _, values in columns),
            OUTCOME_NAMES[one.line.outcome],
            *(values[place] for _, values in texts),
        )
        for place, one in enumerate(dossier.lines)
    ]
    sums = [sum(one for one in values if one is not None) for _, values in columns]
    return Sheet(
        name=LIST_NAMES[dossier.kind],
        header=(*HEAD, *(label for label, _ in columns), "決定", *(label for label, _ in texts)),
        rows=rows,
        widths=(
            *HEAD_WIDTHS,
            *(SUM_WIDTH for _ in columns),
            OUTCOME_WIDTH,
            *(TEXT_WIDTH for _ in texts),
        ),
        notes=_notes(dossier),
        yen=frozenset(range(len(HEAD), len(HEAD) + len(columns))),
        footer=("合計", f"{len(dossier.lines)}件", "", "", "", *sums),
        lines=True,
    )


def _notes(dossier: Dossier) -> tuple[str, ...]:
    return (f"{dossier.call}　{dossier.fiscal_year}　{LIST_NAMES[dossier.kind]}（単位：円）",)


def _head(one: DossierLine) -> tuple[Cell, ...]:
    line = one.line
    return (one.place, line.receipt_number, line.organisation, line.project, one.course)


def _sums_of(dossier: Dossier) -> list[tuple[str, list[int | None]]]:
    """Give the columns of yen of this kind of decision, those that hold nothing left out."""
    lines, name = dossier.lines, AMOUNT_NAMES[dossier.kind]
    columns: list[tuple[str, list[int | None]]] = [
        ("申請額", [one.requested for one in lines]),
        ("答申額", [one.recommended for one in lines]),
        ("内定額", [one.adopted for one in lines]),
        ("交付決定額", [one.awarded for one in lines]),
        ("変更前の交付決定額", [one.before for one in lines]),
        ("支払済額", [one.paid or None for one in lines]),
    ]
    kept = [
        (label, values)
        for label, values in columns
        if label != name and any(one is not None for one in values)
    ]
    kept.append((name, [one.line.amount for one in lines]))
    if any(one.repayment for one in lines):
        kept.append(("返還額", [one.repayment for one in lines]))
    return kept


def _texts_of(dossier: Dossier) -> list[tuple[str, list[str]]]:
    """Give the columns of texts, those that say nothing left out."""
    lines = [one.line for one in dossier.lines]
    columns = [
        ("条件", [one.conditions for one in lines]),
        ("通知書に書く理由", [one.reason for one in lines]),
        ("答申と違える理由", [one.departs for one in lines]),
    ]
    return [(label, values) for label, values in columns if any(values)]


def workings_of(one: DossierLine) -> Iterator[tuple[str, Working]]:
    """Give the workings of a line, each with what it computes; those without a line left out."""
    first = ("金額の計算", one.calculated_working)
    then = ("集計と審査会の結論" if first[1].lines else "計算の過程", one.line.working)
    yield from (each for each in (first, then) if each[1].lines)


def working_sheet(dossier: Dossier) -> Sheet:
    """Give every working, one line a row, with the amount at the end of each application."""
    rows: list[tuple[Cell, ...]] = []
    for one in dossier.lines:
        head = (one.place, one.line.receipt_number, one.line.organisation)
        for about, working in workings_of(one):
            rows += [
                (*head, about, number, line.text, None, line.to_confirm)
                for number, line in enumerate(working.lines, start=1)
            ]
        rows.append((*head, AMOUNT_NAMES[dossier.kind], None, "", one.line.amount, ""))
    return Sheet(
        name="算定調書",
        header=("番号", "受付番号", "団体", "何の計算か", "行", "算定", "金額", "要確認"),
        rows=rows,
        widths=(5, 15, 20, 16, 5, 60, 12, 24),
        lines=True,
        notes=(f"{dossier.call}　{dossier.fiscal_year}　算定調書（単位：円）",),
        yen=frozenset({6}),
        footer=("合計", "", f"{len(dossier.lines)}件", "", None, "", dossier.total, ""),
    )


def working_paper(dossier: Dossier) -> Statement:
    """Give every working as a paper to print, one part an application."""
    name = AMOUNT_NAMES[dossier.kind]
    parts = tuple(_working_part(name, one) for one in dossier.lines)
    return Statement(
        title=f"算定調書（{dossier.title}）",
        dated=dossier.drafted_on,
        addressee=(dossier.call,),
        sender=(f"起案　{dossier.drafter}",),
        opening=f"{dossier.fiscal_year}の{dossier.title}について、金額の計算の過程は次のとおりです。",
        facts=(("件数", f"{len(parts)}件"), (f"{name}の合計", format_yen(dossier.total))),
        parts=parts,
    )


def _working_part(name: str, one: DossierLine) -> StatementPart:
    rows = tuple(
        (about, str(number), str(line))
        for about, working in workings_of(one)
        for number, line in enumerate(working.lines, start=1)
    )
    columns = (("何の計算か", False), ("行", True), ("算定", False))
    return StatementPart(
        f"{one.place}　{one.line.receipt_number}　{one.line.organisation}",
        facts=(
            ("事業の名称", one.line.project),
            ("決定", OUTCOME_NAMES[one.line.outcome]),
            (name, format_yen(one.line.amount)),
        ),
        texts=() if rows else (NO_WORKING,),
        table=StatementTable(columns, rows, (22, 6, 72)) if rows else None,
    )


def review_sheets(dossier: Dossier) -> list[Sheet]:
    """Give the review's results, one sheet a stage in the stages' order."""
    stages = dict.fromkeys(one.stage for one in dossier.reviewed)
    return [
        _review_sheet(dossier, place, stage, [r for r in dossier.reviewed if r.stage == stage])
        for place, stage in enumerate(stages, start=1)
    ]


def _review_sheet(dossier: Dossier, place: int, stage: str, rows: Sequence[ReviewedLine]) -> Sheet:
    # A stage that only says who goes on gives nobody an amount: not 0 yen, but none.
    decides = any(one.amount for one in rows)
    sums = [
        sum(one.calculated or 0 for one in rows),
        sum(one.amount for one in rows) if decides else None,
    ]
    return Sheet(
        name=f"{place}_{stage}".translate(NOT_IN_NAMES)[:SHEET_NAME],
        header=(
            "順位", "受付番号", "団体", "事業の名称", "総合点", "満点", "集計の結果",
            "計算額", "答申額", "審査会の結論", "条件", "講評", "集計と違える理由",
        ),
        rows=[
            (
                one.rank, one.receipt_number, one.organisation, one.project,
                "" if one.total is None else format_number(one.total),
                "" if one.highest is None else format_number(one.highest),
                one.computed, one.calculated, one.amount if decides else None, one.conclusion,
                one.conditions, one.comment, one.remarks,
            )
            for one in rows
        ],
        widths=(5, 15, 20, 24, 8, 7, 12, 12, 12, 13, 24, 24, 24),
        lines=True,
        notes=(f"{dossier.call}　{stage}　審査結果（単位：円）",),
        yen=frozenset({7, 8}),
        footer=("合計", f"{len(rows)}件", "", "", "", "", "", *sums),
    )  # fmt: skip
