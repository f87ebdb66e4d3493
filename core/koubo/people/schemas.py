"""What judges what comes in about an organisation."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, validate

from koubo.fields import CorporateNumber, Date, Phone, Text, Whole, YesNo
from koubo.problems import Problem, Problems

ORGANISATION_KINDS = ("任意団体", "町内会・自治会", "NPO法人", "その他の法人", "実行委員会")

KANA = re.compile(r"[ぁ-ゖァ-ヺー・･\s]+")
KANA_ONLY = "「団体名のふりがな」はひらがなかカタカナで入力してください。"
CHOOSE_KIND = "「団体の種類」を一覧の中から選んでください。"


def _is_kana(text: str) -> None:
    if not KANA.fullmatch(unicodedata.normalize("NFKC", text)):
        raise ValidationError(KANA_ONLY)


def _line(label: str, max_length: int, **more: Any) -> Text:
    return Text(max_length=max_length, single_line=True, metadata={"label": label}, **more)


class OrganisationSchema(Schema):
    """An organisation as its own members describe it."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    name = _line("団体名", 100, required=True)
    kana = _line("団体名のふりがな", 100, required=True, validate=_is_kana)
    kind = _line(
        "団体の種類",
        40,
        required=True,
        validate=validate.OneOf(ORGANISATION_KINDS, error=CHOOSE_KIND),
        error_messages={"required": CHOOSE_KIND},
    )
    address = _line("所在地", 200, required=True)
    phone = Phone(required=True, metadata={"label": "電話番号"})
    representative_title = _line("代表者の役職", 40, required=True)
    representative = _line("代表者の氏名", 60, required=True)
    members = Whole(required=True, minimum=1, metadata={"label": "構成員の人数"})
    established_on = Date(required=True, metadata={"label": "設立した日"})
    corporate_number = CorporateNumber(
        allow_none=True, load_default=None, metadata={"label": "法人番号"}
    )
    in_city = YesNo(
        required=True,
        metadata={"label": "市内の拠点"},
        error_messages={"required": "「市内の拠点」は「はい」か「いいえ」を選んでください。"},
    )


class RepresentativeSchema(Schema):
    """Who represents an organisation."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    title = _line("代表者の役職", 40, required=True)
    name = _line("代表者の氏名", 60, required=True)


class TermSchema(RepresentativeSchema):
    """Who represents an organisation from a day on."""

    from_on = Date(required=True, metadata={"label": "いつから"})


def read_organisation(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give an organisation's columns from the raw text of its form; Problems by field."""
    return _with_number(read_form(OrganisationSchema(), raw))


def read_profile(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of an organisation without its representative; Problems by field."""
    schema = OrganisationSchema(exclude=("representative_title", "representative"))
    return _with_number(read_form(schema, raw))


def _with_number(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"corporate_number": values["corporate_number"] or ""}


def read_form(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Give the typed values of a form; Problems in the order of its fields."""
    try:
        typed: dict[str, Any] = schema.load(dict(raw))
    except ValidationError as error:
        raise Problems(_problems(schema, error.messages_dict)) from None
    return typed


def _problems(schema: Schema, messages: Mapping[str, Any]) -> Iterator[Problem]:
    for name in schema.fields:
        for message in messages.get(name, ()):
            yield Problem("answer", str(message), field=name)
