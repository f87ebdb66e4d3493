"""What a scheme file says of the time after the selection: awards, money, reports, repayments."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from koubo.schemes.figures import Figure


class AgreementUse(StrEnum):
    """Whether a 協定書 is signed, and whether it stands in the place of the 交付決定通知書."""

    NONE = "none"
    BESIDE = "beside"
    INSTEAD = "instead"


AGREEMENT_NAMES = {
    AgreementUse.NONE: "協定書を結ばない",
    AgreementUse.BESIDE: "交付決定通知書のほかに、協定書を結ぶ",
    AgreementUse.INSTEAD: "協定書が交付決定通知書に代わる",
}


class AwardPer(StrEnum):
    """How many 交付決定 one selected application gets."""

    APPLICATION = "application"
    YEAR = "year"
    STAGE = "stage"


AWARD_PER_NAMES = {
    AwardPer.APPLICATION: "1つの応募に1回",
    AwardPer.YEAR: "事業年度ごとに1回",
    AwardPer.STAGE: "段階ごとに1回",
}


NO_AGREEMENT = Figure(AgreementUse.NONE)
ONE_AWARD = Figure(AwardPer.APPLICATION)
NO_ADVANCE_ACCOUNT = Figure(False)


@dataclass(frozen=True)
class AfterAward:
    """What holds between the selection and the last yen; None is what the file does not say."""

    agreement: Figure[AgreementUse] = NO_AGREEMENT
    awards_per: Figure[AwardPer] = ONE_AWARD
    apply_days: Figure[int] | None = None
    """Days from the 採択通知 in which 交付申請 must be handed in, else the award lapses."""
    instalments: Figure[int] | None = None
    """How often a 概算払 may be claimed at most; None: as often as the share allows."""
    advance_account: Figure[bool] = NO_ADVANCE_ACCOUNT
    """Whether a 概算払精算書 is asked beside the 実績報告書."""
    interim_due: Figure[str] | None = None
    """Day of the year by which the 中間報告 is due, as MM-DD; None: only where an officer says."""
    repayment_days: Figure[int] | None = None
    """Days from the notice in which money has to be paid back; None: an officer enters the day."""
    surcharge_rate: Figure[Fraction] | None = None
    """加算金 of a revoked award, a share for a year; None: not known, so none is computed."""
    late_rate: Figure[Fraction] | None = None
    """延滞金 of what is paid back late, a share for a year; None: not known."""
