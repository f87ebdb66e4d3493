"""Blank forms (様式): what one asks, as it is printed to be written on by hand."""

from dataclasses import asdict, dataclass

from koubo.papers.press import print_paper


@dataclass(frozen=True)
class BlankTable:
    """An empty table: its columns with their widths (mm; 0 takes the rest), and how many rows."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: int
    note: str = ""
    """What may be written into it."""
    foot: tuple[str, ...] = ()
    """A last line for sums, cell by cell; none if empty."""


@dataclass(frozen=True)
class BlankQuestion:
    """One question and the room that it leaves: lines, kana, date, yen, choice, tick, papers."""

    label: str
    support: str
    required: bool
    kind: str
    lines: int = 1
    length: int = 0
    choices: tuple[str, ...] = ()
    statement: str = ""
    tables: tuple[BlankTable, ...] = ()
    when: str = ""
    """In which case only it is to be filled in."""
    consent: str = ""
    """What is ticked to let the answer be published."""


@dataclass(frozen=True)
class BlankSection:
    """A part of a form with its heading."""

    title: str
    intro: str
    questions: tuple[BlankQuestion, ...]


@dataclass(frozen=True)
class BlankForm:
    """A whole form."""

    form_number: str
    title: str
    issuer: str
    addressee: str
    applicant: tuple[str, ...]
    sections: tuple[BlankSection, ...]


def print_form(form: BlankForm) -> bytes:
    """Give the form as a tagged PDF (PDF/UA-1), in the fonts that come with Koubo."""
    return print_paper("form.typ", form=asdict(form))
