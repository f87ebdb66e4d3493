"""Whatever a plugin does wrong has its name on it, and stops a step or leaves a gap."""

from collections.abc import Iterator
from time import perf_counter

import pytest
from markupsafe import Markup

from hook_builders import (
    LIMIT,
    counting,
    hooks_of,
    koubo_count,
    koubo_names,
    koubo_notes,
    koubo_quick,
    naming,
    plugin,
)
from koubo.hook_answers import LONGEST, MANY
from koubo.hooks import KEPT_FAULTS, Fault, PluginFault


def raising(word: str) -> list[str]:
    raise KeyError(word)


def leaving(word: str) -> list[str]:
    raise SystemExit(3)


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError


def unspeakable(word: str) -> list[str]:
    raise Unspeakable


def long_winded(word: str) -> list[str]:
    raise ValueError("x" * 10_000)


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


FAULTS = {
    "raises": (raising, "KeyError: 'x'"),
    "raises SystemExit": (leaving, "SystemExit: 3"),
    "raises what cannot be said": (unspeakable, "Unspeakable"),
    "raises a whole document": (long_winded, f"ValueError: {'x' * LONGEST}"[:LONGEST]),
    "generator that raises": (breaking_off, "RuntimeError: no more"),
    "runaway generator": (running_away, f"答えが {MANY} 件を超えました"),
    "wrong type": (lambda word: ["good", 3], "str ではなく int が返りました"),
    "markup for a text": (lambda word: [Markup("<b>")], "str ではなく Markup が返りました"),
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
    assert hooks.faults == (Fault("alpha", "koubo_names", text),)
    assert str(raised.value) == f"alpha / koubo_names: {text}"


@pytest.mark.parametrize(("function", "text"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_a_soft_hook_is_left_out_and_reported(function, text):
    hooks = hooks_of(alpha=plugin(notes=function), beta=plugin(notes=lambda word: ["beta"]))

    assert hooks.all(koubo_notes)(word="x") == ["beta"]
    assert hooks.faults == (Fault("alpha", "koubo_notes", text),)


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


def late_and_raising(word: str) -> list[str]:
    raise ValueError(late(word))


@pytest.mark.parametrize("function", [late, late_generator, late_and_raising])
def test_a_plugin_over_its_time_is_set_aside_in_every_hook(function):
    hooks = hooks_of(slow=plugin(quick=function, names=lambda word: ["slow"]), beta=naming("beta"))

    assert hooks.all(koubo_quick)(word="x") == []
    with pytest.raises(PluginFault) as raised:
        hooks.all(koubo_names)(word="x")

    assert raised.value.fault.plugin == "slow"
    assert raised.value.fault.hook == "koubo_quick"
    assert raised.value.fault.text.endswith(f"秒かかりました（上限 {LIMIT:g}秒）")
    assert hooks.faults == (raised.value.fault,)
    assert hooks.set_aside == {"slow"}


def test_the_core_itself_is_never_set_aside():
    hooks = hooks_of(koubo__quick=plugin(quick=late))

    assert hooks.all(koubo_quick)(word="x") == ["late"]
    assert (hooks.faults, hooks.set_aside) == ((), frozenset())


def test_an_interrupt_is_no_fault():
    def interrupted(word: str) -> list[str]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        hooks_of(alpha=plugin(names=interrupted)).all(koubo_names)(word="x")


def test_a_fault_is_kept_once_with_the_latest_last_and_not_without_end():
    def failing(word: str) -> list[str]:
        raise KeyError(word)

    hooks = hooks_of(alpha=plugin(notes=failing))

    for word in ["a", "b", "a"]:
        hooks.all(koubo_notes)(word=word)
    assert [fault.text for fault in hooks.faults] == ["KeyError: 'b'", "KeyError: 'a'"]

    for number in range(KEPT_FAULTS):
        hooks.all(koubo_notes)(word=str(number))
    assert [fault.text for fault in hooks.faults] == [
        f"KeyError: '{number}'" for number in range(KEPT_FAULTS)
    ]
