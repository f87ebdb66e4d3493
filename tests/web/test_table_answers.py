"""Long tables as files: Excel up to a number of rows, and beyond it the way to CSV."""

from collections.abc import Iterator, Sequence

import pytest
from bs4 import BeautifulSoup
from flask import Flask, make_response

from koubo.papers.exports import Cell
from koubo.papers.workbooks import read_workbook
from koubo.plugins import load
from koubo_web.app import create_app
from koubo_web.settings import Settings
from koubo_web.table_answers import excel_answer

MOST = 3
LIMIT = "Excelで受け取れるのは3件までです。"
REMEDY = (
    "CSVで受け取るか、条件で絞り込んで件数を減らしてください。"
    "CSVには件数の上限がなく、Excelでも開けます。"
)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings, house=load())
    with app.test_request_context("/"):
        yield app


def rows(number: int) -> Iterator[Sequence[Cell]]:
    yield from ([one, "", f"団体{one}", None] for one in range(number))


def unread() -> Iterator[Sequence[Cell]]:
    raise AssertionError("what is too long is not even read")
    yield ()


def test_as_many_rows_as_it_may_have_are_sent_without_blank_cells(app: Flask) -> None:
    header = ["番号", "空", "団体", "なし"]

    answer = make_response(
        excel_answer("応募", "一覧", header, rows(MOST), csv_url="/list.csv", most=MOST)
    )

    answer.direct_passthrough = False
    [sheet] = read_workbook(answer.get_data())
    assert [list(row.cells)[:3] for row in sheet.rows] == [
        header[:3],
        ["0", "", "団体0"],
        ["1", "", "団体1"],
        ["2", "", "団体2"],
    ]


@pytest.mark.parametrize("is_counted", [True, False])
def test_one_row_more_is_offered_as_csv(app: Flask, is_counted: bool) -> None:
    answer = make_response(
        excel_answer(
            "応募",
            "一覧",
            ["番号"],
            unread() if is_counted else rows(MOST + 1),
            csv_url="/list.csv?q=a",
            count=(lambda most: min(most, 99)) if is_counted else None,
            most=MOST,
        )
    )

    page = BeautifulSoup(answer.get_data(), "html.parser")
    assert answer.status_code == 409
    assert [one.text for one in page.select("main p")] == [LIMIT, REMEDY]
    assert [(one.text, one["href"]) for one in page.select("main a")] == [
        ("CSVで受け取る", "/list.csv?q=a")
    ]
