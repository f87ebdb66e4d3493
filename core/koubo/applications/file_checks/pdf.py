"""PDF: whether it is whole, and whether it opens without a password."""

import os
import re
from typing import BinaryIO

from koubo.applications.file_checks.flaws import Flaw

TAIL = 16 * 1024
"""The end mark stands this near to the end, whatever a program has put behind it."""
LAST_DIRECTORY = 256 * 1024
"""How much is read of the directory that the end mark points to."""
POINTER = re.compile(rb"startxref\s+(\d{1,10})")
LOCK = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
END = b"%%EOF"


def pdf_flaw(stream: BinaryIO) -> Flaw | None:
    """Say what is wrong; reads the end, and the directory that the end points to.

    A file that only forbids printing or copying counts as locked too: whether it opens without a
    password cannot be told without decrypting it.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - TAIL))
    tail = stream.read(TAIL)
    if END not in tail:
        return Flaw.CUT_OFF
    return Flaw.LOCKED if _is_locked(stream, tail) else None


def _is_locked(stream: BinaryIO, tail: bytes) -> bool:
    pointers = POINTER.findall(tail)
    directory = b""
    if pointers:
        stream.seek(int(pointers[-1]))
        directory = stream.read(LAST_DIRECTORY)
    trailer = tail.rfind(b"trailer")
    own_trailer = tail[trailer:] if trailer >= 0 else b""
    return any(LOCK.search(part) for part in (directory, own_trailer))
