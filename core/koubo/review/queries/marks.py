"""All sheets of a stage with their marks, read in as few and as narrow rows as there can be."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    Table,
    and_,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from koubo.review.models import Review, ScoreCell
from koubo.review.panels.models import PanelMember
from koubo.review.queries.stage import SheetState, by_application, chairs, stage_sheets
from koubo.review.rules import ReviewState, pseudonym_order
from koubo.review.selection.values import Cell, CellState, Sheet
from koubo.schemes.review_words import Stage

REVIEW: Table = Review.__table__  # type: ignore[assignment]
CELL: Table = ScoreCell.__table__  # type: ignore[assignment]
MOST_BESIDE = 40
"""So many criteria are read beside their sheet; a join takes 64 tables at most."""
AT_A_TIME = 1_000
"""Rows that are held at the same time."""
PLAIN = 6
"""Columns of a row before the texts and the marks."""
ENTERING = (ReviewState.HANDED_IN, ReviewState.RECUSED)
CELL_STATES = {one.value: one for one in CellState}
REVIEW_STATES = {one.value: one for one in ReviewState}
NO_CELLS: Mapping[str, Cell] = MappingProxyType({})
BY_PLACE = itemgetter(0)


@dataclass(frozen=True)
class Seated:
    """A member of the panel, as sheets name them."""

    place: int
    """Its place among the pseudonyms."""
    pseudonym: str
    chair: bool


class Points:
    """Makes marks without their reasons, which decide nothing, of one text for each criterion."""

    def __init__(self, stage: Stage) -> None:
        """Begin with a stage, whose criteria stand beside each other in a row."""
        self.places = [(one.id, place) for place, one in enumerate(stage.criteria)]
        self.known = {name: Cell(state) for name, state in CELL_STATES.items()}

    @staticmethod
    def columns(cell: FromClause, place: int) -> Sequence[ColumnElement[Any]]:
        """Give the points as text, or else the state."""
        points, state = cast(cell.c.points, String), type_coerce(cell.c.state, String)
        return (func.coalesce(points, state).label(f"mark_{place}"),)

    def of(self, row: Sequence[Any], first: int) -> dict[str, Cell]:
        """Give the marks of a row whose marks begin at a place; one that was not made is none."""
        known, found = self.known, {}
        for criterion, place in self.places:
            mark = row[first + place]
            if mark is not None:
                cell = known.get(mark)
                if cell is None:
                    cell = known[mark] = Cell(CellState.VALUE, int(mark))
                found[criterion] = cell
        return found


class Cells:
    """Makes marks with their reasons; equal ones are one, so that many rows make few objects."""

    def __init__(self, stage: Stage) -> None:
        """Begin with a stage, whose criteria stand beside each other in a row."""
        self.places = [(one.id, 3 * place) for place, one in enumerate(stage.criteria)]
        self.known: dict[tuple[Any, ...], Cell] = {}

    @staticmethod
    def columns(cell: FromClause, place: int) -> Sequence[ColumnElement[Any]]:
        """Give state, points and reason; the state as text: an enum of each takes far longer."""
        state = type_coerce(cell.c.state, String).label(f"state_{place}")
        return state, cell.c.points, cell.c.reason

    def of(self, row: Sequence[Any], first: int) -> dict[str, Cell]:
        """Give the marks of a row whose marks begin at a place; one that was not made is none."""
        known, found = self.known, {}
        for criterion, place in self.places:
            at = first + place
            key = (row[at], row[at + 1], row[at + 2])
            cell = known.get(key)
            if cell is None:
                if key[0] is None:
                    continue
                cell = known[key] = Cell(CELL_STATES[key[0]], key[1], key[2])
            found[criterion] = cell
        return found


def seated(session: Session, call_id: int, stage_id: str) -> dict[int, Seated]:
    """Give a call's panel as the sheets of a stage name it, by the member's number."""
    rows = session.execute(
        select(PanelMember.id, PanelMember.pseudonym, chairs(stage_id)).where(
            PanelMember.call_id == call_id
        )
    ).all()
    in_order = sorted(rows, key=lambda one: pseudonym_order(one[1]))
    return {key: Seated(place, name, chair) for place, (key, name, chair) in enumerate(in_order)}


def entered_sheets(session: Session, call_id: int, stage: Stage) -> dict[int, tuple[Sheet, ...]]:
    """Give the sheets that enter the selection of a stage, by application and by pseudonym.

    Those handed in, without the reasons, and an empty one for each reviewer who was kept out. Two
    statements.
    """
    if len(stage.criteria) > MOST_BESIDE:
        every = by_application(stage_sheets(session, call_id, stage.id))
        return {key: entered_of(sheets) for key, sheets in every.items() if entered_of(sheets)}
    members = seated(session, call_id, stage.id)
    points, recused = Points(stage), ReviewState.RECUSED.value
    rows = _rows(session, stage, members, points.columns, states=ENTERING)
    found: defaultdict[int, list[tuple[int, Sheet]]] = defaultdict(list)
    for row in rows:
        member, is_recused = members[row[2]], row[3] == recused
        marks = NO_CELLS if is_recused else points.of(row, PLAIN)
        stands_for = members[row[5]].pseudonym if row[5] else ""
        sheet = Sheet(member.pseudonym, marks, is_recused, stands_for, member.chair)
        found[row[1]].append((member.place, sheet))
    for sheets in found.values():
        sheets.sort(key=BY_PLACE)
    return {key: tuple(sheet for _, sheet in sheets) for key, sheets in found.items()}


def marked_sheets(session: Session, call_id: int, stage: Stage) -> list[SheetState]:
    """Give all sheets of a stage, whatever their state, by application and by pseudonym.

    The marks are those of sheets that were handed in. Two statements.
    """
    if len(stage.criteria) > MOST_BESIDE:
        return stage_sheets(session, call_id, stage.id)
    members = seated(session, call_id, stage.id)
    texts = (REVIEW.c.conflict, REVIEW.c.comment)
    cells, first = Cells(stage), PLAIN + len(texts)
    rows = _rows(session, stage, members, cells.columns, states=tuple(ReviewState), texts=texts)
    handed_in = ReviewState.HANDED_IN.value
    sheets = [
        SheetState(
            review_id=row[0],
            application_id=row[1],
            member_id=row[2],
            reviewer=members[row[2]].pseudonym,
            state=REVIEW_STATES[row[3]],
            version=row[4],
            conflict=row[PLAIN],
            comment=row[PLAIN + 1],
            cells=cells.of(row, first) if row[3] == handed_in else NO_CELLS,
            in_place_of=members[row[5]].pseudonym if row[5] else "",
            chair=members[row[2]].chair,
        )
        for row in rows
    ]
    return sorted(sheets, key=lambda one: (one.application_id, members[one.member_id].place))


def entered_of(sheets: Iterable[SheetState]) -> tuple[Sheet, ...]:
    """Give the sheets of one application that enter the selection, in their order."""
    return tuple(
        Sheet(
            one.reviewer,
            one.cells,
            recused=one.state is ReviewState.RECUSED,
            in_place_of=one.in_place_of,
            chair=one.chair,
        )
        for one in sheets
        if one.state in ENTERING
    )


def _rows(
    session: Session,
    stage: Stage,
    members: Mapping[int, Seated],
    marks: Callable[[FromClause, int], Sequence[ColumnElement[Any]]],
    *,
    states: Sequence[ReviewState],
    texts: Sequence[ColumnElement[Any]] = (),
) -> Iterable[Any]:
    """Give a row for each sheet: the plain columns, the texts, and the marks of each criterion."""
    replaced = REVIEW.alias("replaced")
    plain = (
        REVIEW.c.id,
        REVIEW.c.application_id,
        REVIEW.c.panel_member_id,
        type_coerce(REVIEW.c.state, String).label("review_state"),
        REVIEW.c.version,
        replaced.c.panel_member_id.label("stands_for"),
    )
    source: FromClause = REVIEW.outerjoin(replaced, replaced.c.id == REVIEW.c.in_place_of)
    columns: list[ColumnElement[Any]] = [*plain, *texts]
    for place, criterion in enumerate(stage.criteria):
        cell = CELL.alias(f"cell_{place}")
        is_it = and_(cell.c.review_id == REVIEW.c.id, cell.c.criterion_id == criterion.id)
        source = source.outerjoin(cell, is_it)
        columns += marks(cell, place)
    wanted = select(*columns).select_from(source)
    found = session.execute(
        wanted.where(
            REVIEW.c.panel_member_id.in_(members),
            REVIEW.c.stage_id == stage.id,
            REVIEW.c.state.in_(states),
        )
    )
    # Not all at once: what is alive at the same time, the garbage collector walks again and again.
    return chain.from_iterable(found.partitions(AT_A_TIME))
