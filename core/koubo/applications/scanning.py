"""What a virus scanner is given and what it answers: frozen values, no database and no network."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_NAME = 60


@dataclass(frozen=True)
class FileToScan:
    """A file that somebody sent, as a scanner sees it."""

    name: str
    size: int
    """In bytes."""
    media_type: str
    """As it was judged by content and name."""
    sha256: str
    """Of the content, in hex."""
    open: Callable[[], BinaryIO]
    """Opens the bytes for reading from their beginning; close what you opened (``with``)."""


@dataclass(frozen=True)
class Scan:
    """What a scanner says of a file.

    Nothing found in it: ``Scan("clamd 1.4.2")``. Infected: ``Scan("clamd 1.4.2", "Eicar")``.
    """

    scanner: str
    """The scanner's name, at best with its version, up to 60 characters."""
    found: str = ""
    """What was found, in the scanner's own words; empty where the file is clean."""

    @property
    def was_made(self) -> bool:
        """Say whether any scanner looked at the file."""
        return bool(self.scanner)

    @staticmethod
    def is_sound(answer: "Scan") -> bool:
        """Say whether an answer can be kept: texts, and no finding without a finder."""
        return (
            type(answer.scanner) is str
            and type(answer.found) is str
            and len(answer.scanner) <= LONGEST_NAME
            and (bool(answer.scanner.strip()) or not (answer.scanner or answer.found))
        )


NOT_SCANNED = Scan("")
"""What the core says where no plugin scans, or none could."""
