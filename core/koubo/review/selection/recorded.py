"""The inputs of a selection as JSON and back, exactly: fractions as text, times as ISO 8601."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from koubo.money import Working
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.values import Cell, CellState

VERSION = 1
"""Of the form; another one is refused."""


class UnknownVersion(ValueError):
    """The inputs were recorded in a form that this version does not read."""


def inputs_to_json(inputs: SelectionInputs) -> dict[str, Any]:
    """Give the inputs as plain values that JSON can carry; what is at its default is left out."""
    return {"version": VERSION, **_plain(inputs)}


def inputs_from_json(kept: Mapping[str, Any]) -> SelectionInputs:
    """Give the inputs that `inputs_to_json` wrote.

    :raises UnknownVersion: for a form that is not ours, naming it
    """
    version = kept.get("version")
    if version != VERSION:
        raise UnknownVersion(f"集計の記録の形式 {version} は読めません（{VERSION} だけを読みます）")
    made: SelectionInputs = _typed(
        SelectionInputs, {key: value for key, value in kept.items() if key != "version"}
    )
    return made


def canonical(kept: Mapping[str, Any]) -> str:
    """Give JSON in the one way of writing it: equal values give equal bytes."""
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Give a value as JSON carries it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Cell):
        return _plain_cell(value)
    if isinstance(value, Working):
        return value.as_json()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return {
        one.name: _plain(held)
        for one in fields(value)
        if (held := getattr(value, one.name)) != _default(one)
    }


def _plain_cell(cell: Cell) -> Any:
    """Give a cell as short as it can be: its points, or its state, or both with the reason."""
    mark = cell.state.value if cell.points is None else cell.points
    return [mark, cell.reason] if cell.reason else mark


def _cell(kept: Any) -> Cell:
    mark, reason = kept if isinstance(kept, list) else (kept, "")
    if isinstance(mark, str):
        return Cell(CellState(mark), None, reason)
    return Cell(CellState.VALUE, mark, reason)


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _typed(kind: Any, kept: Any) -> Any:
    """Give the value of a declared type that `_plain` wrote."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (UnionType, Union):
        return _one_of(inner, kept)
    if origin is tuple:
        return tuple(_typed(inner[0], one) for one in kept)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _typed(inner[1], one) for key, one in kept.items()}
    if origin is not None:  # a figure of something
        return _dataclass(origin, kept, {"value": inner[0]})
    if kind is Cell:
        return _cell(kept)
    if kind is Working:
        return Working.from_json(kept)
    if kind is datetime:
        return datetime.fromisoformat(kept)
    if kind is Fraction or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind(kept)
    return _dataclass(kind, kept, {}) if is_dataclass(kind) else kept


def _one_of(kinds: tuple[Any, ...], kept: Any) -> Any:
    """Give a value of one of several types: None, or whole and fraction, or the other one."""
    if kept is None:
        return None
    if set(kinds) == {int, Fraction}:
        return Fraction(kept) if isinstance(kept, str) else kept
    (kind,) = (one for one in kinds if one is not NoneType)
    return _typed(kind, kept)


def _dataclass(kind: Any, kept: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    hints = {**_hints(kind), **known}
    return kind(**{key: _typed(hints[key], one) for key, one in kept.items()})


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    """Give the declared types of a value's fields; looked up once for each type."""
    return get_type_hints(kind)
