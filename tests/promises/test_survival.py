"""Promise 1: what was acknowledged survives kill -9, and is synced before it is answered."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import PDF, a_draft, a_proposal
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.rules import ApplicationState
from koubo.storage.history import chains, verify_chain
from promises.server import VERSION, Server, Visitor, a_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = a_server(tmp_path)
    yield server
    server.kill()
    server.city.database.close()


def hand_in(visitor: Visitor, filing_id: int) -> str:
    """Hand in through the pages; give the receipt page's text."""
    path = f"/applicant/check/{filing_id}"
    page = visitor.get(path).text
    version = VERSION.search(page)
    assert version is not None, page
    answer = visitor.post(path, {"version": version[1]}, page)
    assert answer.status == 303, answer.text
    return visitor.get(answer.location.removeprefix(visitor.base)).text


def test_a_receipt_that_was_shown_survives_kill_9_with_every_file(server: Server) -> None:
    server.start()
    visitor = server.sign_in("applicant")
    shown: list[tuple[int, str]] = []
    for _ in range(3):
        filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
        receipt = hand_in(visitor, filing_id)
        number = re.search(r"KU26-1-\d{4}-\d{2}", receipt)
        assert number is not None, receipt
        shown.append((filing_id, number[0]))
    server.kill()

    server.start()
    again = server.sign_in("applicant")
    for filing_id, number in shown:
        assert number in again.get(f"/applicant/receipts/{filing_id}").text
        assert hand_in_again_is_the_same(again, filing_id, number)
    server.kill()
    with server.city.uow() as uow:
        raw = uow.session.connection().connection.driver_connection
        assert raw is not None
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for filing_id, number in shown:
            filing = uow.session.get_one(Filing, filing_id)
            assert filing.application.receipt_number == number
            assert filing.application.state is ApplicationState.FILED
            snapshot = uow.session.scalars(
                select(Snapshot).where(Snapshot.filing_id == filing_id)
            ).one()
            assert snapshot.answers["project_name"] == a_proposal()["project_name"]
            assert len(snapshot.files) == 2
            for kept in snapshot.files:
                attachment = uow.session.get_one(Attachment, kept["id"])
                assert server.city.files.matches(attachment.key, kept["sha256"])
        numbers = uow.session.scalars(
            select(Application.receipt_number).order_by(Application.receipt_number)
        ).all()
        assert [number[:11] for number in numbers if number] == [
            "KU26-1-0001",
            "KU26-1-0002",
            "KU26-1-0003",
        ]
        for chain in chains(uow.session):
            assert verify_chain(uow.session, chain) is None


def hand_in_again_is_the_same(visitor: Visitor, filing_id: int, number: str) -> bool:
    """Press 提出する once more, as a browser does that never saw the answer."""
    token_page = visitor.get("/applicant/organisations/new").text
    answer = visitor.post(f"/applicant/check/{filing_id}", {"version": "1"}, token_page)
    return answer.status == 303 and number in visitor.get(answer.location).text


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs Debian's strace")
def test_a_filing_is_synced_before_it_is_answered(server: Server, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=fsync,fdatasync,pwrite64,rename,sendto"
    server.start("strace", "-f", "-y", "-s", "4000", "-e", calls, "-o", str(trace))
    visitor = server.sign_in("applicant")
    filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
    section = f"/applicant/filings/{filing_id}/papers"
    version = VERSION.search(visitor.get(section).text)
    assert version is not None
    uploaded = visitor.upload(
        section, {"version": version[1], "pledge": "はい", "do": "save"}, {"more": PDF}
    )
    assert uploaded.status in (200, 302, 303), uploaded.text
    hand_in(visitor, filing_id)
    server.kill()

    lines = [line for line in trace.read_text(errors="replace").splitlines() if "(" in line]
    assert synced_before_answer(lines, "/applicant/filings/"), (
        "the upload was answered before its syncs"
    )
    assert synced_before_answer(lines, "/applicant/receipts/"), (
        "the filing was answered before its sync"
    )
    kept = next(i for i, line in enumerate(lines) if "rename(" in line and ".part" in line)
    assert any("fsync(" in line and ".part" in line for line in lines[:kept])
    after = next(i for i in range(kept, len(lines)) if "fsync(" in lines[i])
    assert "/files/" in lines[after]


def synced_before_answer(lines: list[str], location: str) -> bool:
    """Tell whether the answering thread synced the log after its last write to it."""
    answer = next(
        i
        for i, line in enumerate(lines)
        if "sendto(" in line and "HTTP/1.1 303" in line and f"Location: {location}" in line
    )
    thread = lines[answer].split()[0]
    own = [line for line in lines[:answer] if line.startswith(thread) and "-wal>" in line]
    written = max(i for i, line in enumerate(own) if "pwrite64(" in line)
    synced = [i for i, line in enumerate(own) if "sync(" in line]
    return bool(synced) and synced[-1] > written


def test_the_check_can_tell_good_from_bad() -> None:
    answer = '7 sendto(9, "HTTP/1.1 303 SEE OTHER\\r\\nLocation: /receipts/1"'
    write, sync = "7 pwrite64(5</x-wal>", "7 fdatasync(5</x-wal>)"

    assert synced_before_answer([write, sync, answer], "/receipts/")
    assert not synced_before_answer([write, answer, sync], "/receipts/")
    assert not synced_before_answer([sync, write, answer], "/receipts/")
    assert not synced_before_answer([write, sync.replace("7", "8"), answer], "/receipts/")
