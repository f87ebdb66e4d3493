"""What plugins the house takes, and what keeps it from starting."""

from collections.abc import Iterable, Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from koubo.hooks import Fault, Mode, OnFault, hookimpl, hookspec
from koubo.plugins import Installed, Standing, UnusablePlugins, load
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Scheme
from schemes.small import small

PLUGIN = """
from koubo.api import {names}

@hookimpl
{function}
"""


@hookspec(mode=Mode.ALL, gives=str, on_fault=OnFault.SOFT)
def koubo_web_pages() -> Iterable[str]:
    """Give pages, as a site's hook would."""


WEB = ModuleType("web")
vars(WEB)["koubo_web_pages"] = koubo_web_pages


def never(self, course):
    raise AssertionError("a plugin that was left out was asked")


def raising(self):
    raise KeyError("broken")


def breaking_off(self) -> Iterator[None]:
    raise ValueError("no more")
    yield


BREAKS = [
    (raising, "KeyError: 'broken'"),
    (lambda self: 7, "TypeError: 'int' object is not iterable"),
    (breaking_off, "ValueError: no more"),
]


def written(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> EntryPoint:
    """Give the entry point of a plugin module written into a folder of the path."""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return EntryPoint(name, name, "koubo")


class SmallCity:
    """Brings the small scheme."""

    @hookimpl
    def koubo_schemes(self) -> list[Scheme]:
        return [load_scheme(small())]


def test_the_installed_plugins_come_with_versions_hooks_and_schemes():
    house = load()

    kurashiki = next(one for one in house.installed if one.name == "kurashiki")
    assert kurashiki.version
    assert kurashiki.hooks == ("koubo_eligibility_findings", "koubo_schemes")
    assert kurashiki.schemes == ("kurashiki",)
    assert house.faults == ()
    assert house.catalog.course("kurashiki.city_theme").title == "行政提案コース"


def test_the_core_answers_without_any_plugin():
    house = load(found=(), more={"small": SmallCity()})
    course = house.catalog.course("small.start")

    amount = house.hooks.first(koubo_award_amount, "small")(
        course=course, case=AmountCase(eligible_cost=100_500)
    )

    assert amount.value == 75_000
    assert [one.name for one in house.installed if one.schemes] == ["small"]


def test_a_plugin_whose_extra_is_not_installed_is_not_there_and_nobody_complains():
    house = load(found=[EntryPoint("charts", "koubo_not_installed.plugin [charts]", "koubo")])

    assert house.faults == ()
    assert "charts" not in {one.name for one in house.installed}


def test_a_plugin_that_cannot_be_imported_is_left_out_and_reported(tmp_path, monkeypatch):
    broken = written(tmp_path, monkeypatch, "koubo_broken_city", "import nothing_like_this")
    leaving = written(tmp_path, monkeypatch, "koubo_leaving_city", "raise SystemExit('no')")

    house = load(found=[broken, leaving], more={"small": SmallCity()})

    assert house.faults == (
        Fault(
            "koubo_broken_city",
            "import",
            "ModuleNotFoundError: No module named 'nothing_like_this'",
        ),
        Fault("koubo_leaving_city", "import", "SystemExit: no"),
    )
    assert list(house.catalog.schemes) == ["small"]


@pytest.mark.parametrize(
    ("function", "complaint"),
    [
        ("def koubo_award_amout(course, case): pass", "koubo_award_amout"),
        ("def koubo_award_amount(course, cases): pass", "cases"),
    ],
    ids=["name", "argument"],
)
def test_a_misspelt_hook_stops_the_start(tmp_path, monkeypatch, function, complaint):
    text = PLUGIN.format(names="hookimpl", function=function)
    entry = written(tmp_path, monkeypatch, f"koubo_misspelt_{complaint}", text)

    with pytest.raises(UnusablePlugins, match=complaint):
        load(found=[entry])


def test_a_hook_without_its_mark_stops_the_start(tmp_path, monkeypatch):
    text = "def koubo_award_amount(course, case): return None"
    entry = written(tmp_path, monkeypatch, "koubo_unmarked_city", text)

    with pytest.raises(UnusablePlugins) as refused:
        load(found=[entry])

    assert str(refused.value) == (
        "プラグイン koubo_unmarked_city: koubo_award_amount に @hookimpl がありません"
    )


def test_a_hook_wrapper_stops_the_start():
    class Wrapper:
        @hookimpl(wrapper=True)
        def koubo_award_amount(self):
            return (yield)

    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), more={"wrapping": Wrapper()})

    assert str(refused.value) == "wrapping: koubo_award_amount はラッパーにできません"


def test_two_plugins_with_one_scheme_stop_the_start():
    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), more={"one": SmallCity(), "two": SmallCity()})

    assert str(refused.value) == "制度「small」を2つのプラグインが持っています"


def test_a_plugin_may_not_pass_for_the_core():
    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), more={"koubo.small": SmallCity()})

    assert str(refused.value) == ("プラグイン koubo.small: 「koubo.」で始まる名前は使えません")


def test_a_broken_scheme_of_a_plugin_stops_the_start_with_its_lines():
    class BrokenCity:
        @hookimpl
        def koubo_schemes(self):
            return [load_scheme(small(("rate: 75%", "rate: 120%"), ("office:", "ofice:")))]

    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), more={"broken": BrokenCity()})

    assert [line.partition(" ")[0] for line in str(refused.value).splitlines()] == [
        "broken:1行目",
        "broken:4行目",
        "broken:19行目",
    ]


def test_a_folder_brings_schemes_with_the_cases_beside_them(tmp_path):
    (tmp_path / "small.yaml").write_bytes(small())
    (tmp_path / "small.cases.yaml").write_bytes(b"cases: []\n")
    (tmp_path / "other.yaml").write_bytes(small(("id: small", "id: other"), *OTHER))

    house = load(found=(), folder=tmp_path)

    assert {one.id: one.cases for one in house.catalog.schemes.values()} == {
        "other": b"",
        "small": b"cases: []\n",
    }


def test_a_broken_file_of_a_folder_is_named(tmp_path):
    (tmp_path / "small.yaml").write_bytes(small(("city: 見本市\n", "")))

    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), folder=tmp_path)

    assert str(refused.value) == "small.yaml:1行目 city: この項目が必要です"


OTHER = (
    ("scheme: small}", "scheme: other}"),
    ("small.next, small.start", "other.next, other.start"),
    ("course: small.start", "course: other.start"),
)


@pytest.mark.parametrize("hook", ["koubo_schemes", "koubo_words"])
@pytest.mark.parametrize(("answer", "told"), BREAKS, ids=["raises", "type", "generator"])
def test_a_plugin_that_cannot_say_what_it_brings_is_left_out_and_reported(hook, answer, told):
    broken = type("Broken", (), {hook: hookimpl(answer), "koubo_award_amount": hookimpl(never)})

    house = load(found=(), more={"broken": broken(), "small": SmallCity()})

    assert list(house.catalog.schemes) == ["small"]
    assert house.faults == (Fault("broken", hook, told),)
    assert house.standing_of("broken") is Standing.LEFT_OUT
    assert house.standing_of("small") is Standing.RUNNING
    assert Installed("broken", "") in house.installed
    house.hooks.first(koubo_award_amount, "small")(
        course=house.catalog.course("small.start"), case=AmountCase(eligible_cost=1000)
    )


def test_where_the_core_runs_alone_nobody_misses_the_hooks_of_the_site():
    class WithPages:
        @hookimpl
        def koubo_web_panels(self, page):
            return []

    house = load(found=(), more={"pages": WithPages()})

    assert [one.hooks for one in house.installed if one.name == "pages"] == [("koubo_web_panels",)]
    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), more={"pages": WithPages()}, hookspecs=[WEB])
    assert str(refused.value) == (
        "プラグイン pages: フック koubo_web_panels はありません（「koubo_web_pages」のことですか）"
    )
