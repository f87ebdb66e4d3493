"""The file of a case: complete for the office, blotted out for the public, and who took it."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select

from award_builders import SETTLED, a_staffed_city, award, release
from builders import City
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.lifecycle.case_archive import case_archive, case_paper, take_case_file
from koubo.lifecycle.case_file import case_file
from koubo.lifecycle.case_rules import BLOT, CaseFile, Field, Part
from koubo.papers.letters import Press
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import Side
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow

TEXT = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@given(st.lists(st.builds(Field, TEXT, TEXT, st.booleans(), st.just("個人")), max_size=8))
def test_no_private_value_is_in_the_copy_for_the_public(fields: list[Field]) -> None:
    case = CaseFile("R-1", "団体", "事業", "市", "課", (Part("部分", tuple(fields)),), ())

    [part] = case.redacted().parts

    assert [one.value for one in part.fields] == [
        one.value if one.public else BLOT for one in fields
    ]
    assert [one[2] for one in case.index()] == [one.disclosure for one in fields]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def test_a_settled_case_is_whole_and_its_public_copy_is_not(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 80_000)
    accept(city, report(city, award_id, cost=20_000, requested=15_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)
    application_id, press = award(city, award_id).application_id, Press()

    with city.uow(SETTLED, "officer") as uow:
        officer = city.actor("officer", SETTLED)
        case = case_file(
            uow.session, city.catalog, officer, application_id, history=[("きょう", "内緒の経過")]
        )
        whole = text_of(case_paper(case, on=date(2026, 4, 1), public_copy=False))
        public = text_of(case_paper(case, on=date(2026, 4, 1), public_copy=True))

    titles = [part.title for part in case.parts]
    assert [one for one in titles if "（" not in one] == ["応募", "交付決定", "額の確定", "経過"]
    assert {one.partition("（")[0] for one in titles} >= {
        "企画提案書", "採択・不採択の決定", "交付決定", "額の確定", "交付", "返還", "交付請求 1",
    }  # fmt: skip
    assert ("水玉 花子" in whole, "水玉 花子" in public) == (True, False)
    assert ("内緒の経過" in whole, "内緒の経過" in public) == (True, False)
    assert ("80,000円" in whole, "80,000円" in public) == (True, True)
    assert ("対象経費" in whole, "対象経費" in public) == (True, False)
    assert BLOT in public
    assert BLOT not in whole

    with city.uow(SETTLED, "officer") as uow:
        taken = take_case_file(
            uow, city.catalog, city.files, press, officer, application_id, public_copy=False
        )
        again = case_archive(
            case_file(uow.session, city.catalog, officer, application_id),
            city.files, press, on=date(2026, 4, 1), public_copy=True,
        )  # fmt: skip
    names = ZipFile(BytesIO(taken)).namelist()
    assert len([one for one in names if one.startswith("通知書/")]) == 3
    assert len([one for one in names if one.startswith("添付/")]) == len(case.documents) - 3
    assert [one for one in ZipFile(BytesIO(again)).namelist() if "通知書/" in one] == []
    with city.uow(SETTLED) as uow:
        [step] = uow.session.scalars(
            select(HistoryRow).where(HistoryRow.verb == "take_case_file")
        ).all()
        assert step.person_id == city.ids["officer"]


def test_only_officers_and_auditors_read_a_case(city: City) -> None:
    _, award_id = a_granted_award(city)
    application_id = award(city, award_id).application_id
    later = SETTLED + timedelta(days=1)
    with city.uow(later) as uow:
        for who in ("releaser", "applicant", "department_person"):
            with pytest.raises(NotAllowed):
                case_file(uow.session, city.catalog, city.actor(who, later), application_id)
        with pytest.raises(NotFound):
            case_file(uow.session, city.catalog, city.actor("officer", later), 999)


def test_the_account_of_a_case_is_added_up(city: City) -> None:
    _, award_id = a_granted_award(city)
    application_id = award(city, award_id).application_id
    with city.uow(SETTLED, "officer") as uow, uow.writing() as write:
        for number, (side, amount) in enumerate(
            [(Side.EXPENSE, 1_500), (Side.INCOME, 9_000), (Side.EXPENSE, 30_666)], start=1
        ):
            row = Expense(
                award_id=award_id, number=number, side=side, category="消耗品費", amount=amount,
                paid_on=date(2026, 6, 1), payee="商店", what="紙", recorded_at=SETTLED,
                recorded_by=city.ids["officer"],
            )  # fmt: skip
            write.session.add(row)

    with city.uow(SETTLED, "officer") as uow:
        officer = city.actor("officer", SETTLED)
        case = case_file(uow.session, city.catalog, officer, application_id)

    [account] = [one for one in case.parts if one.title.startswith("会計")]
    assert [(one.label, one.value, one.public) for one in account.fields[3:]] == [
        ("支出の合計", "2件　32,166円", False),
        ("収入の合計", "1件　9,000円", False),
    ]


def test_the_public_is_not_told_who_applied_in_vain(city: City) -> None:
    _, award_id = a_granted_award(city)
    application_id = award(city, award_id).application_id
    with city.uow(SETTLED, "officer") as uow, uow.writing() as write:
        row = write.session.get_one(Application, application_id)
        row.state = ApplicationState.NOT_SELECTED
        number, call = row.receipt_number, row.call.title

    with city.uow(SETTLED, "officer") as uow:
        officer = city.actor("officer", SETTLED)
        case = case_file(uow.session, city.catalog, officer, application_id)
    shown = case.redacted()

    told = {one.value for part in shown.parts for one in part.fields if one.value}
    assert told == {BLOT, number, call, "協働準備コース"}
    assert (shown.organisation, shown.project, shown.documents) == (BLOT, BLOT, ())
    assert case.organisation != BLOT
