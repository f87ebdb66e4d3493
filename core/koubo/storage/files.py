"""Files on our own disk: once `keep` has returned, the file survives a power cut."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from koubo.problems import NotFound

CHUNK = 1024 * 1024
KEY = re.compile(r"[0-9a-f]{32}")
PART = ".part"
"""How the name of a file ends that is still being written."""


class TooLarge(Exception):
    """Raised for a file of more bytes than its limit; nothing of it is kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"file of more than {limit} bytes")
        self.limit = limit


class EmptyFile(Exception):
    """Raised for a file of no bytes; nothing is kept."""


@dataclass(frozen=True)
class Kept:
    """A file in the store.

    :param key: its random name in the store; knowing it gives no access
    :param size: in bytes
    :param sha256: of the content, in hex
    """

    key: str
    size: int
    sha256: str


class FileStore:
    """A folder of files that are written once and named at random.

    :param root: made if it is missing
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._settled: set[Path] = set()
        for folder in (*reversed(self.root.parents), self.root):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
                _sync_folder(folder.parent)

    def keep(self, stream: BinaryIO, *, limit: int) -> Kept:
        """Write the stream to disk, synced with its folders, and give its key, size and digest.

        :param limit: the most bytes that are taken
        :raises TooLarge: as soon as more than the limit was read
        :raises EmptyFile: where there was nothing to read
        """
        key = token_hex(16)
        path = self._path(key)
        self._settle(path.parent)
        part = path.with_suffix(PART)
        try:
            size, sha256 = _write_synced(stream, part, limit)
            part.rename(path)
        finally:
            part.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return Kept(key=key, size=size, sha256=sha256)

    def open(self, key: str) -> BufferedReader:
        """Give the file for reading; NotFound where there is none."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotFound from None

    def discard(self, name: str) -> None:
        """Remove a file that nothing refers to, and never will; also one half written."""
        key = name.removesuffix(PART)
        self._path(key).with_name(name).unlink(missing_ok=True)

    def written_before(self, moment: datetime) -> Iterator[tuple[str, int]]:
        """Give name and size of each file last written before a moment, half written ones too."""
        latest = moment.timestamp()
        for path in self.root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            with suppress(FileNotFoundError):  # whoever was writing it has finished
                told = path.stat()
                if told.st_mtime < latest and KEY.fullmatch(path.name.removesuffix(PART)):
                    yield path.name, told.st_size

    def matches(self, key: str, sha256: str) -> bool:
        """Read the whole file and tell whether it is there and has this digest."""
        try:
            with self.open(key) as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except (NotFound, OSError):
            return False

    def _path(self, key: str) -> Path:
        if KEY.fullmatch(key) is None:
            raise NotFound
        return self.root / key[:2] / key[2:4] / key

    def _settle(self, folder: Path) -> None:
        """Make the folder and sync the one that names it, whoever made it first."""
        if folder in self._settled or folder == self.root:
            return
        self._settle(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)
        self._settled.add(folder)


def _write_synced(stream: BinaryIO, path: Path, limit: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge(limit)
            digest.update(chunk)
            file.write(chunk)
        if size == 0:
            raise EmptyFile
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Sync the folder's list of names; Windows does that itself and cannot be asked to."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
