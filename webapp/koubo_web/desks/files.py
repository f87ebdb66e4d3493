"""Handing out stored files, to those who may see what they belong to."""

import logging
from typing import Protocol

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from koubo.applications.file_kinds import VIEWED
from koubo.applications.models import Attachment
from koubo.applications.policy import is_own
from koubo.problems import NotFound, Refused
from koubo.review.reading_files import load_readable_file
from koubo_web.access import signed_in
from koubo_web.requests import actor, site, unit_of_work

files = Blueprint("files", __name__)

access_log = logging.getLogger("koubo.access")

INFECTED = (
    "このファイルからウイルスが見つかったため、開けません。"
    "作り直したファイルが要るときは、市の担当者にご相談ください。"
)
DAMAGED = (
    "このファイルを、受け付けたときのままで読み取れません。"
    "市の担当者に、ファイルの名前をお知らせください。"
)
SANDBOX = "sandbox; default-src 'none'"
"""What somebody uploaded is never shown as a page of ours, whatever a browser makes of it."""


@files.get("/files/<int:attachment_id>")
@signed_in
def download(attachment_id: int) -> ResponseReturnValue:
    """Send a file under the name that it was attached with, byte for byte what was received.

    Reviewers are sent no file that their stage hides, and in blind review none under its own name.
    Reading others' files is logged.
    """
    found, name = _readable(attachment_id)
    return stored_file(found, name=name)


@files.get("/files/<int:attachment_id>/view")
@signed_in
def view(attachment_id: int) -> ResponseReturnValue:
    """Send the same for the browser to show, where it is of a kind that browsers can show.

    It is shut up as a download is, and has no more to do with our pages.
    """
    found, name = _readable(attachment_id)
    if found.media_type not in VIEWED:
        raise NotFound
    return stored_file(found, name=name, inline=True)


def _readable(attachment_id: int) -> tuple[Attachment, str]:
    """Give a file that the person may read, with the name that they get it under; log the reading."""
    who = actor()
    found, name = load_readable_file(unit_of_work().session, site().catalog, who, attachment_id)
    if found.scan_found:
        raise Refused(INFECTED)
    application = found.filing.application
    if not is_own(who, application):
        access_log.info(
            "person %d read file %d of application %d",
            who.person_id,
            found.id,
            application.id,
        )
    return found, name


class Stored(Protocol):
    """A row that refers to a file in the store."""

    key: str
    sha256: str
    media_type: str
    size: int


def stored_file(found: Stored, *, name: str, inline: bool = False) -> Response:
    """Send what a row refers to, byte for byte what was received; nobody's browser runs it.

    Whether the person may read it is for the caller to ask first.

    :param inline: whether the browser may show it by itself instead of keeping it
    """
    if not site().files.matches(found.key, found.sha256):
        access_log.error("file %s is missing or damaged; run koubo verify-files", found.key)
        raise Refused(DAMAGED)
    answer: Response = send_file(
        site().files.open(found.key),
        mimetype=found.media_type,
        as_attachment=not inline,
        download_name=name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.headers["Content-Length"] = str(found.size)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
