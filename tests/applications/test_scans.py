"""A virus scanner as a plugin: asked before a file counts, and again when an officer wants it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from applications.handing_in import people_told
from builders import (
    AFTER,
    IN_TIME,
    PDF,
    City,
    a_call,
    a_city,
    a_draft,
    a_filed_application,
    file_it,
)
from koubo.api import FileToScan, Scan, hookimpl
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.scanning import scan_again
from koubo.applications.models import Attachment, Filing
from koubo.people.rules import NotAllowed
from koubo.plugins import load
from koubo.problems import NotFound, Problems
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow

EICAR = PDF.replace(b"%%EOF", b"% EICAR\n%%EOF")


class Scanner:
    """A scanner that finds one word, and can be switched off or broken."""

    def __init__(self) -> None:
        self.answers: Any = None
        self.seen: list[FileToScan] = []

    @hookimpl
    def koubo_file_scan(self, file: FileToScan) -> Scan | None:
        """Look for the word."""
        self.seen.append(file)
        if self.answers is not None:
            return self.answers()  # type: ignore[no-any-return]
        with file.open() as stream:
            return Scan("testscan 1.0", "Eicar" if b"EICAR" in stream.read() else "")


def down() -> Scan:
    raise ConnectionRefusedError("clamd")


@pytest.fixture
def scanner() -> Scanner:
    return Scanner()


@pytest.fixture
def scanned(database: Database, tmp_path: Path, scanner: Scanner) -> City:
    return a_city(database, FileStore(tmp_path / "files"), load(more={"scanner": scanner}))


def attach(city: City, filing_id: int, content: bytes, name: str = "資料.pdf") -> int:
    with city.uow(IN_TIME, "applicant") as uow:
        return attach_file(
            uow,
            city.catalog,
            city.files,
            city.actor("applicant"),
            filing_id,
            question_id="more",
            name=name,
            stream=BytesIO(content),
        )


def row(city: City, attachment_id: int) -> tuple[str, Any, str]:
    with city.uow() as uow:
        found = uow.session.get_one(Attachment, attachment_id)
        return found.scanned_by, found.scanned_at, found.scan_found


def again(city: City, attachment_id: int, person: str = "officer") -> Scan:
    with city.uow(AFTER, person) as uow:
        return scan_again(uow, city.catalog, city.files, city.actor(person), attachment_id)


def test_a_clean_file_bears_the_scanner_and_an_infected_one_is_not_attached(
    scanned: City, scanner: Scanner
) -> None:
    filing_id = a_draft(scanned, a_call(scanned))
    scanner.seen.clear()

    clean = attach(scanned, filing_id, PDF)
    stored = len(list(scanned.files.root.rglob("*")))
    with pytest.raises(Problems) as refused:
        attach(scanned, filing_id, EICAR, "感染.pdf")

    assert row(scanned, clean) == ("testscan 1.0", IN_TIME, "")
    assert [one.message for one in refused.value.problems] == [
        "「感染.pdf」からウイルスが見つかりました（Eicar）。添付していません。"
        "お使いのパソコンのウイルスを取り除いてから、作り直したファイルを添付してください。"
    ]
    assert [(one.name, one.size, one.media_type) for one in scanner.seen] == [
        ("資料.pdf", len(PDF), "application/pdf"),
        ("感染.pdf", len(EICAR), "application/pdf"),
    ]
    files = [one for one in scanned.files.root.rglob("*") if one.is_file()]
    assert len(files) == 3
    assert stored > 0


@pytest.mark.parametrize(
    "answers",
    [down, lambda: 7, lambda: Scan(""), lambda: Scan(" ", "x"), lambda: Scan("x" * 61)],
    ids=["down", "number", "nobody", "nameless finding", "long name"],
)
def test_a_scanner_that_is_down_keeps_nobody_from_filing_and_staff_scan_later(
    scanned: City, scanner: Scanner, answers: Any
) -> None:
    filing_id = a_draft(scanned, a_call(scanned))
    scanner.answers = answers
    attachment_id = attach(scanned, filing_id, PDF)
    file_it(scanned, filing_id)
    assert row(scanned, attachment_id) == ("", None, "")
    assert again(scanned, attachment_id).was_made is False
    assert row(scanned, attachment_id) == ("", None, "")

    scanner.answers = None

    assert again(scanned, attachment_id) == Scan("testscan 1.0")
    assert row(scanned, attachment_id) == ("testscan 1.0", AFTER, "")


def test_what_a_later_scan_finds_is_kept_and_told_to_those_concerned(
    scanned: City, scanner: Scanner
) -> None:
    call_id = a_call(scanned)
    scanner.answers = down
    filing_id = a_draft(scanned, call_id)
    attachment_id = attach(scanned, filing_id, EICAR)
    with pytest.raises(NotFound):  # a draft is its organisation's own
        again(scanned, attachment_id)
    file_it(scanned, filing_id)
    with pytest.raises(NotAllowed):
        again(scanned, attachment_id, "applicant")
    scanner.answers = None

    found = again(scanned, attachment_id)

    assert found == Scan("testscan 1.0", "Eicar")
    assert row(scanned, attachment_id) == ("testscan 1.0", AFTER, "Eicar")
    with scanned.uow() as uow:
        last = uow.session.scalars(select(HistoryRow).where(HistoryRow.verb == "scan_file")).one()
        assert last.detail == {
            "name": "資料.pdf",
            "scanned_by": "testscan 1.0",
            "found": "Eicar",
        }
    assert people_told(scanned, "file_infected") == ["applicant", "officer", "officer2"]


def test_an_infected_file_in_a_draft_keeps_it_from_being_handed_in(
    scanned: City, scanner: Scanner
) -> None:
    filing_id = a_draft(scanned, a_call(scanned))
    with scanned.uow() as uow, uow.writing() as write:
        one = write.session.scalars(
            select(Attachment).where(Attachment.filing_id == filing_id)
        ).first()
        assert one is not None
        one.scan_found = "Eicar"

    with pytest.raises(Problems) as refused:
        file_it(scanned, filing_id)

    assert [one.message for one in refused.value.problems] == [
        "「bylaws_規約.pdf」からウイルスが見つかりました。"
        "外してから、別のファイルを添付してください。"
    ]


def test_without_a_scanner_files_are_taken_unscanned(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)

    with city.uow() as uow:
        files = uow.session.scalars(
            select(Attachment)
            .join(Filing, Filing.id == Attachment.filing_id)
            .where(Filing.application_id == application_id)
        ).all()
        assert [(one.scanned_by, one.scanned_at) for one in files] == [("", None), ("", None)]
