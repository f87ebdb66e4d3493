"""Excel workbooks as answers that the browser saves."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Response

from koubo.papers.sheets import MEDIA_TYPE, Sheet, write_workbook


def workbook_answer(sheets: Sequence[Sheet], name: str) -> Response:
    """Give an .xlsx file to be saved.

    :param name: the file's name without its ending
    """
    answer = Response(write_workbook(sheets), mimetype=MEDIA_TYPE)
    file = quote(f"{name}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    return answer
