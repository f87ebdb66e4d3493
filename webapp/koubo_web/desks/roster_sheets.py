"""A roster as a printed page and as a workbook, for members and officers alike."""

from collections.abc import Sequence

from koubo.papers.sheets import Sheet
from koubo.people.models import RosterEntry
from koubo.people.roster_rules import ROSTER_LABELS, SEXES

WIDTHS = (12, 16, 20, 18, 8, 40)
HOW_TO = (
    ("役職", "必ず書いてください。例：会長、会計、理事"),
    ("氏名", "必ず書いてください。例：水玉 花子"),
    ("フリガナ", "市が求める場合に書きます。ひらがなでも半角のカナでも読み込めます。"),
    ("生年月日", "市が求める場合に書きます。例：昭和55年4月1日、S55.4.1、1980/4/1"),
    ("性別", f"市が求める場合に書きます。{'、'.join(SEXES)}のどれか"),
    ("住所", "市が求める場合に書きます。"),
    (
        "読み込むとき",
        "1枚目のシートの見出しの行の下に、1人1行で書きます。見出しの名前は変えないでください。",
    ),
)


def roster_texts(entries: Sequence[RosterEntry]) -> list[list[str]]:
    """Give each entry's texts in the order of the columns; birth dates in 和暦."""
    return [[entry.value().text(column) for column in ROSTER_LABELS] for entry in entries]


def roster_sheet(entries: Sequence[RosterEntry], notes: tuple[str, ...] = ()) -> Sheet:
    """Give the roster as a worksheet that can be read in again."""
    header = tuple(ROSTER_LABELS.values())
    return Sheet("構成員・役員名簿", header, roster_texts(entries), WIDTHS, notes)


def how_to_sheet() -> Sheet:
    """Give the worksheet that says how to fill in the first one."""
    return Sheet("書き方", ("列", "書き方"), HOW_TO, (16, 70))
