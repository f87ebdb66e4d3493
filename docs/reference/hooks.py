"""The hook reference: every specification of the core and of the site, with what it promises."""

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from koubo.hooks import Mode, OnFault, specification_of
from koubo.plugins import DEFAULTS, HOOKSPECS
from reference.writing import prose, signature

MODES = {Mode.FIRST: "The first answer stands", Mode.ALL: "All answers count"}
FAULTS = {
    OnFault.CLOSED: "on a fault closed: no step is taken",
    OnFault.SOFT: "on a fault soft: the answer is left out",
}
WEB = "koubo_web.hookspecs"


def all_hooks() -> str:
    """Give all hooks by their group, in the order of a grant's life."""
    return "\n\n".join(_group(module) for module in groups())


def groups() -> list[ModuleType]:
    """Give the modules that specify hooks: the core's in its own order, then the site's."""
    web = [importlib.import_module(WEB)] if importlib.util.find_spec(WEB) else []
    return [*HOOKSPECS, *web]


def hooks_of(module: ModuleType) -> Iterator[Callable[..., Any]]:
    """Give a module's hooks in the order in which they stand there."""
    for name, thing in vars(module).items():
        if (
            name.startswith("koubo_")
            and inspect.isfunction(thing)
            and thing.__module__ == module.__name__
        ):
            yield thing


def title(hook: Callable[..., Any]) -> str:
    """Give a hook's heading: its name with exactly its arguments."""
    return f"{hook.__name__}({', '.join(inspect.signature(hook).parameters)})"


def _group(module: ModuleType) -> str:
    name, _, about = (inspect.getdoc(module) or "").splitlines()[0].partition(": ")
    parts = [f"## {name}", f"{about[:1].upper()}{about[1:]}", f"Specified in `{module.__name__}`."]
    return "\n\n".join([*parts, *(_hook(one) for one in hooks_of(module))])


def _hook(hook: Callable[..., Any]) -> str:
    return "\n\n".join(
        [
            f"### `{title(hook)}`",
            f"```python\n{signature(hook)}\n```",
            prose(hook),
            " · ".join(_promised(hook)),
        ]
    )


def _promised(hook: Callable[..., Any]) -> Iterator[str]:
    promised = specification_of(hook)
    last = [area for area, module in DEFAULTS.items() if hasattr(module, hook.__name__)]
    yield f"**{MODES[promised.mode]}**"
    yield f"an answer is a `{promised.gives.__name__}`"
    yield FAULTS[promised.on_fault]
    yield f"at most {promised.seconds:g} s"
    if last:
        yield f"the core answers last ({', '.join(f'`{one}`' for one in last)})"
    if promised.without_plugin:
        yield "asked even where the scheme's plugin is gone"
