"""How many lines the tables of a form show: those that were sent, and more where somebody asks."""

import re
from collections.abc import Iterable

from koubo.schemes.forms import Form

MOST_ROWS = 100
MORE_ROWS = 3
ADD = "add:"
RECOUNT = "recount"


def lines_shown(fields: Iterable[str], table: str) -> int:
    """Give how many lines the table had when it was sent.

    :param fields: the names of all fields that were sent
    """
    of_table = re.compile(rf"{re.escape(table)}-([0-9]+)-")
    return len({found[1] for name in fields if (found := of_table.match(name))})


def first_box(form: Form, table: str, line: int) -> str:
    """Give the id of the first box of a line, to which the page goes when lines were added.

    :param table: as the button names it: ``budget-expenses``, ``<question>-rows``
    """
    question = form.question(table.removesuffix("-rows"))
    if question is None:
        return f"field-{table}-{line}-category"
    cell = question.columns[0].id if question.columns else "name"
    return f"field-{question.id}-{line}-{cell}"


def table_to_lengthen(do: str) -> str:
    """Give the table whose button for more lines was pressed; "" for any other button."""
    return do.removeprefix(ADD) if do.startswith(ADD) else ""


def table_recounted(do: str) -> str | None:
    """Give the id that the page goes to after 「計算し直す」; None for any other button."""
    if do.partition(":")[0] != RECOUNT:
        return None
    question_id = do.partition(":")[2]
    return f"question-{question_id}" if question_id else "totals"


def lengthened(shown: int) -> int:
    """Give how many lines a table shows after its button for more was pressed."""
    return min(shown + MORE_ROWS, MOST_ROWS)
