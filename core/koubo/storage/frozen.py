"""Frozen values as JSON can carry them, and back, by the types that their classes declare.

For what has to be computed again years later. As a rule a part that the class has come to know
since is taken from its default, and one that it knows no more is left out; what is kept sparsely
(`Keeping`) is shorter, and refuses what the class does not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

TEXTS: Mapping[type[Any], Any] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Fraction: Fraction,
}
PLAIN = (str, int, bool, NoneType)


@dataclass(frozen=True)
class Way:
    """How the values of a class are kept, where they are not kept field by field."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Keeping:
    """How values are kept."""

    ways: Mapping[type[Any], Way] = field(default_factory=dict)
    sparse: bool = False
    """Leave out what is at its default; a part that the class does not know is an error then."""

    def way_of(self, value: Any) -> Way | None:
        """Give the way of a value's class, or of one that it derives from."""
        return next((way for kind, way in self.ways.items() if isinstance(value, kind)), None)


WHOLE = Keeping()


def to_plain(value: Any, keeping: Keeping = WHOLE) -> Any:
    """Give a value as plain JSON; TypeError for what could not be read back."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    if way := keeping.way_of(value):
        return way.write(value)
    if isinstance(value, tuple | list):
        return [to_plain(one, keeping) for one in value]
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(one, keeping) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        held = {one.name: (getattr(value, one.name), _default(one)) for one in fields(value)}
        return {
            name: to_plain(part, keeping)
            for name, (part, default) in held.items()
            if not keeping.sparse or part != default
        }
    raise TypeError(f"cannot be kept as JSON: {value!r}")


def from_plain(kind: type[T], plain: Any, keeping: Keeping = WHOLE) -> T:
    """Give the value of a frozen class that `to_plain` wrote in the same manner.

    :raises ValueError, TypeError, KeyError: where the class cannot take it any more
    """
    value: T = _value(kind, plain, keeping)
    return value


def part_from_plain(kind: Any, name: str, plain: Any) -> Any:
    """Give one field of a frozen class."""
    return _value(_hints(kind)[name], plain, WHOLE)


def _default(one: Field[Any]) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default


def _value(kind: Any, plain: Any, keeping: Keeping) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _one_of(arguments, plain, keeping)
    if origin is tuple:
        return tuple(_value(arguments[0], one, keeping) for one in plain)
    if origin is not None and issubclass(origin, Mapping):
        key_kind, value_kind = arguments
        return {
            _value(key_kind, key, keeping): _value(value_kind, one, keeping)
            for key, one in plain.items()
        }
    if origin is not None and is_dataclass(origin):  # such as a figure of something
        return _dataclass(
            origin, plain, keeping, dict(zip(_parameters(origin), arguments, strict=True))
        )
    if kind in keeping.ways:
        return keeping.ways[kind].read(plain)
    if kind in TEXTS:
        return TEXTS[kind](plain)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(plain)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind, plain, keeping, {})
    return plain


def _one_of(kinds: tuple[Any, ...], plain: Any, keeping: Keeping) -> Any:
    """Give an optional value; of a whole number or a fraction the one that it is, else the first."""
    if plain is None and NoneType in kinds:
        return None
    if {int, Fraction} <= set(kinds):
        return Fraction(plain) if isinstance(plain, str) else plain
    return _value(next(one for one in kinds if one is not NoneType), plain, keeping)


def _dataclass(
    kind: Any, plain: Mapping[str, Any], keeping: Keeping, arguments: Mapping[Any, Any]
) -> Any:
    """Give a value by its fields; a field that is declared by a type variable is of its argument."""
    hints = _hints(kind)
    names = plain if keeping.sparse else [name for name in hints if name in plain]
    return kind(
        **{
            name: _value(arguments.get(hints[name], hints[name]), plain[name], keeping)
            for name in names
        }
    )


def _parameters(kind: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = kind.__parameters__
    return found


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Give the declared types of a class's fields; looked up once for each."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if one.init}
