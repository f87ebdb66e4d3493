"""助成歴 as cities kept it in Excel before Koubo: from the rows of its sheets to lines of awards.

A ledger has a heading row with 団体名 and a sum or a course; the year stands in a column, in the
sheet's name, or above the table. An empty year is the one above it: that is how merged cells read.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marshmallow import ValidationError

from koubo.calendar import fiscal_year, parse_fiscal_year
from koubo.fields import MOST_YEN, CorporateNumber
from koubo.money import format_yen, half_width, parse_yen
from koubo.papers.workbooks import ReadSheet, Table, TableRow, find_table, plain_heading
from koubo.problems import Problem

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "year": ("年度", "事業年度", "交付年度", "実施年度", "採択年度", "補助年度"),
    "organisation": (
        "団体名", "団体", "団体名称", "申請団体", "申請団体名", "交付団体", "交付団体名", "実施団体",
        "実施団体名", "補助団体名", "補助事業者", "申請者", "交付先", "交付先団体名", "事業者名",
    ),
    "course": (
        "コース", "コース名", "部門・コース", "部門コース", "コース・部門", "コース部門", "申請コース", "補助の種類", "事業区分", "区分",
    ),
    "scheme": ("制度", "制度名", "補助金名", "補助制度", "事業制度"),
    "settled": ("確定額", "交付確定額", "補助金確定額", "額の確定", "精算額"),
    "awarded": (
        "交付額", "交付決定額", "補助額", "補助金額", "交付金額", "助成額", "助成金額", "決定額", "金額",
    ),
    "corporate_number": ("法人番号",),
    "note": ("備考", "摘要", "メモ"),
}  # fmt: skip
WANTED = (("organisation", "settled"), ("organisation", "awarded"), ("organisation", "course"))
"""Which headings make a row the heading row, tried in this order."""
TOTAL = re.compile(r"(?:.*(?:合|小|総|累|年度))?計(?:額|金額)?|総合計")
NO_AMOUNT = frozenset({"", "-", "—", "不明"})
THOUSANDS = re.compile(r"[(（]\s*(?:単位[:：]?)?\s*千円\s*[)）]")
YEAR_IN_TEXT = re.compile(
    r"(?:(?:令和|平成|昭和)\s*(?:[0-9]{1,2}|元)|(?<![A-Z])[RHS]\s*[0-9]{1,2}|20[0-9]{2}|19[0-9]{2})(?![0-9])"
)
SPAN = re.compile(r"[0-9元年度]\s*[~〜-]")
"""令和3～5年度 is no one year."""
LONGEST_NAME = 100


@dataclass(frozen=True)
class LedgerLine:
    """One award as a ledger has it (円); what could not be read is None, with its problem."""

    sheet: str
    row: int
    """As Excel numbers it."""
    year: int | None
    """事業年度."""
    organisation: str
    course: str
    """As written: the course, or scheme and course; empty where the ledger has neither."""
    amount: int | None
    """None is not known, and no problem by itself."""
    corporate_number: str = ""
    note: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> str:
        """Name the line as its reader finds it."""
        return f"「{self.sheet}」の{self.row}行目"


@dataclass(frozen=True)
class Ledger:
    """All lines of a ledger, and what was left out of it, in words."""

    lines: tuple[LedgerLine, ...]
    notices: tuple[str, ...]


def read_ledger(sheets: Sequence[ReadSheet]) -> Ledger:
    """Read every sheet that has a table of awards, one sheet a year or all in one."""
    lines: list[LedgerLine] = []
    notices: list[str] = []
    for sheet in sheets:
        table = _table_of(sheet)
        if table is None:
            if sheet.rows:
                notices.append(
                    f"「{sheet.name}」には、「団体名」と「交付額」（または「コース」）の見出しがある表が"
                    "見つからないので、読み飛ばしました。"
                )
            continue
        lines += _lines_of(sheet, table, notices)
    return Ledger(tuple(lines), tuple(notices))


def _table_of(sheet: ReadSheet) -> Table | None:
    found = (find_table(sheet, HEADINGS, wanted) for wanted in WANTED)
    return next((one for one in found if one is not None), None)


def _lines_of(sheet: ReadSheet, table: Table, notices: list[str]) -> Iterator[LedgerLine]:
    above = _year_around(sheet, table)
    unit = _units(sheet, table)
    notices += [f"「{sheet.name}」の金額は、見出しに千円とあるので1,000倍して読みました。"] * bool(
        set(unit.values()) - {1}
    )
    totals: list[str] = []
    for row in table.rows:
        if _is_heading(row):
            continue
        if _is_total(row):
            totals.append(f"{row.number}行目")
            continue
        line = _line(sheet.name, row, above, unit)
        above = line.year if row.values.get("year") else above
        yield line
    if totals:
        notices.append(f"「{sheet.name}」の{'・'.join(totals)}は合計の行なので、読み飛ばしました。")


def _year_around(sheet: ReadSheet, table: Table) -> int | None:
    """Give the year in the sheet's name, else the one above the table; None where none stands."""
    above = [cell for row in sheet.rows if row.number < table.header_row for cell in row.cells]
    # Above a table stand days too: 令和6年4月1日現在 is not the year of its awards.
    for text in (sheet.name, *(one for one in above if "年度" in one)):
        plain = unicodedata.normalize("NFKC", text).upper()
        years = {parse_fiscal_year(one) for one in YEAR_IN_TEXT.findall(plain)}
        if len(years) == 1 and not SPAN.search(plain):
            return years.pop()
    return None


def _units(sheet: ReadSheet, table: Table) -> dict[str, int]:
    """Give by how much the sums of a column are multiplied: 1,000 under 「交付額（千円）」."""
    heading = next(row for row in sheet.rows if row.number == table.header_row)
    return {
        field: 1000 if THOUSANDS.search(heading.cells[table.columns[field]]) else 1
        for field in ("settled", "awarded")
        if field in table.columns
    }


def _is_heading(row: TableRow) -> bool:
    """Say whether the heading row stands there once more, as on a new page."""
    return all(plain_heading(text) in HEADINGS[field] for field, text in row.values.items() if text)


def _is_total(row: TableRow) -> bool:
    """Say whether a row sums others up: it names no organisation, or a sum in its place."""
    name = _tight(row.values["organisation"])
    if name:
        return bool(TOTAL.fullmatch(name)) and not row.values.get("corporate_number")
    others = (text for field, text in row.values.items() if field in ("year", "course", "scheme"))
    return any(TOTAL.fullmatch(_tight(text)) for text in others if text)


def _tight(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _line(sheet: str, row: TableRow, above: int | None, unit: Mapping[str, int]) -> LedgerLine:
    problems: list[Problem] = []
    values = {field: text.strip() for field, text in row.values.items()}
    organisation = re.sub(r"\s+", " ", values["organisation"])
    if not organisation:
        message = "団体名がありません。セルの結合を解いて、行ごとに団体名を入れてください。"
        problems.append(Problem("no_organisation", message))
    elif len(organisation) > LONGEST_NAME:
        problems.append(
            Problem("long_name", f"団体名が長すぎます。{LONGEST_NAME}字以内にしてください。")
        )
    return LedgerLine(
        sheet=sheet,
        row=row.number,
        year=_year(values.get("year", ""), above, problems),
        organisation=organisation,
        course=" ".join(one for one in (values.get("scheme"), values.get("course")) if one),
        amount=_amount(values, unit, problems),
        corporate_number=_corporate_number(values.get("corporate_number", ""), problems),
        note=values.get("note", ""),
        problems=tuple(problems),
    )


def _year(text: str, above: int | None, problems: list[Problem]) -> int | None:
    if not text:
        if above is None:
            message = "年度が分かりません。「年度」の列かシートの名前に「令和5年度」のように入れてください。"
            problems.append(Problem("no_year", message))
        return above
    try:
        # A cell that Excel keeps as a day is read as that day's 年度.
        return (
            fiscal_year(date.fromisoformat(text[:10])) if "-" in text else parse_fiscal_year(text)
        )
    except ValueError:
        message = (
            f"年度「{text}」を読み取れません。「令和5年度」「R5」「2023」のように直してください。"
        )
        problems.append(Problem("year", message))
        return None


def _amount(
    values: Mapping[str, str], unit: Mapping[str, int], problems: list[Problem]
) -> int | None:
    """Give what was settled, else what was awarded."""
    for field in ("settled", "awarded"):
        text = values.get(field, "")
        if half_width(text) in NO_AMOUNT:
            continue
        try:
            amount = parse_yen(text) * unit[field]
        except ValueError as wrong:
            remedy = "辞退や取消しで交付しなかったときは、行を消すか0にしてください。"
            problems.append(Problem("amount", f"金額「{text}」を読み取れません。{wrong}{remedy}"))
            return None
        if amount > MOST_YEN:
            message = f"金額は{format_yen(MOST_YEN)}以下で入力してください。"
            problems.append(Problem("amount", message))
            return None
        return amount
    return None


def _corporate_number(text: str, problems: list[Problem]) -> str:
    if half_width(text) in NO_AMOUNT:
        return ""
    try:
        return str(CorporateNumber(metadata={"label": "法人番号"}).deserialize(text))
    except ValidationError as wrong:
        problems.append(Problem("corporate_number", " ".join(wrong.messages)))
        return ""
