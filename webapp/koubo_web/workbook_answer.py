"""Excel workbooks as answers that the browser saves."""

from collections.abc import Sequence

from flask import Response

from koubo.papers.sheets import Sheet, write_workbook
from koubo_web.stored_files import made_answer


def workbook_answer(sheets: Sequence[Sheet], name: str) -> Response:
    """Give an .xlsx file to be saved.

    :param name: the file's name without its ending
    """
    return made_answer(write_workbook(sheets), f"{name}.xlsx")
