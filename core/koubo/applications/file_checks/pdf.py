"""PDF: whether it is whole, whether it opens without a password, how many pages it has."""

import os
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from koubo.applications.file_checks.flaws import Flaw

TAIL = 16 * 1024
"""The end mark stands this near to the end, whatever a program has put behind it."""
LAST_DIRECTORY = 256 * 1024
"""How much is read of the directory that the end mark points to."""
POINTER = re.compile(rb"startxref\s+(\d{1,10})")
LOCK = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
END = b"%%EOF"
PAGES = re.compile(rb"/Type\s{0,8}/Pages\b")
COUNT = re.compile(rb"/Count\s{1,8}(\d{1,5})\b")
OBJECT_ENDS = re.compile(rb"endobj|\d{1,10}\s{1,4}\d{1,5}\s{1,4}obj")
PACKED = re.compile(rb"/Type\s{0,8}/ObjStm\b")
PACKED_BEGINS = re.compile(rb"stream\r?\n")
HEAD_LENGTH = 400
AROUND = 4096
"""A page tree's type and count stand this near to each other, its long list of pages between."""
MOST_NODES = 500
"""So many nodes of a page tree, and packed parts, are looked at: a made-up file costs no more."""
MOST_UNPACKED = 8 * 1024 * 1024
MOST_PACKED = 1024 * 1024
MOST_PAGES = 5_000


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


def pdf_pages(stream: BinaryIO, limit: int) -> int | None:
    """Give how many pages a PDF says it has; None where it does not say so plainly.

    :param limit: the most bytes that are looked at
    """
    stream.seek(0)
    data = stream.read(limit)
    counts = [count for part in (data, *_unpacked(data)) for count in _counts(part)]
    most = max(counts, default=0)
    return most if 0 < most <= MOST_PAGES else None


def _counts(part: bytes) -> Iterator[int]:
    """Give the count that stands nearest to each node of a page tree: the root's is the largest."""
    for node in islice(PAGES.finditer(part), MOST_NODES):
        start, end = max(0, node.start() - AROUND), node.end() + AROUND
        edges = [one.end() for one in OBJECT_ENDS.finditer(part, start, node.start())]
        after = OBJECT_ENDS.search(part, node.end(), end)
        found = COUNT.finditer(part, edges[-1] if edges else start, after.start() if after else end)
        nearest = min(found, key=lambda one: abs(one.start() - node.start()), default=None)
        if nearest is not None:
            yield int(nearest[1])


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Give the packed objects of newer files, until there is enough of them."""
    room = MOST_UNPACKED
    for head in islice(PACKED.finditer(data), MOST_NODES):
        begins = PACKED_BEGINS.search(data, head.end(), head.end() + HEAD_LENGTH)
        if begins is None:
            continue
        try:
            part = zlib.decompressobj().decompress(
                data[begins.end() : begins.end() + MOST_PACKED], room
            )
        except zlib.error:
            continue
        room -= len(part)
        yield part
        if room <= 0:
            return
