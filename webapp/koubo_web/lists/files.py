"""A list as a file: just what its page shows, of all its pages, in the same columns and order."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response, stream_with_context

from koubo.papers.exports import CSV_TYPE, Cell, csv_lines, write_xlsx
from koubo.papers.sheets import MEDIA_TYPE
from koubo_web.lists.asked import Asked
from koubo_web.lists.declared import Row

ENDINGS = "any(csv,xlsx)"
"""What a file of a list may be, as its route says it."""
PART = 64 * 1024
"""Bytes that are sent at a time."""


def list_file(asked: Asked[Row], rows: Iterable[Row], ending: str) -> Response:
    """Give a list as a file to be saved; CSV is sent line by line while it is read.

    :param ending: "csv" or "xlsx"
    """
    header = [one.label for one in asked.columns]
    makers = [one.in_file for one in asked.columns]
    cells: Iterator[list[Cell]] = ([make(row) for make in makers] for row in rows)
    answer = (
        Response(stream_with_context(csv_lines(header, cells)), content_type=CSV_TYPE)
        if ending == "csv"
        else _workbook(asked.listing.name, header, cells)
    )
    name = quote(f"{asked.listing.name}.{ending}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _workbook(name: str, header: list[str], cells: Iterator[list[Cell]]) -> Response:
    made = TemporaryFile()  # noqa: SIM115 - closed by what sends it
    write_xlsx(made, SHEET, header, cells)
    size = made.tell()
    made.seek(0)
    answer = Response(_sent(made), mimetype=MEDIA_TYPE)
    answer.content_length = size
    return answer


SHEET = "一覧"


def _sent(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while part := made.read(PART):
            yield part
