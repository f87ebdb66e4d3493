"""From a typed case to the values that the rules take: applicant, filing, budget, report."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from koubo.calendar import fiscal_year, start_of_day
from koubo.proof.rules import AwardFacts, SettlementFacts
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.eligibility.case import (
    ApplicantFacts,
    Day,
    EligibilityCase,
    FilingTime,
    Gate,
    GatePass,
    GroupFacts,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.forms import FilingKind

OTHER_NAMES = {"other_subsidy": IncomeKind.OTHER_SUBSIDIES}
"""Words for income that case files have beside those of the budget."""
ANSWERS = {
    "bylaws": "bylaws_kept",
    "separate_accounts": "separate_accounts",
    "publishes_information": "publishes_information",
    "other_city_subsidy_for_project": "other_city_subsidy",
}
"""The question that each of these keys of an applicant answers."""
FOUND = {
    "duplicates_existing_programme": "duplicate_of_existing_programme",
    "boryokudan_flag": "boryokudan_exclusion",
}
"""The officer's check, by its code, that each of these keys of an applicant fails."""
SUPPORT = "サポート団体"


def award_facts(data: Mapping[str, Any]) -> AwardFacts:
    """Give an application and what it has to come to."""
    applicant, expected = data["applicant"], data["expected"]
    calculation = expected["calculation"]
    return AwardFacts(
        eligibility=_eligibility(data),
        staff={**data["staff"], **{code: False for key, code in FOUND.items() if applicant[key]}},
        budget=_budget(data["budget"]),
        nth_time=data["nth_time"],
        reasons=frozenset(expected["reasons"]),
        award=expected["award"],
        raw=calculation["raw"] if calculation else None,
    )


def settlement_facts(data: Mapping[str, Any]) -> SettlementFacts:
    """Give a report and what has to be fixed, paid and returned."""
    given, expected = data["given"], data["expected"]
    return SettlementFacts(
        awarded=given["decided_amount"],
        paid=given["paid_in_advance"],
        actual=Budget(
            (ExpenseLine("", "", given["actual_eligible_cost"]),),
            (IncomeLine(IncomeKind.OTHER_SUBSIDIES, "", given["other_subsidies"]),),
        ),
        nth_time=given["nth_time"],
        fixed_amount=expected["fixed_amount"],
        further_payment=expected["further_payment"],
        return_amount=expected["return_amount"],
    )


def _eligibility(data: Mapping[str, Any]) -> EligibilityCase:
    applicant, filing, theme = data["applicant"], data["filing"], data["theme"]
    received = filing["filed_at"] or filing["plan_filed_at"]
    # Most cities call in one 年度 for projects of the next; a case of the same 年度 says so.
    year = filing["fiscal_year"] or fiscal_year(received.date()) + 1
    answers = {
        question: applicant[key] for key, question in ANSWERS.items() if applicant[key] is not None
    }
    return EligibilityCase(
        applicant=_applicant(applicant),
        fiscal_year=year,
        filings=(FilingTime(FilingKind.PROPOSAL, received, filing["deadline"]),),
        past_awards=_past_awards(data, year),
        theme=ThemeFacts(theme["department"], theme["title"]) if theme else None,
        partner_department=applicant["department_partner"],
        groups=_groups(applicant),
        answers={**answers, **data["answers"]},
        days=_days(filing["grant_application_filed_on"]),
        gates=_gates(filing),
    )


def _applicant(part: Mapping[str, Any]) -> ApplicantFacts:
    ages = part["member_ages"]
    return ApplicantFacts(
        name=part["name"],
        kind=part["kind"],
        members=part["members"],
        established_on=part["established_on"],
        in_city=part["in_city"],
        residents=part["resident_members"],
        member_ages=tuple(ages) if ages else None,
    )


def _past_awards(data: Mapping[str, Any], year: int) -> tuple[PastAward, ...]:
    """Give the awards before; a case that only says which time it is had the years before it."""
    listed = data["applicant"]["previous_awards"]
    if listed is None:
        earlier = range(1, data["nth_time"] or 1)
        return tuple(PastAward(data["scheme"], year - back) for back in earlier)
    return tuple(PastAward(one["course"], one["fiscal_year"]) for one in listed)


def _groups(applicant: Mapping[str, Any]) -> tuple[GroupFacts, ...] | None:
    """Give those who join the applicant, which stands first in the list."""
    if applicant["groups"] is None and not applicant["support_group"]:
        return None
    roles = applicant["group_roles"]
    joined = tuple(GroupFacts(one, roles.get(one, "")) for one in (applicant["groups"] or [""])[1:])
    support = applicant["support_group"]
    return (*joined, GroupFacts(support, SUPPORT)) if support else joined


def _days(grant_application: date | None) -> dict[Day, date]:
    return {Day.GRANT_APPLICATION: grant_application} if grant_application else {}


def _gates(filing: Mapping[str, Any]) -> dict[Gate, GatePass | None]:
    """Give each gate as the case tells it; one that is not told was not passed."""
    consulted, registered = filing["consulted_on"], filing["registered_on"]
    declared = filing["participation_declared_at"]
    return {
        Gate.CONSULTATION: GatePass(start_of_day(consulted), filing["consultation_deadline"])
        if consulted
        else None,
        Gate.PARTICIPATION: GatePass(declared, filing["declaration_deadline"])
        if declared
        else None,
        Gate.REGISTRATION: GatePass(start_of_day(registered)) if registered else None,
    }


def _budget(part: Mapping[str, Any]) -> Budget:
    return Budget(
        tuple(
            ExpenseLine(
                one["category"], one["item"], one["amount"], one["eligible"], one["unit_price"]
            )
            for one in part["expenses"]
        ),
        tuple(
            IncomeLine(_income_kind(one["kind"]), one["giver"], one["amount"])
            for one in part["income"]
        ),
    )


def _income_kind(word: str) -> IncomeKind:
    return OTHER_NAMES.get(word) or IncomeKind(word)
