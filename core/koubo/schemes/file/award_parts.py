"""The shape of what a scheme file says of the time after the selection."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, post_load

from koubo.fields import Rate, Text, Whole, YesNo
from koubo.schemes.award_words import (
    NO_ADVANCE_ACCOUNT,
    NO_AGREEMENT,
    ONE_AWARD,
    AfterAward,
    AgreementUse,
    AwardPer,
)
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, OneWord, Part

MONTH_DAY = re.compile("[0-9]{2}-[0-9]{2}")


def month_day(text: str) -> None:
    """Refuse what is no day of every year as MM-DD; 02-29 is none."""
    if not MONTH_DAY.fullmatch(text):
        raise ValidationError([Said("bad_month_day")])
    try:
        date.fromisoformat(f"2026-{text}")
    except ValueError as error:
        raise ValidationError([Said("no_such_day")]) from error


class AfterAwardPart(Part):
    """Agreements, awards, claims, repayments; all may be left out."""

    agreement = Figured(OneWord(AgreementUse), load_default=NO_AGREEMENT)
    awards_per = Figured(OneWord(AwardPer), load_default=ONE_AWARD)
    apply_days = Figured(Whole(minimum=1, maximum=366), load_default=None)
    instalments = Figured(Whole(minimum=1, maximum=12), load_default=None)
    advance_account = Figured(YesNo(), load_default=NO_ADVANCE_ACCOUNT)
    interim_due = Figured(Text(single_line=True, validate=month_day), load_default=None)
    repayment_days = Figured(Whole(minimum=1, maximum=366), load_default=None)
    surcharge_rate = Figured(Rate(), load_default=None)
    late_rate = Figured(Rate(), load_default=None)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> AfterAward:
        """Give the frozen value."""
        return AfterAward(**data)
