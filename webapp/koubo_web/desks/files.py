"""Handing out stored files, to those who may see what they belong to."""

import logging

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from koubo.applications.policy import is_own, load_attachment
from koubo.problems import Refused
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

    Reading others' files is logged.
    """
    who = actor()
    found = load_attachment(unit_of_work().session, who, attachment_id)
    if found.scan_found:
        raise Refused(INFECTED)
    if not site().files.matches(found.key, found.sha256):
        access_log.error("file %d is missing or damaged; run koubo verify-files", attachment_id)
        raise Refused(DAMAGED)
    application = found.filing.application
    if not is_own(who, application):
        access_log.info(
            "person %d read file %d of application %d",
            who.person_id,
            attachment_id,
            application.id,
        )
    answer: Response = send_file(
        site().files.open(found.key),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        conditional=False,
        etag=False,
        max_age=0,
    )
    answer.headers["Content-Length"] = str(found.size)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
