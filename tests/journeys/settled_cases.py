"""Golden settlement cases as awards in a town, and the pages that take each to its close."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from builders import OPENS, PDF, City
from journeys.deciding import kessai
from journeys.granting import accept_report
from journeys.other_cities import NEXT, money
from journeys.people import Person, day
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.models import Award, Claim, Decision
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.proof.reading import read_cases
from koubo.proof.rules import GoldenCase, SettlementFacts
from koubo.reporting.models import Repayment, Report
from koubo.schemes.budget import IncomeKind
from koubo.schemes.catalog import digest_of
from koubo.schemes.models import Call, CallCourse, PastAwardRow, Release
from koubo.schemes.rules import CallState, Course, Scheme
from web.town import Town

PAID = datetime(2026, 5, 1, 10, 0, tzinfo=JST)
REPORTED = datetime(2027, 3, 10, 21, 0, tzinfo=JST)
SETTLED = datetime(2027, 3, 24, 10, 0, tzinfo=JST)
RETURNED = datetime(2027, 4, 9, 10, 0, tzinfo=JST)


@dataclass(frozen=True)
class Case:
    """A golden settlement case with the scheme and course that it is about."""

    case: GoldenCase
    scheme: Scheme
    course: Course

    @property
    def facts(self) -> SettlementFacts:
        """Give what is reported and what has to come of it (円)."""
        assert isinstance(self.case.facts, SettlementFacts)
        return self.case.facts


def settlement_cases(schemes: dict[str, Scheme]) -> list[Case]:
    """Give the settlement cases that the schemes ship, each once."""
    found = {}
    for scheme in schemes.values():
        ours = {name for one in scheme.courses for name in (one.id, *one.known_as)}
        for case in read_cases(scheme.cases, ours.__contains__) if scheme.cases else ():
            if isinstance(case.facts, SettlementFacts) and case.course_id in ours:
                course = scheme.course(scheme.canonical(case.course_id))
                found[case.id] = Case(case, scheme, course)
    return [found[name] for name in sorted(found)]


def grant(city: City, one: Case) -> int:
    """Put the award of a case where its report is awaited, past awards included; give its id."""
    with city.uow(OPENS) as uow, uow.writing() as write:
        session, organisation = write.session, city.ids["organisation"]
        release = session.scalars(
            select(Release).where(Release.scheme_id == one.scheme.id)
        ).first() or Release(
            scheme_id=one.scheme.id,
            digest=digest_of(one.scheme.text),
            text=one.scheme.text,
            core_version="0",
            plugin_version="0",
            proof={},
            made_at=OPENS,
        )
        call = Call(
            release=release,
            scheme_id=one.scheme.id,
            title=f"{one.case.id}の募集",
            intake_year=2025,
            fiscal_year=2026,
            opens_at=OPENS,
            closes_at=OPENS.replace(month=12),
            budget=90_000_000,
            voted_on=OPENS.date(),
            state=CallState.DECIDED,
        )
        session.add(call)
        session.flush()
        session.add(CallCourse(call_id=call.id, course_id=one.course.id))
        for time in range(1, one.facts.nth_time):
            past = PastAwardRow(
                organisation_id=organisation,
                course_id=one.course.id,
                fiscal_year=2026 - one.facts.nth_time + time,
                amount=10_000,
            )
            session.add(past)
        application = Application(
            call_id=call.id,
            course_id=one.course.id,
            organisation_id=organisation,
            state=ApplicationState.SELECTED,
            project_name=f"{one.case.id}の事業",
            requested=one.facts.awarded,
            receipt_number=one.case.id,
            received_at=OPENS,
            adopted=one.facts.awarded,
            created_at=OPENS,
        )
        session.add(application)
        session.flush()
        award = Award(
            application_id=application.id,
            fiscal_year=2026,
            state=AwardState.GRANTED,
            requested=one.facts.awarded,
            adopted=one.facts.awarded,
            awarded=one.facts.awarded,
            granted_on=PAID.date(),
        )
        session.add(award)
        session.flush()
        return award.id


def report(town: Town, award_id: int, one: Case) -> int:
    """Let the group report the costs of the case on its pages; give the report's id."""
    town.clock.moment = REPORTED
    someone = Person(town, "applicant")
    someone.open(f"/applicant/awards/{award_id}/report").press("下書きを作る")
    while any(button.get_text(strip=True) == NEXT for button in someone.page.select("main button")):
        files = {
            str(box["name"]): (f"{box['name']}.pdf", PDF)
            for box in someone.page.select("main input[type=file]")
        }
        someone.press(NEXT, _typed(someone, one), files=files)
        assert someone.errors == [], someone.text
    someone.press("提出する")
    with town.city.uow() as uow:
        return uow.session.scalars(select(Report.id).where(Report.award_id == award_id)).one()


def _typed(someone: Person, one: Case) -> dict[str, Any]:
    """Answer what a page asks: the costs of the case, and anything where nothing stands yet."""
    typed: dict[str, Any] = {}
    names = {str(field["name"]) for field in someone.page.select("main [name]")}
    if "budget-expenses-0-amount" in names:
        offered = someone.page.select('main [name="budget-expenses-0-category"] option')
        category = next(str(option["value"]) for option in offered if option["value"])
        return {name: text for name, text in _costs(one, category).items() if name in names}
    for field in someone.page.select("main form input, main form textarea, main form select"):
        name, kind = str(field.get("name", "")), str(field.get("type", "text"))
        if name in typed or not name or field.has_attr("readonly") or kind in ("hidden", "file"):
            continue
        if kind == "radio":
            first = someone.page.select_one(f'main [name="{name}"]')
            typed[name] = str(first["value"]) if first else ""
        elif name.endswith("-year"):
            typed |= day(name.removesuffix("-year"), PAID.date())
        elif kind == "text" and not someone.value(name) and not name.endswith(("-month", "-day")):
            typed[name] = "1"
        elif field.name == "textarea" and not someone.value(name):
            typed[name] = "予定のとおりに行った。"
    return typed


def _costs(one: Case, category: str) -> dict[str, str]:
    total = one.facts.actual.eligible_total
    others = one.facts.actual.income(IncomeKind.OTHER_SUBSIDIES)
    asked = min(one.facts.awarded, total - others)
    incomes = [
        ("requested_grant", "", f"{asked}"),
        ("other_subsidies", "県の助成金", f"{others}"),
        ("own_funds", "会費", f"{total - others - asked}"),
    ]
    return money(
        [(category, "実績の経費", f"{total}", f"{total}")],
        [row for row in incomes if row[2] != "0"],
    )


def pay(town: Town, award_id: int, amount: int | None, now: datetime) -> None:
    """Let the group hand a bill in and the city pay it, on the pages of both.

    :param amount: yen of a 概算払; a 精算払 is for all that is left
    """
    town.clock.moment = now
    someone = Person(town, "applicant").open(f"/applicant/awards/{award_id}/claim")
    advance = {"amount": str(amount), "purpose": "材料を先に買うため"}
    someone.press("請求書を提出する", advance if amount else {})
    with town.city.uow() as uow:
        newest = uow.session.scalars(select(Claim.id).order_by(Claim.id.desc())).first()
    officer = Person(town, "officer")
    for button, typed in (
        ("受理する", {}),
        ("番号を記録する", {"number": "支第789号"}),
        ("支払日を記録する", day("day", now.date())),
    ):
        officer.open(f"/officer/awards/claims/{newest}").press(button, typed)


def settle(town: Town, award_id: int, report_id: int) -> Person:
    """Accept the report and draft the 額の確定 on the officer's pages."""
    town.clock.moment = SETTLED
    officer = Person(town, "officer")
    officer.open(f"/officer/awards/reports/{report_id}")
    accept_report(officer)
    officer.follow("額の確定を起案する")
    officer.press("起案する", kessai("市活第12号", SETTLED.date()))
    return officer


def release(town: Town) -> None:
    """Issue what was drafted last."""
    with town.city.uow() as uow:
        newest = uow.session.scalars(select(Decision.id).order_by(Decision.id.desc())).first()
    releaser = Person(town, "releaser")
    releaser.open(f"/releaser/decisions/{newest}/release").press("施行する")


def pay_back(town: Town, award_id: int) -> None:
    """Bill and receive what has to come back, on the officer's pages."""
    with town.city.uow() as uow:
        wanted = select(Repayment.id).where(Repayment.award_id == award_id)
        repayment_id = uow.session.scalars(wanted).one()
    town.clock.moment = RETURNED
    officer = Person(town, "officer")
    path = f"/officer/awards/repayments/{repayment_id}"
    due = day("due", RETURNED.date().replace(day=30))
    officer.open(path).press("番号を記録する", {"number": "納第55号", **due})
    officer.open(path).press("収納日を記録する", day("day", RETURNED.date()))
    officer.says("収納日を記録しました。")


def close(town: Town, award_id: int) -> None:
    """Close the award on the officer's page."""
    town.clock.moment = RETURNED
    officer = Person(town, "officer")
    officer.open(f"/officer/awards/{award_id}/close").press("精算済みにする")


def stored(city: City, award_id: int) -> Award:
    """Give the award as it is stored."""
    with city.uow() as uow:
        return uow.session.get_one(Award, award_id)
