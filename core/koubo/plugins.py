"""The top of the core: finds the plugins, checks them, and builds the hooks and the catalog."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pluggy

from koubo.applications import defaults as applications_defaults
from koubo.applications import hookspecs as applications_hookspecs
from koubo.award import defaults as award_defaults
from koubo.award import hookspecs as award_hookspecs
from koubo.hook_answers import words_of
from koubo.hook_turns import CORE
from koubo.hooks import PROJECT, Fault, Hooks, PluginFault
from koubo.people import defaults as people_defaults
from koubo.people import hookspecs as people_hookspecs
from koubo.reporting import defaults as reporting_defaults
from koubo.reporting import hookspecs as reporting_hookspecs
from koubo.review import defaults as review_defaults
from koubo.review import hookspecs as review_hookspecs
from koubo.schemes import defaults as schemes_defaults
from koubo.schemes import hookspecs as schemes_hookspecs
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.folder import SchemeFolder
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.hookspecs import koubo_schemes, koubo_words
from koubo.schemes.rules import Scheme
from koubo.schemes.vocabulary import CORE_VOCABULARY
from koubo.schemes.words import Vocabulary, Word

T = TypeVar("T")

HOOKSPECS: tuple[ModuleType, ...] = (
    schemes_hookspecs,
    applications_hookspecs,
    people_hookspecs,
    review_hookspecs,
    award_hookspecs,
    reporting_hookspecs,
)
DEFAULTS: dict[str, ModuleType] = {
    "koubo.people": people_defaults,
    "koubo.schemes": schemes_defaults,
    "koubo.applications": applications_defaults,
    "koubo.review": review_defaults,
    "koubo.award": award_defaults,
    "koubo.reporting": reporting_defaults,
}

FOLDER = "folder"
"""Its schemes stand in their files alone, without a plugin's rules."""
HOOK_NAMES = "koubo_"
WEB_HOOKS = "koubo_web_"
"""Hooks of the site; where the core runs alone, nobody asks them and nobody misses them."""


class UnusablePlugins(Exception):
    """The house cannot start with these plugins; the text says why, in one line each."""


class Standing(StrEnum):
    """How far a plugin is asked."""

    RUNNING = "動いています"
    FAULTY = "不具合あり"
    SET_ASIDE = "再起動まで使いません"
    LEFT_OUT = "読み込めません"


@dataclass(frozen=True)
class Installed:
    """One plugin as the list of plugins shows it; one that was left out has nothing to show."""

    name: str
    version: str
    hooks: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The words of the scheme file that it adds."""


@dataclass(frozen=True)
class House:
    """What the plugins bring together."""

    catalog: Catalog
    installed: tuple[Installed, ...]
    faults: tuple[Fault, ...] = ()
    """What kept plugins from being loaded."""

    @property
    def hooks(self) -> Hooks:
        """Give the typed caller."""
        return self.catalog.hooks

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Give what went wrong at the start, then what went wrong since, the latest first."""
        return (*self.faults, *reversed(self.hooks.faults))

    def standing_of(self, plugin: str) -> Standing:
        """Say how far a plugin is asked."""
        if plugin in {one.plugin for one in self.faults}:
            return Standing.LEFT_OUT
        if plugin in self.hooks.set_aside:
            return Standing.SET_ASIDE
        faulty = plugin in {one.plugin for one in self.hooks.faults}
        return Standing.FAULTY if faulty else Standing.RUNNING


def load(
    *,
    found: Iterable[EntryPoint] | None = None,
    more: dict[str, Any] | None = None,
    folder: Path | None = None,
    hookspecs: Iterable[ModuleType] = (),
) -> House:
    """Build the house from entry points, from plugins given by name, and from a scheme folder.

    A plugin that cannot be imported, or that breaks when asked for its words or schemes, is left
    out and reported, unless it only lacks the extra that it names (``… [statistics]``); a misspelt hook, a hook wrapper, a broken scheme file, or two plugins with
    the same scheme or word raise UnusablePlugins.
    """
    manager = pluggy.PluginManager(PROJECT)
    specified = (*HOOKSPECS, *hookspecs)
    for module in specified:
        manager.add_hookspecs(module)
    for name, plugin in DEFAULTS.items():
        manager.register(plugin, name)
    versions: dict[str, str] = {}
    faults: list[Fault] = []
    for entry in entry_points(group=PROJECT) if found is None else found:
        versions[entry.name] = entry.dist.version if entry.dist else ""
        try:
            plugin = entry.load()
        except (Exception, SystemExit) as error:
            if entry.extras and isinstance(error, ModuleNotFoundError):
                continue  # what it needs was not asked for: pip install 'koubo[…]'
            faults.append(Fault(entry.name, "import", words_of(error)))
            continue
        _register(manager, entry.name, plugin)
    for name, plugin in (more or {}).items():
        _register(manager, name, plugin)
        versions[name] = ""
    _refuse_unknown_hooks(manager, specified)
    words = dict(_ask_each(manager, lambda hooks: hooks.each(koubo_words)(), faults))
    vocabulary = _vocabulary(words)
    if folder is not None:
        _register(manager, FOLDER, SchemeFolder(folder, vocabulary))
    schemes = _ask_each(manager, lambda hooks: hooks.each(koubo_schemes)(), faults)
    return _assemble(manager, versions, words, vocabulary, schemes, faults)


def _register(manager: pluggy.PluginManager, name: str, plugin: Any) -> None:
    """Take a plugin in, or raise UnusablePlugins with its name."""
    if name.startswith(CORE):
        raise UnusablePlugins(f"プラグイン {name}: 「{CORE}」で始まる名前は使えません")
    try:
        manager.register(plugin, name)
    except (pluggy.PluginValidationError, ValueError) as error:
        raise UnusablePlugins(f"プラグイン {name}: {error}") from error
    for unmarked in _unmarked_hooks(manager, plugin):
        raise UnusablePlugins(f"プラグイン {name}: {unmarked} に @hookimpl がありません")


def _unmarked_hooks(manager: pluggy.PluginManager, plugin: Any) -> list[str]:
    """Give functions named like a hook that would silently never be called."""
    return [
        name
        for name, one in inspect.getmembers(plugin, inspect.isroutine)
        if name.startswith(HOOK_NAMES) and manager.parse_hookimpl_opts(plugin, name) is None
    ]


def _refuse_unknown_hooks(manager: pluggy.PluginManager, specified: Iterable[ModuleType]) -> None:
    known = {one for module in specified for one in vars(module) if one.startswith(HOOK_NAMES)}
    with_web = any(one.startswith(WEB_HOOKS) for one in known)
    for name, plugin in manager.list_name_plugin():
        for caller in manager.get_hookcallers(plugin) or []:
            if caller.has_spec() or (caller.name.startswith(WEB_HOOKS) and not with_web):
                continue
            close = get_close_matches(caller.name, sorted(known), n=1)
            hint = f"（「{close[0]}」のことですか）" if close else ""
            raise UnusablePlugins(f"プラグイン {name}: フック {caller.name} はありません{hint}")


def _ask_each(
    manager: pluggy.PluginManager,
    ask: Callable[[Hooks], list[tuple[str, list[T]]]],
    faults: list[Fault],
) -> list[tuple[str, list[T]]]:
    """Ask every plugin what it brings; one that cannot say is asked nothing else.

    Kept, it would own no scheme and thus be asked about everybody's.
    """
    while True:
        try:
            return ask(Hooks(manager))
        except TypeError as error:
            raise UnusablePlugins(str(error)) from error
        except PluginFault as error:
            plugin, cause = error.fault.plugin, error.__cause__
            if isinstance(cause, BrokenSchemeFile):
                raise UnusablePlugins(cause.text(plugin)) from error
            if plugin == FOLDER or plugin.startswith(CORE):
                raise UnusablePlugins(str(error)) from error
            manager.unregister(name=plugin)
            faults.append(error.fault)


def _vocabulary(words: dict[str, list[type[Word]]]) -> Vocabulary:
    vocabulary = CORE_VOCABULARY
    for plugin, brought in words.items():
        try:
            vocabulary = vocabulary.with_words(brought)
        except ValueError as error:
            raise UnusablePlugins(f"プラグイン {plugin}: {error}") from error
    return vocabulary


def _assemble(
    manager: pluggy.PluginManager,
    versions: dict[str, str],
    words: dict[str, list[type[Word]]],
    vocabulary: Vocabulary,
    brought: list[tuple[str, list[Scheme]]],
    faults: list[Fault],
) -> House:
    hooks = Hooks(manager)
    schemes: dict[str, Scheme] = {}
    for plugin, given in brought:
        for scheme in given:
            if scheme.id in schemes:
                raise UnusablePlugins(f"制度「{scheme.id}」を2つのプラグインが持っています")
            schemes[scheme.id] = scheme
        hooks.own(plugin, [scheme.id for scheme in given])
    installed = tuple(
        Installed(
            name,
            versions.get(name, ""),
            tuple(sorted(caller.name for caller in manager.get_hookcallers(plugin) or [])),
            tuple(sorted(hooks.owned_by(name))),
            tuple(sorted(word.word for word in words.get(name, []))),
        )
        for name, plugin in sorted(manager.list_name_plugin())
        if plugin is not None
    )
    left_out = tuple(Installed(one.plugin, versions[one.plugin]) for one in faults)
    catalog = Catalog(
        hooks,
        schemes,
        vocabulary=vocabulary,
        core_version=version(PROJECT),
        plugin_versions={
            scheme: one.version or one.name
            for one in installed
            for scheme in one.schemes
            if one.name != FOLDER
        },
    )
    return House(catalog, (*installed, *left_out), tuple(faults))
