"""Word letters: the city's form filled with what the PDF says; nothing in them is evaluated."""

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from koubo.papers.forms import BlankForm, BlankQuestion, BlankSection, BlankTable
from koubo.papers.word_blanks import blank_word
from koubo.papers.word_checks import (
    BROKEN,
    EMBEDDED,
    FIELD,
    MOST_TEXT,
    ONLY_NAMES,
    OUTSIDE,
    RICH,
    SYNTAX,
    TOO_MUCH,
    WIDE,
    part_faults,
    placeholder_faults,
)
from koubo.papers.word_letters import fill_word, plain_word, starter_form
from koubo.schemes.letters import PLACEHOLDERS
from papers.test_letters import a_letter

SLY = "NPO法人ささえあい & <友> {{7*7}} {% raw %} ]]> \x07"
SHOWN = "NPO法人ささえあい & <友> {{7*7}} {% raw %} ]]> "


def a_form(*lines: str) -> bytes:
    document, made = Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()


def lines_of(word: bytes) -> list[str]:
    return [one.text for one in Document(BytesIO(word)).paragraphs]


def test_a_form_is_filled_with_texts_that_stay_as_they_are() -> None:
    letter = a_letter(values=(("organisation", SLY), ("project", "一行目\n二行目")))
    form = a_form(
        "{{ document_number }}　{{ organisation }}",
        "{{ project }}",
        "{{ before }}",  # what this letter does not have
        "{%p for line in conditions %}",
        "・{{ line }}",
        "{%p endfor %}",
        "おわり",
    )
    names, faults = placeholder_faults(form, PLACEHOLDERS)

    assert (names, faults) == (
        ["before", "conditions", "document_number", "organisation", "project"],
        [],
    )
    assert lines_of(fill_word(form, letter, PLACEHOLDERS)) == [
        f"倉市活第123号　{SHOWN}",
        "一行目\n二行目",
        "",
        "・変更するときは、承認を受けること。",
        "・完了したときは、報告すること。",
        "おわり",
    ]


@given(st.text(max_size=40))
@settings(max_examples=25, deadline=None)
def test_whatever_an_organisation_is_called_the_file_is_whole_and_says_so(name: str) -> None:
    word = plain_word(a_letter(addressee=("住所", f"あ{name}い", "代表")))
    signs = "".join(one for one in name if one.isalnum() or one in "&<>{}%'\"")
    shown = "".join(lines_of(word))
    assert [one for one in signs if one not in shown] == []


def test_the_plain_layout_and_the_starter_say_what_the_letter_says() -> None:
    letter = a_letter(mark="再発行（令和8年5月1日）", working=("480,500 × 9/10 = 432,450",))
    plain, starter = plain_word(letter), starter_form("交付決定の通知")
    assert placeholder_faults(starter, PLACEHOLDERS)[1] == part_faults(starter) == []
    for word in (plain, fill_word(starter, letter, PLACEHOLDERS)):
        shown = "".join(lines_of(word))
        wanted = [
            letter.mark,
            letter.form_number,
            letter.document_number,
            "令和8年4月1日",
            *letter.addressee,
            *letter.sender,
            "（公印省略）",
            letter.title,
            letter.opening,
            *letter.paragraphs,
            *(text for item in letter.items for text in item),
            *letter.conditions,
            letter.appeal,
            *letter.contact,
        ]
        assert [one for one in wanted if one not in shown] == []
    tables = Document(BytesIO(plain)).tables
    assert [cell.text for row in tables[0].rows for cell in row.cells][-1] == letter.working[0]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{{ amonut }}", "「amonut」は差し込める項目にありません。近いものは「amount」（金額（金○○円））です。"),
        ("{{ e.__init__.__globals__ }}", ONLY_NAMES),
        ("{% import 'os' as os %}", ONLY_NAMES),
        ("{% include 'x' %}", ONLY_NAMES),
        ("{% set x = 1 %}", ONLY_NAMES),
        ("{{ amount | upper }}", ONLY_NAMES),
        ("{{ 7 * 7 }}", ONLY_NAMES),
        ("{{ amount() }}", ONLY_NAMES),
        ("{%p if amount %}\nx\n{%p endif %}", ONLY_NAMES),
        ("{%p for amount in items %}\n{%p endfor %}", ONLY_NAMES),
        ("{% for x in range(9) %}{% endfor %}", ONLY_NAMES),
        ("{%p for a in working %}\n{%p for b in working %}\n{%p endfor %}\n{%p endfor %}", ONLY_NAMES),
        ("{{ amount", SYNTAX),
        ("{{r amount }}", RICH),
        ("｛｛ amount ｝｝", WIDE),
    ],
)  # fmt: skip
def test_what_is_no_plain_name_is_refused(line: str, fault: str) -> None:
    assert placeholder_faults(a_form(*line.split("\n")), PLACEHOLDERS)[1] == [fault]


def test_lists_are_asked_for_as_lists_and_hidden_places_are_read_too() -> None:
    assert (
        "は何行にもなるので" in placeholder_faults(a_form("{{ conditions }}"), PLACEHOLDERS)[1][0]
    )
    document, made = Document(), BytesIO()
    document.sections[0].header.paragraphs[0].text = "{{ heder }}"
    document.sections[0].footer.paragraphs[0].text = "{{ foter }}"
    document.core_properties.title = "{{ a.b }}"
    run = document.add_paragraph("{{ amo")
    run.add_run("unt").bold = True  # Word parts a name wherever the cursor was
    run.add_run(" }}")
    document.save(made)
    names, faults = placeholder_faults(made.getvalue(), PLACEHOLDERS)
    assert names == ["amount", "foter", "heder"]
    assert [one.split("」")[0] for one in faults] == ["「heder", "「foter", ONLY_NAMES]


def with_part(name: str, old: bytes, new: bytes) -> bytes:
    """Give a form in which a part was changed, as no Word would let it be written."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(a_form("{{ amount }}"))) as old_file,
        zipfile.ZipFile(made, "w") as new_file,
    ):
        for one in old_file.namelist():
            part = old_file.read(one)
            new_file.writestr(one, part.replace(old, new, 1) if one == name else part)
    return made.getvalue()


RELS, BODY = "word/_rels/document.xml.rels", "word/document.xml"
RELATION = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/%s" Target="%s"%s/></Relationships>'
)
EXTERNAL = b' TargetMode="External"'


@pytest.mark.parametrize(
    ("kind", "target", "mode", "faults"),
    [
        (b"hyperlink", b"mailto:shimin@example.jp", EXTERNAL, []),
        (b"hyperlink", b"file:///etc/passwd", EXTERNAL, [OUTSIDE]),
        (b"image", b"https://example.com/x.png", EXTERNAL, [OUTSIDE]),
        (b"attachedTemplate", b"https://example.com/x.dotm", EXTERNAL, [EMBEDDED]),
        (b"oleObject", b"embeddings/x.bin", b"", [EMBEDDED]),
        (b"aFChunk", b"chunk.html", b"", [EMBEDDED]),
    ],
)
def test_links_and_embedded_things_are_found(
    kind: bytes, target: bytes, mode: bytes, faults: list[str]
) -> None:
    word = with_part(RELS, b"</Relationships>", RELATION % (kind, target, mode))
    assert part_faults(word) == faults


def test_live_fields_are_found_and_page_numbers_are_not() -> None:
    field = b"<w:p><w:r><w:instrText>%s</w:instrText></w:r></w:p><w:sectPr"
    for text, faults in (
        (b' DDEAUTO c:\\\\x "y" ', [FIELD.format(name="DDEAUTO")]),
        (b" PAGE \\* MERGEFORMAT ", []),
        # Two fields whose words touch are two, and one whose word is parted is one.
        (b"PAGE</w:instrText><w:fldChar/><w:instrText>DDE", [FIELD.format(name="DDE")]),
        (b"DD</w:instrText></w:r><w:r><w:instrText>E", [FIELD.format(name="DDE")]),
    ):
        assert part_faults(with_part(BODY, b"<w:sectPr", field % text)) == faults


def test_a_file_that_is_broken_inside_is_refused_and_not_an_error() -> None:
    broken = with_part(BODY, b"<w:sectPr", b"<w:sectPr <")
    assert part_faults(broken) == [BROKEN]
    assert placeholder_faults(broken, PLACEHOLDERS) == ([], [BROKEN])
    large = with_part(BODY, b"<w:sectPr", b" " * MOST_TEXT + b"<w:sectPr")
    assert part_faults(large) == [TOO_MUCH]


A_BLANK = BlankForm(
    form_number="様式第1号",
    title="企画提案書",
    issuer="倉敷市",
    addressee="倉敷市長",
    applicant=("団体の名称", "所在地"),
    sections=(
        BlankSection(
            "事業",
            "事業について書いてください。",
            (
                BlankQuestion("事業の名称", "40字まで", True, "lines"),
                BlankQuestion("区分", "", False, "choice", choices=("新規", "継続")),
                BlankQuestion("予算", "", True, "lines", tables=(
                    BlankTable("支出", ("費目", "内容", "金額"), (36, 0, 28), 3, foot=("合計", "", "")),
                )),
            ),
        ),
    ),
)  # fmt: skip


def test_a_blank_form_has_every_question_and_its_tables() -> None:
    document = Document(BytesIO(blank_word(A_BLANK)))
    applicant, questions, budget = document.tables
    assert [row.cells[0].text for row in applicant.rows] == ["団体の名称", "所在地"]
    assert [[cell.text.strip() for cell in row.cells] for row in questions.rows] == [
        ["事業の名称", "40字まで"],
        ["区分（任意）", "□ 新規　□ 継続"],
    ]
    assert [cell.text for cell in budget.rows[0].cells] == ["費目", "内容", "金額"]
    assert (len(budget.rows), budget.rows[-1].cells[0].text) == (5, "合計")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs Debian's libreoffice-writer")
def test_libreoffice_opens_what_we_make(tmp_path: Path) -> None:
    letter = a_letter(values=(("organisation", SLY),))
    files = {
        "plain": plain_word(letter),
        "filled": fill_word(starter_form("通知"), letter, PLACEHOLDERS),
        "blank": blank_word(A_BLANK),
    }
    for name, content in files.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
            "--convert-to", "pdf", "--outdir", str(tmp_path),
            *(str(tmp_path / f"{name}.docx") for name in files),
        ],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip
    told = {
        name: "".join(page.extract_text() for page in PdfReader(tmp_path / f"{name}.pdf").pages)
        for name in files
    }
    for name in ("plain", "filled"):
        assert "倉市活第123号" in told[name].replace(" ", "")
        assert "髙﨑" in told[name]
    assert "企画提案書" in told["blank"]
