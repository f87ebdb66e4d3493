"""協定書: the paper that the organisation and the city sign, printed as PDF."""

from dataclasses import asdict, dataclass

from koubo.papers.plain_texts import printable
from koubo.papers.press import print_paper


@dataclass(frozen=True, kw_only=True)
class AgreementPaper:
    """One agreement, complete: the same one gives the same PDF, byte for byte."""

    title: str
    document_number: str
    opening: str
    articles: tuple[tuple[str, str], ...]
    """Heading and text of each article, in order; they are numbered when printed."""
    closing: str
    signatures: tuple[tuple[str, tuple[str, ...], str], ...]
    """For each side: 甲 or 乙, its lines (address, name, title and person), the day it signed."""
    signed: bool
    """Whether both have signed; else 案 stands on every page."""


def print_agreement(paper: AgreementPaper) -> bytes:
    """Give the agreement as a tagged PDF (PDF/UA-1).

    It is never refused: characters that the fonts lack are printed as 〓, and a line says which.
    """
    content, lacking = printable(asdict(paper))
    return print_paper("agreement.typ", agreement={**content, "lacking": lacking})
