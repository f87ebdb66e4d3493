from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from koubo.papers.receipts import Receipt, ReceiptPress, ReceivedFile

SHA = "0123456789abcdef" * 4
NAMES = st.text(min_size=1, max_size=260)
PLAIN = Receipt(
    received_on=date(2025, 12, 5),
    addressee=("㈱水辺の会", "代表　髙﨑　𠮷郎　様"),
    office=("倉敷市", "市民活動推進課"),
    title="企画提案書　受付票",
    receipt_number="KU26-1-0001-43",
    items=(("提出の回", "2回目（補正）"), ("事業の名称", "まちなか防災すごろくづくり")),
    files=(ReceivedFile("①﨑規約.pdf", "団体の規約・会則", "1.2MB", SHA),),
    digest="fedcba9876543210" * 4,
    following=("市が内容を確かめます。",),
    contact=("倉敷市 市民活動推進課",),
)


@pytest.fixture(scope="module")
def press() -> ReceiptPress:
    return ReceiptPress()


def lines(pdf: bytes) -> list[str]:
    """Give the lines of all pages without spaces: pypdf guesses those from gaps."""
    read = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return [line for one in read.splitlines() if (line := one.replace(" ", ""))]


def test_a_receipt_says_what_was_received(press: ReceiptPress) -> None:
    assert lines(press.receipt(PLAIN)) == [
        "㈱水辺の会",
        "代表　髙﨑　𠮷郎　様",
        "倉敷市",
        "市民活動推進課",
        "企画提案書　受付票",
        "受付番号KU26-1-0001-43",
        "次のとおり、受け付けました。",
        "提出の回2回目（補正）",
        "事業の名称まちなか防災すごろくづくり",
        "受け付けたファイル（1件）",
        "番号ファイルの名前・書類・照合番号（SHA-256）大きさ",
        "1①﨑規約.pdf",
        "団体の規約・会則",
        SHA,
        "1.2MB",
        "提出した内容全体の照合番号（SHA-256）",
        "fedcba9876543210" * 4,
        "照合番号は、ファイルの中身から計算した値です。手もとのファイルから計算した値と同じなら、市が受け付けたファイルと一",
        "字も違いません。",
        "これからのこと",
        "市が内容を確かめます。",
        "問合せ先：倉敷市市民活動推進課",
        "KU26-1-0001-43",
    ]


def test_the_same_receipt_is_the_same_file_on_every_press(press: ReceiptPress) -> None:
    assert press.receipt(PLAIN) == press.receipt(replace(PLAIN)) == ReceiptPress().receipt(PLAIN)
    assert press.receipt(PLAIN) != press.receipt(replace(PLAIN, digest=SHA))


def test_it_is_tagged_for_reading_aloud_and_bears_its_title(press: ReceiptPress) -> None:
    read = PdfReader(BytesIO(press.receipt(PLAIN)))

    assert read.metadata is not None
    assert read.metadata.title == "企画提案書　受付票"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_what_no_font_has_is_shown_as_missing_and_named(press: ReceiptPress) -> None:
    file = replace(PLAIN.files[0], name="規約😀\u202e.pdf")

    found = lines(press.receipt(replace(PLAIN, files=(file,))))

    assert "1規約〓.pdf" in found
    assert "〓は、印字できない文字です（U+1F600）。" in found


def test_forty_files_go_over_pages_with_their_headings(press: ReceiptPress) -> None:
    many = tuple(replace(PLAIN.files[0], name=f"資料{place}.pdf") for place in range(40))

    found = lines(press.receipt(replace(PLAIN, files=many)))

    assert found.count("番号ファイルの名前・書類・照合番号（SHA-256）大きさ") >= 3
    assert [one for one in found if one.startswith("KU26-1-0001-43")][-1].endswith("4／4")
    assert all(f"資料{place}.pdf" in "".join(found) for place in range(40))


@settings(max_examples=30, deadline=None)
@given(NAMES, st.text(max_size=100))
def test_no_name_keeps_a_receipt_from_being_printed(name: str, project: str) -> None:
    file = replace(PLAIN.files[0], name=name)
    items = (("事業の名称", project),)

    assert ReceiptPress().receipt(replace(PLAIN, files=(file,), items=items)).startswith(b"%PDF")
