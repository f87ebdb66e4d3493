"""The map of mails is whole: nothing happens without a text, and no text waits in vain.

The code itself is walked: every place that makes an event names its kind. Who is told of it, and
with which facts, shows in the sample city's whole life (tests/web/test_sample_city.py).
"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import koubo
from koubo.people.mail_kinds import MailKind
from koubo.people.mail_map import Key, declared
from koubo.plugins import load
from koubo.schemes.forms import FilingKind
from koubo.storage.outbox import Event

CORE = Path(koubo.__file__).parent
FILED = {f"{kind.value}_filed" for kind in FilingKind}


def trees() -> Iterator[tuple[ModuleType, ast.Module]]:
    for path in sorted(CORE.rglob("*.py")):
        if "migrations" not in path.parts and path.name != "outbox.py":
            name = ".".join(("koubo", *path.relative_to(CORE).with_suffix("").parts))
            module = importlib.import_module(name.removesuffix(".__init__"))
            yield module, ast.parse(path.read_text(encoding="utf-8"))


TREES = list(trees())


Maker = tuple[str, str]
"""A function by its module and name: several areas have one called ``_event``."""


def calls(module: ModuleType, node: ast.AST) -> Iterator[tuple[Maker, ast.Call]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name):
            called = getattr(module, one.func.id, None)
            if called is not None:
                yield (getattr(called, "__module__", ""), one.func.id), one


def argument(call: ast.Call, position: int) -> ast.expr | None:
    named = [one.value for one in call.keywords if one.arg == "kind"]
    return (named or [*call.args[position : position + 1], None])[0]


def makers() -> dict[Maker, int]:
    """Give the functions that make an event of the kind that they are given, with its place."""
    found: dict[Maker, int] = {(Event.__module__, Event.__name__): 0}
    while True:
        more = {
            (module.__name__, function.name): names.index("kind")
            for module, tree in TREES
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            and "kind" in (names := [one.arg for one in function.args.args])
            and any(
                isinstance(given := argument(call, found[maker]), ast.Name) and given.id == "kind"
                for maker, call in calls(module, function)
                if maker in found
            )
        }
        if more.items() <= found.items():
            return found
        found |= more


def kinds_of(module: ModuleType, given: ast.expr) -> set[str]:
    """Give what an argument says: a text, a constant, one of two, or what a filing's kind makes."""
    if isinstance(given, ast.Constant):
        return {str(given.value)}
    if isinstance(given, ast.IfExp):
        return kinds_of(module, given.body) | kinds_of(module, given.orelse)
    if isinstance(given, ast.Name) and isinstance(known := getattr(module, given.id, None), str):
        return {known}
    if isinstance(given, ast.JoinedStr):
        return FILED
    return set()


def raised() -> set[str]:
    """Give the kinds of every event that the core can make."""
    known, found = makers(), set()
    for module, tree in TREES:
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            chosen = {
                target.id: one.value
                for one in ast.walk(function)
                if isinstance(one, ast.Assign)
                for target in one.targets
                if isinstance(target, ast.Name)
            }
            own = {one.arg for one in function.args.args}
            for maker, call in calls(module, function):
                if maker not in known or (given := argument(call, known[maker])) is None:
                    continue
                if isinstance(given, ast.Name) and given.id in own:
                    continue  # whoever calls this says the kind
                if isinstance(given, ast.Attribute) and given.attr == "kind":
                    continue  # it stands for another event
                if isinstance(given, ast.Name) and given.id in chosen:
                    given = chosen[given.id]
                kinds = kinds_of(module, given)
                assert kinds, f"{module.__name__}: {ast.unparse(call)}"
                found |= kinds
    return found


@pytest.fixture(scope="module")
def kinds() -> dict[Key, MailKind]:
    return dict(declared(load().hooks))


def test_no_event_is_without_a_mail_and_no_mail_without_an_event(
    kinds: dict[Key, MailKind],
) -> None:
    assert {event for event, _ in kinds} ^ raised() == set()


def test_every_mail_says_when_it_goes_out_and_can_be_filled_in(
    kinds: dict[Key, MailKind],
) -> None:
    for kind in kinds.values():
        filled = kind.fill(kind.wording, kind.samples)
        assert (kind.problems(kind.wording), "$" in filled.subject + filled.body) == ([], False)
        assert kind.when
        assert len({one.name for one in kind.facts}) == len(kind.facts)
