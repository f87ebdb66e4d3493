"""The top of the core: finds the plugins, checks them, and builds the hooks and the catalog."""

import inspect
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy

from koubo.applications import defaults as applications_defaults
from koubo.applications import hookspecs as applications_hookspecs
from koubo.award import defaults as award_defaults
from koubo.award import hookspecs as award_hookspecs
from koubo.hooks import CORE, PROJECT, Fault, Hooks, PluginFault, hookimpl
from koubo.people import hookspecs as people_hookspecs
from koubo.reporting import defaults as reporting_defaults
from koubo.reporting import hookspecs as reporting_hookspecs
from koubo.review import defaults as review_defaults
from koubo.review import hookspecs as review_hookspecs
from koubo.schemes import defaults as schemes_defaults
from koubo.schemes import hookspecs as schemes_hookspecs
from koubo.schemes.catalog import Catalog
from koubo.schemes.hookspecs import koubo_schemes
from koubo.schemes.reading import BrokenSchemeFile
from koubo.schemes.rules import Scheme
from koubo.schemes.schemas import load_scheme

HOOKSPECS: tuple[ModuleType, ...] = (
    schemes_hookspecs,
    applications_hookspecs,
    people_hookspecs,
    review_hookspecs,
    award_hookspecs,
    reporting_hookspecs,
)
DEFAULTS: dict[str, ModuleType] = {
    "koubo.schemes": schemes_defaults,
    "koubo.applications": applications_defaults,
    "koubo.review": review_defaults,
    "koubo.award": award_defaults,
    "koubo.reporting": reporting_defaults,
}


CASES = ".cases.yaml"
HOOK_NAMES = "koubo_"


class UnusablePlugins(Exception):
    """The house cannot start with these plugins; the text says why, in one line each."""


@dataclass(frozen=True)
class Installed:
    """One plugin as the list of plugins shows it."""

    name: str
    version: str
    hooks: tuple[str, ...]
    schemes: tuple[str, ...]


@dataclass(frozen=True)
class House:
    """What the plugins bring together."""

    catalog: Catalog
    installed: tuple[Installed, ...]
    faults: tuple[Fault, ...] = field(default=())

    @property
    def hooks(self) -> Hooks:
        """Give the typed caller."""
        return self.catalog.hooks


class SchemeFolder:
    """Schemes without a plugin of their own: every ``*.yaml`` in one folder.

    The golden cases of ``name.yaml`` stand beside it in ``name.cases.yaml``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @hookimpl
    def koubo_schemes(self) -> list[Scheme]:
        """Give the schemes of the folder."""
        files = sorted(self.folder.glob("*.yaml"))
        return [self._read(file) for file in files if not file.name.endswith(CASES)]

    def _read(self, file: Path) -> Scheme:
        cases = file.with_suffix(CASES)
        try:
            return load_scheme(
                file.read_bytes(), cases=cases.read_bytes() if cases.is_file() else b""
            )
        except BrokenSchemeFile as broken:
            raise BrokenSchemeFile(broken.complaints, file.name) from broken


def load(
    *,
    found: Iterable[EntryPoint] | None = None,
    more: dict[str, Any] | None = None,
    folder: Path | None = None,
    hookspecs: Iterable[ModuleType] = (),
) -> House:
    """Build the house from entry points, from plugins given by name, and from a scheme folder.

    A plugin that cannot be imported is left out and reported; a misspelt hook, a hook wrapper or
    two plugins with the same scheme raise UnusablePlugins.
    """
    manager = pluggy.PluginManager(PROJECT)
    for module in (*HOOKSPECS, *hookspecs):
        manager.add_hookspecs(module)
    for name, plugin in DEFAULTS.items():
        manager.register(plugin, name)
    versions: dict[str, str] = {}
    faults: list[Fault] = []
    for entry in entry_points(group=PROJECT) if found is None else found:
        try:
            plugin = entry.load()
        except (Exception, SystemExit) as error:
            faults.append(Fault(entry.name, "import", f"{type(error).__name__}: {error}"))
            continue
        _register(manager, entry.name, plugin)
        versions[entry.name] = entry.dist.version if entry.dist else ""
    for name, plugin in (more or {}).items():
        _register(manager, name, plugin)
    if folder is not None:
        _register(manager, "folder", SchemeFolder(folder))
    return _assemble(manager, versions, faults)


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


def _assemble(
    manager: pluggy.PluginManager, versions: dict[str, str], faults: list[Fault]
) -> House:
    try:
        manager.check_pending()
        hooks = Hooks(manager)
    except (pluggy.PluginValidationError, TypeError) as error:
        raise UnusablePlugins(str(error)) from error
    schemes = _schemes(hooks)
    installed = tuple(
        Installed(
            name,
            versions.get(name, ""),
            tuple(sorted(caller.name for caller in manager.get_hookcallers(plugin) or [])),
            tuple(sorted(hooks.owned_by(name))),
        )
        for name, plugin in sorted(manager.list_name_plugin())
        if plugin is not None
    )
    return House(Catalog(hooks, schemes), installed, tuple(faults))


def _schemes(hooks: Hooks) -> dict[str, Scheme]:
    schemes: dict[str, Scheme] = {}
    try:
        brought = hooks.each(koubo_schemes)()
    except PluginFault as error:
        cause = error.__cause__
        if isinstance(cause, BrokenSchemeFile):
            raise UnusablePlugins(cause.text(error.fault.plugin)) from error
        raise UnusablePlugins(str(error)) from error
    for plugin, given in brought:
        for scheme in given:
            if scheme.id in schemes:
                raise UnusablePlugins(f"制度「{scheme.id}」を2つのプラグインが持っています")
            schemes[scheme.id] = scheme
        hooks.own(plugin, [scheme.id for scheme in given])
    return schemes
