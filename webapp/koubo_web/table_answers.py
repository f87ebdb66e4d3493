"""Long tables as answers that the browser saves: CSV of any length, Excel up to a number of rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from flask import Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from koubo.papers.exports import CSV_TYPE, Cell, csv_lines, write_xlsx
from koubo.papers.sheets import MEDIA_TYPE
from koubo_web.stored_files import attached

MOST_ROWS = 20_000
"""So many rows an Excel file has at the most: it is written before any of it can be sent."""
PART = 64 * 1024
"""Bytes that are sent at a time."""


class TooManyRows(Exception):
    """Raised where a table is longer than an Excel file may be."""


def csv_answer(file: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Give a table as CSV, sent line by line while it is read.

    :param file: the name of the file
    """
    lines = stream_with_context(csv_lines(header, rows))
    return attached(Response(lines, content_type=CSV_TYPE), file)


def excel_answer(
    file: str,
    sheet: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    csv_url: str,
    count: Callable[[int], int] | None = None,
    on_a3: bool = False,
    most: int = MOST_ROWS,
) -> ResponseReturnValue:
    """Give a table as an Excel file, or say that it is too long for one, and offer it as CSV.

    :param file: the name of the file
    :param count: counts the rows no further than a number, where that takes less than to read them
    """
    made = TemporaryFile()  # noqa: SIM115 - closed by what sends it
    try:
        if count is not None and count(most + 1) > most:
            raise TooManyRows
        write_xlsx(made, sheet, header, _no_more_than(most, rows), on_a3=on_a3)
    except TooManyRows:
        made.close()
        return _too_many(most, csv_url)
    size = made.tell()
    made.seek(0)
    answer = Response(_sent(made), mimetype=MEDIA_TYPE)
    answer.content_length = size
    return attached(answer, file)


def _too_many(most: int, csv_url: str) -> ResponseReturnValue:
    return render_template(
        "layout/error.html",
        heading="Excelでは受け取れない件数です",
        message=f"Excelで受け取れるのは{most:,}件までです。",
        remedy=(
            "CSVで受け取るか、条件で絞り込んで件数を減らしてください。"
            "CSVには件数の上限がなく、Excelでも開けます。"
        ),
        links=[("CSVで受け取る", csv_url)],
    ), 409


def _no_more_than(most: int, rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise TooManyRows
        yield row


def _sent(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while part := made.read(PART):
            yield part
