"""The hook mechanism: typed specifications, calls scoped to one scheme, and a guard for faults.

Nobody else touches pluggy. A hook is called through its own specification, so that arguments and
answers are typed where it is called::

    findings = hooks.all(koubo_eligibility_findings, scheme.id)(course=course, case=case)
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

import pluggy

from koubo.hook_answers import answers_in, judge, words_of
from koubo.hook_turns import Turn, turns_of

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

PROJECT = "koubo"
KEPT_FAULTS = 200
GONE = "この制度のプラグインが入っていません"

hookimpl = pluggy.HookimplMarker(PROJECT)
_mark_specification = pluggy.HookspecMarker(PROJECT)


class Mode(StrEnum):
    """How the answers of several plugins become one."""

    FIRST = "first"
    ALL = "all"


class OnFault(StrEnum):
    """What a fault does: stop the step that asked, or leave the answer out."""

    CLOSED = "closed"
    SOFT = "soft"


@dataclass(frozen=True)
class Specification:
    """What a hook promises: its name, the type of one answer, and what a fault does."""

    name: str
    mode: Mode
    gives: type[Any]
    on_fault: OnFault
    seconds: float
    """Longest time one plugin may take for one call."""
    sound: Callable[[Any], bool]
    """Says whether an answer of the right type makes sense, such as yen that are whole."""
    without_plugin: bool
    """Whether a scheme whose plugin is gone may be answered for by those that are left."""


@dataclass(frozen=True)
class Fault:
    """One failure of one plugin in one hook, in words for staff."""

    plugin: str
    hook: str
    text: str


class PluginFault(Exception):
    """A hook that must not be guessed at could not answer; no step is taken."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.plugin} / {fault.hook}: {fault.text}")
        self.fault = fault


def hookspec(
    *,
    mode: Mode,
    gives: type[Any],
    on_fault: OnFault = OnFault.CLOSED,
    seconds: float = 2.0,
    sound: Callable[[Any], bool] = lambda answer: True,
    without_plugin: bool = False,
) -> Callable[[F], F]:
    """Declare a hook; the decorated function's signature and docstring are the contract."""

    def declare(function: F) -> F:
        specification = Specification(
            function.__name__, mode, gives, on_fault, seconds, sound, without_plugin
        )
        function.koubo_specification = specification  # type: ignore[attr-defined]
        return _mark_specification(function)

    return declare


def specification_of(hook: Callable[..., Any]) -> Specification:
    """Give what was declared for a hook function; TypeError if it is none."""
    found = getattr(hook, "koubo_specification", None)
    if not isinstance(found, Specification):
        raise TypeError(f"{hook!r} is not a hook")
    return found


class Hooks:
    """Calls the plugins one by one, each about its own schemes only.

    A plugin that owns schemes is asked only about those; one that owns none is asked about all.
    The core's own answers (its plugins are named ``koubo.…``) come last. Arguments are given by
    name only. All plugins are registered before; who is asked in which order is worked out once.
    """

    def __init__(self, manager: pluggy.PluginManager) -> None:
        self._manager = manager
        self._owned: dict[str, frozenset[str]] = {}
        self._turns: dict[tuple[str, str | None], tuple[Turn, ...]] = {}
        self._set_aside: dict[str, Fault] = {}
        self._faults: dict[Fault, None] = {}
        self._schemes: Collection[str] | None = None
        self._refuse_wrappers()

    def own(self, plugin: str, schemes: Iterable[str]) -> None:
        """Record which schemes a plugin brought; from then on it is asked about no others."""
        self._owned[plugin] = frozenset(schemes)
        self._turns.clear()

    def owned_by(self, plugin: str) -> frozenset[str]:
        """Give the ids of the schemes that a plugin brought."""
        return self._owned.get(plugin, frozenset())

    def among(self, schemes: Collection[str]) -> "Hooks":
        """Give the same hooks for a catalog: a scheme that is not in it has lost its plugin.

        Nobody can say what such a scheme's rules are, so that hooks which fail closed refuse it.
        The ids are read anew at each call.
        """
        these = copy(self)
        these._schemes = schemes
        return these

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Give what went wrong, each fault once, the latest last."""
        return tuple(self._faults)

    @property
    def set_aside(self) -> frozenset[str]:
        """Give the plugins that are asked no more until a restart."""
        return frozenset(self._set_aside)

    def all(
        self, hook: Callable[P, Iterable[T] | None], scheme_id: str | None = None
    ) -> Callable[P, list[T]]:
        """Gather every plugin's answers, outsiders first, the core last."""

        def call(*args: P.args, **arguments: P.kwargs) -> list[T]:
            _refuse_positional(args)
            gathered: list[T] = []
            for _, answers in self._answers(specification_of(hook), scheme_id, arguments):
                gathered.extend(answers)
            return gathered

        return call

    def each(
        self, hook: Callable[P, Iterable[T] | None], scheme_id: str | None = None
    ) -> Callable[P, list[tuple[str, list[T]]]]:
        """Gather every plugin's answers under the plugin's name."""

        def call(*args: P.args, **arguments: P.kwargs) -> list[tuple[str, list[T]]]:
            _refuse_positional(args)
            return self._answers(specification_of(hook), scheme_id, arguments)

        return call

    def first(self, hook: Callable[P, T | None], scheme_id: str | None = None) -> Callable[P, T]:
        """Give the first answer that is not None; the core's default is asked last."""

        def call(*args: P.args, **arguments: P.kwargs) -> T:
            _refuse_positional(args)
            specification = specification_of(hook)
            for _, answers in self._answers(specification, scheme_id, arguments):
                answer: T = answers[0]
                return answer
            raise PluginFault(Fault(PROJECT, specification.name, "どのプラグインも答えません"))

        return call

    def at_length(self, hook: Callable[P, T | None], scheme_id: str) -> Callable[P, T]:
        """Give what `first` asks, for thousands of calls: where no plugin speaks, the core itself.

        The core's own answers are not checked, so that a working is not written to be looked at.
        """
        specification = specification_of(hook)
        self._refuse_if_gone(specification, scheme_id)
        turns = self._turns_of(specification, scheme_id)
        if turns and all(turn.is_core for turn in turns):
            core: Callable[..., Any] = turns[0].ask
            return core
        return self.first(hook, scheme_id)

    def _answers(
        self, specification: Specification, scheme_id: str | None, arguments: Mapping[str, Any]
    ) -> list[tuple[str, list[Any]]]:
        found: list[tuple[str, list[Any]]] = []
        self._refuse_if_gone(specification, scheme_id)
        for turn in self._turns_of(specification, scheme_id):
            try:
                answers = self._ask(specification, turn, arguments)
            except PluginFault as raised:
                self._note(raised.fault)
                if specification.on_fault is OnFault.CLOSED:
                    raise
                continue
            if answers:
                found.append((turn.plugin, answers))
                if specification.mode is Mode.FIRST:
                    break
        return found

    def _ask(
        self, specification: Specification, turn: Turn, arguments: Mapping[str, Any]
    ) -> list[Any]:
        """Call one plugin and check what it gives; anything wrong becomes a PluginFault."""
        if turn.plugin in self._set_aside:
            raise PluginFault(self._set_aside[turn.plugin])
        wanted = turn.wanted(arguments)
        started, answers, cause = perf_counter(), [], None
        until = started + turn.limit
        try:
            answer = turn.function(**wanted)
            answers = answers_in(answer, several=specification.mode is Mode.ALL, until=until)
            for one in answers:
                judge(one, specification.gives, specification.sound)
        except (Exception, SystemExit) as error:
            cause = error
        taken = perf_counter() - started
        if taken > turn.limit:
            text = f"{taken:.1f}秒かかりました（上限 {turn.limit:g}秒）"
            self._set_aside[turn.plugin] = Fault(turn.plugin, specification.name, text)
            raise PluginFault(self._set_aside[turn.plugin]) from cause
        if cause is not None:
            raise PluginFault(Fault(turn.plugin, specification.name, words_of(cause))) from cause
        return answers

    def _refuse_if_gone(self, specification: Specification, scheme_id: str | None) -> None:
        if scheme_id is None or self._schemes is None or scheme_id in self._schemes:
            return
        if specification.on_fault is OnFault.CLOSED and not specification.without_plugin:
            self._note(gone := Fault(scheme_id, specification.name, GONE))
            raise PluginFault(gone)

    def _turns_of(self, specification: Specification, scheme_id: str | None) -> tuple[Turn, ...]:
        """Give who is asked, in order; a hook is called far more often than a plugin comes."""
        if (key := (specification.name, scheme_id)) not in self._turns:
            caller = getattr(self._manager.hook, specification.name, None)
            # The site's hooks are known only where the site is.
            known = caller.get_hookimpls() if caller else []
            asked = [one for one in known if self._is_asked(one, scheme_id)]
            self._turns[key] = turns_of(asked, specification.seconds)
        return self._turns[key]

    def _is_asked(self, implementation: pluggy.HookImpl, scheme_id: str | None) -> bool:
        owned = self._owned.get(implementation.plugin_name)
        return not owned or scheme_id is None or scheme_id in owned

    def _note(self, fault: Fault) -> None:
        self._faults.pop(fault, None)
        self._faults[fault] = None
        if len(self._faults) > KEPT_FAULTS:
            self._faults.pop(next(iter(self._faults)), None)

    def _refuse_wrappers(self) -> None:
        for plugin in self._manager.get_plugins():
            for caller in self._manager.get_hookcallers(plugin) or []:
                for one in caller.get_hookimpls():
                    if one.wrapper or one.hookwrapper:
                        raise TypeError(f"{one.plugin_name}: {caller.name} はラッパーにできません")


def _refuse_positional(args: tuple[Any, ...]) -> None:
    if args:
        raise TypeError("a hook's arguments are given by name")
