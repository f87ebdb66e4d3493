"""Every figure of a scheme is listed with its source and with what is not confirmed."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from koubo.plugins import load
from koubo.schemes.figure_list import NAMES, figures_of, grouped_figures, to_confirm_of
from koubo.schemes.figures import Figure
from koubo.schemes.rules import Scheme


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load().catalog.installed("kurashiki")


def all_figures(value: Any) -> list[Figure[Any]]:
    if isinstance(value, Figure):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, tuple | list):
        inner = list(value)
    else:
        return []
    return [figure for one in inner for figure in all_figures(one)]


def test_no_mark_of_a_scheme_is_left_out(scheme: Scheme) -> None:
    marks = {one.to_confirm for one in all_figures(scheme) if one.to_confirm}

    assert marks == {one.to_confirm for one in to_confirm_of(scheme)}
    assert len(figures_of(scheme)) >= len(set(all_figures(scheme)))


def test_a_criterion_is_listed_once_however_many_stages_judge_it(scheme: Scheme) -> None:
    criteria = [one for one in figures_of(scheme) if one.name == "審査項目"]

    assert [(one.where, one.text) for one in criteria][:4] == [
        ("審査と選定", "公益性"),
        ("審査と選定", "優先性"),
        ("審査と選定", "実現性"),
        ("審査と選定", "協働の効果"),
    ]
    assert len(set(criteria)) == len(criteria)


def test_vetoes_and_ties_read_as_sentences(scheme: Scheme) -> None:
    texts = {one.name: one.text for one in grouped_figures(scheme)["審査と選定"]}

    assert texts["足切りのきまり"] == "「公益性」を2点以下とした委員が半数を超えたら不採択"
    assert texts["同点のときの順"] == ("「優先性」の平均の高い順、申請額の少ない順、提出の早い順")


def test_every_figure_has_a_japanese_name(scheme: Scheme) -> None:
    assert [one.name for one in figures_of(scheme) if one.name.isascii()] == []
    assert len(set(NAMES.values())) == len(NAMES)


def test_amounts_and_rates_read_as_people_write_them(scheme: Scheme) -> None:
    course = grouped_figures(scheme)["新規チャレンジコース"]

    assert [(one.name, one.text) for one in course][:3] == [
        ("補助率", "75%"),
        ("上限額", "150,000円"),
        ("端数の単位", "千円未満"),
    ]
