"""「うちの団体は応募できますか」: a call's own rules, asked about whoever wonders. Nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from koubo.applications.findings import findings, in_time_rule, requirements, told_apart
from koubo.applications.precheck_asks import COST, ELSEWHERE, GOT, NONE, UNSURE, Ask, Told
from koubo.calendar import format_deadline, in_time
from koubo.hooks import PluginFault
from koubo.money import Worked
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.deadlines import Track
from koubo.schemes.eligibility.case import (
    GATE_NAMES,
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Finding,
    Gate,
    GatePass,
    GroupFacts,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.eligibility.wants import Wanted
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.past_awards import nth_time
from koubo.schemes.queries import CallPage
from koubo.schemes.rules import Course, Scheme

BLANK = "下の質問に答えると分かります。"
BY_CITY = "市が、応募のあとで確かめます。"
LATER = "応募するときに書いていただきます。"


class Verdict(StrEnum):
    """What the check says of one rule, and of a course as a whole."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    """Nobody can say yet: something was not answered, or is still to be done."""
    CITY = "city"
    """Only the city can find out, and does so after the application came in."""
    SILENT = "silent"
    """A plugin cannot answer now."""


@dataclass(frozen=True)
class CheckedRule:
    """One rule's answer in words."""

    title: str
    verdict: Verdict
    told: str
    """What it rests on, or what would help."""
    to_confirm: str
    """Why its figures are only assumed; "" where they are not."""


@dataclass(frozen=True)
class CheckedCourse:
    """A course as a whole, rule by rule, and what it would give."""

    course: Course
    verdict: Verdict
    rules: tuple[CheckedRule, ...] = ()
    amount: Worked[int] | None = None


def check_course(
    catalog: Catalog,
    scheme: Scheme,
    course: Course,
    call: CallPage,
    asks: tuple[Ask, ...],
    told: Told,
    now: datetime,
) -> CheckedCourse:
    """Ask every rule of a course about what was told; what was not told stays unknown."""
    case = _case(scheme, course, call, told, now)
    try:
        found = findings(catalog, course, case)
        unheard = {one.rule: one.answer for one in requirements(catalog, course, call.facts)}
        amount = _amount(catalog, scheme, course, case, told)
    except PluginFault:
        return CheckedCourse(course, Verdict.SILENT)
    shown = [one for one in found if one.rule != in_time_rule(FilingKind.PROPOSAL)]
    own = told_apart(one.finding(case) for one in course.conditions)
    wants = {
        one.rule: condition.wants() for one, condition in zip(own, course.conditions, strict=True)
    }
    rules = []
    for one in shown:
        blank = any(_is_blank(want.fact, want.id, asks, told) for want in wants.get(one.rule, ()))
        by_plugin = one.rule not in wants
        # A plugin's rule that says no of nobody at all has not been told what it looks at.
        unasked = by_plugin and one.answer is Answer.NOT_MET
        if unasked and unheard.get(one.rule) is Answer.NOT_MET:
            rules.append(_rule(one, Verdict.OPEN, one.problem.message if one.problem else LATER))
        else:
            rules.append(_checked(one, call, blank=blank))
    return CheckedCourse(course, _whole(rules), tuple(rules), amount)


def _whole(rules: list[CheckedRule]) -> Verdict:
    verdicts = {one.verdict for one in rules}
    worst = (Verdict.NO, Verdict.OPEN, Verdict.CITY)
    return next((one for one in worst if one in verdicts), Verdict.YES)


def _checked(found: Finding, call: CallPage, *, blank: bool) -> CheckedRule:
    reason = "、".join(line.text for line in found.working.lines)
    if found.answer is Answer.MET:
        return _rule(found, Verdict.YES, reason)
    if found.answer is Answer.NOT_MET:
        return _rule(found, Verdict.NO, found.problem.message if found.problem else reason)
    gate = next((one for one in Gate if found.rule == f"gate.{one.value}"), None)
    if gate is not None:
        return _rule(found, Verdict.OPEN, _still_to_do(gate, call))
    if blank:
        return _rule(found, Verdict.OPEN, BLANK)
    return _rule(found, Verdict.CITY, BY_CITY)


def _still_to_do(gate: Gate, call: CallPage) -> str:
    closes_at = call.deadlines.gates.get(gate)
    until = f"（期限は {format_deadline(closes_at)}）" if closes_at else ""
    return f"提出の前に、{GATE_NAMES[gate]}を済ませてください{until}。"


def _rule(found: Finding, verdict: Verdict, told: str) -> CheckedRule:
    return CheckedRule(found.title, verdict, told, "／".join(found.working.to_confirm))


def _is_blank(fact: Wanted, key: str, asks: tuple[Ask, ...], told: Told) -> bool:
    """Say whether a question about a fact stands there and was not answered."""
    about = [one for one in asks if one.want and one.want.fact is fact]
    if fact is Wanted.PAST_AWARDS:
        return not _knows_past(told)
    if fact in (Wanted.ANSWER, Wanted.GATE):
        about = [one for one in about if one.want and one.want.id == key]
    return any(one.key not in told.answers for one in about)


def _knows_past(told: Told) -> bool:
    """Say whether the years before are known: none, or some that were ticked."""
    if (said := told.answers.get(GOT)) in (NONE, UNSURE):
        return bool(said == NONE)
    return any(key.startswith(ELSEWHERE) for key in told.answers)


def _case(
    scheme: Scheme, course: Course, call: CallPage, told: Told, now: datetime
) -> EligibilityCase:
    answers, facts = told.answers, call.facts
    closes_at = call.deadlines.of(Track(course.id, with_theme=course.theme_bound))
    # Whoever looks before the opening or after the close is told what counts in between.
    at = min(max(now, facts.opens_at), closes_at - timedelta(microseconds=1))
    unasked = set()
    if not _knows_past(told):
        unasked.add(Wanted.PAST_AWARDS)
    if "theme" not in answers:
        unasked.add(Wanted.THEME)
    return EligibilityCase(
        applicant=ApplicantFacts(
            name="",
            members=answers.get(Wanted.MEMBERS.value),
            residents=answers.get(Wanted.RESIDENTS.value),
            member_ages=answers.get(Wanted.MEMBER_AGES.value),
            established_on=answers.get(Wanted.ESTABLISHED_ON.value),
            in_city=answers.get(Wanted.IN_CITY.value),
        ),
        fiscal_year=facts.fiscal_year,
        filings=(FilingTime(FilingKind.PROPOSAL, at, closes_at),),
        past_awards=tuple(_past(scheme, told)),
        theme=ThemeFacts("市", "市のテーマ") if answers.get("theme") else None,
        groups=_groups(answers.get("groups")),
        answers={
            key.removeprefix("answer-"): value
            for key, value in answers.items()
            if key.startswith("answer-")
        },
        days=dict(call.days),
        gates=dict(_gates(call, told, now)),
        unasked=frozenset(unasked),
    )


def _past(scheme: Scheme, told: Told) -> Iterator[PastAward]:
    if told.answers.get(GOT) in (NONE, UNSURE):
        return
    asked = [(f"{GOT}-{one.name}", one.id) for one in scheme.courses]
    for key, course_id in (*asked, (ELSEWHERE, f"{scheme.id}.")):
        for year in told.answers.get(key, ()):
            yield PastAward(course_id, int(year))


def _groups(answer: Any) -> tuple[GroupFacts, ...] | None:
    if answer is None:
        return None
    if isinstance(answer, int):
        return tuple(GroupFacts("") for _ in range(min(answer, 50)))
    return tuple(GroupFacts(one, one) for one in answer if one != NONE)


def _gates(call: CallPage, told: Told, now: datetime) -> Iterator[tuple[Gate, GatePass | None]]:
    """Give the gates that were passed, and those that nobody can pass any more."""
    for gate in Gate:
        answer = told.answers.get(f"gate-{gate.value}")
        closes_at = call.deadlines.gates.get(gate)
        if answer == "yes":
            last = closes_at - timedelta(microseconds=1) if closes_at else now
            yield gate, GatePass(min(now, last), closes_at)
        elif answer == NONE and closes_at is not None and not in_time(now, closes_at):
            yield gate, None


def _amount(
    catalog: Catalog, scheme: Scheme, course: Course, case: EligibilityCase, told: Told
) -> Worked[int] | None:
    cost = told.answers.get(COST)
    if cost is None or not course.funding.gives_money:
        return None
    time = nth_time(scheme, course, case.past_awards, case.fiscal_year)
    ask = catalog.hooks.first(koubo_award_amount, scheme.id)
    return ask(course=course, case=AmountCase(eligible_cost=cost, nth_time=time))
