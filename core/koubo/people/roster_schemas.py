"""What judges a line of a roster, from a form or from a row of an Excel file."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError

from koubo.calendar import format_date
from koubo.fields import Date, Text
from koubo.kana_field import Kana
from koubo.papers.workbooks import ReadSheet, Table, find_table
from koubo.people.roster_rules import (
    MOST_ENTRIES,
    ROSTER_LABELS,
    CellProblem,
    RosterLine,
    RosterPlan,
    match_lines,
    plain_name,
)
from koubo.people.schemas import read_form
from koubo.problems import Problem, Problems

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "position": ("役職", "役職名", "職名", "役割", "肩書"),
    "name": ("氏名", "名前", "お名前", "構成員氏名", "役員氏名"),
    "kana": ("フリガナ", "ふりがな", "カナ", "氏名カナ", "カナ氏名", "氏名フリガナ", "よみがな"),
    "born_on": ("生年月日", "誕生日", "生年月日和暦", "生年月日西暦"),
    "sex": ("性別",),
    "address": ("住所", "現住所", "住所地"),
}
"""The headings that people give to the columns, by column."""
REQUIRED = ("position", "name")
SEX_WORDS = {
    "男": "男", "男性": "男", "m": "男", "女": "女", "女性": "女", "f": "女",
    "その他": "その他", "他": "その他",
}  # fmt: skip
CHOOSE_SEX = "「性別」は「男」「女」「その他」のどれかにするか、空欄にしてください。"
NO_TABLE = (
    "「役職」と「氏名」の見出しがある表が見つかりません。"
    "1行に見出しを並べ、その下に1人ずつ書いてください。ひな形も使えます。"
)
NO_ROWS = "表に人が書かれていません。見出しの下の行に、1人ずつ書いてください。"


class Sex(Text):
    """男, 女 or その他, however it is written."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        written = unicodedata.normalize("NFKC", super()._deserialize(value, attr, data, **options))
        if written.lower() not in SEX_WORDS:
            raise ValidationError(CHOOSE_SEX)
        return SEX_WORDS[written.lower()]


class RosterSchema(Schema):
    """A person of an organisation; what the city does not ask for may stay empty."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    position = Text(
        max_length=40,
        single_line=True,
        required=True,
        metadata={"label": ROSTER_LABELS["position"]},
    )
    name = Text(
        max_length=60, single_line=True, required=True, metadata={"label": ROSTER_LABELS["name"]}
    )
    kana = Kana(
        max_length=100, single_line=True, allow_none=True, load_default=None,
        metadata={"label": ROSTER_LABELS["kana"]},
    )  # fmt: skip
    born_on = Date(allow_none=True, load_default=None, metadata={"label": ROSTER_LABELS["born_on"]})
    sex = Sex(allow_none=True, load_default=None, metadata={"label": ROSTER_LABELS["sex"]})
    address = Text(
        max_length=200, single_line=True, allow_none=True, load_default=None,
        metadata={"label": ROSTER_LABELS["address"]},
    )  # fmt: skip


def read_entry(raw: Mapping[str, Any], *, today: date) -> RosterLine:
    """Give a line of a roster from the raw text of its fields; Problems name them."""
    values = read_form(RosterSchema(), raw)
    _refuse_unborn(values, today)
    return RosterLine(**_without_none(values))


def plan_import(
    sheets: Sequence[ReadSheet], present: Sequence[tuple[int, RosterLine]], *, today: date
) -> RosterPlan:
    """Say what a file would change in a roster; every wrong cell at once, none of it applied.

    The first sheet with the headings 役職 and 氏名 counts.

    :param present: the entries of now with their ids
    :raise Problems: at the field ``file``, where there is no such table or nobody in it
    """
    table = next((found for one in sheets if (found := find_table(one, HEADINGS, REQUIRED))), None)
    if table is None:
        raise _file_problem(NO_TABLE)
    if not table.rows:
        raise _file_problem(NO_ROWS)
    if len(table.rows) > MOST_ENTRIES:
        raise _file_problem(f"名簿に書けるのは{MOST_ENTRIES}人までです。")
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[CellProblem] = []
    seen: dict[tuple[str, date | None], int] = {}
    for row in table.rows:
        try:
            values = _read_row(table, row.values, today)
        except Problems as found:
            problems += [
                CellProblem(row.number, table.cell(row.number, one.field), one.message)
                for one in found.problems
            ]
            continue
        who = plain_name(values["name"]), values.get("born_on")
        if who in seen:
            message = f"{seen[who]}行目と同じ人です。どちらかの行を消してください。"
            problems.append(CellProblem(row.number, table.cell(row.number, "name"), message))
            continue
        seen[who] = row.number
        rows.append((row.number, values))
    return RosterPlan(match_lines(present, rows), tuple(problems), table.unknown)


def _read_row(table: Table, cells: Mapping[str, str], today: date) -> dict[str, Any]:
    values = read_form(RosterSchema(only=tuple(table.columns)), cells)
    _refuse_unborn(values, today)
    return _without_none(values)


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: "" if value is None and name != "born_on" else value for name, value in values.items()
    }


def _refuse_unborn(values: Mapping[str, Any], today: date) -> None:
    born = values.get("born_on")
    if born is not None and born > today:
        message = f"「生年月日」は今日（{format_date(today)}）までの日を入力してください。"
        raise Problems([Problem("not_yet", message, field="born_on")])


def _file_problem(message: str) -> Problems:
    return Problems([Problem("roster", message, field="file")])
