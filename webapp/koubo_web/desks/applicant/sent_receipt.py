"""The photograph that comes with an entry of the account: one that was refused is not taken again.

A browser gives a chosen file only once. So where an entry is not understood, its photograph is
kept, and the form that comes back carries a sealed word for it. What nobody sends again is a file
that no record refers to; ``koubo verify-files --clean`` removes it.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from koubo.award.models import Award
from koubo.problems import NotFound, Problem, Problems
from koubo.reporting.accounts.actions import keep_receipt
from koubo_web.requests import actor, site

PHOTOGRAPH, FILE, KEPT = "receipt", "receipt_file", "kept_receipt"
"""A phone takes a photograph for the first; for the second it offers what is kept on it."""
SALT = "koubo-kept-receipt"
GONE = "前に選んだ写真が残っていません。「領収書の写真を撮る」から、もう一度撮ってください。"


@dataclass(frozen=True)
class SentReceipt:
    """A file with an entry.

    :param seal: what the form carries for it; empty for one that was only now sent
    """

    name: str
    stream: BinaryIO
    seal: str = ""

    @property
    def file(self) -> tuple[str, BinaryIO]:
        """Give name and content."""
        return self.name, self.stream


@dataclass(frozen=True)
class KeptReceipt:
    """A file that waits for the entry to be sent again, and what the form carries for it."""

    name: str
    seal: str


def sent_receipt(award_id: int) -> SentReceipt | None:
    """Give the photograph or the file that was sent, else what was kept of an earlier try.

    :raise Problems: where the kept file is there no more
    """
    for name in (PHOTOGRAPH, FILE):
        sent = request.files.get(name)
        if sent is not None and sent.filename:
            return SentReceipt(sent.filename, sent.stream)  # type: ignore[arg-type]
    seal = request.form.get(KEPT, "")
    return _kept(award_id, seal) if seal else None


def _kept(award_id: int, seal: str) -> SentReceipt:
    try:
        award, person, name, key = _sealing().loads(seal)
        if (award, person) != (award_id, actor().person_id):
            raise NotFound
        stream = site().files.open(key)
    except (BadData, NotFound):
        raise Problems([Problem("gone", GONE, PHOTOGRAPH)]) from None
    after_this_request(partial(_closed, stream))
    return SentReceipt(name, stream, seal)


def _closed(stream: BinaryIO, answer: Response) -> Response:
    stream.close()
    return answer


def keep_for_next_try(award: Award, sent: SentReceipt) -> KeptReceipt:
    """Keep the file of an entry that was refused.

    :raise Problems: where the file itself is not one that is taken
    """
    if sent.seal:
        return KeptReceipt(sent.name, sent.seal)
    sent.stream.seek(0)
    new = keep_receipt(site().catalog, site().files, award, sent.name, sent.stream)
    sealed = _sealing().dumps([award.id, actor().person_id, new.name.name, new.kept.key])
    return KeptReceipt(new.name.name, str(sealed))


def _sealing() -> Any:
    return URLSafeSerializer(current_app.secret_key or "", salt=SALT)
