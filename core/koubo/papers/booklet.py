"""The reviewer's booklet (審査資料): cover, contents, and for each proposal two pages and its sheet.

How many pages it has is known beforehand: a proposal takes two, however much was written, and the
rest is on screen. The sheet is `papers.score_sheets`' own, one page too.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from koubo.papers.fitting import Piece, fit
from koubo.papers.plain_texts import printable
from koubo.papers.press import print_paper
from koubo.papers.score_sheets import BlankScoreSheet, sheet_content

PAGES_EACH: Final = 3
"""Two of a proposal, and its sheet."""
CONTENTS_LINES: Final = 20
"""So many proposals stand on one page of the contents."""
COST_LINES: Final = 12
"""So many lines of a budget are printed; the others are added up in one."""
LEFT_LINES: Final = 46
RIGHT_LINES: Final = 48
"""Lines of text that the first and the second page of a proposal have room for."""
TABLE_LINES: Final = 4
"""What a table takes beside its rows: heading, head, sum and the room around it."""
OPINION_LINES: Final = 16
"""What all departments' opinions together may take."""


@dataclass(frozen=True)
class BudgetRow:
    """One line of a budget as it is printed."""

    kind: str
    item: str
    amount: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One proposal of a booklet.

    :param order: the place in the order of presentation, such as 3／18
    :param facts: label and value: what it is called, who applies, the amounts
    :param earlier: last year's result, line by line; empty where there is none, or it is hidden
    :param answers: label and text, in the order of the form
    :param costs: the budget's expenses; ``incomes`` where the money comes from
    :param opinions: department and its opinion, where reviewers may read it
    :param files: names of the attached files that are on screen
    """

    order: str
    receipt_number: str
    project: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    earlier: tuple[str, ...]
    notices: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    costs: tuple[BudgetRow, ...]
    cost_total: str
    incomes: tuple[BudgetRow, ...]
    income_total: str
    opinions: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    sheet: BlankScoreSheet


@dataclass(frozen=True, kw_only=True)
class Booklet:
    """A booklet for one reviewer, named by the pseudonym."""

    issuer: str
    call: str
    stage: str
    reviewer: str
    due: str
    printed_on: str
    remarks: tuple[str, ...]
    proposals: tuple[Proposal, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """The reviewer's own notes, at the end and only where they ask for them: order and project, text."""

    @property
    def pages(self) -> int:
        """Give how many pages it has before the reviewer's own notes, if these are in it."""
        return 1 + self.contents_pages + PAGES_EACH * len(self.proposals)

    @property
    def contents_pages(self) -> int:
        """Give how many pages the contents take."""
        return max(1, -(-len(self.proposals) // CONTENTS_LINES))

    def page_of(self, place: int) -> int:
        """Give the page at which the nth proposal, from 0, begins."""
        return 2 + self.contents_pages + PAGES_EACH * place


def print_booklet(booklet: Booklet) -> bytes:
    """Give the booklet as a tagged PDF (PDF/UA-1)."""
    content, lacking = printable(
        {
            "issuer": booklet.issuer,
            "call": booklet.call,
            "stage": booklet.stage,
            "reviewer": booklet.reviewer,
            "due": booklet.due,
            "printed_on": booklet.printed_on,
            "remarks": booklet.remarks,
            "pages": booklet.pages,
            "contents": _contents(booklet),
            "proposals": [_proposal(one) for one in booklet.proposals],
            "notes": booklet.notes,
        }
    )
    sheets = [sheet_content(one.sheet) for one in booklet.proposals]
    return print_paper("booklet.typ", booklet={**content, "lacking": lacking, "sheets": sheets})


def _contents(booklet: Booklet) -> list[list[dict[str, str]]]:
    """Give the lines of the contents, page by page."""
    lines = [
        {
            "order": one.order,
            "receipt_number": one.receipt_number,
            "project": one.project,
            "organisation": one.organisation,
            "page": str(booklet.page_of(place)),
        }
        for place, one in enumerate(booklet.proposals)
    ]
    return [lines[at : at + CONTENTS_LINES] for at in range(0, max(len(lines), 1), CONTENTS_LINES)]


def _proposal(one: Proposal) -> dict[str, Any]:
    """Give a proposal with its answers cut so that they fill two pages and no more."""
    costs = _cut_rows(one.costs)
    taken = sum(TABLE_LINES + len(rows) for rows in (costs, one.incomes) if rows)
    taken += _lines_of_files(one)
    opinions = fit([Piece(*each) for each in one.opinions], OPINION_LINES)
    taken += sum(2 + each.lines for each in opinions)
    left = LEFT_LINES - len(one.facts) - len(one.earlier) - len(one.notices)
    first, second = _split(one.answers, left, RIGHT_LINES - taken)
    return {
        "order": one.order,
        "receipt_number": one.receipt_number,
        "project": one.project,
        "organisation": one.organisation,
        "facts": one.facts,
        "earlier": one.earlier,
        "notices": one.notices,
        "first": [asdict(each) for each in first],
        "second": [asdict(each) for each in second],
        "costs": [asdict(each) for each in costs],
        "cost_total": one.cost_total,
        "incomes": [asdict(each) for each in one.incomes],
        "income_total": one.income_total,
        "opinions": [asdict(each) for each in opinions],
        "files": one.files,
    }


def _split(
    answers: Sequence[tuple[str, str]], left: int, right: int
) -> tuple[list[Piece], list[Piece]]:
    """Give the answers of the first and the second page: cut where most of them can be read."""
    pieces = [Piece(*each) for each in answers]
    left, right = max(left, 8), max(right, 4)

    def shown(at: int) -> tuple[int, int]:
        pages = fit(pieces[:at], left), fit(pieces[at:], right)
        # Equal gains go to the earlier page, which is read first.
        return sum(one.lines for page in pages for one in page), at

    best = max(range(len(pieces) + 1), key=shown)
    return fit(pieces[:best], left), fit(pieces[best:], right)


def _cut_rows(rows: tuple[BudgetRow, ...]) -> list[BudgetRow]:
    if len(rows) <= COST_LINES:
        return list(rows)
    rest = len(rows) - COST_LINES + 1
    return [*rows[: COST_LINES - 1], BudgetRow("", f"ほか {rest}行（つづきは画面で）", "")]


def _lines_of_files(one: Proposal) -> int:
    return 2 + len(one.files) // 3 if one.files else 0
