import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from koubo.papers.letters import BLANK, Letter, Press, Seal, letter_amount
from koubo.problems import Refused

LINES = st.lists(st.text(max_size=20), max_size=3).map(tuple)


@pytest.fixture(scope="module")
def press():
    return Press()


def a_letter(**changes: object) -> Letter:
    grant = Letter(
        form_number="様式第3号（第7条関係）",
        document_number="倉市活第123号",
        issued_on=date(2026, 4, 1),
        addressee=("倉敷市西中新田640番地", "㈱水辺の会", "代表　髙﨑　𠮷郎　様"),
        sender=("倉敷市長　伊東　香織",),
        seal=Seal.OMITTED,
        title="補助金交付決定通知書",
        opening="要綱第7条の規定により、下記のとおり決定したので、通知します。",
        items=(("事業名", "水辺の学習①"), ("交付決定額", letter_amount(432_000))),
        paragraphs=("なお、担当課とよく協議してください。",),
        conditions=("変更するときは、承認を受けること。", "完了したときは、報告すること。"),
        appeal="この決定に不服がある場合は、審査請求をすることができます。",
        contact=("倉敷市　市民活動推進課", "電話　086-426-3107"),
        draft=False,
    )
    return replace(grant, **changes)


def a_long_letter(**changes: object) -> Letter:
    condition = "帳簿を備え、証拠書類を整理し、事業の完了した年度の翌年度から5年間保存すること。"
    return a_letter(conditions=(condition,) * 18, **changes)


def pages(pdf: bytes) -> list[list[str]]:
    """Give the lines of each page, without half-width spaces: pypdf guesses those from gaps."""
    read = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return [page.replace(" ", "").splitlines() for page in read]


def text(pdf: bytes) -> str:
    return "".join(line for page in pages(pdf) for line in page)


def test_a_letter_is_laid_out_as_the_citys_form(press):
    assert pages(press.letter(a_letter())) == [
        [
            "様式第3号（第7条関係）",
            "倉市活第123号",
            "令和8年4月1日",
            "倉敷市西中新田640番地",
            "㈱水辺の会",
            "代表　髙﨑　𠮷郎　様",
            "倉敷市長　伊東　香織",
            "（公印省略）",
            "補助金交付決定通知書",
            "要綱第7条の規定により、下記のとおり決定したので、通知します。",
            "なお、担当課とよく協議してください。",
            "記",
            "１事業名水辺の学習①",
            "２交付決定額金432,000円",
            "３条件",
            "（１）変更するときは、承認を受けること。",
            "（２）完了したときは、報告すること。",
            "教示",
            "この決定に不服がある場合は、審査請求をすることができます。",
            "問合せ先",
            "倉敷市　市民活動推進課",
            "電話　086-426-3107",
        ]
    ]


def test_a_letter_with_nothing_to_list_has_no_list(press):
    assert pages(press.letter(replace(BLANK, opening="通知します。", draft=False))) == [
        ["令和8年4月1日", "市長", "（公印省略）", "通知書", "通知します。"]
    ]


def test_a_long_letter_numbers_its_pages(press):
    first, second = pages(press.letter(a_long_letter()))

    assert (first[-1], second[-1]) == ("倉市活第123号　1／2", "倉市活第123号　2／2")
    assert "（18）帳簿を備え、証拠書類を整理し、事業の完了した年度" in "".join(second)


def test_the_working_is_a_sheet_of_its_own(press):
    lines = ("対象経費 480,500円 × 9/10 = 432,450円", "千円未満切捨て → 432,000円")
    _, sheet = pages(press.letter(a_letter(working=lines)))

    assert sheet == [
        "別紙",
        "算定の内訳",
        "補助金交付決定通知書（倉市活第123号）",
        "順算定",
        "１対象経費480,500円×9/10=432,450円",
        "２千円未満切捨て→432,000円",
        "倉市活第123号　2／2",
    ]


@pytest.mark.parametrize(
    ("seal", "noted"),
    [(Seal.SEALED, ""), (Seal.OMITTED, "（公印省略）"), (Seal.ELECTRONIC, "（電子署名）")],
)
def test_the_seal_is_noted_below_the_sender(press, seal, noted):
    read = text(press.letter(a_letter(seal=seal)))

    between = read.partition("香織")[2].partition("補助金交付決定通知書")[0]
    assert between == noted


def test_a_draft_is_marked_on_every_page_and_lists_what_to_confirm(press):
    letter = a_long_letter(to_confirm=("補助率：市の要綱で確かめてください",))

    drafted = pages(press.letter(replace(letter, draft=True)))
    issued = text(press.letter(letter))

    assert [page[:2] for page in drafted] == [["案", "案　要確認1件（末尾の枠内）"]] * 2
    assert "□補助率：市の要綱で確かめてください" in drafted[-1]
    assert ("案" in issued, "要確認" in issued, "補助率" in issued) == (False, False, False)


def test_a_draft_leaves_room_for_the_number(press):
    page = pages(press.letter(a_letter(draft=True, document_number="")))[0]

    assert page[3:5] == ["第　　　　　号", "令和8年4月1日"]


@pytest.mark.parametrize(
    "markup",
    [
        '#import "letter.typ": *',
        "*太字* _斜体_",
        "$x^2$",
        r"\ \u{41} \n",
        "#read(sys.inputs.letter)",
        "= 見出し",
        "- 項目 + 項目 / 語: 意味",
        "<label> @label `raw` ~ -- ...",
        "// 注 /* 注 */",
        "{{7*7}} ${x} %s {x.__class__}",
    ],
)
def test_markup_in_the_data_is_printed_as_it_was_written(press, markup):
    everywhere = a_letter(
        form_number=markup,
        addressee=(markup,),
        sender=(markup,),
        title=markup,
        opening=markup,
        items=((markup, markup),),
        paragraphs=(markup,),
        conditions=(markup,),
        appeal=markup,
        contact=(markup,),
        working=(markup,),
    )

    pdf = press.letter(everywhere)

    assert text(pdf).count(markup.replace(" ", "")) == 13
    assert PdfReader(BytesIO(pdf)).metadata.title == markup


def test_a_long_name_is_printed_whole(press):
    name = "特定非営利活動法人水島の未来とまちの環境をつくる市民と企業と行政の協働推進会議部"
    assert len(name) == 40

    assert name in pages(press.letter(a_letter(addressee=(name,))))[0]


def test_a_word_longer_than_the_line_does_not_run_off_the_paper(press):
    page = pages(press.letter(a_letter(addressee=("W" * 60,))))[0]

    lines = [line.replace("\u200b", "") for line in page[3:5]]
    assert 0 < len(lines[1]) < len(lines[0]) < 45
    assert "".join(lines) == "W" * 60


def test_a_broken_title_is_one_title_in_the_documents_properties(press):
    pdf = press.letter(a_letter(title="市民企画提案事業\n補助金交付決定通知書"))

    title = "市民企画提案事業補助金交付決定通知書"
    assert PdfReader(BytesIO(pdf)).metadata.title == title
    assert "市民企画提案事業" in pages(pdf)[0]


def test_control_and_direction_marks_are_not_printed(press):
    page = pages(press.letter(a_letter(addressee=("\u202e水辺\x00の\u200b会\x07\ufeff",))))[0]

    assert page[3] == "水辺の会"


def test_a_character_without_a_type_is_refused_by_name(press):
    with pytest.raises(Refused) as refused:
        press.letter(a_letter(addressee=("団体😀", "\ue000　様")))

    assert refused.value.message == (
        "印字できない文字があります：「\ue000」（U+E000）、「😀」（U+1F600）。"
        "印字できる字体に改めて、もう一度行ってください。"
    )


def test_a_character_without_a_type_is_a_geta_on_a_draft(press):
    page = pages(press.letter(a_letter(addressee=("団体😀",), draft=True)))[0]

    assert (page[5], page[-4]) == ("団体〓", "□〓の箇所は印字できない文字です（U+1F600）")


def test_a_letter_is_tagged_titled_and_japanese(press):
    reader = PdfReader(BytesIO(press.letter(a_letter())))
    root = reader.trailer["/Root"]

    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (pypdf's own boolean)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert root["/Lang"] == "ja-JP"
    assert reader.metadata.title == "補助金交付決定通知書"
    assert reader.metadata.author == "倉敷市長　伊東　香織"


def test_a_letter_bears_no_time_but_its_day(press):
    metadata = PdfReader(BytesIO(press.letter(a_letter()))).metadata

    assert metadata.creation_date.date() == date(2026, 4, 1)
    assert metadata.modification_date == metadata.creation_date


def test_a_stored_letter_is_printed_again_byte_for_byte(press):
    letter = a_long_letter(to_confirm=("補助率",), draft=True, working=("480,500円",))
    stored = json.dumps(letter.as_json())

    again = Press().letter(Letter.from_json(json.loads(stored)))

    assert again == press.letter(letter)


def test_threads_get_each_their_own_letter(press):
    letters = [a_letter(document_number=f"第{number}号") for number in range(12)]

    with ThreadPoolExecutor(max_workers=4) as threads:
        printed = list(threads.map(press.letter, letters))

    assert [pages(pdf)[0][1] for pdf in printed] == [f"第{number}号" for number in range(12)]


def test_a_second_letter_costs_little(press):
    press.letter(a_letter())
    spent = []
    for number in range(5):
        began = time.thread_time()
        press.letter(a_letter(document_number=f"第{number}号"))
        spent.append(time.thread_time() - began)

    assert min(spent) < 0.05


@given(
    letter=st.builds(
        Letter,
        issued_on=st.dates(),
        addressee=LINES,
        sender=LINES,
        items=st.lists(st.tuples(st.text(), st.text()), max_size=3).map(tuple),
        paragraphs=LINES,
        conditions=LINES,
        contact=LINES,
        to_confirm=LINES,
        working=LINES,
    )
)
def test_any_letter_comes_back_from_json(letter):
    assert Letter.from_json(json.loads(json.dumps(letter.as_json()))) == letter


def test_an_amount_is_written_as_letters_write_it():
    assert letter_amount(1_480_500) == "金1,480,500円"
