"""Hooks of the tests' own, and plugins for them in one line each."""

from collections.abc import Iterable

import pluggy

from koubo.hooks import PROJECT, Hooks, Mode, OnFault, hookimpl, hookspec

LIMIT = 0.05


@hookspec(mode=Mode.FIRST, gives=int, sound=lambda answer: answer >= 0)
def koubo_count(word: str) -> int | None:
    """Give a number for a word."""


@hookspec(mode=Mode.ALL, gives=str)
def koubo_names(word: str) -> Iterable[str]:
    """Give names for a word, or no step is taken."""


@hookspec(mode=Mode.ALL, gives=str, on_fault=OnFault.SOFT)
def koubo_notes(word: str) -> Iterable[str]:
    """Give notes on a word, for show."""


@hookspec(mode=Mode.ALL, gives=str, on_fault=OnFault.SOFT, seconds=LIMIT)
def koubo_quick(word: str) -> Iterable[str]:
    """Give notes on a word before anybody gets impatient."""


@hookspec(mode=Mode.ALL, gives=str, without_plugin=True)
def koubo_told(word: str) -> Iterable[str]:
    """Give what is told of a word, even where its own plugin is gone."""


class Bundle:
    """What pluggy takes for a plugin: anything with functions."""

    def __init__(self, **functions: object) -> None:
        vars(self).update(functions)


SPECIFICATIONS = Bundle(
    koubo_count=koubo_count,
    koubo_names=koubo_names,
    koubo_notes=koubo_notes,
    koubo_quick=koubo_quick,
    koubo_told=koubo_told,
)


def hooks_of(**plugins: object) -> Hooks:
    """Give the caller of plugins by name; `koubo__x` stands for the core's own koubo.x."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(SPECIFICATIONS)
    for name, plugin in plugins.items():
        manager.register(plugin, name.replace("__", "."))
    return Hooks(manager)


def plugin(*, trylast: bool = False, tryfirst: bool = False, **functions: object) -> object:
    mark = hookimpl(trylast=trylast, tryfirst=tryfirst)
    return Bundle(**{f"koubo_{name}": mark(function) for name, function in functions.items()})


def naming(*names: object, **wishes: bool) -> object:
    return plugin(names=lambda word: list(names), **wishes)


def counting(number: object, **wishes: bool) -> object:
    return plugin(count=lambda word: number, **wishes)
