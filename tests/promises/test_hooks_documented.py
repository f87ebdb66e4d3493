"""Every hook says when it is called, and is called; every default of the core is a hookimpl."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pluggy
import pytest

import koubo
import koubo_web
from koubo.hooks import PROJECT, Mode, Specification, specification_of
from koubo.plugins import DEFAULTS, HOOKSPECS
from koubo_web import hookspecs as web_hookspecs

CORE = Path(koubo.__file__).parent
WEB = Path(koubo_web.__file__).parent
ASKING = {"first": {Mode.FIRST}, "all": {Mode.ALL}, "each": {Mode.ALL}}


def modules(name: str) -> dict[str, ModuleType]:
    """Give the rooms of that name, by the name of their area."""
    return {
        f"koubo.{path.parent.name}": importlib.import_module(f"koubo.{path.parent.name}.{name}")
        for path in sorted(CORE.glob(f"*/{name}.py"))
    }


def hooks_of(module: ModuleType) -> Iterator[object]:
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if name.startswith("koubo_") and function.__module__ == module.__name__:
            yield function


SPECIFIED = [*modules("hookspecs").values(), web_hookspecs]
HOOKS = [hook for module in SPECIFIED for hook in hooks_of(module)]
DEFAULT_HOOKS = [
    (area, hook) for area, module in modules("defaults").items() for hook in hooks_of(module)
]
each_hook = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.__name__)


def asked() -> set[tuple[str, str]]:
    """Give every hook's name with the way in which the core or the site asks it."""
    found = set()
    for path in (*CORE.rglob("*.py"), *WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ASKING
                and node.args
                and isinstance(node.args[0], ast.Name)
            ):
                found.add((node.args[0].id, node.func.attr))
    return found


ASKED = asked()


def test_every_area_with_hooks_is_registered():
    assert set(HOOKSPECS) == set(modules("hookspecs").values())
    assert modules("defaults") == DEFAULTS


@each_hook
def test_a_hook_says_when_it_is_called(hook):
    text = inspect.getdoc(hook)

    assert isinstance(specification_of(hook), Specification)
    assert text.splitlines()[0].endswith(".")
    assert "\nCalled " in text
    assert all(
        one.annotation is not inspect.Parameter.empty
        for one in inspect.signature(hook).parameters.values()
    )


@each_hook
def test_a_hook_is_asked_somewhere_as_it_was_declared(hook):
    ways = {way for name, way in ASKED if name == hook.__name__}

    assert ways
    assert all(specification_of(hook).mode in ASKING[way] for way in ways)


@pytest.mark.parametrize(
    ("area", "default"),
    DEFAULT_HOOKS,
    ids=[f"{area}:{one.__name__}" for area, one in DEFAULT_HOOKS],
)
def test_a_default_is_a_hookimpl_asked_last(area, default):
    options = pluggy.PluginManager(PROJECT).parse_hookimpl_opts(DEFAULTS[area], default.__name__)

    assert options is not None
    assert options["trylast"]
    assert default.__name__ in {hook.__name__ for hook in HOOKS}


@each_hook
def test_a_hook_whose_first_answer_counts_has_a_default(hook):
    if specification_of(hook).mode is Mode.FIRST:
        assert hook.__name__ in {default.__name__ for _, default in DEFAULT_HOOKS}
