"""Eligibility of one application: every rule's answer, with the officer's laid over unknowns."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from koubo.applications.facts import Recorded, eligibility_case
from koubo.applications.hookspecs import koubo_eligibility_findings
from koubo.applications.models import Application, Snapshot
from koubo.applications.schemas import answers_from_json
from koubo.money import Line, Working
from koubo.problems import Problem
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import (
    ANSWER_NAMES,
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Finding,
)
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import CallFacts, Course, Scheme


def in_time_rule(kind: str) -> str:
    """Give the name of the rule that a filing of this kind came in time."""
    return f"in_time.{kind}"


def findings(catalog: Catalog, course: Course, case: EligibilityCase) -> list[Finding]:
    """Ask every rule, core and plugins alike, and lay the officer's findings over unknowns."""
    asked = catalog.hooks.all(koubo_eligibility_findings, course.scheme_id)
    return [_with_staff(one, case) for one in told_apart(asked(course=course, case=case))]


def requirements(catalog: Catalog, course: Course, call: CallFacts) -> list[Finding]:
    """Give what a course requires, by asking its rules about an applicant of whom nothing is known.

    For pages that tell who may apply: only title and 要確認 marks of the findings mean anything.
    """
    nobody = EligibilityCase(
        applicant=ApplicantFacts(""),
        fiscal_year=call.fiscal_year,
        filings=(FilingTime(FilingKind.PROPOSAL, call.opens_at, call.closes_at),),
    )
    asked = findings(catalog, course, nobody)
    return [one for one in asked if one.rule != in_time_rule(FilingKind.PROPOSAL)]


def findings_of(
    session: Session, catalog: Catalog, application: Application, snapshot: Snapshot
) -> list[Finding]:
    """Give the findings about an application as it was handed in."""
    scheme = catalog.of(application.call.release)
    case = case_of(session, scheme, application, snapshot)
    return findings(catalog, scheme.course(application.course_id), case)


def case_of(
    session: Session,
    scheme: Scheme,
    application: Application,
    snapshot: Snapshot,
    recorded: Recorded | None = None,
) -> EligibilityCase:
    """Give what the rules of a scheme see of an application as it was handed in.

    :param recorded: what was read for several at once
    """
    form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(application.course_id))
    return eligibility_case(
        session,
        application,
        answers_from_json(form, snapshot.answers),
        scheme=scheme,
        form=form,
        received_at=application.received_at or snapshot.received_at,
        applicant=applicant_then(snapshot.applicant),
        recorded=recorded,
    )


def applicant_then(kept: dict[str, Any]) -> ApplicantFacts:
    """Give the organisation as a snapshot kept it."""
    established = kept.get("established_on")
    return ApplicantFacts(
        name=kept["name"],
        kind=kept["kind"],
        members=kept["members"],
        established_on=date.fromisoformat(established) if established else None,
        in_city=kept["in_city"],
    )


def not_met(found: Iterable[Finding]) -> list[Finding]:
    """Give the findings that stand against the application."""
    return [one for one in found if one.answer is Answer.NOT_MET]


def unknown(found: Iterable[Finding]) -> list[Finding]:
    """Give the findings that wait for an officer."""
    return [one for one in found if one.answer is Answer.UNKNOWN]


def told_apart(found: Iterable[Finding]) -> Iterator[Finding]:
    """Number the rules that stand there more than once: each has its own answer and its own note."""
    times: Counter[str] = Counter()
    for one in found:
        times[one.rule] += 1
        number = times[one.rule]
        yield one if number == 1 else replace(one, rule=f"{one.rule}.{number}")


def _with_staff(found: Finding, case: EligibilityCase) -> Finding:
    staff = case.staff.get(found.rule)
    if staff is None or found.answer is not Answer.UNKNOWN:
        return found
    line = Line(f"職員の確認：{ANSWER_NAMES[staff.answer]}　{staff.note}".rstrip())
    problem = None
    if staff.answer is Answer.NOT_MET:
        problem = Problem(
            found.code or found.rule, f"「{found.title}」を満たしていません。{staff.note}"
        )
    working = found.working + Working((line,))
    return replace(found, answer=staff.answer, working=working, problem=problem)
