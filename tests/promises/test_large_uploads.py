"""Ten files of twenty megabytes in one request, through real HTTP: all are kept, on disk."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor

import pytest
from sqlalchemy import select

from builders import PDF, a_draft
from koubo.applications.actions.attaching import MAX_FILE_BYTES, MAX_FILES
from koubo.applications.models import Attachment
from promises.server import TOKEN, VERSION, Answer, Server, Visitor, a_server

EDGE = "koubo-test-edge"
MEMORY = 60_000_000
"""What the server may grow by while it takes 200 MB in."""
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
END = b"%%EOF\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = a_server(tmp_path)
    yield server
    server.kill()
    server.city.database.close()


def peak(server: Server) -> int:
    """Give the most memory that the server has held so far, in bytes."""
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    found = PEAK.search(status)
    assert found is not None
    return int(found[1]) * 1_000


def parts(fields: dict[str, str], files: int, size: int) -> Iterator[bytes]:
    """Give the body of a form piece by piece: nobody holds 200 MB."""
    for name, text in fields.items():
        yield (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        )
    filling = b"0" * 1_000_000
    for number in range(files):
        head = (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="more"; filename="資料{number}.pdf"'
        )
        yield f"{head}\r\nContent-Type: application/pdf\r\n\r\n".encode()
        left = size - len(PDF) - len(END)
        yield PDF
        while left > 0:
            yield filling[:left]
            left -= len(filling)
        yield END + b"\r\n"
    yield f"--{EDGE}--\r\n".encode()


def send(server: Server, visitor: Visitor, path: str, files: int, size: int) -> Answer:
    page = visitor.get(path).text
    token, version = TOKEN.search(page), VERSION.search(page)
    assert token is not None
    assert version is not None
    fields = {"csrf_token": token[1], "version": version[1], "pledge": "はい", "do": "save"}
    length = sum(map(len, parts(fields, files, size)))
    headers = {
        "Content-Type": f"multipart/form-data; boundary={EDGE}",
        "Content-Length": str(length),
        "Cookie": "; ".join(f"{one.name}={one.value}" for one in cookies(visitor)),
        "Referer": f"{server.base}{path}",
    }
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        connection.request("POST", path, body=parts(fields, files, size), headers=headers)
        with connection.getresponse() as got:
            return Answer(got.status, got.read().decode())


def cookies(visitor: Visitor) -> CookieJar:
    handlers = visitor._opener.handlers  # type: ignore[attr-defined]
    [found] = [one.cookiejar for one in handlers if isinstance(one, HTTPCookieProcessor)]
    assert isinstance(found, CookieJar)
    return found


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_ten_files_of_twenty_megabytes_are_kept_in_little_memory(server: Server) -> None:
    server.start()
    visitor = server.sign_in("applicant")
    filing_id = a_draft(server.city, server.call_id, now=datetime.now(UTC))
    path = f"/applicant/filings/{filing_id}/papers"
    visitor.get(path)
    before = peak(server)

    answer = send(server, visitor, path, MAX_FILES, MAX_FILE_BYTES)

    assert answer.status == 303, answer.text
    assert peak(server) - before < MEMORY
    with server.city.uow() as uow:
        kept = uow.session.scalars(
            select(Attachment).where(
                Attachment.filing_id == filing_id, Attachment.question_id == "more"
            )
        ).all()
        assert [(one.name, one.size) for one in kept] == [
            (f"資料{number}.pdf", MAX_FILE_BYTES) for number in range(MAX_FILES)
        ]
        assert server.city.files.matches(kept[-1].key, kept[-1].sha256)

    # A little more than the site takes is refused in words, and changes nothing.
    refused = send(server, visitor, path, MAX_FILES + 1, MAX_FILE_BYTES)
    assert refused.status == 413
    assert "一度に受け付けられる210MBを超えています" in refused.text
