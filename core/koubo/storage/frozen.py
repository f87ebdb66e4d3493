"""Frozen values as JSON can carry them, and back, by the types that their classes declare.

For what has to be computed again years later: a part that the class has come to know since is
taken from its default, one that it knows no more is left out.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

TEXTS: Mapping[type[Any], Any] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Fraction: Fraction,
}
PLAIN = (str, int, bool, NoneType)


def to_plain(value: Any) -> Any:
    """Give a value as plain JSON; TypeError for what could not be read back."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, tuple | list):
        return [to_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: to_plain(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"cannot be kept as JSON: {value!r}")


def from_plain(kind: type[T], plain: Any) -> T:
    """Give the value of a frozen class that `to_plain` wrote.

    :raises ValueError, TypeError, KeyError: where the class cannot take it any more
    """
    value: T = _value(kind, plain)
    return value


def part_from_plain(kind: type[Any], name: str, plain: Any) -> Any:
    """Give one field of a frozen class."""
    return _value(_hints(kind)[name], plain)


def _value(kind: Any, plain: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(arguments, plain)
    if origin is tuple:
        return tuple(_value(arguments[0], one) for one in plain)
    if origin is not None and issubclass(origin, Mapping):
        key_kind, value_kind = arguments
        return {_value(key_kind, key): _value(value_kind, one) for key, one in plain.items()}
    if kind in TEXTS:
        return TEXTS[kind](plain)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(plain)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _value(hints[name], plain[name]) for name in hints if name in plain})
    return plain


def _one_of(kinds: tuple[Any, ...], plain: Any) -> Any:
    """Give an optional value; of other unions only the first kind is ours."""
    if plain is None and NoneType in kinds:
        return None
    return _value(next(one for one in kinds if one is not NoneType), plain)


def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if one.init}
