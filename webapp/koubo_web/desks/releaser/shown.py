"""What a releaser had before them on the confirming page, and what of it is other now."""

from collections.abc import Mapping

from koubo.award.decisions.queries.decisions import DecisionPage
from koubo.award.rules import DECISION_STEPS
from koubo.calendar import format_date
from koubo.money import format_yen

NAMES = {
    "total": "金額の合計",
    "lines": "件数",
    "document_number": "文書番号",
    "kessai": "決裁",
    "issued_on": "施行日",
    "state": "状態",
}
UNTOLD = "（決裁待ち）"
NOTHING_SEEN = (("決定の記録", "前のページの内容", "いまの内容（下のとおり）"),)
"""Where the page that was sent did not say what it showed."""


def shown_facts(page: DecisionPage) -> dict[str, str]:
    """Give what the confirming page shows, to travel with its form."""
    row = page.row
    asked = row.kessai_on is None or row.issued_on is None
    kessai = (
        UNTOLD if row.kessai_on is None else f"{page.kessai_number}　{format_date(row.kessai_on)}"
    )
    return {
        "version": str(row.version),
        "total": format_yen(row.total),
        "lines": f"{row.lines}件",
        "document_number": UNTOLD if asked else row.document_number,
        "kessai": UNTOLD if asked else f"{kessai}　{page.kessai_post}",
        "issued_on": UNTOLD if row.issued_on is None else format_date(row.issued_on),
        "state": DECISION_STEPS.names[row.state],
    }


def what_changed(page: DecisionPage, posted: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Give what is other now than on the page that was sent: its name, before, now."""
    now = shown_facts(page)
    return [
        (name, posted[key], now[key])
        for key, name in NAMES.items()
        if key in posted and posted[key] != now[key]
    ]
