"""The hook mechanism: typed specifications, calls scoped to one scheme, and a guard for faults.

Nobody else touches pluggy. A hook is called through its own specification, so that arguments and
answers are typed where it is called::

    findings = hooks.all(koubo_eligibility_findings, scheme.id)(course=course, case=case)
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

import pluggy

P = ParamSpec("P")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

PROJECT = "koubo"
CORE = "koubo."
"""How the names of the core's own plugins begin."""
MANY = 10_000
"""More answers than this from one plugin are taken for a runaway generator."""

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


def _any_is_sound(answer: Any) -> bool:
    return True


def hookspec(
    *,
    mode: Mode,
    gives: type[Any],
    on_fault: OnFault = OnFault.CLOSED,
    seconds: float = 2.0,
    sound: Callable[[Any], bool] = _any_is_sound,
) -> Callable[[F], F]:
    """Declare a hook; the decorated function's signature and docstring are the contract."""

    def declare(function: F) -> F:
        specification = Specification(function.__name__, mode, gives, on_fault, seconds, sound)
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
    name only.
    """

    def __init__(self, manager: pluggy.PluginManager) -> None:
        self._manager = manager
        self._owned: dict[str, frozenset[str]] = {}
        self._set_aside: dict[str, Fault] = {}
        self.faults: deque[Fault] = deque(maxlen=200)
        self._refuse_wrappers()

    def own(self, plugin: str, schemes: Iterable[str]) -> None:
        """Record which schemes a plugin brought; from then on it is asked about no others."""
        self._owned[plugin] = frozenset(schemes)

    def owned_by(self, plugin: str) -> frozenset[str]:
        """Give the ids of the schemes that a plugin brought."""
        return self._owned.get(plugin, frozenset())

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

    def _answers(
        self, specification: Specification, scheme_id: str | None, arguments: Mapping[str, Any]
    ) -> list[tuple[str, list[Any]]]:
        found: list[tuple[str, list[Any]]] = []
        for implementation in self._implementations(specification.name, scheme_id):
            plugin = implementation.plugin_name
            try:
                self._refuse_if_set_aside(plugin)
                answers = self._ask(specification, implementation, arguments)
            except PluginFault as raised:
                self.faults.append(raised.fault)
                if specification.on_fault is OnFault.CLOSED:
                    raise
                continue
            if answers:
                found.append((plugin, answers))
                if specification.mode is Mode.FIRST:
                    break
        return found

    def _ask(
        self,
        specification: Specification,
        implementation: pluggy.HookImpl,
        arguments: Mapping[str, Any],
    ) -> list[Any]:
        """Call one plugin and check what it gives; anything wrong becomes a PluginFault."""
        plugin, started = implementation.plugin_name, perf_counter()
        wanted = {name: arguments[name] for name in implementation.argnames}
        limit = float("inf") if plugin.startswith(CORE) else specification.seconds

        def fault(text: str) -> PluginFault:
            return PluginFault(Fault(plugin, specification.name, text))

        try:
            answer = implementation.function(**wanted)
            answers = _answers_in(answer, specification.mode, until=started + limit)
            for one in answers:
                _judge(one, specification)
        except (Exception, SystemExit) as error:
            raise fault(_words(error)) from error
        taken = perf_counter() - started
        if taken > limit:
            slow = fault(f"{taken:.1f}秒かかりました（上限 {limit:g}秒）")
            self._set_aside[plugin] = slow.fault
            raise slow
        return answers

    def _implementations(self, name: str, scheme_id: str | None) -> list[pluggy.HookImpl]:
        implementations: list[pluggy.HookImpl] = getattr(self._manager.hook, name).get_hookimpls()
        asked = [one for one in implementations if self._is_asked(one.plugin_name, scheme_id)]
        return sorted(asked, key=_turn)

    def _is_asked(self, plugin: str, scheme_id: str | None) -> bool:
        owned = self._owned.get(plugin)
        return not owned or scheme_id is None or scheme_id in owned

    def _refuse_if_set_aside(self, plugin: str) -> None:
        if plugin in self._set_aside:
            raise PluginFault(self._set_aside[plugin])

    def _refuse_wrappers(self) -> None:
        for plugin in self._manager.get_plugins():
            for caller in self._manager.get_hookcallers(plugin) or []:
                for one in caller.get_hookimpls():
                    if one.wrapper or one.hookwrapper:
                        raise TypeError(f"{one.plugin_name}: {caller.name} はラッパーにできません")


class WrongAnswer(Exception):
    """A plugin gave something else than its hook promises."""


def _turn(implementation: pluggy.HookImpl) -> tuple[bool, bool, bool, str]:
    """Give the order of asking: outsiders first, then as they wish, then by name."""
    name = implementation.plugin_name
    return name.startswith(CORE), implementation.trylast, not implementation.tryfirst, name


def _answers_in(answer: Any, mode: Mode, *, until: float) -> list[Any]:
    """Consume what a plugin gives, generators included, but no runaway one."""
    if answer is None:
        return []
    if mode is Mode.FIRST:
        return [answer]
    if isinstance(answer, str | bytes | Mapping):
        raise WrongAnswer(f"一覧ではなく {type(answer).__name__} が返りました")
    taken: list[Any] = []
    for one in answer:
        taken.append(one)
        if len(taken) > MANY:
            raise WrongAnswer(f"答えが {MANY} 件を超えました")
        if perf_counter() > until:
            break
    return taken


def _judge(answer: Any, specification: Specification) -> None:
    """Raise WrongAnswer unless it is what the hook promises."""
    if not isinstance(answer, specification.gives):
        expected, given = specification.gives.__name__, type(answer).__name__
        raise WrongAnswer(f"{expected} ではなく {given} が返りました")
    if not specification.sound(answer):
        raise WrongAnswer(f"使えない値が返りました：{answer!r:.100}")


def _words(error: BaseException) -> str:
    return str(error) if isinstance(error, WrongAnswer) else f"{type(error).__name__}: {error}"


def _refuse_positional(args: tuple[Any, ...]) -> None:
    if args:
        raise TypeError("a hook's arguments are given by name")
