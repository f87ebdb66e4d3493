"""What judges what comes in about 交付 beside its letters: offers, next awards, ends, agreements."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from koubo.award.grants.actions.agreements import Signatures
from koubo.award.grants.actions.following import NextAward
from koubo.award.grants.agreements import AgreementText
from koubo.award.grants.offer_rules import OfferAnswer
from koubo.award.schemas import Part, free_text, load_or_say
from koubo.fields import Date, Text, Whole, Yen

PART_LENGTH = 2000
SIGNER_LENGTH = 100


def _day(label: str, *, required: bool = True) -> Date:
    if required:
        return Date(required=True, metadata={"label": label})
    return Date(allow_none=True, load_default=None, metadata={"label": label})


def _line(label: str, max_length: int) -> Text:
    return Text(single_line=True, max_length=max_length, load_default="", metadata={"label": label})


class OfferSchema(Part):
    """What a runner-up is offered."""

    amount = Yen(required=True, metadata={"label": "案内する額"})
    until = _day("回答の期限")
    note = free_text("団体に伝えること")


class AnswerSchema(Part):
    """What was said to an offer, as an officer was told."""

    answer = fields.Enum(
        OfferAnswer,
        by_value=True,
        required=True,
        error_messages={
            "required": "回答を選んでください。",
            "unknown": "回答を一覧の中から選んでください。",
        },
    )
    note = _line("どのように受けたか・理由", 300)


class NextAwardSchema(Part):
    """The award of the next year or stage."""

    adopted = Yen(required=True, metadata={"label": "内定額"})
    fiscal_year = Whole(required=True, minimum=2000, maximum=2200, metadata={"label": "年度"})
    stage = _line("段階の名前", 60)
    apply_by = _day("交付申請の期限", required=False)
    reason = free_text("加える理由")


class AgreementSchema(Part):
    """The text of a 協定書."""

    title = _line("名称", 100)
    document_number = _line("文書番号", 60)
    group_part = free_text("団体がすること", PART_LENGTH)
    city_part = free_text("市がすること", PART_LENGTH)
    from_on = _day("期間の始まり", required=False)
    to_on = _day("期間の終わり", required=False)


class SignaturesSchema(Part):
    """Who signed on which day."""

    group_on = _day("団体の署名の日", required=False)
    group_signer = _line("団体の署名した人", SIGNER_LENGTH)
    city_on = _day("市の署名の日", required=False)
    city_signer = _line("市の署名した人", SIGNER_LENGTH)


def read_offer(raw: Mapping[str, Any]) -> tuple[int, date, str]:
    """Give yen, last day and words of an offer; Problems by field."""
    typed = load_or_say(OfferSchema(), raw)
    return typed["amount"], typed["until"], typed["note"]


def read_answer(raw: Mapping[str, Any]) -> tuple[OfferAnswer, str]:
    """Give what was said to an offer, and how; Problems by field."""
    typed = load_or_say(AnswerSchema(), raw)
    return typed["answer"], typed["note"]


def read_next_award(raw: Mapping[str, Any]) -> NextAward:
    """Give the award that is to follow; Problems by field."""
    return NextAward(**load_or_say(NextAwardSchema(), raw))


def read_day_and_reason(raw: Mapping[str, Any], name: str, label: str) -> tuple[date, str]:
    """Give a day, whose field has this name, and the reason; Problems by field."""
    schema = Part.from_dict({name: _day(label), "reason": free_text("理由")}, name="DayAndReason")
    typed = load_or_say(schema(), raw)
    return typed[name], typed["reason"]


def read_agreement(raw: Mapping[str, Any]) -> AgreementText:
    """Give the text of a 協定書; Problems by field."""
    return AgreementText(**load_or_say(AgreementSchema(), raw))


def read_signatures(raw: Mapping[str, Any]) -> Signatures:
    """Give who signed when; Problems by field."""
    return Signatures(**load_or_say(SignaturesSchema(), raw))
