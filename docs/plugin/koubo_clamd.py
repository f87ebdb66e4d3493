"""A virus scanner as a plugin: sends each file to a clamd on the network and reads its verdict."""

import os
import socket
import struct

from koubo.api import FileToScan, Scan, hookimpl

CHUNK = 64 * 1024
SECONDS = 20.0
"""Less than the hook's own limit: a scanner that hangs is given up, and the plugin stays."""
LENGTH = struct.Struct("!I")


@hookimpl
def koubo_file_scan(file: FileToScan) -> Scan:
    """Ask clamd; any error is raised, and the file is then shown as not scanned."""
    place = os.environ["CLAMD_HOST"], int(os.environ.get("CLAMD_PORT", "3310"))
    with socket.create_connection(place, timeout=SECONDS) as clamd, file.open() as content:
        clamd.sendall(b"zINSTREAM\0")
        while chunk := content.read(CHUNK):
            clamd.sendall(LENGTH.pack(len(chunk)) + chunk)
        clamd.sendall(LENGTH.pack(0))
        said = clamd.makefile("rb").readline().rstrip(b"\0\n").decode()
    verdict = said.removeprefix("stream: ")
    if verdict == "OK":
        return Scan("clamd")
    if verdict.endswith(" FOUND"):
        return Scan("clamd", verdict.removesuffix(" FOUND"))
    raise ConnectionError(f"clamd said: {said!r}")
