"""Words that a plugin adds to the vocabulary stand in every scheme file of the house."""

from dataclasses import replace
from typing import ClassVar

import pytest

from koubo.hooks import hookimpl
from koubo.money import Line
from koubo.plugins import UnusablePlugins, load
from koubo.schemes.eligibility.case import EligibilityCase, Finding
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.words import Told
from schemes.small import small


class Rivers(Condition):
    """A word of a city's own."""

    word = "rivers"
    title = "川の活動"
    asks: ClassVar = {}
    example = "{rule: rivers}"

    def told(self) -> tuple[Told, ...]:
        return (Told("川で活動していること"),)

    def finding(self, case: EligibilityCase) -> Finding:
        return self.answered("川で活動している", True, Line("川"), code="", message="")


class WordyCity:
    """Brings words, and no scheme."""

    def __init__(self, *words: type) -> None:
        self.words = words

    @hookimpl
    def koubo_words(self) -> list[type]:
        return list(self.words)


IN_RIVERS = ("- {rule: first_time, scheme: small}", "- {rule: rivers}")


def test_the_words_of_a_plugin_stand_in_every_scheme_file(tmp_path):
    (tmp_path / "small.yaml").write_bytes(small(IN_RIVERS))

    house = load(found=(), more={"wordy": WordyCity(Rivers)}, folder=tmp_path)

    course = house.catalog.course("small.start")
    assert [one.word for one in course.conditions] == ["members", "rivers"]
    pinned = house.catalog.pinned(house.catalog.installed("small").text)
    assert pinned == replace(house.catalog.installed("small"), cases=b"")
    assert {one.name: one.words for one in house.installed if one.words} == {"wordy": ("rivers",)}


def test_a_word_of_a_plugin_that_is_gone_stops_the_start_where_a_file_uses_it(tmp_path):
    (tmp_path / "small.yaml").write_bytes(small(IN_RIVERS))

    with pytest.raises(
        UnusablePlugins, match=r"small\.yaml:\d+行目 courses\.0\.eligibility\.1\.rule"
    ):
        load(found=(), folder=tmp_path)


def test_two_plugins_with_one_word_stop_the_start():
    class Other(Rivers):
        pass

    with pytest.raises(UnusablePlugins) as refused:
        load(found=(), more={"one": WordyCity(Rivers), "two": WordyCity(Other)})

    assert str(refused.value) == "プラグイン two: ことば「rivers」は2つあります"
