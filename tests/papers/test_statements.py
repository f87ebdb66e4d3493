"""Plain papers of the office: everything on them is shown, and nothing stops them."""

from datetime import date
from io import BytesIO

from pypdf import PdfReader

from koubo.papers.statements import Statement, StatementPart, StatementTable, print_statement

FULL = Statement(
    title="答申書",
    form_number="様式第9号",
    dated=date(2026, 2, 20),
    addressee=("倉敷市長　様",),
    sender=("審議会", "委員長"),
    opening="次のとおり答申します。",
    facts=(("審査した応募", "2件"),),
    parts=(
        StatementPart(
            "審査の結果",
            ("#set text(fill: red)",),
            table=StatementTable(
                (("順位", True), ("事業", False)), (("1", "川の学校"), ("2", "😀の会")), (1, 4)
            ),
        ),
        StatementPart("条件", facts=(("川の学校", "一つ\n二つ"),)),
    ),
    contact=("市民活動推進課",),
    to_confirm=("様式が分からない",),
)


def text_of(printed: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages)


def test_all_of_a_statement_is_printed_and_nothing_in_it_is_evaluated():
    told = text_of(print_statement(FULL))

    for words in (
        "答申書",
        "様式第9号",
        "令和8年2月20日",
        "倉敷市長",
        "審査した応募",
        "川の学校",
        "#set text(fill: red)",
        "二つ",
        "要確認",
        "様式が分からない",
        "〓の会",
        "U+1F600",
    ):
        assert words in told, words
    assert print_statement(FULL) == print_statement(FULL)


def test_four_hundred_rows_run_over_many_pages():
    rows = tuple((str(number), "事業" * 10) for number in range(400))
    table = StatementTable((("順位", True), ("事業", False)), rows)
    long = Statement(
        title="答申書",
        dated=date(2026, 2, 20),
        addressee=("市長　様",),
        sender=("審査会",),
        opening="あ" * 5000,
        parts=(StatementPart("結果", table=table),),
    )

    pages = PdfReader(BytesIO(print_statement(long))).pages

    assert len(pages) > 8
    assert "399" in pages[-1].extract_text()
