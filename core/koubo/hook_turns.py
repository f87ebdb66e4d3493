"""Whose turn it is to answer a hook: outsiders first, the core last, each with its own arguments."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pluggy

CORE = "koubo."
"""How the names of the core's own plugins begin."""


@dataclass(frozen=True)
class Turn:
    """One plugin's function for a hook, and what is needed to call it; the core has no limit."""

    plugin: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    limit: float

    @property
    def is_core(self) -> bool:
        """Say whether the core answers."""
        return self.plugin.startswith(CORE)

    def wanted(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Give those of the hook's arguments that the function takes."""
        return {name: arguments[name] for name in self.arguments}

    def ask(self, **arguments: Any) -> Any:
        """Call the function."""
        return self.function(**self.wanted(arguments))


def turns_of(implementations: Iterable[pluggy.HookImpl], seconds: float) -> tuple[Turn, ...]:
    """Give the turns in the order of asking.

    :param seconds: longest time that a plugin, other than the core, may take
    """
    return tuple(_turn(one, seconds) for one in sorted(implementations, key=_order))


def _order(implementation: pluggy.HookImpl) -> tuple[bool, bool, bool, str]:
    """Give the order of asking: outsiders first, then as they wish, then by name."""
    name = implementation.plugin_name
    return name.startswith(CORE), implementation.trylast, not implementation.tryfirst, name


def _turn(implementation: pluggy.HookImpl, seconds: float) -> Turn:
    name = implementation.plugin_name
    limit = float("inf") if name.startswith(CORE) else seconds
    return Turn(name, implementation.function, tuple(implementation.argnames), limit)
