"""What judges what comes in about refused costs, revocations and money that comes back."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, fields

from koubo.award.schemas import Part, free_text, load_or_say, number_text
from koubo.fields import Date, Yen
from koubo.reporting.settling.revocation_rules import GROUND_LENGTH, Revocation


class Extent(StrEnum):
    """How much of an award is revoked."""

    WHOLE = "whole"
    PART = "part"


EXTENT_NAMES = {Extent.WHOLE: "全部を取り消す", Extent.PART: "一部を取り消す"}
NO_EXTENT = "全部を取り消すか、一部を取り消すかを選んでください。"


class RevocationSchema(Part):
    """A revocation as an officer types it."""

    extent = fields.Enum(
        Extent,
        by_value=True,
        required=True,
        error_messages={"required": NO_EXTENT, "unknown": NO_EXTENT},
    )
    amount = Yen(allow_none=True, load_default=None, metadata={"label": "取消し後の交付決定額"})
    ground = free_text("取消しの根拠", GROUND_LENGTH)
    reason = free_text("取消しの理由")
    repay_by = Date(allow_none=True, load_default=None, metadata={"label": "返還の期限"})


def read_revocation(raw: Mapping[str, Any]) -> Revocation:
    """Give a revocation from the texts of its form; Problems by field."""
    typed = load_or_say(RevocationSchema(), raw)
    amount = 0 if typed["extent"] is Extent.WHOLE else typed["amount"]
    return Revocation(amount, typed["ground"], typed["reason"], typed["repay_by"])


def read_refusals(
    places: Iterable[int], raw: Mapping[str, Any]
) -> dict[int, tuple[int | None, str]]:
    """Give, by place in an account, the yen not accepted and the reason; Problems by field."""
    wanted = tuple(places)
    declared: dict[str, fields.Field[Any]] = {}
    for place in wanted:
        declared[f"amount-{place}"] = Yen(
            allow_none=True,
            load_default=None,
            metadata={"label": f"{place + 1}行目の対象外にする額"},
        )
        declared[f"reason-{place}"] = free_text(f"{place + 1}行目の理由", GROUND_LENGTH)
    typed = load_or_say(Schema.from_dict(declared, name="Refusals")(unknown=EXCLUDE), raw)
    return {one: (typed[f"amount-{one}"], typed[f"reason-{one}"]) for one in wanted}


class ReceiptSchema(Part):
    """Money that came in for a repayment."""

    day = Date(required=True, metadata={"label": "収納日"})
    amount = Yen(allow_none=True, load_default=None, metadata={"label": "収納した額"})


def read_receipt(raw: Mapping[str, Any]) -> tuple[date, int | None]:
    """Give day and yen of money that came in; Problems by field."""
    typed = load_or_say(ReceiptSchema(), raw)
    return typed["day"], typed["amount"]


class BillSchema(Part):
    """A 納入通知書 of the city's own accounts."""

    number = number_text("納入通知書の番号")
    due = Date(allow_none=True, load_default=None, metadata={"label": "納期限"})


def read_bill(raw: Mapping[str, Any]) -> tuple[str, date | None]:
    """Give number and 納期限 of a 納入通知書; Problems by field."""
    typed = load_or_say(BillSchema(), raw)
    return typed["number"], typed["due"]


class WaiverSchema(Part):
    """Why 加算金 and 延滞金 are not asked for."""

    reason = free_text("免除の理由")
