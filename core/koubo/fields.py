"""The fields of every schema: they alone judge what comes in from a form, a file or the API.

Strict about underscores and foreign digits, kind to full-width characters and 和暦. A blank
answer counts as none: it is missing, or None where the field allows None. The question's label
stands in the sentences when it is given: `Yen(metadata={"label": "事業費の総額"})`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from marshmallow import ValidationError, missing
from marshmallow.fields import Field
from stdnum.jp import cn

from koubo.calendar import parse_date, parse_date_parts
from koubo.money import format_yen, half_width, parse_rate, parse_yen
from koubo.problems import Keyed

T = TypeVar("T")

MESSAGES: dict[str, Any] = {
    "required": "{label}を入力してください。",
    "null": "{label}を入力してください。",
    "validator_failed": "{label}の内容を確認してください。",
    "unreadable": "{label}を確認してください。{reason}",
    "kind": "{label}の値の種類が違います。文字で入力してください。",
    "yen_low": "{label}は{minimum}以上で入力してください。",
    "yen_high": "{label}は{maximum}以下で入力してください。",
    "whole": "{label}は「12」のように0以上の整数で入力してください。",
    "whole_low": "{label}は{minimum:,}以上で入力してください。",
    "whole_high": "{label}は{maximum:,}以下で入力してください。",
    "control": (
        "{label}に使えない文字（制御文字）が含まれています。"
        "入力し直すか、文字だけを貼り付けてください。"
    ),
    "single_line": "{label}は改行やタブを入れずに1行で入力してください。",
    "max_length": "{label}は{maximum:,}字以内で入力してください（いま{length:,}字です）。",
    "email": "{label}は「name@example.jp」のように、メールアドレスの形で入力してください。",
    "corporate_number": (
        "{label}は13桁の法人番号を入力してください。番号が正しくないようです。確かめてください。"
    ),
    "postal_code": "{label}は「710-8565」のように7桁の郵便番号で入力してください。",
    "phone": (
        "{label}は「086-426-3111」のように、市外局番から電話番号を入力してください。"
        "携帯電話などは11桁、そのほかは10桁です。"
    ),
    "yes_no": "{label}は「はい」か「いいえ」で答えてください。",
}

MOST_YEN = 999_999_999_999
MOST_COUNT = 999_999_999

# The unit that the page already shows behind its box is written into it all the same.
WHOLE = re.compile(r"(?P<digits>[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})\s*[人名回個件]?")
EMAIL = re.compile(
    r"(?=.{3,254}$)(?P<local>(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    r"(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9]))"
)
BOXES = ("year", "month", "day")
POSTAL_CODE = re.compile(r"〒?\s*(?P<area>[0-9]{3})-?(?P<town>[0-9]{4})")
PHONE = re.compile(r"0[0-9]+(?:-[0-9]+){0,3}")
PHONE_SEPARATORS = re.compile(r"[-()\s]+")
ELEVEN_DIGIT_PREFIX = re.compile(r"0[5-9]0")

YES_NO = {
    "はい": True, "yes": True, "true": True, "on": True, "1": True,
    "いいえ": False, "no": False, "false": False, "off": False, "0": False,
}  # fmt: skip

# Line ends and tabs are text; NUL and the other control characters are not, and a lone half of a
# surrogate pair cannot be stored.
ALLOWED_CONTROLS = frozenset("\t\n\r")
REFUSED_CATEGORIES = frozenset({"Cc", "Cs"})
# They turn round what follows them, so that a page or a letter would read otherwise than it says.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]")


class Answer(Field[T]):
    """What our fields share: the catalogue, the label, and that a blank is no answer."""

    default_error_messages = MESSAGES

    def make_error(self, key: str, **values: Any) -> ValidationError:
        """Give the sentence of the catalogue with the question's label in it."""
        label = self.metadata.get("label")
        error = super().make_error(key, label=f"「{label}」" if label else "この項目", **values)
        error.messages = [Keyed(one, key, values) for one in error.messages]
        return error

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        """Give the typed value; a blank one is missing, or None where None is allowed."""
        if self.is_blank(value):
            value = None if self.allow_none else missing
        return super().deserialize(value, attr, data, **options)

    def is_blank(self, value: Any) -> bool:
        """Tell whether the person left the question unanswered: nothing in it can be seen."""
        return isinstance(value, str) and all(_is_unseen(one) for one in value)

    def text_of(self, value: Any) -> str:
        """Give the raw text, or refuse what is not text."""
        if not isinstance(value, str):
            raise self.make_error("kind")
        return value

    def read(self, parse: Callable[..., T], *values: Any) -> T:
        """Give what the ground reads in the texts; its sentence becomes the field's."""
        texts = [self.text_of(value) for value in values]
        try:
            return parse(*texts)
        except ValueError as fault:
            raise self.make_error("unreadable", reason=str(fault)) from None


class Yen(Answer[int]):
    """Whole yen; text, or an integer from the API."""

    def __init__(self, *, minimum: int = 0, maximum: int = MOST_YEN, **common: Any) -> None:
        super().__init__(**common)
        self.minimum = minimum
        self.maximum = maximum

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> int:
        amount = value if _is_whole(value) else self.read(parse_yen, value)
        if amount < self.minimum:
            raise self.make_error("yen_low", minimum=format_yen(self.minimum))
        if amount > self.maximum:
            raise self.make_error("yen_high", maximum=format_yen(self.maximum))
        return int(amount)


class Whole(Answer[int]):
    """A count, such as people or times; text, or an integer from the API."""

    def __init__(self, *, minimum: int = 0, maximum: int = MOST_COUNT, **common: Any) -> None:
        super().__init__(**common)
        self.minimum = minimum
        self.maximum = maximum

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> int:
        count = value if _is_whole(value) else self._count(value)
        if count < self.minimum:
            raise self.make_error("whole_low", minimum=self.minimum)
        if count > self.maximum:
            raise self.make_error("whole_high", maximum=self.maximum)
        return int(count)

    def _count(self, value: Any) -> int:
        plain = half_width(self.text_of(value))
        written = WHOLE.fullmatch(plain)
        if written is None:
            raise self.make_error("whole")
        return int(written["digits"].replace(",", ""))


def _is_whole(value: Any) -> bool:
    # True is an int to Python, never to us.
    return isinstance(value, int) and not isinstance(value, bool)


class Rate(Answer[Fraction]):
    """An exact rate above 0 and at most 1."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> Fraction:
        return self.read(parse_rate, value)

    def _serialize(self, value: Fraction | None, attr: Any, obj: Any, **options: Any) -> str | None:
        return None if value is None else str(value)


class Date(Answer[date]):
    """A day: text, or the three boxes {"year", "month", "day"}."""

    def is_blank(self, value: Any) -> bool:
        """Tell whether the text, or all three boxes, were left empty."""
        if isinstance(value, Mapping):
            return not any(_box(value, name).strip() for name in BOXES)
        return super().is_blank(value)

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> date:
        if not isinstance(value, Mapping):
            return self.read(parse_date, value)
        return self.read(parse_date_parts, *(_box(value, name) for name in BOXES))

    def _serialize(self, value: date | None, attr: Any, obj: Any, **options: Any) -> str | None:
        return None if value is None else value.isoformat()


def _box(boxes: Mapping[str, Any], name: str) -> str:
    box = boxes.get(name)
    return "" if box is None else str(box)


class Text(Answer[str]):
    """Text kept to the byte but for its outer white space, which is taken off."""

    def __init__(
        self, *, max_length: int | None = None, single_line: bool = False, **common: Any
    ) -> None:
        super().__init__(**common)
        self.max_length = max_length
        self.single_line = single_line

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        text = self.text_of(value)
        if any(_is_refused(character) for character in text):
            raise self.make_error("control")
        text = text.strip()
        if self.single_line and LINE_BREAKS.search(text):
            raise self.make_error("single_line")
        length = text_length(text)
        if self.max_length is not None and length > self.max_length:
            raise self.make_error("max_length", maximum=self.max_length, length=length)
        return text


def text_length(text: str | None) -> int:
    """Count characters as people do: no outer white space, and \\r\\n from a browser is one line end."""
    return len((text or "").strip().replace("\r\n", "\n"))


def _is_unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _is_refused(character: str) -> bool:
    if character in TURNING:
        return True
    return (
        unicodedata.category(character) in REFUSED_CATEGORIES and character not in ALLOWED_CONTROLS
    )


class Email(Answer[str]):
    """A mail address in ASCII; its domain in small letters."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        written = EMAIL.fullmatch(half_width(self.text_of(value)))
        if written is None:
            raise self.make_error("email")
        return f"{written['local']}@{written['domain'].lower()}"


class CorporateNumber(Answer[str]):
    """A 法人番号: 13 digits of which the first checks the others."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        plain = re.sub(r"[-\s]", "", half_width(self.text_of(value)))
        if not re.fullmatch(r"[0-9]{13}", plain) or not cn.is_valid(plain):
            raise self.make_error("corporate_number")
        return plain


class PostalCode(Answer[str]):
    """A 郵便番号, given as 710-8565."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        written = POSTAL_CODE.fullmatch(half_width(self.text_of(value)))
        if written is None:
            raise self.make_error("postal_code")
        return f"{written['area']}-{written['town']}"


class Phone(Answer[str]):
    """A Japanese telephone number; its groups are kept as written, joined by hyphens."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        plain = PHONE_SEPARATORS.sub("-", half_width(self.text_of(value))).strip("-")
        digits = plain.replace("-", "")
        wanted = 11 if ELEVEN_DIGIT_PREFIX.match(digits) else 10
        if not PHONE.fullmatch(plain) or len(digits) != wanted:
            raise self.make_error("phone")
        return plain


class YesNo(Answer[bool]):
    """はい or いいえ; a box left unticked is not sent, so give `load_default=False` for one."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> bool:
        if isinstance(value, bool):
            return value
        answer = YES_NO.get(half_width(self.text_of(value)).lower())
        if answer is None:
            raise self.make_error("yes_no")
        return answer
