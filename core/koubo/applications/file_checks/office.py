"""Word, Excel and PowerPoint: unpacked once under limits, so that nobody opens what is none."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast
from xml.parsers import expat
from zlib import error as ZlibError

from koubo.applications.file_checks.flaws import Flaw
from koubo.storage.zips import is_zip_bomb

ZIP_HEAD = b"PK\x03\x04"
OLE_HEAD = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
"""What Office calls a document with a password inside its old container."""
MAIN_PARTS: Mapping[str, bytes] = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
"""What the list of contents calls the document itself."""
CONTENTS = "[Content_Types].xml"
MACRO_PARTS = frozenset({"vbaproject.bin", "vbadata.xml"})
MACRO_WORD = b"macroEnabled"
UNPACKED = 300 * 1024 * 1024
MEMBERS = 5_000
DEEPEST = 2
"""Documents within documents: a chart in a report holds its own workbook."""
CHUNK = 256 * 1024
IN_MEMORY = 4 * 1024 * 1024
PROLOG = 1024 * 1024
DANGERS = frozenset({Flaw.BOMB, Flaw.MACRO, Flaw.ENTITIES})
CANNOT_UNPACK = (zipfile.BadZipFile, ZlibError, NotImplementedError, EOFError, OSError, ValueError)
"""What unpacking raises for sizes, sums and methods that are not as the directory says."""


class _Found(Exception):
    """Leaves the walk with what was found."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass
class _Budget:
    """What one file may still unpack to, all that is inside of it together."""

    left: int = UNPACKED
    contents: bytes = field(default=b"", init=False)

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise _Found(Flaw.BOMB)


def office_flaw(stream: BinaryIO, ending: str) -> Flaw | None:
    """Say what is wrong with a document that is named docx, xlsx or pptx.

    Every part is unpacked and held against its sum, never kept: a file that is damaged or lies
    about its sizes is found now, not when staff open it.

    :raise ValueError: where it is a whole archive, but no document of this kind
    """
    stream.seek(0)
    head = stream.read(len(OLE_HEAD))
    if head == OLE_HEAD:
        return Flaw.LOCKED if _holds(stream, LOCKED_STREAM) else Flaw.OLD_OFFICE
    budget = _Budget()
    try:
        _walk(stream, budget, depth=0)
    except _Found as found:
        return found.flaw
    if MACRO_WORD in budget.contents:
        return Flaw.MACRO
    if MAIN_PARTS[ending] not in budget.contents:
        raise ValueError(ending)
    return None


def _walk(stream: BinaryIO, budget: _Budget, *, depth: int) -> None:
    """Unpack a document and the documents inside of it; raise what is found."""
    if depth > DEEPEST:
        raise _Found(Flaw.BOMB)
    try:
        if is_zip_bomb(stream, most_bytes=budget.left, most_members=MEMBERS):
            raise _Found(Flaw.BOMB)
        with zipfile.ZipFile(stream) as packed:
            for member in packed.infolist():
                if member.flag_bits & 1:
                    raise _Found(Flaw.LOCKED)
                if PurePosixPath(member.filename).name.lower() in MACRO_PARTS:
                    raise _Found(Flaw.MACRO)
                with packed.open(member) as part:
                    _read_part(part, member.filename, budget, depth=depth)
    except zipfile.BadZipFile as error:
        # Without its directory, which stands last, an archive was cut off; else it is damaged.
        no_end = "not a zip file" in str(error)
        raise _Found(Flaw.CUT_OFF if no_end else Flaw.BROKEN) from None
    except CANNOT_UNPACK:
        raise _Found(Flaw.BROKEN) from None


def _read_part(part: IO[bytes], name: str, budget: _Budget, *, depth: int) -> None:
    first = part.read(CHUNK)
    budget.spend(len(first))
    if name == CONTENTS and depth == 0:
        budget.contents = first
    if first.startswith(ZIP_HEAD):
        with SpooledTemporaryFile(max_size=IN_MEMORY) as inner:
            inner.write(first)
            for chunk in iter(lambda: part.read(CHUNK), b""):
                budget.spend(len(chunk))
                inner.write(chunk)
            _walk_inside(cast(BinaryIO, inner), budget, depth=depth + 1)
        return
    prolog = _Prolog() if name.endswith((".xml", ".rels")) else None
    chunk = first
    while chunk:
        if prolog is not None and prolog.feed(chunk):
            prolog = None
        chunk = part.read(CHUNK)
        budget.spend(len(chunk))


def _walk_inside(stream: BinaryIO, budget: _Budget, *, depth: int) -> None:
    """Look for dangers only: what else is wrong with a document in a document is its own affair."""
    try:
        _walk(stream, budget, depth=depth)
    except _Found as found:
        if found.flaw in DANGERS:
            raise


class _Prolog:
    """Reads XML up to its first element: what could multiply itself is declared before that."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._begin
        self._read = 0
        self._begun = False

    def feed(self, chunk: bytes) -> bool:
        """Read on; say whether nothing more can be declared."""
        self._read += len(chunk)
        try:
            self._parser.Parse(chunk, False)
        except (expat.ExpatError, LookupError, ValueError):  # the latter two: no such encoding
            if not self._begun:
                raise _Found(Flaw.BROKEN) from None
        if not self._begun and self._read > PROLOG:
            raise _Found(Flaw.ENTITIES)
        return self._begun

    def _refuse(self, *_: object) -> None:
        raise _Found(Flaw.ENTITIES)

    def _begin(self, *_: object) -> None:
        self._begun = True


def _holds(stream: BinaryIO, wanted: bytes) -> bool:
    kept = b""
    while chunk := stream.read(CHUNK):
        if wanted in kept + chunk:
            return True
        kept = chunk[-len(wanted) :]
    return False
