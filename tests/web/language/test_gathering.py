"""What is gathered from templates and modules, and what a catalogue is told is wrong with it."""

import pytest
from jinja2 import Environment

from koubo_web.commands.translations import faults
from koubo_web.language.gathering import packages, pairs_of, texts_by_package
from koubo_web.language.modules import messages_of_module
from koubo_web.language.templates import messages_of_template


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ("<p>あい</p><p>うえ</p>", ["あい", "うえ"]),
        ("<p>全{{ count }}件です。</p>", ["全{1}件です。"]),
        ('<p><a href="{{ url }}">一覧</a>を見る</p>', ["<a>一覧</a>を見る"]),
        ('<p><a href="{{ url }}">一覧を見る</a></p>', ["一覧を見る"]),
        ("<p>{% if new %}新しい{% endif %}募集</p>", ["新しい募集", "募集"]),
        (
            "<p>{% if a %}甲{% elif b %}乙{% else %}丙{% endif %}です</p>",
            ["甲です", "乙です", "丙です"],
        ),
        ("{% for one in all %}<li>{{ one }}件目</li>{% endfor %}", ["{1}件目"]),
        ("{% if a %}<p>甲</p>{% else %}<p>乙</p>{% endif %}", ["甲", "乙"]),
        ('{{ head("見出し", lead="全" ~ count ~ "件") }}', ["全{1}件", "見出し"]),
        ("{{ '%s件' | format(count) }}", ["{1}件"]),
        ('<img alt="写真"><input value="打った文"><textarea>か</textarea>', ["写真", "か"]),
        ('<input type="submit" value="送る">', ["送る"]),
        ("<p>3 &lt; 5　です</p>", ["3 < 5 です"]),
        ("<!-- 注 --><p>abc {{ x }}</p>", []),
    ],
)
def test_the_texts_of_a_template(template: str, texts: list[str]) -> None:
    found = [text for _, text in messages_of_template(template, Environment(autoescape=True))]

    assert sorted(found) == sorted(texts)


def test_the_texts_of_a_module() -> None:
    source = '''"""説明"""
NAME = "名前"
def told(count: int) -> str:
    """説明です。"""
    return f"全{count:,}件、" + "残り{left}件"
'''

    assert [text for _, text in messages_of_module(source)] == ["名前", "全{1}件、", "残り{1}件"]


def test_what_is_wrong_with_a_catalogue_is_told() -> None:
    texts = {"全{1}件": ["a.py"], "新しい": ["a.py"], "<a>見る</a>人": ["a.py"], "残り": ["a.py"]}
    known = {"全{1}件": "all", "<a>見る</a>人": "<b>see</b>", "残り": "残り", "古い": "old"}

    assert sorted(faults(texts, known)) == [
        "もう使われていません：古い",
        "日本語が残っています：残り → 残り",
        "穴とタグが合いません：<a>見る</a>人 → <b>see</b>",
        "穴とタグが合いません：全{1}件 → all",
        "英語がありません：新しい",
    ]


def test_every_text_of_ours_has_its_english() -> None:
    """Mended with `koubo translations --write`, then by writing what is empty in locale/en.po."""
    wrong = [
        one
        for package, texts in texts_by_package(packages())
        for one in faults(texts, pairs_of(package))
    ]

    assert wrong == []
