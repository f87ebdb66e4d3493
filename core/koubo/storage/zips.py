"""Zip archives that strangers send: judged by their directory, before anything is unpacked."""

import os
import struct
import zipfile
from typing import BinaryIO

MOST_MEMBERS = 2_000
ENTRY = 200
"""Bytes that the directory may spend on a member, one with another: its name and what belongs to it."""
END = struct.Struct("<4s4H2LH")
END_MARK = b"PK\x05\x06"
END_64 = struct.Struct("<4sQ2H2L4Q")
END_64_MARK = b"PK\x06\x06"
LOCATOR_64 = 20
"""Bytes between the end record of a large archive and the plain end record."""
LONGEST_COMMENT = 65_535


def is_zip_bomb(stream: BinaryIO, *, most_bytes: int, most_members: int = MOST_MEMBERS) -> bool:
    """Say whether a zip archive holds more than it should, by the sizes that it declares.

    Reads the directory only, and that only where it is short, and puts the stream back to its
    beginning. Sizes that lie are found by whoever unpacks: Python's ``zipfile`` gives no more of a
    member than it declares.

    :param most_bytes: the most bytes that all its members together may unpack to
    :raise zipfile.BadZipFile: where it is no zip archive
    """
    try:
        if _directory_size(stream) > most_members * ENTRY:
            return True
        with zipfile.ZipFile(stream) as packed:
            members = packed.infolist()
    finally:
        stream.seek(0)
    return len(members) > most_members or sum(one.file_size for one in members) > most_bytes


def _directory_size(stream: BinaryIO) -> int:
    """Give how many bytes ``zipfile`` would read as the directory; 0 where there is no end record.

    A directory of a million members would fill the memory before anybody could count them.
    """
    size = stream.seek(0, os.SEEK_END)
    start = stream.seek(max(0, size - LONGEST_COMMENT - END.size - END_64.size - LOCATOR_64))
    tail = stream.read()
    plain = len(tail) - END.size
    bare = plain >= 0 and tail.startswith(END_MARK, plain) and tail.endswith(b"\0\0")
    place = plain if bare else tail.rfind(END_MARK)
    if place < 0 or len(tail) - place < END.size:
        return 0
    large = place - LOCATOR_64 - END_64.size
    if large >= 0 and tail.startswith(END_64_MARK, large):
        return int(END_64.unpack_from(tail, large)[8])
    declared = int(END.unpack_from(tail, place)[5])
    return min(declared, start + place)
