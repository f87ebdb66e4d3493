"""The inputs of a selection as JSON and back, exactly: fractions as text, times as ISO 8601."""

from collections.abc import Mapping
from typing import Any

from koubo.money import Working
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.values import Cell, CellState
from koubo.storage.frozen import Keeping, Way, from_plain, to_plain

VERSION = 1
"""Of the form; another one is refused."""


class UnknownVersion(ValueError):
    """The inputs were recorded in a form that this version does not read."""


def inputs_to_json(inputs: SelectionInputs) -> dict[str, Any]:
    """Give the inputs as plain values that JSON can carry; what is at its default is left out."""
    return {"version": VERSION, **to_plain(inputs, RECORDED)}


def inputs_from_json(kept: Mapping[str, Any]) -> SelectionInputs:
    """Give the inputs that `inputs_to_json` wrote.

    :raises UnknownVersion: for a form that is not ours, naming it
    """
    version = kept.get("version")
    if version != VERSION:
        raise UnknownVersion(f"集計の記録の形式 {version} は読めません（{VERSION} だけを読みます）")
    plain = {key: value for key, value in kept.items() if key != "version"}
    return from_plain(SelectionInputs, plain, RECORDED)


def _plain_cell(cell: Cell) -> Any:
    """Give a cell as short as it can be: its points, or its state, or both with the reason."""
    mark = cell.state.value if cell.points is None else cell.points
    return [mark, cell.reason] if cell.reason else mark


def _cell(kept: Any) -> Cell:
    mark, reason = kept if isinstance(kept, list) else (kept, "")
    if isinstance(mark, str):
        return Cell(CellState(mark), None, reason)
    return Cell(CellState.VALUE, mark, reason)


RECORDED = Keeping(
    ways={Cell: Way(_plain_cell, _cell), Working: Way(Working.as_json, Working.from_json)},
    sparse=True,
)
"""A sheet takes a few characters, of which there are thousands; nothing is read that is not ours."""
