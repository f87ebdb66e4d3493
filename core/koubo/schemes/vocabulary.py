"""The words that scheme files may use: all that the core knows, registered in one place.

A plugin brings more through ``koubo_words``; the reference and the guide are made from this.
"""

from koubo.schemes.amounts.categories import CategoryCap, CategoryShare, RateByCategory, UnitPrice
from koubo.schemes.amounts.gone import GoneStep
from koubo.schemes.amounts.steps import (
    Cap,
    FlatRate,
    Minimum,
    MinusIncome,
    RateByTime,
    RoundTo,
    WholeCost,
)
from koubo.schemes.eligibility.any_of import AnyOf
from koubo.schemes.eligibility.condition import GoneCondition
from koubo.schemes.eligibility.people import Groups, MemberAges, Members, ResidentRatio, Roles
from koubo.schemes.eligibility.statements import (
    AnswerIs,
    BaseInCity,
    CityTheme,
    GatePassed,
    StaffCheck,
)
from koubo.schemes.eligibility.years import ActivityMonths, FirstTime, Prerequisite, Years
from koubo.schemes.words import Vocabulary, Word

CONDITIONS: tuple[type[Word], ...] = (
    Members,
    ResidentRatio,
    MemberAges,
    Groups,
    Roles,
    BaseInCity,
    ActivityMonths,
    FirstTime,
    Years,
    Prerequisite,
    CityTheme,
    AnswerIs,
    GatePassed,
    AnyOf,
    StaffCheck,
)
STEPS: tuple[type[Word], ...] = (
    UnitPrice,
    CategoryCap,
    CategoryShare,
    MinusIncome,
    FlatRate,
    RateByCategory,
    RateByTime,
    WholeCost,
    Cap,
    RoundTo,
    Minimum,
)
CORE_VOCABULARY = Vocabulary({"rule": {}, "step": {}}).with_words((*CONDITIONS, *STEPS))
GONE = {"rule": GoneCondition, "step": GoneStep}
"""What lets a release be read whose plugin is gone."""
