"""Pages of lists that go one way: newest first, with a link to those behind."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Row = TypeVar("Row")


def one_page(
    found: Sequence[Row], most: int, address: Callable[[Row], str]
) -> tuple[Sequence[Row], str]:
    """Give the rows of a page, and where the next begins; "" where nothing comes behind.

    :param found: the page, with one row more where there is one
    :param address: gives the address of the page behind a row
    """
    shown = found[:most]
    return shown, address(shown[-1]) if len(found) > most else ""
