"""The scanner of the guide for authors speaks clamd's own language."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import EntryPoint
from io import BytesIO
from socketserver import StreamRequestHandler, TCPServer
from threading import Thread
from types import ModuleType

import pytest

from koubo.api import FileToScan, Scan
from koubo.applications.hookspecs import koubo_file_scan
from koubo.applications.scanning import NOT_SCANNED
from koubo.plugins import load
from reference.example import FOLDER

CONTENT = b"x" * 150_000


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(FOLDER.parent / "plugin"))
    return import_module("koubo_clamd")


@contextmanager
def a_clamd(verdict: bytes, got: list[bytes]) -> Iterator[int]:
    """Run something that answers like clamd; give its port."""

    class Clamd(StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!I", self.rfile.read(4))[0]:
                got.append(self.rfile.read(length))
            self.wfile.write(verdict)

    with TCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        yield server.server_address[1]
        thread.join()


def a_file() -> FileToScan:
    return FileToScan("規約.pdf", len(CONTENT), "application/pdf", "0", lambda: BytesIO(CONTENT))


@pytest.mark.parametrize(
    ("verdict", "scan"),
    [
        (b"stream: OK\0", Scan("clamd")),
        (b"stream: Eicar-Signature FOUND\0", Scan("clamd", "Eicar-Signature")),
        (b"INSTREAM size limit exceeded. ERROR\0", NOT_SCANNED),
        (b"", NOT_SCANNED),
    ],
)
def test_it_sends_the_whole_file_and_reads_what_clamd_says(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch, verdict: bytes, scan: Scan
) -> None:
    house = load(found=[EntryPoint("clamd", plugin.__name__, "koubo")])
    got: list[bytes] = []
    with a_clamd(verdict, got) as port:
        monkeypatch.setenv("CLAMD_HOST", "127.0.0.1")
        monkeypatch.setenv("CLAMD_PORT", str(port))
        found = house.hooks.first(koubo_file_scan)(file=a_file())

    assert found == scan
    assert b"".join(got) == CONTENT
    assert bool(house.hooks.faults) is not found.was_made


def test_a_clamd_that_is_not_there_is_a_fault_and_the_file_counts_as_not_scanned(
    plugin: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = load(found=[EntryPoint("clamd", plugin.__name__, "koubo")])
    monkeypatch.setenv("CLAMD_HOST", "127.0.0.1")
    monkeypatch.setenv("CLAMD_PORT", "1")

    assert house.hooks.first(koubo_file_scan)(file=a_file()) == NOT_SCANNED
    [fault] = house.hooks.faults
    assert (fault.plugin, fault.hook) == ("clamd", "koubo_file_scan")
