"""The reviewer's booklet: so many pages as are told beforehand, whatever was written."""

from dataclasses import replace
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from koubo.papers.booklet import CONTENTS_LINES, Booklet, BudgetRow, Proposal, print_booklet
from koubo.papers.fitting import LABEL, LEAST, ON_SCREEN, Piece, cut_to, fit, lines_of
from koubo.papers.score_sheets import BlankMark, BlankScoreSheet

TEXTS = st.text(alphabet="あ漢ア aZ1\n、", max_size=600)


@given(st.lists(TEXTS, min_size=1, max_size=12), st.integers(min_value=5, max_value=60))
def test_texts_are_cut_to_the_lines_and_the_short_ones_stay_whole(texts, lines):
    pieces = [Piece(str(place), text) for place, text in enumerate(texts)]

    cut = fit(pieces, lines)

    most = max(one.lines for one in cut)
    assert [one.label for one in cut] == [one.label for one in pieces]
    assert sum(one.lines for one in cut) <= max(lines - LABEL * len(cut), LEAST * len(cut))
    for before, after in zip(pieces, cut, strict=True):
        assert after.cut == (after.text != before.text) == after.text.endswith(ON_SCREEN)
        assert after.cut <= (before.lines > most or after.lines <= LEAST)
        assert before.text.startswith(after.text.removesuffix(ON_SCREEN))


def test_a_cut_text_says_where_the_rest_is():
    long = Piece("内容", "川の水をきれいにします。" * 40)

    cut = cut_to(long, 3)

    assert (lines_of(cut.text), cut.cut) == (3, True)
    assert cut.text.endswith("……（つづきは画面で）")


def a_sheet(number: int) -> BlankScoreSheet:
    marks = tuple(
        BlankMark(
            f"項目{one}", "何を見るか。" * 4, (("1", "劣る"), ("2", "優れる")), "1〜2", ("理由",)
        )
        for one in range(6)
    )
    return BlankScoreSheet(str(number), "1次審査", "A委員", "1／1", (), marks, ("棄権",), "12")


def a_proposal(number: int, *, length: int = 3) -> Proposal:
    cost = BudgetRow("消耗品費", "用紙", "1,000円")
    return Proposal(
        order=f"{number}／18",
        receipt_number=f"R8-{number:04d}",
        project="川の学校" * (1 + number % 7),
        organisation="川の会",
        facts=(("団体", "川の会"), ("申請額", "300,000円")),
        earlier=("令和7年度　「川の学校」", "内定額 250,000円　得点 16.4／20"),
        notices=(),
        answers=tuple((f"質問{one}", "子どもたちと川で遊びます。" * length) for one in range(9)),
        costs=(cost,) * (1 + length % 40),
        cost_total="480,500円",
        incomes=(cost,) * 3,
        income_total="480,500円",
        opinions=(("環境政策課", "よいと思います。" * length),),
        files=("規約.pdf", "名簿.xlsx"),
        sheet=a_sheet(number),
    )


def a_booklet(proposals: int, *, length: int = 3) -> Booklet:
    return Booklet(
        issuer="倉敷市",
        call="令和8年度 市民企画提案事業",
        stage="1次審査",
        reviewer="A委員",
        due="令和7年12月20日 17時",
        printed_on="令和7年12月10日",
        remarks=("写しを取らないでください。",),
        proposals=tuple(a_proposal(one, length=length) for one in range(1, proposals + 1)),
    )


def pages_of(pdf: bytes) -> list[str]:
    """Give the words of each page, without spaces."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_eighteen_proposals_take_as_many_pages_as_were_told_however_long_they_are():
    for length in (0, 400):
        booklet = a_booklet(18, length=length)
        assert booklet.pages == 1 + 1 + 3 * 18

        pages = pages_of(print_booklet(booklet))

        assert len(pages) == booklet.pages
        for place, one in enumerate(booklet.proposals):
            first = pages[booklet.page_of(place) - 1]
            assert one.receipt_number in first
            assert "16.4／20" in first
            sheet = pages[booklet.page_of(place) + 1]
            assert f"審査票番号{place + 1}" in sheet.replace("審査票番号審査票番号", "審査票番号")
            assert f"{booklet.page_of(place)}／{booklet.pages}" in first


def test_the_contents_go_on_to_another_page_and_odd_signs_are_told():
    booklet = a_booklet(CONTENTS_LINES + 1)
    first = replace(booklet.proposals[0], project="絵文字😀の会")
    booklet = replace(booklet, proposals=(first, *booklet.proposals[1:]))

    pages = pages_of(print_booklet(booklet))

    assert len(pages) == booklet.pages == 3 + 3 * (CONTENTS_LINES + 1)
    assert "絵文字〓の会" in pages[1]
    assert "U+1F600" in pages[0]


def test_what_stands_in_it_is_never_evaluated():
    booklet = a_booklet(1)
    first = replace(booklet.proposals[0], project='#panic("x") $x$ *b*')

    pages = pages_of(print_booklet(replace(booklet, proposals=(first,))))

    assert '#panic("x")$x$*b*' in pages[2]
