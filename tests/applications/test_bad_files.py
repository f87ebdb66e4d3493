"""Every file that must not be taken is refused in its own words, quickly and in little memory."""

import time
import tracemalloc
from contextlib import suppress
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from applications.bad_files import BAD_FILES, GOOD_FILES, Bad, jpeg, office, pdf, png
from koubo.applications.actions.attaching import MAX_FILE_BYTES
from koubo.applications.file_names import LONGEST, FileName, file_name
from koubo.applications.file_types import MEDIA_TYPES, judge_file
from koubo.problems import Problems
from koubo.schemes.questions import Question

PAPERS = Question("more", "files", "そのほかの参考資料")
SECONDS = 2.0
MEMORY = 40_000_000
WHOLE = {"pdf": pdf(), "docx": office("docx"), "jpg": jpeg(), "png": png()}


def judged(name: str, content: bytes) -> str:
    return judge_file(file_name(name), BytesIO(content), PAPERS, limit=MAX_FILE_BYTES)


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_in_its_own_words(bad: Bad) -> None:
    stream = BytesIO(bad.make())
    tracemalloc.start()
    started = time.thread_time()
    try:
        with pytest.raises(Problems) as refused:
            judge_file(file_name(bad.name), stream, PAPERS, limit=MAX_FILE_BYTES)
        taken, (_, most) = time.thread_time() - started, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    [problem] = refused.value.problems
    assert (problem.message, problem.field) == (bad.message, "more")
    assert taken < SECONDS
    assert most < MEMORY


@pytest.mark.parametrize("name", GOOD_FILES)
def test_a_file_that_looks_odd_and_is_right_is_taken(name: str) -> None:
    ending = {"jpeg": "jpg"}.get(name.rpartition(".")[2].lower(), name.rpartition(".")[2].lower())

    assert judged(name, GOOD_FILES[name]()) == MEDIA_TYPES[ending]


def test_a_workbook_as_excel_writes_it_is_taken() -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("予算")
        for row in range(3_000):
            sheet.write_row(row, 0, ["消耗品費", row, "台紙"])

    assert judged("予算.xlsx", made.getvalue()) == MEDIA_TYPES["xlsx"]


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_file_cut_off_anywhere_is_refused(ending: str, data: st.DataObject) -> None:
    whole = WHOLE[ending]
    # Behind the end mark of a PDF nothing but line ends follows, which are no loss.
    length = data.draw(st.integers(1, len(whole.rstrip()) - 1))

    with pytest.raises(Problems):
        judged(f"切れた.{ending}", whole[:length])


@given(st.sampled_from(sorted(WHOLE)), st.binary(max_size=300), st.integers(0, 500))
def test_no_content_makes_the_judge_fail(ending: str, junk: bytes, place: int) -> None:
    whole = WHOLE[ending]

    found = MEDIA_TYPES[ending]
    with suppress(Problems):
        found = judged(f"雑.{ending}", whole[:place] + junk + whole[place:])
    assert found == MEDIA_TYPES[ending]


@pytest.mark.parametrize(
    ("sent", "kept", "notice"),
    [
        ("規約.pdf", "規約.pdf", ""),
        ("C:\\文書\\<b>規約.pdf", "<b>規約.pdf", ""),
        ("../../etc/規約.pdf", "規約.pdf", ""),
        ("規\0約\r\n.pdf ", "規約.pdf", ""),
        ("が.pdf", "が.pdf", ""),
        ("①﨑𠮷👨‍👩‍👧.pdf", "①﨑𠮷👨‍👩‍👧.pdf", ""),
        (
            "企画\u202efdp.exe",
            "企画fdp.exe",
            "ファイルの名前から、文字の向きを変える見えない記号を取り除きました：「企画fdp.exe」",
        ),
        (
            f"{'長' * 300}.pdf",
            f"{'長' * 251}.pdf",
            f"ファイルの名前が長いため、255字に縮めました：「{'長' * 251}.pdf」",
        ),
    ],
)
def test_a_name_is_kept_whole_but_for_what_would_trick(sent: str, kept: str, notice: str) -> None:
    found = file_name(sent)

    assert (found.name, found.notice) == (kept, notice)


@given(st.text(max_size=400))
def test_a_kept_name_can_be_kept_again(sent: str) -> None:
    kept = file_name(sent).name

    assert len(kept) <= LONGEST
    assert not set(kept) & set("/\\\0\r\n\u202e\u2066")
    assert file_name(kept) == FileName(kept)
