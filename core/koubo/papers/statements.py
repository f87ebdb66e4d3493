"""Plain papers of the office that are no official letters: 答申書, 審査結果のお知らせ."""

from dataclasses import asdict, dataclass
from datetime import date

from koubo.papers.plain_texts import printable
from koubo.papers.press import print_paper


@dataclass(frozen=True)
class StatementTable:
    """A table; the columns that hold figures stand to the right."""

    columns: tuple[tuple[str, bool], ...]
    """Label, and whether it holds figures."""
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    """How wide the columns are to one another; empty: all alike."""


@dataclass(frozen=True)
class StatementPart:
    """A headed part: sentences, then facts, then a table; what is empty is left out."""

    heading: str
    texts: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    table: StatementTable | None = None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One paper, complete: the same statement gives the same PDF, byte for byte."""

    title: str
    form_number: str = ""
    dated: date
    addressee: tuple[str, ...]
    sender: tuple[str, ...]
    opening: str
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[StatementPart, ...] = ()
    contact: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()
    """要確認: why parts of its wording are only assumed; printed at its end."""


def print_statement(statement: Statement) -> bytes:
    """Give the statement as a tagged PDF (PDF/UA-1).

    It is never refused: characters that the fonts lack are printed as 〓, and a line says which.
    """
    values = {**asdict(statement), "dated": None}
    content, lacking = printable(values)
    day = statement.dated
    return print_paper(
        "statement.typ",
        statement={**content, "dated": [day.year, day.month, day.day], "lacking": lacking},
    )
