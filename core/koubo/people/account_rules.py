"""Bank accounts as values: what a bank takes as the holder's kana, and what pages may show."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import jaconv

from koubo.people.names import fold, name_key

HOLDER_LENGTH = 30
"""Half-width characters of a holder in a transfer record; a dot counts as one of its own."""
TAKEN = re.compile(r"[ｱ-ﾝﾞﾟA-Z0-9 ().-]")
"""What banks take in a holder's name: large kana without ｦ, capitals, figures, four signs."""
DASHES = dict.fromkeys(map(ord, "ー－―‐‑–—−ｰ"), "-")
LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
SPACES = re.compile(r"\s+")
LOOSE_MARKS = str.maketrans({"\u3099": "\uff9e", "\u309a": "\uff9f", "゛": "ﾞ", "゜": "ﾟ"})


class AccountKind(StrEnum):
    """預金種目: what kind of account it is."""

    ORDINARY = "ordinary"
    CURRENT = "current"
    SAVINGS = "savings"


ACCOUNT_KIND_NAMES = {
    AccountKind.ORDINARY: "普通",
    AccountKind.CURRENT: "当座",
    AccountKind.SAVINGS: "貯蓄",
}


@dataclass(frozen=True)
class BankDetails:
    """One account, in full: shown to nobody but those who pay into it or entered it."""

    bank_code: str
    """4 figures."""
    bank: str
    branch_code: str
    """3 figures."""
    branch: str
    kind: AccountKind
    number: str
    """7 figures, filled up with 0 from the left."""
    holder: str
    """名義 as it stands in the passbook."""
    holder_kana: str
    """In half-width characters that every bank takes."""

    @property
    def kind_name(self) -> str:
        """Give 普通, 当座 or 貯蓄."""
        return ACCOUNT_KIND_NAMES[self.kind]

    @property
    def masked(self) -> str:
        """Give what pages show: 水玉銀行 本店 普通 ****567."""
        return f"{self.bank} {self.branch} {self.kind_name} ****{self.number[-3:]}"


def bank_kana(text: str) -> str:
    """Give a reading as banks write it: half-width, small kana large, long vowels as ``-``.

    What no bank takes stays as it is, for :func:`refused_signs` to name it.
    """
    while (made := _bank_kana(text)) != text:
        text = made
    return text


def _bank_kana(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    kana = jaconv.hira2kata(plain).translate(DASHES).translate(LARGE).upper()
    half: str = jaconv.z2h(SPACES.sub(" ", kana).strip(), kana=True, ascii=True, digit=True)
    return half.translate(LOOSE_MARKS)


def refused_signs(kana: str) -> tuple[str, ...]:
    """Give the characters of a holder's reading that a bank refuses, each once, in order."""
    return tuple(dict.fromkeys(one for one in kana if not TAKEN.fullmatch(one)))


def needs_mandate(details: BankDetails, *, name: str, kana: str, representative: str) -> bool:
    """Say whether somebody else than the organisation or its representative holds the account.

    The city then asks for a 委任状. A holder counts as theirs if it names the representative, or is
    the organisation's own name or reading, with or without its legal form.

    :param kana: the reading of the organisation's name
    """
    holder = fold(details.holder)
    if representative.strip() and fold(representative) in holder:
        return False
    if name_key(details.holder) == name_key(name):
        return False
    return not kana.strip() or fold(details.holder_kana) != fold(bank_kana(kana))
