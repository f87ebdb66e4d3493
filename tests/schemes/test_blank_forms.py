"""The printed form: the same declaration as the web form's, on paper."""

from io import BytesIO

from pypdf import PdfReader

from koubo.papers.forms import print_form
from koubo.schemes.blank_forms import blank_form
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.forms import FilingKind
from schemes.small import every_word, small

SCHEME = load_scheme(small())
START, NEXT = SCHEME.courses


def labels(course, kind=FilingKind.PROPOSAL):
    return [
        one.label for part in blank_form(SCHEME, course, kind).sections for one in part.questions
    ]


def test_a_course_is_asked_its_own_questions():
    assert labels(START) == ["事業の名称", "収支予算書", "誓約"]
    assert labels(NEXT) == ["事業の名称", "分野", "収支予算書", "誓約"]


def test_each_kind_of_question_leaves_its_own_room():
    form = blank_form(SCHEME, NEXT, FilingKind.PROPOSAL)

    assert [
        (one.label, one.kind, one.choices, one.statement, [part.columns for part in one.tables])
        for one in form.sections[0].questions
    ] == [
        ("事業の名称", "lines", (), "", []),
        ("分野", "choice", ("防災", "福祉"), "", []),
        (
            "収支予算書",
            "lines",
            (),
            "",
            [
                ("費目", "内容・内訳", "金額（円）", "対象外"),
                ("収入の種類", "内容・内訳", "金額（円）"),
            ],
        ),
        ("誓約", "tick", (), "暴力団と関係がありません。", []),
    ]


def test_a_table_says_what_may_be_chosen_and_gives_each_column_room():
    question = blank_form(SCHEME, NEXT, FilingKind.PROPOSAL).sections[0].questions[2]
    expenses, incomes = question.tables

    assert expenses.note == "費目：報償費、消耗品費\n対象外の費目：食糧費"
    assert incomes.note.startswith("収入の種類：市の補助金、自己資金、")
    for table in question.tables:
        assert table.widths.count(0) == 1
        assert len(table.widths) == len(table.columns)


def test_newer_words_leave_their_room_on_paper_too():
    every = load_scheme(every_word())
    form = blank_form(every, every.courses[0], FilingKind.PROPOSAL)
    questions = {one.label: one for section in form.sections for one in section.questions}
    people = [one.label for one in form.sections[1].questions]
    (steps,) = questions["予定"].tables
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(print_form(form))).pages)

    # How a name is read stands above the name.
    assert people[:2] == ["代表者のフリガナ", "代表者"]
    assert (questions["代表者のフリガナ"].kind, questions["差引き"].kind) == ("kana", "yen")
    assert questions["差引き"].support == "予定の費用の合計 － 参加費"
    assert questions["規約"].when == (
        "※「規約がありますか」で「はい」を選んだ場合だけ添付してください。"
    )
    assert questions["内容"].consent == "この内容を、市のホームページなどで公開してよい"
    assert steps.columns == ("日", "行うこと", "種類", "費用（円）", "人数（人）")
    assert (steps.rows, steps.foot, steps.note) == (
        10,
        ("", "", "", "合計", ""),
        "種類：屋外、屋内",
    )
    assert (len(steps.widths), steps.widths.count(0)) == (5, 1)
    for words in ("で「はい」を選んだ場合だけ", "公開してよい", "種類：屋外、屋内"):
        assert words in text.replace("\n", "")


def test_the_sheet_is_a_tagged_pdf_that_can_be_read_out():
    reader = PdfReader(BytesIO(print_form(blank_form(SCHEME, START, FilingKind.PROPOSAL))))
    text = "".join(page.extract_text() for page in reader.pages)

    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    for label in labels(START):
        assert label in text


def test_what_staff_wrote_is_printed_and_never_evaluated():
    sly = load_scheme(small(("label: 事業の名称", "label: '#panic(\"x\") *太字* $1$'")))
    reader = PdfReader(BytesIO(print_form(blank_form(sly, sly.courses[0], FilingKind.PROPOSAL))))

    assert '#panic("x") *太字* $1$' in reader.pages[0].extract_text().replace("\n", "")
