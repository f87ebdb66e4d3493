"""起案一式 and the 決裁 that comes back: by hand, by list, mended, dated before the vote."""

import re
import zipfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select, update

from award_builders import (
    DECIDED,
    GRANTED,
    a_kessai,
    a_staffed_city,
    accepted_of,
    awards_of,
    press,
    recommend,
    release,
    vote,
)
from builders import City, a_call, version_of
from grant_builders import apply_for
from koubo.applications.models import Application, Filing, Snapshot
from koubo.award.decisions.actions.kessai import record_kessai
from koubo.award.decisions.actions.kessai_list import (
    KIND,
    apply_kessai_list,
    awaiting_kessai,
    plan_kessai_import,
)
from koubo.award.decisions.actions.selection import draft_selection_decision
from koubo.award.decisions.dossier import dossier_of
from koubo.award.decisions.dossier_files import dossier_archive
from koubo.award.decisions.kessai_list import Fate, kessai_sheet
from koubo.award.decisions.queries.decisions import without_address
from koubo.award.grants.actions.grants import draft_grant_decision
from koubo.award.models import Decision, Notice
from koubo.award.notices.letters import letters_of
from koubo.award.rules import Kessai
from koubo.papers.sheets import write_workbook
from koubo.papers.workbooks import read_workbook
from koubo.people.imports import keep_import
from koubo.people.models import Organisation
from koubo.problems import Problems, Refused, Stale
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def drafted(city: City, *names: str, amount: int = 100_000) -> tuple[int, int]:
    """Give a call and its selection, drafted without 決裁; the last group is not recommended."""
    call_id = a_call(city)
    applications = [
        accepted_of(city, call_id, one, cost=130_000, requested=amount) for one in names
    ]
    recommend(city, call_id, {one: amount for one in applications[:-1]} | {applications[-1]: None})
    with city.uow(DECIDED, "officer") as uow:
        actor = city.actor("officer", DECIDED)
        return call_id, draft_selection_decision(uow, city.catalog, actor, call_id)


def record(city: City, decision_id: int, kessai: Kessai, version: int | None = None) -> None:
    seen = version_of(city, Decision, decision_id) if version is None else version
    with city.uow(DECIDED, "officer") as uow:
        actor = city.actor("officer", DECIDED)
        record_kessai(uow, city.catalog, actor, decision_id, kessai=kessai, version=seen)


def archive(city: City, decision_id: int) -> zipfile.ZipFile:
    with city.uow(DECIDED, "officer") as uow:
        actor = city.actor("officer", DECIDED)
        found = dossier_of(uow.session, city.catalog, actor, decision_id)
        return zipfile.ZipFile(BytesIO(dossier_archive(press(), found)))


def rows_of(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for sheet in read_workbook(content) for row in sheet.rows]


def words(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_everything_for_the_kessai_comes_from_the_record(city: City) -> None:
    _, decision_id = drafted(city, "hana", "yuki", "sora")

    packed = archive(city, decision_id)

    names = packed.namelist()
    assert [one.split("/")[0] for one in names] == [
        "01_伺い文.docx",
        "02_採択一覧表.xlsx",
        "03_算定調書.xlsx",
        "03_算定調書.pdf",
        "04_審査結果.xlsx",
        *["05_通知書案"] * 3,
    ]
    assert re.fullmatch(r"05_通知書案/01_KU26-[-0-9]+_hanaの会\.pdf", names[5])
    memo = Document(BytesIO(packed.read(names[0])))
    cells = [cell.text for table in memo.tables for row in table.rows for cell in row.cells]
    assert cells[cells.index("合計") :][:3] == ["合計", "3件", "200,000円"]
    assert [cells[cells.index(one) + 1] for one in ("決裁番号", "文書番号")] == ["", ""]
    listed = rows_of(packed.read(names[1]))
    assert [row[2] for row in listed[2:5]] == ["hanaの会", "yukiの会", "soraの会"]
    place = listed[1].index("内定額")
    assert [row[place] for row in listed[2:]] == ["100000", "100000", "0", "200000"]
    assert b"<f>" not in zipfile.ZipFile(BytesIO(packed.read(names[1]))).read(
        "xl/worksheets/sheet1.xml"
    )
    worked = rows_of(packed.read(names[2]))
    assert worked[-1][6] == "200000"
    for line in (row[5] for row in worked[2:-1] if row[5]):
        assert line.replace(" ", "")[:12] in words(packed.read(names[3])).replace(" ", "")
    judged = rows_of(packed.read(names[4]))
    assert [row[9] for row in judged[2:5]] == ["採択すべき", "採択すべき", "採択すべきでない"]
    assert "第　　　　　号" in words(packed.read(names[5]))


def test_letters_finish_themselves_when_the_kessai_comes_back(city: City) -> None:
    _, decision_id = drafted(city, "hana", "yuki")
    with pytest.raises(Refused, match="決裁がまだ記録されていません"):
        release(city, decision_id, now=DECIDED)

    record(city, decision_id, a_kessai(DECIDED, document_number="倉市活第9号"))
    seen = version_of(city, Decision, decision_id)
    record(city, decision_id, a_kessai(DECIDED, document_number="倉市活第10号"))

    with pytest.raises(Stale):
        release(city, decision_id, now=DECIDED, version=seen)
    with pytest.raises(Stale):
        record(city, decision_id, a_kessai(DECIDED), version=seen)
    release(city, decision_id, now=DECIDED)
    with city.uow() as uow:
        numbers = [one.document_number for one in uow.session.query(Notice).order_by(Notice.id)]
    assert numbers == ["倉市活第10-1号", "倉市活第10-2号"]
    assert len(archive(city, decision_id).namelist()) == 7
    with pytest.raises(Refused):
        record(city, decision_id, a_kessai(DECIDED))


def test_no_letter_goes_out_without_an_address(city: City) -> None:
    _, decision_id = drafted(city, "hana", "yuki")
    record(city, decision_id, a_kessai(DECIDED))
    with city.uow() as uow, uow.writing() as write:
        hana = city.ids["hana_organisation"]
        write.session.execute(
            update(Organisation).where(Organisation.id == hana).values(address="")
        )
        filed = select(Snapshot).join(Filing).join(Application)
        for one in write.session.scalars(filed.where(Application.organisation_id == hana)):
            one.applicant = {**one.applicant, "address": ""}

    with city.uow() as uow:
        decision = uow.session.get_one(Decision, decision_id)
        drafts = letters_of(uow.session, city.catalog, decision, draft=True)
        assert ["所在地" in "".join(one.letter.to_confirm) for one in drafts] == [True, False]
        assert without_address(uow.session, decision_id) == ["hanaの会"]
    with pytest.raises(Refused, match="「hanaの会」の所在地が登録されていない"):
        release(city, decision_id, now=DECIDED)

    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(Organisation, hana).address = "倉敷市西中新田640"
    release(city, decision_id, now=DECIDED)


def test_money_is_never_dated_before_its_vote(city: City) -> None:
    call_id, decision_id = drafted(city, "hana", "yuki")
    record(city, decision_id, a_kessai(DECIDED))
    release(city, decision_id, now=DECIDED)
    vote(city, call_id, 2_000_000)
    award_id = one_award(city, call_id)
    apply_for(city, award_id, applicant="hana", cost=130_000, requested=100_000)
    early = a_kessai(GRANTED, on=DECIDED.date() - timedelta(days=1))
    with city.uow(GRANTED, "officer") as uow:
        actor = city.actor("officer", GRANTED)
        with pytest.raises(Problems, match="議決日"):
            draft_grant_decision(uow, city.catalog, actor, [award_id], kessai=early)
        grant = draft_grant_decision(uow, city.catalog, actor, [award_id])

    actor = city.actor("officer", GRANTED)
    with city.uow(GRANTED, "officer") as uow, pytest.raises(Problems) as found:
        record_kessai(uow, city.catalog, actor, grant, kessai=early, version=1)
    assert [(one.code, one.field) for one in found.value.problems] == [
        ("before_the_vote", "kessai_on")
    ]
    with city.uow(GRANTED) as uow, uow.writing() as write:
        stored = write.session.get_one(Decision, grant)
        stored.kessai_number, stored.kessai_on = "市活第1号", early.on
        stored.document_number, stored.issued_on = "倉市活第1号", early.issued_on
    with pytest.raises(Refused, match=r"「決裁日」.*議決日.*より前です"):
        release(city, grant, now=GRANTED)


def one_award(city: City, call_id: int) -> int:
    [award_id] = awards_of(city, call_id)
    return award_id


def test_a_list_records_all_or_nothing(city: City) -> None:
    _, first = drafted(city, "hana", "yuki")
    _, second = drafted(city, "sora", "umi")
    _, third = drafted(city, "kaze", "tori")
    record(city, third, a_kessai(DECIDED))
    officer = city.actor("officer", DECIDED)
    filled = ("市活第7号", DECIDED.date(), "市民活動推進課長", "倉市活第70号", DECIDED.date())

    def planned(*rows: tuple[object, ...]):
        with city.uow(DECIDED, "officer") as uow:
            sheet = kessai_sheet(awaiting_kessai(uow.session, officer))
            kept = {row[0]: row for row in sheet.rows}
            wanted = [(*kept.get(row[0], row[:1] * 5)[:5], *row[1:]) for row in rows]
            made = write_workbook([type(sheet)(sheet.name, sheet.header, wanted)])
        with city.uow(DECIDED, "officer") as uow:
            list_id = keep_import(
                uow, city.files, officer, kind=KIND, subject_id=None, name="a.xlsx",
                stream=BytesIO(made),
            )  # fmt: skip
        with city.uow(DECIDED, "officer") as uow:
            return list_id, plan_kessai_import(uow, city.files, officer, list_id)

    def apply(list_id: int, shown: str) -> int:
        with city.uow(DECIDED, "officer") as uow:
            return apply_kessai_list(uow, city.catalog, city.files, officer, list_id, shown=shown)

    late = DECIDED.date() + timedelta(days=1)
    list_id, wrong = planned(
        (first, *filled), (second, "", late, "課長", "x", late), (999, *filled)
    )
    assert [(one.row, one.cell) for one in wrong.problems] == [(3, "F3"), (4, "A4")]
    with pytest.raises(Refused, match="直すところ"):
        apply(list_id, wrong.digest)

    list_id, plan = planned((first, *filled), (second, "", None, "", "", None))
    assert [one.fate for one in plan.lines] == [Fate.NEW, Fate.BLANK]
    record(city, second, a_kessai(DECIDED))
    with pytest.raises(Stale):
        apply(list_id, plan.digest)
    list_id, plan = planned((first, *filled))
    assert apply(list_id, plan.digest) == 1
    with pytest.raises((Refused, Stale)):
        apply(list_id, plan.digest)
    with city.uow() as uow:
        stored = uow.session.get_one(Decision, first).kessai()
    assert stored == Kessai(
        "市活第7号", date(2026, 3, 16), "市民活動推進課長", "倉市活第70号", date(2026, 3, 16)
    )
