"""Plugins are asked one by one, about their own schemes; a fault stops a step or leaves a gap."""

from collections.abc import Iterable, Iterator
from time import perf_counter

import pluggy
import pytest

from koubo.hooks import (
    MANY,
    PROJECT,
    Fault,
    Hooks,
    Mode,
    OnFault,
    PluginFault,
    hookimpl,
    hookspec,
    specification_of,
)

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


class Bundle:
    """What pluggy takes for a plugin: anything with functions."""

    def __init__(self, **functions: object) -> None:
        vars(self).update(functions)


SPECIFICATIONS = Bundle(koubo_count=koubo_count, koubo_names=koubo_names, koubo_notes=koubo_notes)


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


def raising(word: str) -> list[str]:
    raise KeyError(word)


def leaving(word: str) -> list[str]:
    raise SystemExit(3)


def breaking_off(word: str) -> Iterator[str]:
    yield "one"
    raise RuntimeError("no more")


def running_away(word: str) -> Iterator[str]:
    while True:
        yield word


def late(word: str) -> list[str]:
    until = perf_counter() + 2 * LIMIT
    while perf_counter() < until:
        pass
    return ["late"]


def late_generator(word: str) -> Iterator[str]:
    while True:
        late(word)
        yield word


def test_all_gathers_from_outsiders_in_their_order_and_the_core_last():
    hooks = hooks_of(
        koubo__names=naming("core", trylast=True),
        zeta=naming("zeta"),
        alpha=naming("alpha"),
        eager=naming("eager", tryfirst=True),
        modest=naming("modest", trylast=True),
    )

    assert hooks.all(koubo_names)(word="x") == ["eager", "alpha", "zeta", "modest", "core"]
    assert hooks.each(koubo_names)(word="x") == [
        ("eager", ["eager"]),
        ("alpha", ["alpha"]),
        ("zeta", ["zeta"]),
        ("modest", ["modest"]),
        ("koubo.names", ["core"]),
    ]


def test_the_core_is_last_whatever_it_wishes():
    hooks = hooks_of(koubo__count=counting(1, tryfirst=True), city=counting(2, trylast=True))

    assert hooks.first(koubo_count)(word="x") == 2


def test_first_stops_at_the_first_answer_that_is_not_none():
    asked = []

    def count(word: str) -> int:
        asked.append(word)
        return 3

    hooks = hooks_of(
        alpha=counting(None), beta=counting(0), gamma=plugin(count=count), koubo__c=counting(9)
    )

    assert hooks.first(koubo_count)(word="x") == 0
    assert asked == []


def test_nobody_answering_is_a_fault():
    with pytest.raises(PluginFault) as raised:
        hooks_of(alpha=counting(None)).first(koubo_count)(word="x")

    assert raised.value.fault == Fault("koubo", "koubo_count", "どのプラグインも答えません")


def test_a_plugin_may_take_fewer_arguments_and_answer_none_or_a_generator():
    hooks = hooks_of(
        alpha=plugin(names=lambda: ["no arguments"]),
        beta=plugin(names=lambda word: None),
        gamma=plugin(names=lambda word: (word for _ in range(2))),
    )

    assert hooks.all(koubo_names)(word="x") == ["no arguments", "x", "x"]


def test_a_city_is_asked_about_its_own_schemes_and_an_outsider_about_all():
    hooks = hooks_of(
        akita=naming("akita"), kurashiki=naming("kurashiki"), opendata=naming("opendata"),
        koubo__names=naming("core"),
    )  # fmt: skip
    hooks.own("akita", ["akita"])
    hooks.own("kurashiki", ["kurashiki", "kurashiki_youth"])
    hooks.own("opendata", [])

    assert hooks.all(koubo_names, "kurashiki_youth")(word="x") == ["kurashiki", "opendata", "core"]
    assert hooks.all(koubo_names, "akita")(word="x") == ["akita", "opendata", "core"]
    assert hooks.all(koubo_names, "folder")(word="x") == ["opendata", "core"]
    assert hooks.all(koubo_names)(word="x") == ["akita", "kurashiki", "opendata", "core"]
    assert hooks.owned_by("kurashiki") == {"kurashiki", "kurashiki_youth"}
    assert hooks.owned_by("opendata") == frozenset()


FAULTS = {
    "raises": (raising, "KeyError: 'x'"),
    "raises SystemExit": (leaving, "SystemExit: 3"),
    "generator that raises": (breaking_off, "RuntimeError: no more"),
    "runaway generator": (running_away, f"答えが {MANY} 件を超えました"),
    "wrong type": (lambda word: ["good", 3], "str ではなく int が返りました"),
    "one text for a list": (lambda word: "条件", "一覧ではなく str が返りました"),
    "a mapping for a list": (lambda word: {"a": "b"}, "一覧ではなく dict が返りました"),
    "no list at all": (lambda word: 7, "TypeError: 'int' object is not iterable"),
}


@pytest.mark.parametrize(("function", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_a_closed_hook_stops_the_step(function, text):
    hooks = hooks_of(alpha=plugin(names=function), beta=naming("beta"))

    with pytest.raises(PluginFault) as raised:
        hooks.all(koubo_names)(word="x")

    assert raised.value.fault == Fault("alpha", "koubo_names", text)
    assert list(hooks.faults) == [Fault("alpha", "koubo_names", text)]
    assert str(raised.value) == f"alpha / koubo_names: {text}"


@pytest.mark.parametrize(("function", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_a_soft_hook_is_left_out_and_reported(function, text):
    hooks = hooks_of(alpha=plugin(notes=function), beta=plugin(notes=lambda word: ["beta"]))

    assert hooks.all(koubo_notes)(word="x") == ["beta"]
    assert list(hooks.faults) == [Fault("alpha", "koubo_notes", text)]


@pytest.mark.parametrize(
    ("answer", "text"),
    [(1.5, "int ではなく float が返りました"), ("3", "int ではなく str が返りました"),
     (-1, "使えない値が返りました：-1")],
)  # fmt: skip
def test_a_first_answer_has_to_be_what_the_hook_promises(answer, text):
    with pytest.raises(PluginFault) as raised:
        hooks_of(alpha=counting(answer), koubo__c=counting(1)).first(koubo_count)(word="x")

    assert raised.value.fault == Fault("alpha", "koubo_count", text)


def test_other_schemes_go_on_beside_a_fault():
    hooks = hooks_of(akita=plugin(names=raising), kurashiki=naming("kurashiki"))
    hooks.own("akita", ["akita"])
    hooks.own("kurashiki", ["kurashiki"])

    assert hooks.all(koubo_names, "kurashiki")(word="x") == ["kurashiki"]


@pytest.mark.parametrize("function", [late, late_generator])
def test_a_plugin_over_its_time_is_set_aside_in_every_hook(function):
    hooks = hooks_of(slow=plugin(quick=function, names=lambda word: ["slow"]), beta=naming("beta"))

    assert hooks.all(koubo_quick)(word="x") == []
    with pytest.raises(PluginFault) as raised:
        hooks.all(koubo_names)(word="x")

    assert raised.value.fault.plugin == "slow"
    assert raised.value.fault.hook == "koubo_quick"
    assert raised.value.fault.text.endswith(f"秒かかりました（上限 {LIMIT:g}秒）")
    assert list(hooks.faults) == [raised.value.fault] * 2


def test_the_core_itself_is_never_set_aside():
    hooks = hooks_of(koubo__quick=plugin(quick=late))

    assert hooks.all(koubo_quick)(word="x") == ["late"]
    assert list(hooks.faults) == []


def test_an_interrupt_is_no_fault():
    def interrupted(word: str) -> list[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hooks_of(alpha=plugin(names=interrupted)).all(koubo_names)(word="x")


@pytest.mark.parametrize("kind", ["wrapper", "hookwrapper"])
def test_a_hook_wrapper_is_refused(kind):
    @hookimpl(**{kind: True})
    def koubo_names(word: str) -> Iterator[None]:
        return (yield)

    with pytest.raises(TypeError, match="alpha: koubo_names はラッパーにできません"):
        hooks_of(alpha=Bundle(koubo_names=koubo_names))


def test_a_hook_is_called_by_name_and_through_its_specification():
    hooks = hooks_of(alpha=naming("alpha"))

    with pytest.raises(TypeError, match="given by name"):
        hooks.all(koubo_names)("x")
    with pytest.raises(KeyError):
        hooks_of(alpha=plugin(names=lambda word: [])).all(koubo_names)()
    with pytest.raises(TypeError, match="is not a hook"):
        specification_of(late)
