"""How a text is found in the catalogue: whole, with holes, with tags, in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from koubo_web.language.catalogue import Catalogue
from koubo_web.language.dates import with_english_dates
from koubo_web.language.page import in_english

CATALOGUE = Catalogue(
    [
        ("この募集は<strong>{1}</strong>件です。", "Calls: <strong>{1}</strong>."),
        ("申請額", "Requested"),
        ("受理", "Accepted"),
        ("保存する", "Save"),
        ("{1}件", "{1}"),
        ("{1}円", "¥{1}"),
        ("上限 {1}", "up to {1}"),
        ("{1}の申請を{2}まで受け付けます。", "Until {2}, applications for {1} are taken."),
        ("<a>一覧</a>を見る", "See <a>the list</a>"),
        ("ログイン中：", "Signed in:"),
        ("さん", "·"),
        ("{1}の登録", "Registration for {1}"),
        ("ログイン", "Sign in"),
        ("締切", "Deadline"),
        ("{1}まで", "until {1}"),
        ("{1}月{2}日 {3}{4}", "{1}-{2} {3}{4}"),
        ("{1}コース {2}", "Course {1}: {2}"),
    ]
)


@pytest.mark.parametrize(
    ("page", "english"),
    [
        ('<html lang="ja"><p>受理</p>', '<html lang="en"><p>Accepted</p>'),
        (
            '<p>この募集は<strong class="x">3</strong>件です。</p>',
            '<p>Calls: <strong class="x">3</strong>.</p>',
        ),
        ('<li><a href="/x">一覧</a>を見る</li>', '<li>See <a href="/x">the list</a></li>'),
        ("<p>上限 1,000円</p>", "<p>up to ¥1,000</p>"),
        (
            "<p>花の会の申請を令和8年4月1日まで受け付けます。</p>",
            '<p>Until 1 April 2026, applications for <span lang="ja">花の会</span> are taken.</p>',
        ),
        ("<p>\n  受理、\n  申請額</p>", "<p> Accepted, requested</p>"),
        (
            "<p><span>ログイン中：</span>山田<span> さん</span></p>",
            '<p><span>Signed in:</span><span lang="ja">山田</span><span> ·</span></p>',
        ),
        ("<p>受理<b>なぞ</b></p>", '<p>Accepted<b><span lang="ja">なぞ</span></b></p>'),
        (
            "<p><a>ログイン</a> <a>はじめての登録</a></p>",
            '<p><a>Sign in</a> <a><span lang="ja">はじめての登録</span></a></p>',
        ),
        (
            "<p><strong>締切</strong>　令和8年12月8日 17:00まで</p>",
            "<p><strong>Deadline</strong> until 8 December 2026 17:00</p>",
        ),
        (
            "<p>令和9年度事業 市民企画提案コース 行政</p>",
            '<p><span lang="ja">令和9年度事業 市民企画提案コース 行政</span></p>',
        ),
        (
            "<p>受理。「内訳」を分けて書いてください。</p>",
            '<p>Accepted. 「<span lang="ja">内訳」を分けて書いてください。</span></p>',
        ),
        ('<a title="申請額">x</a>', '<a title="Requested">x</a>'),
        ('<td data-label="申請額">&lt;b&gt;</td>', '<td data-label="Requested">&lt;b&gt;</td>'),
        ('<input type="submit" value="保存する">', '<input type="submit" value="Save">'),
    ],
)
def test_a_page_is_read_into_english(page: str, english: str) -> None:
    assert in_english(page, CATALOGUE) == english


@pytest.mark.parametrize(
    "page",
    [
        '<input name="a" value="受理">',
        "<textarea>受理</textarea>",
        '<div translate="no"><div>受理</div><p>申請額</p></div>',
        '<span lang="ja">受理</span>',
        '<option value="受理">x</option>',
        '<script src="/a.js">受理</script>',
        '<meta name="csrf" content="受理">',
    ],
)
def test_what_people_typed_and_what_scripts_compare_is_left_alone(page: str) -> None:
    assert in_english(page, CATALOGUE) == page


def test_a_pattern_of_one_counter_does_not_eat_a_sentence_of_a_person() -> None:
    assert in_english("<p>花火大会は3件</p>", CATALOGUE) == (
        '<p><span lang="ja">花火大会は3件</span></p>'
    )


def test_a_name_with_a_year_in_it_stays_a_name() -> None:
    assert in_english("<p>令和8年度事業</p><p>令和8年度</p>", CATALOGUE) == (
        '<p><span lang="ja">令和8年度事業</span></p><p>FY2026</p>'
    )


def test_words_of_people_stay_escaped() -> None:
    assert in_english("<p>&lt;script&gt;の申請を&amp;まで受け付けます。</p>", CATALOGUE) == (
        "<p>Until &amp;, applications for &lt;script&gt; are taken.</p>"
    )


@given(some.text())
def test_no_text_breaks_the_reading_or_escapes_it(text: str) -> None:
    """Whatever a person typed, no tag comes out that did not go in."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    found = in_english(f"<p>{escaped}受理<a>{escaped}</a></p>", CATALOGUE)

    assert found.replace('<span lang="ja">', "").replace("</span>", "").count("<") == 4


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("令和8年4月1日（水）", "1 April 2026 (Wed)"),
        ("2026年4月1日", "1 April 2026"),
        ("令和元年度", "FY2019"),
        ("令和8年12月8日 17時00分00秒（日本時間）", "8 December 2026 17:00:00 (JST)"),
        ("12月8日 17:00", "8 December 17:00"),
        ("平成31年4月", "April 2019"),
        ("令和99年99月", "2117" + "99月"),
    ],
)
def test_days_are_written_in_english(japanese: str, english: str) -> None:
    assert with_english_dates(japanese) == english


@pytest.mark.parametrize(
    ("page", "english"),
    [
        (
            '<p class="k-lines">受理\n申請額\nなぞ</p>',
            '<p class="k-lines">Accepted\nRequested\n<span lang="ja">なぞ</span></p>',
        ),
        ("<p>なぞ（受理）</p>", '<p><span lang="ja">なぞ</span> (Accepted)</p>'),
        ("<p>市の「受理」をなぞる</p>", '<p><span lang="ja">市の「受理」をなぞる</span></p>'),
        ("<p>上限 2分の1</p>", "<p>up to 1/2</p>"),
        (
            '<p title="令和9年度事業の申請を令和8年4月1日まで受け付けます。">x</p>',
            '<p title="Until 1 April 2026, applications for 令和9年度事業 are taken.">x</p>',
        ),
    ],
)
def test_lines_and_brackets_of_others_are_not_torn(page: str, english: str) -> None:
    assert in_english(page, CATALOGUE) == english
