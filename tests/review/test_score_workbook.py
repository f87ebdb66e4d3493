"""Score sheets in Excel: out and in again, what is refused with row and column, all or nothing."""

from io import BytesIO
from typing import Any

import pytest

from builders import AFTER
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.imports import keep_import
from koubo.problems import Problems, Refused, Stale
from koubo.review.paper.actions.imports import (
    OFFICER_KIND,
    OWN_KIND,
    apply_officer_import,
    apply_own_import,
    plan_officer_import,
    plan_own_import,
)
from koubo.review.paper.actions.sheets import agree_paper_sheet, live_sheet
from koubo.review.paper.queries.workbook import officer_rows, own_rows
from koubo.review.paper.workbook import score_sheets
from koubo.review.paper.workbook_plan import Fate
from koubo.review.queries.own import cells_of
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell, CellState
from review.rounds import Round, all_alike

FIRST, REASON, COMMENT, VERSION = 6, 7, 12, 13
"""Columns: the first criterion's mark and reason, the opinion on the whole, the hidden version."""


@pytest.fixture
def own(begun: Round) -> "Books":
    """Give reviewer A's own workbook."""
    return Books(begun, "reviewer_a", own_rows, OWN_KIND)


@pytest.fixture
def office(begun: Round) -> "Books":
    """Give the officer's workbook of all reviewers."""
    return Books(begun, "officer", officer_rows, OFFICER_KIND)


class Books:
    """Workbooks as one person gets them, fills them in and sends them back."""

    def __init__(self, round_: Round, person: str, rows: Any, kind: str) -> None:
        self.round, self.person, self._rows, self._kind = round_, person, rows, kind

    def sheets(self) -> list[Sheet]:
        """Give what is downloaded, its rows open to be written in."""
        found = self.round.ask(self.person, self._rows, self.round.call_id, "documents")
        sheets = score_sheets(found.stage, found.rule, found.rows)
        for one in sheets:
            object.__setattr__(one, "rows", [list(row) for row in one.rows])
        return sheets

    def send(self, sheets: list[Sheet]) -> int:
        """Upload a workbook; give the id of its import."""
        city = self.round.city
        with city.uow(AFTER, self.person) as uow:
            return keep_import(
                uow,
                city.files,
                city.actor(self.person, AFTER),
                kind=self._kind,
                subject_id=self.round.call_id,
                name="審査票.xlsx",
                stream=BytesIO(write_workbook(sheets)),
            )

    def do(self, verb: Any, draft_id: int, **more: Any) -> Any:
        """Plan or apply an import."""
        files = self.round.city.files
        city = self.round.city
        with city.uow(AFTER, self.person) as uow:
            actor = city.actor(self.person, AFTER)
            where = (self.round.call_id, "documents", draft_id)
            return verb(uow, city.catalog, files, actor, *where, **more)


def test_a_workbook_that_comes_back_unchanged_changes_nothing(own: Books, office: Books) -> None:
    own.round.mark("reviewer_a", own.round.applications[0], 2)
    review = own.round.review("reviewer_a", own.round.applications[1])
    half = {
        "priority": Cell(CellState.ABSTAINED, None, "=1+1"),
        "feasibility": Cell(CellState.VALUE, 4),
    }
    own.round.save("reviewer_a", review, half, "まだ途中\n2行目")
    for books, verb, fates in (
        (own, plan_own_import, [Fate.SAME, Fate.SAME]),
        (office, plan_officer_import, [Fate.SAME, *([Fate.BLANK] * 5)]),
    ):
        plan = books.do(verb, books.send(books.sheets()))
        assert (plan.problems, [one.fate for one in plan.lines]) == ((), fates)
        assert plan.writing == ()


def test_a_reviewer_saves_a_workbook_and_hands_all_of_it_in(own: Books) -> None:
    round_, sheets = own.round, own.sheets()
    first, second = sheets[0].rows
    first[FIRST], first[FIRST + 2], first[FIRST + 4], first[COMMENT] = "５", 3, "対象外", "よい"
    second[FIRST] = 4
    draft_id = own.send(sheets)
    plan = own.do(plan_own_import, draft_id)
    assert [one.fate for one in plan.lines] == [Fate.NEW, Fate.NEW]
    with pytest.raises(Stale):
        own.do(apply_own_import, draft_id, shown="x", hands_in=False)
    assert own.do(apply_own_import, draft_id, shown=plan.digest, hands_in=False) == 2
    reviews = [round_.review("reviewer_a", one) for one in round_.applications]
    with round_.city.uow() as uow:
        kept = cells_of(uow.session, reviews[0].id)
    assert [kept[one].points for one in ("public_interest", "priority")] == [5, 3]
    assert kept["feasibility"].state is CellState.NOT_APPLICABLE
    assert {one.state for one in reviews} == {ReviewState.DECLARED}
    with pytest.raises(Stale):  # what was saved made the plan another one
        own.do(apply_own_import, draft_id, shown=plan.digest, hands_in=False)
    sheets = own.sheets()
    for row in sheets[0].rows:
        row[FIRST], row[FIRST + 2], row[FIRST + 4] = 4, 4, 4
    sheets[0].rows[1][FIRST] = 1
    draft_id = own.send(sheets)
    plan = own.do(plan_own_import, draft_id)
    with pytest.raises(Problems, match="2点以下のため"):
        own.do(apply_own_import, draft_id, shown=plan.digest, hands_in=True)
    assert round_.review("reviewer_a", round_.applications[0]).state is ReviewState.DECLARED
    sheets[0].rows[1][REASON] = "地域の課題が見えない"
    draft_id = own.send(sheets)
    plan = own.do(plan_own_import, draft_id)
    assert own.do(apply_own_import, draft_id, shown=plan.digest, hands_in=True) == 2
    states = {round_.review("reviewer_a", one).state for one in round_.applications}
    assert states == {ReviewState.HANDED_IN}
    assert [row.sheets_in for row in round_.board().rows] == [1, 1]


def test_everything_wrong_is_told_with_row_and_column_and_nothing_is_written(own: Books) -> None:
    round_, sheets = own.round, own.sheets()
    rows = sheets[0].rows
    others = Books(round_, "reviewer_b", own_rows, OWN_KIND).sheets()[0].rows
    rows[0][FIRST], rows[0][FIRST + 2] = "4.5", "#DIV/0!"
    rows[1][0] = "S-0002-00"
    wrong = [others[0], [*rows[0]], [*rows[0]]]
    wrong[1][1] = "C委員"
    sheets[0].rows.extend(wrong)
    plan = own.do(plan_own_import, draft_id := own.send(sheets))
    told = [(one.row, one.cell, one.message[:12]) for one in plan.problems]
    assert told == [
        (4, "A委員!G4", "「公益性」の点を一覧の中"),
        (4, "A委員!I4", "「優先性」の点を一覧の中"),
        (5, "A委員!A5", "審査票番号が正しくありま"),
        (6, "A委員!A6", "この審査票番号の行は、こ"),
        (7, "A委員!A7", "同じ審査票の行が2つあり"),
        (8, "A委員!A8", "同じ審査票の行が2つあり"),
    ]
    with pytest.raises(Refused, match="直すところがある"):
        own.do(apply_own_import, draft_id, shown=plan.digest, hands_in=False)


def test_columns_that_nobody_knows_or_that_are_gone_are_named(own: Books) -> None:
    sheets = own.sheets()
    heads = list(sheets[0].header)
    heads[FIRST] = "1. 発展性"
    object.__setattr__(sheets[0], "header", tuple(heads))
    plan = own.do(plan_own_import, own.send(sheets))
    assert [(one.cell, one.message.split("」")[0]) for one in plan.problems] == [
        ("A委員!G3", "「1. 発展性"),
        ("A委員", "「1. 公益性"),
    ]
    with pytest.raises(Problems, match="表が見つかりません"):
        own.do(plan_own_import, own.send([Sheet("空", ("x",), [])]))


def test_an_old_workbook_and_what_is_handed_in_are_refused(own: Books) -> None:
    round_, sheets = own.round, own.sheets()
    for row in sheets[0].rows:
        row[FIRST], row[FIRST + 2], row[FIRST + 4] = 3, 3, 3
    first, second = (round_.review("reviewer_a", one) for one in round_.applications)
    round_.save("reviewer_a", first, {"priority": Cell(CellState.VALUE, 5)})
    round_.mark("reviewer_a", second.application_id, 5)
    plan = own.do(plan_own_import, own.send(sheets))
    assert [one.message[:16] for one in plan.problems] == [
        "この審査票は、ダウンロードした後",
        "この審査票は、もう提出されていま",
    ]
    with round_.city.uow() as uow:
        assert cells_of(uow.session, first.id) == {"priority": Cell(CellState.VALUE, 5)}


def test_what_an_officer_brings_in_waits_for_another_to_read_it_back(office: Books) -> None:
    round_ = office.round
    review = round_.review("reviewer_b", round_.applications[0])
    round_.save("reviewer_b", review, {"priority": Cell(CellState.VALUE, 5, "本人だけ")})
    sheets = office.sheets()
    assert [one.name for one in sheets] == ["A委員", "B委員", "C委員", "見方"]
    row = sheets[1].rows[0]
    assert row[FIRST:COMMENT] == [None] * 6
    row[FIRST] = 3
    plan = office.do(plan_officer_import, office.send(sheets))
    assert [one.cell for one in plan.problems] == ["B委員!I4", "B委員!K4"]  # a whole sheet
    row[FIRST + 2], row[FIRST + 4] = 3, 3
    draft_id = office.send(sheets)
    plan = office.do(plan_officer_import, draft_id)
    assert office.do(apply_officer_import, draft_id, shown=plan.digest) == 1
    assert round_.review("reviewer_b", round_.applications[0]).state is ReviewState.DECLARED
    with round_.city.uow() as uow:
        paper = live_sheet(uow.session, review.id)
    assert paper is not None
    with pytest.raises(Problems, match="画面でも採点"):
        round_.by("officer2", agree_paper_sheet, paper.id, version=paper.version)
    why = "委員に電話で確認した"
    round_.by("officer2", agree_paper_sheet, paper.id, version=paper.version, over_web=why)
    with round_.city.uow() as uow:
        kept = cells_of(uow.session, review.id)
    assert kept == all_alike("documents", 3)
