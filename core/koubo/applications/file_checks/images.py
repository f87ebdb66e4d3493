"""JPEG and PNG: whether they are whole, and how many pixels they claim; nothing is decoded."""

from collections.abc import Iterator
from typing import BinaryIO

from koubo.applications.file_checks.flaws import Flaw

MOST_PIXELS = 250_000_000
"""The largest telephones take 200 million."""
MOST_PARTS = 50_000
CHUNK = 1024 * 1024
PNG_HEAD = 8
FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The markers of JPEG that carry height and width."""
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""The markers of JPEG with nothing behind them."""
SCAN, END = 0xDA, 0xD9
END_MARK = b"\xff\xd9"


def jpeg_flaw(stream: BinaryIO) -> Flaw | None:
    """Say what is wrong with a JPEG image; telephones may add anything after its end."""
    stream.seek(2)
    for marker, length in _segments(stream):
        if marker in FRAMES:
            head = stream.read(5)
            if _is_huge(head[1:3], head[3:5]):
                return Flaw.PIXELS
            stream.seek(length - len(head), 1)
        elif marker == SCAN:
            return None if _holds(stream, END_MARK) else Flaw.CUT_OFF
        elif marker == END:
            return Flaw.BROKEN
        else:
            stream.seek(length, 1)
    return Flaw.CUT_OFF


def _segments(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Give each marker with the bytes that follow; it ends where none follows."""
    for _ in range(MOST_PARTS):
        mark = stream.read(2)
        while len(mark) == 2 and mark[0] == 0xFF and mark[1] == 0xFF:
            mark = mark[1:] + stream.read(1)
        if len(mark) < 2 or mark[0] != 0xFF:
            return
        if mark[1] in ALONE:
            continue
        if mark[1] == END:
            yield END, 0
            return
        length = stream.read(2)
        if len(length) < 2:
            return
        yield mark[1], max(0, int.from_bytes(length, "big") - 2)


def _holds(stream: BinaryIO, wanted: bytes) -> bool:
    kept = b""
    while chunk := stream.read(CHUNK):
        if wanted in kept + chunk:
            return True
        kept = chunk[-1:]
    return False


def png_flaw(stream: BinaryIO) -> Flaw | None:
    """Say what is wrong with a PNG image."""
    stream.seek(PNG_HEAD)
    for place in range(MOST_PARTS):
        head = stream.read(8)
        if len(head) < 8:
            return Flaw.CUT_OFF
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if place == 0:
            measures = stream.read(8)
            if kind != b"IHDR" or len(measures) < 8:
                return Flaw.BROKEN
            if _is_huge(measures[:4], measures[4:]):
                return Flaw.PIXELS
            length -= 8
        if kind == b"IEND":
            return None if len(stream.read(4)) == 4 else Flaw.CUT_OFF
        stream.seek(length + 4, 1)
    return Flaw.BROKEN


def _is_huge(height: bytes, width: bytes) -> bool:
    return int.from_bytes(height, "big") * int.from_bytes(width, "big") > MOST_PIXELS
