"""What judges a bank account that a member types; each message names the field and the remedy."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from koubo.fields import Text
from koubo.people.account_rules import (
    HOLDER_LENGTH,
    AccountKind,
    BankDetails,
    bank_kana,
    refused_signs,
)
from koubo.people.schemas import read_form
from koubo.problems import Problem, Problems

FIGURES = re.compile(r"[0-9]+")
SEPARATORS = re.compile(r"[\s-]+")
NUMBER_LENGTH = 7
CHOOSE_KIND = "「口座の種類」を、普通、当座、貯蓄の中から選んでください。"
IN_PASSBOOK = "通帳やキャッシュカードの番号を写してください。"
AS_REGISTERED = "通帳の見開きなどに書かれた、銀行に届け出たカナのとおりに入力してください。"


class Figures(Text):
    """So many figures, in any width, with or without hyphens."""

    def __init__(self, length: int, *, filled: bool = False, **options: Any) -> None:
        super().__init__(single_line=True, max_length=40, required=True, **options)
        self.length = length
        self.filled = filled

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        text = unicodedata.normalize("NFKC", super()._deserialize(value, attr, data, **options))
        plain = SEPARATORS.sub("", text)
        fits = len(plain) <= self.length if self.filled else len(plain) == self.length
        if not FIGURES.fullmatch(plain) or not fits:
            label, most = self.metadata["label"], "まで" if self.filled else ""
            raise ValidationError(
                f"「{label}」は{self.length}けた{most}の数字で入力してください。{IN_PASSBOOK}"
            )
        return plain.zfill(self.length)


class HolderKana(Text):
    """A holder's reading, given in half-width characters that banks take."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        kana = bank_kana(super()._deserialize(value, attr, data, **options))
        if wrong := refused_signs(kana):
            signs = "".join(f"「{one}」" for one in wrong)
            raise ValidationError(
                f"「口座名義のカナ」の{signs}は、銀行で使えない文字です。"
                f"カタカナ、英字、数字、空白、「(」「)」「.」「-」だけで入力してください。{AS_REGISTERED}"
            )
        if len(kana) > HOLDER_LENGTH:
            raise ValidationError(
                f"「口座名義のカナ」は半角で{HOLDER_LENGTH}字までで入力してください"
                f"（濁点も1字に数えて、いま{len(kana)}字です）。長い名義は、はじめの{HOLDER_LENGTH}字までを書きます。"
            )
        return kana


def _line(label: str, length: int) -> Text:
    return Text(required=True, single_line=True, max_length=length, metadata={"label": label})


class AccountSchema(Schema):
    """An account as it stands in the passbook."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    bank_code = Figures(4, metadata={"label": "銀行コード"})
    bank = _line("銀行名", 30)
    branch_code = Figures(3, metadata={"label": "支店コード"})
    branch = _line("支店名", 30)
    kind = fields.Enum(
        AccountKind,
        by_value=True,
        required=True,
        error_messages={"required": CHOOSE_KIND, "unknown": CHOOSE_KIND},
    )
    number = Figures(NUMBER_LENGTH, filled=True, metadata={"label": "口座番号"})
    holder = _line("口座名義", 60)
    holder_kana = HolderKana(
        required=True, single_line=True, max_length=100, metadata={"label": "口座名義のカナ"}
    )

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, BankDetails]:
        """Give the frozen value."""
        return {"details": BankDetails(**data)}


def read_account(raw: Mapping[str, Any]) -> BankDetails:
    """Give an account from the raw text of its form; Problems by field."""
    details: BankDetails = read_form(AccountSchema(), raw)["details"]
    return details


class PayerSchema(Schema):
    """The number that a bank gave to a funder that pays by itself."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    client_code = Figures(10, metadata={"label": "委託者コード"})


def read_payer(raw: Mapping[str, Any]) -> tuple[str, BankDetails]:
    """Give the bank's number for a payer, and the payer's account; Problems by field."""
    typed = {**raw, "holder": raw.get("holder_kana", "")}
    problems: list[Problem] = []
    code, details = "", None
    try:
        code = read_form(PayerSchema(), typed)["client_code"]
    except Problems as found:
        problems += found.problems
    try:
        details = read_account(typed)
    except Problems as found:
        problems += [one for one in found.problems if one.field != "holder"]
    if problems or details is None:
        raise Problems(problems)
    return code, details
