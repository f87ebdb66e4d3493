"""The auditor's tray: each thing that stands out is found, and an orderly year shows nothing."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from award_builders import GRANTED, REPORTED, SETTLED, a_staffed_city, release
from builders import City
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.applications.models import Filing
from koubo.applications.rules import FilingState
from koubo.award.models import Award, Claim, Decision
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.reporting import tray as tray_module
from koubo.reporting.accounts.models import Expense
from koubo.reporting.models import Repayment, Report
from koubo.reporting.tray import FindingKind, tray
from koubo.schemes.forms import FilingKind
from koubo.storage.database import Database
from koubo.storage.files import FileStore

YEAR_AFTER = date(2028, 6, 1)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def found(city: City, today: date, who: str = "officer") -> list[FindingKind]:
    with city.uow() as uow:
        return [one.kind for one in tray(uow.session, city.actor(who), today=today)]


def test_what_stands_out_is_found_and_an_orderly_case_is_not(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 80_000)
    assert found(city, GRANTED.date()) == []
    # Paid in advance, and the year's accounts are closed.
    assert found(city, YEAR_AFTER) == [FindingKind.ADVANCE_UNSETTLED]

    with city.uow(GRANTED) as uow, uow.writing() as write:
        granted_on = write.session.get_one(Award, award_id).granted_on
        assert granted_on is not None
        write.session.add(
            Expense(
                award_id=award_id, number=1, category="消耗品費", paid_on=granted_on - timedelta(days=1),
                payee="文具店", what="紙", amount=500, recorded_at=GRANTED,
                recorded_by=city.ids["applicant"],
            )
        )  # fmt: skip
    assert found(city, GRANTED.date()) == [FindingKind.STARTED_BEFORE_GRANT]

    report_id = report(city, award_id, cost=20_000, requested=15_000)
    with city.uow(GRANTED) as uow, uow.writing() as write:
        write.session.get_one(Report, report_id).due_on = REPORTED.date() - timedelta(days=3)
    assert found(city, REPORTED.date()) == [
        FindingKind.STARTED_BEFORE_GRANT,
        FindingKind.REPORT_LATE,
    ]
    accept(city, report_id)
    decision_id = draft_settlement(city, award_id)
    assert FindingKind.SETTLEMENT_NOT_TOLD in found(city, SETTLED.date() + timedelta(days=30))
    release(city, decision_id, now=SETTLED)
    with city.uow(GRANTED) as uow, uow.writing() as write:
        repayment = write.session.query(Repayment).one()
        repayment.due_on = SETTLED.date() + timedelta(days=20)
    assert FindingKind.RETURN_UNPAID not in found(city, SETTLED.date() + timedelta(days=20))
    assert FindingKind.RETURN_UNPAID in found(city, SETTLED.date() + timedelta(days=21))


def test_a_report_that_never_came_and_letters_dated_too_early(city: City) -> None:
    _, award_id = a_granted_award(city)
    with city.uow(GRANTED) as uow, uow.writing() as write:
        award = write.session.get_one(Award, award_id)
        decision = write.session.query(Decision).filter_by(kind="grant").one()
        decision.kessai_on = decision.issued_on + timedelta(days=1) if decision.issued_on else None
        year = award.fiscal_year
    today = datetime(2026, 4, 1, tzinfo=JST).date()
    assert found(city, today) == [FindingKind.ISSUED_BEFORE_KESSAI]
    assert found(city, today, "applicant") == []
    with city.uow() as uow:
        actor = city.actor("officer")
        assert tray(uow.session, actor, today=today, fiscal_year=year + 1) == []


def test_what_is_in_order_and_other_years_hide_nothing(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 80_000)
    report(city, award_id, cost=20_000, requested=15_000)
    with city.uow(GRANTED) as uow, uow.writing() as write:
        first = write.session.get_one(Award, award_id)
        second = Award(
            application_id=first.application_id, number=2, fiscal_year=first.fiscal_year + 1,
            state=first.state, awarded=1_000,
        )  # fmt: skip
        filing = Filing(
            application_id=first.application_id, kind=FilingKind.REPORT, number=2,
            state=FilingState.DRAFT, draft={}, saved_at=GRANTED,
        )  # fmt: skip
        write.session.add_all([second, filing])
        write.session.flush()
        second.state = AwardState.GRANTED
        due = REPORTED.date() + timedelta(days=60)
        write.session.add(Report(award_id=second.id, filing_id=filing.id, due_on=due))
        claim = {"kind": ClaimKind.ADVANCE, "state": ClaimState.PAID, "amount": 500}
        write.session.add(
            Claim(
                award_id=second.id, number=1, filed_at=GRANTED, filed_by=city.ids["applicant"],
                paid_on=GRANTED.date(), booked_year=second.fiscal_year, **claim,
            )
        )  # fmt: skip
        year = second.fiscal_year
    monkeypatch.setattr(tray_module, "MOST", 1)
    today = date(year + 3, 6, 1)

    with city.uow() as uow:
        session, actor = uow.session, city.actor("officer")
        found = tray(session, actor, today=today)
        of_year = tray(session, actor, today=today, fiscal_year=year)
    assert [one.fiscal_year for one in found if one.kind is FindingKind.REPORT_MISSING] == [year]
    assert [one.kind for one in of_year] == [
        FindingKind.REPORT_MISSING,
        FindingKind.ADVANCE_UNSETTLED,
    ]
