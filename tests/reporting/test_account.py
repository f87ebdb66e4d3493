"""The account of an award: booked by several, kept whole, and laid into the report."""

from io import BytesIO

import pytest
from sqlalchemy import select

from award_builders import PAID, REPORTED, SETTLED, a_staffed_city
from builders import PDF, City, version_of
from grant_builders import a_granted_award, look_at, report
from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Attachment, Filing
from koubo.applications.snapshots import newest_snapshot
from koubo.award.policy import load_own_award
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.reporting.accounts.actions import book_expense, change_expense, remove_expense
from koubo.reporting.accounts.copying import copy_account
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.schemas import Booking, choice_value, read_booking
from koubo.reporting.accounts.standing import Standing, account_standing
from koubo.reporting.actions import accept_report, file_report, start_report
from koubo.reporting.checking.actions.checks import record_check
from koubo.reporting.checking.models import ReportCheck
from koubo.reporting.checking.rules import CheckKind
from koubo.reporting.models import Report
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.verifying import check_files, find_leftovers


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def standing(city: City, award_id: int) -> Standing:
    with city.uow(PAID, "applicant") as uow:
        award = load_own_award(uow.session, city.actor("applicant", PAID), award_id)
        return account_standing(uow.session, city.catalog, award)


def a_booking(city: City, award_id: int, amount: int = 30_000, **typed: str) -> Booking:
    found = standing(city, award_id)
    raw = {
        "line": choice_value(found.account.lines[0]),
        "amount": str(amount),
        "paid_on": {"year": "2026", "month": "4", "day": "20"},
        "payee": "赤文具",
        "addressee": found.terms.organisation,
        "what": "台紙",
    }
    return read_booking({**raw, **typed}, found.choices, today=PAID.date())


def book(city: City, award_id: int, booking: Booking, *, receipt: bytes = PDF, **more) -> int:
    with city.uow(PAID, "applicant") as uow:
        return book_expense(
            uow,
            city.catalog,
            city.files,
            city.actor("applicant", PAID),
            award_id,
            booking=booking,
            receipt=("領収書.pdf", BytesIO(receipt)) if receipt else None,
            **more,
        )


def test_entries_are_booked_changed_removed_and_none_is_lost(city: City) -> None:
    _, award_id = a_granted_award(city)
    booking = a_booking(city, award_id)
    first = book(city, award_id, booking, seen=0)
    # Pressed twice on one page: once in the account, and no file without a row.
    assert book(city, award_id, booking, seen=0) == first
    second = book(city, award_id, a_booking(city, award_id, 5_000), receipt=PDF + b"\n")
    changed = a_booking(city, award_id, 31_000)
    with city.uow(PAID, "applicant") as uow:
        who = city.actor("applicant", PAID)
        change_expense(uow, city.catalog, city.files, who, first, booking=changed, version=1)
    with city.uow(PAID, "applicant") as uow, pytest.raises(Stale):
        change_expense(uow, city.catalog, city.files, who, first, booking=booking, version=1)
    with city.uow(PAID, "applicant") as uow:
        assert remove_expense(uow, who, second, version=1) == award_id
    with city.uow(PAID, "applicant") as uow, pytest.raises(Refused):
        remove_expense(uow, who, second, version=2)
    third = book(city, award_id, a_booking(city, award_id, 7_000), receipt=b"")
    account = standing(city, award_id).account
    assert [(one.id, one.number, one.amount) for one in account.entries] == [
        (first, 1, 31_000),
        (third, 3, 7_000),
    ]
    with city.uow() as uow:
        rows = uow.session.scalars(select(Expense).order_by(Expense.number)).all()
        assert [(one.number, one.removed_at is not None) for one in rows] == [
            (1, False),
            (2, True),
            (3, False),
        ]
        checked = [
            (one.reference.table, one.is_whole) for one in check_files(uow.session, city.files)
        ]
        assert checked.count(("expense", True)) == 2
        assert all(whole for _, whole in checked)
        late = SETTLED.replace(year=2099)
        assert list(find_leftovers(uow.session, city.files, now=late)) == []
    # What is no photograph is refused by its content, and somebody else's account is not there.
    with pytest.raises(Problems) as refused:
        book(city, award_id, booking, receipt=b"GIF89a" + bytes(40))
    assert [one.field for one in refused.value.problems] == ["receipt"]
    with city.uow(PAID, "officer") as uow, pytest.raises(NotFound):
        remove_expense(uow, city.actor("officer", PAID), first, version=2)


def test_the_report_begins_with_the_account_and_keeps_it(city: City) -> None:
    _, award_id = a_granted_award(city)
    first = book(city, award_id, a_booking(city, award_id, 130_000))
    who = city.actor("applicant", REPORTED)
    with city.uow(REPORTED, "applicant") as uow:
        filing_id = start_report(uow, city.catalog, who, award_id)
        draft = uow.session.get_one(Filing, filing_id).draft["budget"]
        assert [(one["item"], one["amount"]) for one in draft["expenses"]] == [("台紙", "130000")]
    book(city, award_id, a_booking(city, award_id, 8_400), receipt=PDF + b"\n\n")
    with city.uow(REPORTED, "applicant") as uow, pytest.raises(Stale):
        copy_account(uow, city.catalog, who, award_id, version=99)
    with city.uow(REPORTED, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        assert copy_account(uow, city.catalog, who, award_id, version=version) == filing_id
    typed = {"done": "4回遊んだ。", "result": "32組が来た。"}
    with city.uow(REPORTED, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, who, filing_id, typed=typed, version=version)
    with city.uow(REPORTED, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        file_report(uow, city.catalog, city.files, who, filing_id, version=version)
    with city.uow() as uow:
        snapshot = newest_snapshot(uow.session, filing_id)
        assert snapshot is not None
        assert [one["name"] for one in snapshot.files] == ["001_領収書.pdf", "002_領収書.pdf"]
        kept = snapshot.note["account"]
        assert [(one["number"], one["amount"], one["payee"]) for one in kept] == [
            (1, 130_000, "赤文具"),
            (2, 8_400, "赤文具"),
        ]
        spent = snapshot.answers["budget"]
        assert sum(one["amount"] for one in spent["expenses"]) == 138_400
        keys = uow.session.scalars(select(Attachment.key).where(Attachment.filing_id == filing_id))
        assert set(keys) == set(uow.session.scalars(select(Expense.key)))
    # Handed in, the account is closed.
    with pytest.raises(Refused):
        book(city, award_id, a_booking(city, award_id, 1))
    with city.uow(REPORTED, "applicant") as uow, pytest.raises(Refused):
        remove_expense(uow, who, first, version=1)


def test_both_looks_are_needed_and_by_two_people_or_for_a_reason(city: City) -> None:
    _, award_id = a_granted_award(city)
    report_id = report(city, award_id, cost=138_400, requested=103_000)
    officer = city.actor("officer", SETTLED)

    def look(kind: CheckKind, **more) -> None:
        with city.uow(SETTLED, "officer") as uow:
            filing_id = uow.session.get_one(Report, report_id).filing_id
            version = version_of(city, Filing, filing_id)
            record_check(uow, officer, report_id, kind=kind, version=version, **more)

    look(CheckKind.SUBSTANCE, note="写真あり")
    with city.uow(SETTLED, "officer") as uow, pytest.raises(Problems) as refused:
        accept_report(uow, city.catalog, officer, report_id, version=3)
    assert [one.code for one in refused.value.problems] == ["unchecked_accounts"]
    with pytest.raises(Problems) as refused:
        look(CheckKind.ACCOUNTS)
    assert [(one.code, one.field) for one in refused.value.problems] == [("same_person", "alone")]
    look(CheckKind.ACCOUNTS, alone="担当が1人のため", sampled="1番、一致")
    look(CheckKind.ACCOUNTS, alone="担当が1人のため", sampled="1番と2番、一致")
    with city.uow() as uow:
        kept = uow.session.scalars(select(ReportCheck).order_by(ReportCheck.id)).all()
        assert [(one.kind, one.sampled, one.alone) for one in kept] == [
            (CheckKind.SUBSTANCE, "", ""),
            (CheckKind.ACCOUNTS, "1番と2番、一致", "担当が1人のため"),
        ]
    look_at(city, report_id)
    with city.uow() as uow:
        assert [one.alone for one in uow.session.scalars(select(ReportCheck))] == ["", ""]
