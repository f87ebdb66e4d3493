"""Official letters: what one says, and the press that prints it as PDF."""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any, Final, Self

import typst

from koubo.calendar import format_date
from koubo.money import format_yen
from koubo.problems import Refused

HERE = Path(__file__).parent
STANDARD: Final = "ua-1"
GETA = "〓"  # what printers set where a type is missing
NO_NUMBER = "第　　　　　号"
NO_DATE = "令和　　年　　月　　日"
"""What a draft leaves to be filled in by the city's 文書管理."""
NO_SIGNS = ("Cc", "Cf", "Cs")


class Seal(StrEnum):
    """How the letter is made the city's own."""

    SEALED = "sealed"  # 公印
    OMITTED = "omitted"  # 公印省略
    ELECTRONIC = "electronic"  # 電子署名


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter, complete: the same letter gives the same PDF, byte for byte."""

    form_number: str  # 様式第3号（第7条関係）, or "" where the city has none
    document_number: str  # 倉市活第123号, from the city's own register
    issued_on: date | None  # None on a draft whose 決裁 has not come back
    addressee: tuple[str, ...]  # 所在地, 団体名, 代表者 職 氏名 様
    sender: tuple[str, ...]  # 市長 職氏名, or the post that decides in its place
    seal: Seal
    title: str
    opening: str  # the sentence that cites the 要綱
    items: tuple[tuple[str, str], ...] = ()  # 記: label and value
    paragraphs: tuple[str, ...] = ()  # prose that follows the opening
    conditions: tuple[str, ...] = ()
    appeal: str = ""  # 教示
    contact: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()  # 要確認: printed on drafts only
    draft: bool
    working: tuple[str, ...] = ()  # 算定, printed as 別紙
    mark: str = ""  # 再発行 with its day: above the letter, no part of what it says
    values: tuple[tuple[str, str], ...] = ()  # each placeholder's text, for the city's Word forms

    @property
    def numbered(self) -> str:
        """Give the 文書番号; on a draft without one, the room for it."""
        return self.document_number or (NO_NUMBER if self.draft else "")

    @property
    def dated(self) -> str:
        """Give the day in 和暦; on a draft without one, the room for it."""
        return format_date(self.issued_on) if self.issued_on else NO_DATE

    def as_json(self) -> dict[str, Any]:
        """Give the letter as plain JSON values, from which `from_json` makes it again."""
        values = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        day = self.issued_on.isoformat() if self.issued_on else None
        return values | {"issued_on": day, "seal": self.seal.value}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Make the letter again from what `as_json` gave."""
        frozen = {name: _frozen(value) for name, value in values.items()}
        day = values["issued_on"]
        frozen["issued_on"] = date.fromisoformat(day) if day else None
        frozen["seal"] = Seal(values["seal"])
        return cls(**frozen)


# Nothing but what a PDF must have: it carries the characters whose types are looked for.
BLANK = Letter(
    form_number="",
    document_number="",
    issued_on=date(2026, 4, 1),
    addressee=(),
    sender=("市長",),
    seal=Seal.OMITTED,
    title="通知書",
    opening="",
    draft=True,
)


class Press:
    """Prints letters. One for each process: it keeps the fonts read, and threads take turns."""

    def __init__(self) -> None:
        # Only the fonts that come with Koubo, so that a letter looks the same on every machine.
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
        )
        # A path, not the text: a compiler given bytes can print once only (typst 0.15.2).
        self._compiler = typst.Compiler(HERE / "letter.typ", root=HERE, font_paths=fonts)
        self._lock = Lock()

    def letter(self, letter: Letter) -> bytes:
        """Give the letter as a tagged PDF (PDF/UA-1).

        Characters that the fonts lack are printed on a draft as 〓 and listed to confirm.

        :raise Refused: where such characters are in a letter that is no draft; it names them
        """
        with self._lock:
            try:
                return self._print([_content(letter)])
            except typst.TypstError:
                lacking = self._lacking(_characters(letter))
                if not lacking:
                    raise
            if not letter.draft:
                raise Refused(_say_lacking(lacking))
            return self._print([_content_with_geta(letter, lacking)])

    def letters(self, letters: Sequence[Letter]) -> bytes:
        """Give several letters as one PDF to be printed, each beginning on a sheet of its own.

        Characters that the fonts lack are printed on drafts as 〓, as in `letter`.

        :raise Refused: where such characters are in a letter that is no draft
        """
        with self._lock:
            try:
                return self._print([_content(one) for one in letters])
            except typst.TypstError:
                lacking = self._lacking("".join(sorted({*"".join(map(_characters, letters))})))
                if not lacking:
                    raise
            if not all(one.draft for one in letters):
                raise Refused(_say_lacking(lacking))
            return self._print(
                [_content_with_geta(one, _among(lacking, _characters(one))) for one in letters]
            )

    def _print(self, contents: Sequence[Mapping[str, Any]]) -> bytes:
        printed = self._compiler.compile(
            format="pdf", pdf_standards=STANDARD, sys_inputs={"letters": json.dumps(contents)}
        )
        if not isinstance(printed, bytes):
            raise TypeError("typst gave no PDF")
        return printed

    def _lacking(self, characters: str) -> str:
        """Give those that cannot be printed, found by halving: rare, so it may cost some prints."""
        try:
            # Between two plain signs, or a space at an end would be trimmed and pass unseen.
            self._print([_content(replace(BLANK, opening=f"字{characters}字"))])
        except typst.TypstError:
            if len(characters) == 1:
                return characters
            half = len(characters) // 2
            return self._lacking(characters[:half]) + self._lacking(characters[half:])
        return ""


def letter_amount(amount: int) -> str:
    """Give yen as letters write them: 金480,500円."""
    return f"金{format_yen(amount)}"


def _plain(value: object) -> Any:
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _frozen(value: object) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _content(letter: Letter) -> dict[str, Any]:
    """Give what the template prints, without the characters that are no signs."""
    day = letter.issued_on
    printed = {name: one for name, one in letter.as_json().items() if name != "values"}
    content: dict[str, Any] = _each_text(printed, signs_only)
    return content | {
        "numbered": signs_only(letter.numbered),
        "dated": letter.dated,
        "day": {"year": day.year, "month": day.month, "day": day.day} if day else None,
    }


def _among(lacking: str, characters: str) -> str:
    return "".join(one for one in lacking if one in characters)


def _content_with_geta(letter: Letter, lacking: str) -> dict[str, Any]:
    """Give what the template prints, with 〓 for what is lacking and a reason to confirm it."""
    if not lacking:
        return _content(letter)
    reason = f"{GETA}の箇所は印字できない文字です（{'、'.join(map(_code_point, lacking))}）"
    confirmed = replace(letter, to_confirm=(*letter.to_confirm, reason))
    table = str.maketrans(dict.fromkeys(lacking, GETA))
    content: dict[str, Any] = _each_text(_content(confirmed), lambda text: text.translate(table))
    return content


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    return value


def signs_only(text: str) -> str:
    """Leave out control and format characters: a direction mark would print a name reversed."""
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        sign for sign in lines if sign == "\n" or unicodedata.category(sign) not in NO_SIGNS
    )


def _characters(letter: Letter) -> str:
    """Give each character of the letter once; those that JSON itself adds can all be printed."""
    return "".join(sorted(set(json.dumps(_content(letter), ensure_ascii=False))))


def _say_lacking(lacking: str) -> str:
    named = "、".join(f"「{sign}」（{_code_point(sign)}）" for sign in lacking)
    return f"印字できない文字があります：{named}。印字できる字体に改めて、もう一度行ってください。"


def _code_point(sign: str) -> str:
    return f"U+{ord(sign):04X}"
