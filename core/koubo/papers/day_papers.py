"""Papers of a presentation day: cards for tablets, the timetable for the wall, the minutes."""

from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO

import segno

from koubo.papers.plain_texts import printable
from koubo.papers.press import print_paper


@dataclass(frozen=True)
class Card:
    """A card that opens a tablet; whoever holds it marks for this seat on this day."""

    pseudonym: str
    address: str
    """With the token; as the QR code has it."""


@dataclass(frozen=True)
class TimetableLine:
    """One line of a timetable."""

    time: str
    """13:30〜13:47."""
    title: str
    organisation: str
    note: str
    is_talk: bool


@dataclass(frozen=True)
class ResultPrinted:
    """One line of a result, as texts."""

    rank: str
    number: str
    title: str
    organisation: str
    total: str
    verdict: str
    amount: str


@dataclass(frozen=True, kw_only=True)
class MinutesPaper:
    """The minutes of a day, complete: the same minutes give the same PDF."""

    made_on: date
    title: str
    items: tuple[tuple[str, str], ...]
    """Body, day, place, when it began and ended, quorum."""
    members: tuple[tuple[str, ...], ...]
    """記号, 役, 出席, 退席, 備考; with the name in the second place where it is for the file."""
    names_shown: bool
    lines: tuple[TimetableLine, ...]
    result: tuple[ResultPrinted, ...]
    result_note: str
    remarks: str
    signatures: tuple[str, ...]
    """Whose signature lines are printed."""


def cards_pdf(cards: list[Card], *, title: str, day: date, day_text: str, note: str) -> bytes:
    """Give cards as a PDF, four a page, each with its QR code."""
    content, _ = printable({"title": title, "day": day_text, "note": note})
    return print_paper(
        "day_cards.typ",
        paper=content
        | {
            "made_on": [day.year, day.month, day.day],
            "cards": [asdict(one) | {"code": qr_code(one.address)} for one in cards],
        },
    )


def qr_code(text: str) -> str:
    """Give a text's QR code as SVG, which a slightly soiled card still shows (level M)."""
    out = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


def timetable_pdf(
    lines: list[TimetableLine], *, title: str, day: date, items: tuple[tuple[str, str], ...]
) -> bytes:
    """Give a timetable as a PDF to put on the wall."""
    content, lacking = printable(
        {"title": title, "items": items, "lines": [asdict(one) for one in lines]}
    )
    return print_paper(
        "day_timetable.typ",
        paper=content | {"made_on": [day.year, day.month, day.day], "lacking": lacking},
    )


def minutes_pdf(minutes: MinutesPaper) -> bytes:
    """Give minutes as a PDF."""
    day = minutes.made_on
    values = asdict(minutes)
    del values["made_on"]
    content, lacking = printable(values)
    return print_paper(
        "day_minutes.typ",
        paper=content | {"made_on": [day.year, day.month, day.day], "lacking": lacking},
    )
