"""Ledgers as cities kept them: one sheet a year, merged cells, totals, sums in thousands."""

import pytest

from koubo.papers.sheets import Sheet, write_workbook
from koubo.papers.workbooks import read_workbook
from koubo.schemes.award_ledger import Ledger, read_ledger

HEAD = ("年度", "団体名", "コース", "交付額", "備考")


def ledger(*sheets: Sheet) -> Ledger:
    return read_ledger(read_workbook(write_workbook(sheets)))


def test_years_are_read_however_they_are_written_and_merged_cells_go_on() -> None:
    found = ledger(
        Sheet(
            "台帳",
            HEAD,
            [
                ("令和5年度", "みずべの会", "市民提案コース", 450_000, ""),
                ("", "やまの会", "市民提案コース", "３００，０００円", "備考"),
                ("R6", "みずべの会", "市民提案コース", None, ""),
                ("2025", "みずべの会", "市民提案コース", "¥200,000", ""),
                ("Ｈ３０年度", "みずべの会", "市民提案コース", 0, ""),
                ("令和元年度", "みずべの会", "市民提案コース", "－", ""),
            ],
            notes=("助成歴", "令和6年4月1日現在"),
        )
    )

    assert [(one.row, one.year, one.organisation, one.amount) for one in found.lines] == [
        (4, 2023, "みずべの会", 450_000),
        (5, 2023, "やまの会", 300_000),
        (6, 2024, "みずべの会", None),
        (7, 2025, "みずべの会", 200_000),
        (8, 2018, "みずべの会", 0),
        (9, 2019, "みずべの会", None),
    ]
    assert [one.problems for one in found.lines] == [()] * 6
    assert found.lines[1].place == "「台帳」の5行目"
    assert found.notices == ()


def test_a_sheet_a_year_with_totals_and_what_is_no_table() -> None:
    head = ("団体名", "制度名", "コース名", "交付決定額（千円）", "確定額（千円）", "法人番号")
    found = ledger(
        Sheet(
            "R5年度",
            head,
            [
                ("みずべの会", "げんき基金", "スタート支援", 100, 90, ""),
                ("やまの会", "", "スタート支援", 80, "", "1234"),
                ("合　計", "", "", 180, 90, ""),
            ],
        ),
        Sheet("令和3～4年度", head, [("みずべの会", "", "スタート支援", 100, "", "")]),
        Sheet("表紙", ("助成歴の台帳",), []),
    )

    first, second, third = found.lines
    assert (first.year, first.course, first.amount) == (2023, "げんき基金 スタート支援", 90_000)
    assert (second.amount, second.corporate_number) == (80_000, "")
    assert [one.code for one in second.problems] == ["corporate_number"]
    assert [one.code for one in third.problems] == ["no_year"]
    assert found.notices == (
        "「R5年度」の金額は、見出しに千円とあるので1,000倍して読みました。",
        "「R5年度」の4行目は合計の行なので、読み飛ばしました。",
        "「令和3～4年度」の金額は、見出しに千円とあるので1,000倍して読みました。",
        "「表紙」には、「団体名」と「交付額」（または「コース」）の見出しがある表が見つからないので、読み飛ばしました。",
    )


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        (("5", "みずべの会", "基本", 1, ""), "year", "年度「5」を読み取れません"),
        (("R5", "", "基本", 1, ""), "no_organisation", "結合を解いて"),
        (("R5", "みずべの会", "基本", "辞退", ""), "amount", "行を消すか0に"),
        (("R5", "みずべの会", "基本", "-500", ""), "amount", "0円以上"),
        (("R5", "長" * 101, "基本", 1, ""), "long_name", "100字以内"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(
    row: tuple[str | int, ...], code: str, words: str
) -> None:
    (line,) = ledger(Sheet("台帳", HEAD, [row])).lines

    assert [one.code for one in line.problems] == [code]
    assert words in line.problems[0].message


def test_the_year_may_stand_above_the_table_and_headings_again_on_each_page() -> None:
    found = ledger(
        Sheet(
            "Sheet1",
            HEAD[1:4],
            [("みずべの会", "基本", 100), HEAD[1:4], ("やまの会", "基本", 200)],
            notes=("市民企画提案事業 交付一覧（令和5年度）",),
        )
    )

    assert [(one.year, one.organisation) for one in found.lines] == [
        (2023, "みずべの会"),
        (2023, "やまの会"),
    ]
