"""What judges what comes into award: a 決裁, what is decided of each application, bills."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load

from koubo.award.payments.claim_rules import ClaimKind
from koubo.award.rules import Kessai, LineChange, Outcome
from koubo.fields import Date, Text, Yen
from koubo.problems import Problem, Problems

NUMBER_LENGTH = 60
REASON_LENGTH = 1000
CONDITIONS_LENGTH = 2000
"""As long as what the panel may set, which is taken over."""
KESSAI_FIELDS = ("kessai_number", "kessai_on", "kessai_post", "document_number", "issued_on")
PART_OF_KESSAI = (
    "「市の決裁」は5つの項目をすべて入力してください。"
    "決裁がまだのときは、5つとも空欄のままにすると、決裁の前の起案になります。"
)
LINE_PARTS = ("outcome", "amount", "reason", "conditions", "departs")
CHOOSE: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": "結果を選んでください。",
    "unknown": "結果を一覧の中から選んでください。",
}


class Part(Schema):
    """What else a form sends, its token say, is not ours."""

    class Meta:
        """Leave out what is not declared."""

        unknown = EXCLUDE


def number_text(label: str) -> Text:
    """Give the field of a number from one of the city's own registers."""
    return Text(
        required=True, single_line=True, max_length=NUMBER_LENGTH, metadata={"label": label}
    )


def budget_part(label: str) -> Text:
    """Give the field of one part of a budget line, which may be left empty."""
    return Text(
        single_line=True, max_length=NUMBER_LENGTH, load_default="", metadata={"label": label}
    )


def free_text(label: str, max_length: int = REASON_LENGTH) -> Text:
    """Give the field of a reason or remark, which may be left empty."""
    return Text(max_length=max_length, load_default="", metadata={"label": label})


class KessaiSchema(Part):
    """A 決裁 of the city, copied from its own system."""

    kessai_number = number_text("決裁番号")
    kessai_on = Date(required=True, metadata={"label": "決裁日"})
    kessai_post = number_text("決裁者の職")
    document_number = number_text("文書番号")
    issued_on = Date(required=True, metadata={"label": "施行日"})

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Kessai:
        """Give the frozen value."""
        return Kessai(
            number=data["kessai_number"],
            on=data["kessai_on"],
            post=data["kessai_post"],
            document_number=data["document_number"],
            issued_on=data["issued_on"],
        )


class ClaimSchema(Part):
    """A bill; a 精算払 has no amount of its own."""

    kind = fields.Enum(
        ClaimKind,
        by_value=True,
        required=True,
        error_messages={
            "required": "請求の種類を選んでください。",
            "unknown": "請求の種類を一覧の中から選んでください。",
        },
    )
    amount = Yen(allow_none=True, load_default=None, metadata={"label": "請求額"})
    purpose = free_text("事業の前に支払いが必要な理由")


class BudgetCodeSchema(Part):
    """A budget line of the city's own accounts; what it does not divide is left empty."""

    kan = budget_part("款")
    kou = budget_part("項")
    moku = budget_part("目")
    setsu = budget_part("節")
    saisetsu = budget_part("細節")


def read_budget_code(raw: Mapping[str, Any]) -> dict[str, str]:
    """Give the parts of a budget line; Problems by field."""
    values: dict[str, str] = load_or_say(BudgetCodeSchema(), raw)
    return values


def read_kessai(raw: Mapping[str, Any]) -> Kessai:
    """Give a 決裁 from the texts of its form; Problems by field."""
    kessai: Kessai = load_or_say(KessaiSchema(), raw)
    return kessai


def read_kessai_if_any(raw: Mapping[str, Any]) -> Kessai | None:
    """Give a 決裁, or None where nothing of it was entered; Problems by field."""
    if all(_is_blank(raw.get(name)) for name in KESSAI_FIELDS):
        return None
    try:
        return read_kessai(raw)
    except Problems as found:
        missing = any(_is_blank(raw.get(name)) for name in KESSAI_FIELDS)
        hint = (Problem("part_of_kessai", PART_OF_KESSAI, KESSAI_FIELDS[0]),) if missing else ()
        raise Problems([*found.problems, *hint]) from found


def _is_blank(value: Any) -> bool:
    """Say whether a box, or all boxes of a day, were left empty."""
    texts = value.values() if isinstance(value, Mapping) else (value,)
    return not any(str(one or "").strip() for one in texts)


def read_selection(
    application_ids: Iterable[int], raw: Mapping[str, Any]
) -> tuple[Kessai | None, dict[int, LineChange]]:
    """Give a 決裁, if there is one, and what is decided of each application.

    All Problems come at once, by field.
    """
    numbers = tuple(application_ids)
    schema = Schema.from_dict(
        {name: one for number in numbers for name, one in _line_fields(number).items()},
        name="SelectionSchema",
    )(unknown=EXCLUDE)
    problems: list[Problem] = []
    kessai: Kessai | None = None
    typed: dict[str, Any] = {}
    try:
        kessai = read_kessai_if_any(raw)
    except Problems as found:
        problems += found.problems
    try:
        typed = load_or_say(schema, raw)
    except Problems as found:
        problems += found.problems
    if problems:
        raise Problems(problems)
    return kessai, {number: _change(typed, number) for number in numbers}


def line_field(part: str, application_id: int) -> str:
    """Give the name of a field of one application's line: amount-12."""
    return f"{part}-{application_id}"


def _line_fields(number: int) -> dict[str, fields.Field[Any]]:
    return {
        line_field("outcome", number): fields.Enum(
            Outcome, by_value=True, required=True, error_messages=CHOOSE
        ),
        line_field("amount", number): Yen(
            allow_none=True, load_default=None, metadata={"label": "内定額"}
        ),
        line_field("reason", number): free_text("通知書に書く理由"),
        line_field("conditions", number): free_text("条件", CONDITIONS_LENGTH),
        line_field("departs", number): free_text("答申と違える理由"),
    }


def _change(typed: Mapping[str, Any], number: int) -> LineChange:
    values = {part: typed[line_field(part, number)] for part in LINE_PARTS}
    return LineChange(**{**values, "amount": values["amount"] or 0})


def read_claim(raw: Mapping[str, Any]) -> tuple[ClaimKind, int | None, str]:
    """Give kind, yen and purpose of a bill; Problems by field."""
    typed = load_or_say(ClaimSchema(), raw)
    return typed["kind"], typed["amount"], typed["purpose"]


def read_day(raw: Mapping[str, Any], name: str, label: str) -> date:
    """Give one day from its boxes; Problems by field."""
    schema = Schema.from_dict({name: Date(required=True, metadata={"label": label})}, name="Day")
    day: date = load_or_say(schema(unknown=EXCLUDE), raw)[name]
    return day


def read_number(raw: Mapping[str, Any], name: str, label: str) -> str:
    """Give a number of one of the city's registers; Problems by field."""
    schema = Schema.from_dict({name: number_text(label)}, name="Number")
    number: str = load_or_say(schema(unknown=EXCLUDE), raw)[name]
    return number


def load_or_say(schema: Schema, raw: Mapping[str, Any]) -> Any:
    """Give what a schema makes of the texts, or raise Problems by field."""
    try:
        return schema.load(dict(raw))
    except ValidationError as error:
        raise Problems(_problems(error)) from error


def _problems(error: ValidationError) -> Iterable[Problem]:
    complaints: dict[str, list[str]] = error.normalized_messages()  # type: ignore[no-untyped-call]
    for field, messages in complaints.items():
        for message in messages:
            yield Problem("invalid", str(message), field)
