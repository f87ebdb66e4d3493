"""The door of the core as a page: every name that a plugin may import, with what is in it."""

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Iterator
from enum import Enum
from typing import Any

from koubo import api
from reference.writing import prose, signature, table, type_name


def the_door() -> str:
    """Give every name of ``koubo.api``: values and words first, then functions."""
    names = sorted(api.__all__, key=lambda name: (not inspect.isclass(getattr(api, name)), name))
    return "\n\n".join(_name(name, getattr(api, name)) for name in names)


def _name(name: str, thing: Any) -> str:
    parts = [f"## {name}"]
    if inspect.isfunction(thing):
        parts.append(f"```python\n{signature(thing)}\n```")
    if inspect.isclass(thing) or inspect.isfunction(thing):
        parts.append(prose(thing))
        parts += list(_contents(thing))
    else:
        parts.append("Marks a function as the answer to the hook of the same name.")
    return "\n\n".join(parts)


def _contents(thing: Any) -> Iterator[str]:
    if inspect.isclass(thing) and issubclass(thing, Enum):
        yield table(("word", "value"), [(f"`{one.name}`", f"`{one.value}`") for one in thing])
    elif dataclasses.is_dataclass(thing):
        notes = attribute_notes(thing) if inspect.isclass(thing) else {}
        yield table(
            ("value", "type", "meaning"),
            [
                (f"`{one.name}`", f"`{type_name(one.type)}`", notes.get(one.name, ""))
                for one in dataclasses.fields(thing)
            ],
        )
        yield from _derived(thing)


def _derived(thing: Any) -> Iterator[str]:
    """Give what can be read from a value beside its own parts."""
    rows = [
        (f"`{name}`", (inspect.getdoc(one) or "").splitlines()[0])
        for name, one in vars(thing).items()
        if isinstance(one, property)
    ]
    if rows:
        yield table(("to be read", "gives"), rows)


def attribute_notes(kind: type[Any]) -> dict[str, str]:
    """Give the docstrings that stand under the values of a class."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    notes: dict[str, str] = {}
    for before, after in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(before, ast.AnnAssign)
            and isinstance(before.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            notes[before.target.id] = " ".join(str(after.value.value).split()).replace("``", "`")
    return notes
