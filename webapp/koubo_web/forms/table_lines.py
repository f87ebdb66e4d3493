"""How many lines the tables of a form show: those that were sent, and more where somebody asks."""

from collections.abc import Iterable

LAST_CELLS = ("-amount", "-name")
"""One cell of each line, of a budget or of organisations."""
MOST_ROWS = 100
MORE_ROWS = 3
ADD = "add:"


def lines_shown(fields: Iterable[str], table: str) -> int:
    """Give how many lines the table had when it was sent.

    :param fields: the names of all fields that were sent
    """
    prefix = f"{table}-"
    return sum(name.startswith(prefix) and name.endswith(LAST_CELLS) for name in fields)


def table_to_lengthen(do: str) -> str:
    """Give the table whose button for more lines was pressed; "" for any other button."""
    return do.removeprefix(ADD) if do.startswith(ADD) else ""


def lengthened(shown: int) -> int:
    """Give how many lines a table shows after its button for more was pressed."""
    return min(shown + MORE_ROWS, MOST_ROWS)
