"""Plugins are asked one by one, about their own schemes, in an order that is worked out once."""

from collections.abc import Iterator

import pytest

from hook_builders import (
    Bundle,
    counting,
    hooks_of,
    koubo_count,
    koubo_names,
    koubo_notes,
    koubo_told,
    naming,
    plugin,
)
from koubo.hooks import Fault, PluginFault, hookimpl, specification_of


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


def test_at_length_the_core_alone_is_not_checked_and_a_plugin_always_is():
    alone = hooks_of(koubo__count=counting(-1), city=counting(-2))
    alone.own("city", ["akita"])

    assert alone.at_length(koubo_count, "kurashiki")(word="x") == -1
    with pytest.raises(PluginFault):
        alone.at_length(koubo_count, "akita")(word="x")
    with pytest.raises(PluginFault):
        alone.among(["akita"]).at_length(koubo_count, "kurashiki")


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


def test_who_is_asked_follows_what_is_owned_later():
    hooks = hooks_of(akita=naming("akita"), koubo__names=naming("core"))
    assert hooks.all(koubo_names, "kurashiki")(word="x") == ["akita", "core"]

    hooks.own("akita", ["akita"])

    assert hooks.all(koubo_names, "kurashiki")(word="x") == ["core"]


def test_a_scheme_that_is_not_in_the_catalog_is_judged_by_nobody():
    schemes = {"akita": ()}
    everywhere = hooks_of(koubo__core=plugin(**{
        "names": lambda word: ["core"], "notes": lambda word: ["core"], "told": lambda word: ["core"],
        "count": lambda word: 1,
    }))  # fmt: skip
    hooks = everywhere.among(schemes)
    gone = Fault("kurashiki", "koubo_names", "この制度のプラグインが入っていません")

    with pytest.raises(PluginFault) as raised:
        hooks.all(koubo_names, "kurashiki")(word="x")
    with pytest.raises(PluginFault):
        hooks.first(koubo_count, "kurashiki")(word="x")

    assert raised.value.fault == gone
    assert everywhere.faults == (gone, Fault("kurashiki", "koubo_count", gone.text))
    assert hooks.all(koubo_notes, "kurashiki")(word="x") == ["core"]
    assert hooks.all(koubo_told, "kurashiki")(word="x") == ["core"]
    assert hooks.all(koubo_names, "akita")(word="x") == ["core"]
    assert hooks.all(koubo_names)(word="x") == ["core"]
    schemes["kurashiki"] = ()
    assert hooks.all(koubo_names, "kurashiki")(word="x") == ["core"]


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
        specification_of(naming)
