"""What people type is no text of ours: it breaks no English page, stops none, and fills no memory."""

import json
import re
import time
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as some

from koubo_web.language.catalogue import Catalogue
from koubo_web.language.choice import told_in_english
from koubo_web.language.page import in_english
from koubo_web.language.patterns import holes
from web.town import Town

CATALOGUE = Catalogue(
    [
        ("受理", "Accepted"),
        ("{1}{2} → {3}（{4}{5}円）", "{1}{2} to {3} ({4}¥{5})"),
        ("{1}の{2}は{3}に{4}（{5}）", "{1} {2} {3} {4} {5}"),
        ("{1}、{2}", "{1}, {2}"),
        ("{1}件", "{1}"),
        ("<strong>{1}</strong> {2} <a>{3}</a>", "<strong>{1}</strong> {2} <a>{3}</a>"),
    ]
)
OURS = ["\ue000", "\ue001", "\ue100", "\ue110", "\ue210", "\uf8ff", "\U000f0000", "\U000f0210"]
LIMIT = 10
"""Seconds; what is wrong takes hours, and a busy machine takes a while."""


@given(some.lists(some.sampled_from([*OURS, "受理", "件", "、", "{1}", "<b>", "あ"]), max_size=6))
def test_signs_of_our_own_in_a_text_or_an_attribute_are_only_text(typed: list[str]) -> None:
    text = "".join(typed)
    once = escape(text)

    found = in_english(f'<p title="{once}">{once}<a>{once}</a><b>{once}</b></p>', CATALOGUE)
    told = json.loads(told_in_english(json.dumps({"message": text}), CATALOGUE))

    tags = re.findall("<[^<>]*>", re.sub('<span lang="ja">|</span>| title="[^"<>]*"', "", found))
    assert tags == ["<p>", "<a>", "</a>", "<b>", "</b>", "</p>"]
    if set(text) & set(OURS):
        assert told == {"message": text}


@pytest.mark.parametrize("sign", OURS)
def test_a_name_that_is_one_sign_of_ours_leaves_the_page_standing(sign: str) -> None:
    page = f"<p>{sign}<a>受理</a>{sign}</p>"

    assert in_english(page, CATALOGUE) == (f'<p>{sign}<a><span lang="ja">受理</span></a>{sign}</p>')


@pytest.mark.parametrize(
    "typed",
    [
        "あ → い（う" * 800,
        "あのいはうに（え" * 500,
        "受理、" * 1_300,
        "（あ）" * 30_000,
        "</a>あ<a>件、の" * 500,
        "<strong>あの</strong> <a>いは</a>" * 90,
        "<b>" * 3_000 + "受理" + "</b>" * 3_000,
    ],
)
def test_a_long_text_that_nearly_fits_is_read_or_left_in_no_time(typed: str) -> None:
    begun = time.monotonic()

    in_english(f"<p>{typed}</p>", CATALOGUE)

    assert time.monotonic() - begun < LIMIT


def test_a_page_that_takes_too_long_goes_on_in_japanese() -> None:
    page = '<p title="受理">受理<b>3件</b></p>'

    assert in_english(page, CATALOGUE, seconds=0) == (
        '<p title="受理"><span lang="ja">受理</span><b>3<span lang="ja">件</span></b></p>'
    )


@given(
    some.lists(some.text("あいう", max_size=2), min_size=2, max_size=5),
    some.text("あいう", max_size=12),
)
def test_holes_are_found_where_a_regular_expression_finds_them(
    literals: list[str], text: str
) -> None:
    found = re.fullmatch("(.+?)".join(map(re.escape, literals)), text, re.DOTALL)
    wanted = found and [found.span(one) for one in range(1, len(literals))]

    assert holes(literals, text) == wanted


def test_what_calls_itself_json_and_is_none_stays_as_it_is() -> None:
    assert [told_in_english(one, CATALOGUE) for one in ("", "{", "件")] == ["", "{", "件"]


def test_a_name_of_signs_of_our_own_opens_in_english(town: Town) -> None:
    """A page of the site, to its end."""
    visitor = town.as_("applicant")
    visitor.get("/?lang=en")

    answer = visitor.post("/applicant/organisations/new", name="\ue100", kana="\U000f0000")

    assert answer.status_code == 422
    assert visitor.get("/search?q=%EE%84%80&lang=en").status_code == 200
