"""The shape of what a scheme file says of the time after the selection."""

import re
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
from koubo.schemes.file.fields import Figured, OneWord, Part

MONTH_DAY = re.compile("(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def month_day(text: str) -> None:
    """Refuse what is no day of the year as MM-DD."""
    if not MONTH_DAY.fullmatch(text):
        raise ValidationError("日付は「10-31」のように、月と日を2けたずつで書いてください。")


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
