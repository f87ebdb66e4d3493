"""The files of a document as staff see them: what they are, and whether a scanner saw them."""

from dataclasses import dataclass

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, select

from koubo.applications.actions.scanning import scan_again
from koubo.applications.models import Attachment, Snapshot
from koubo.applications.paper_scans import SCAN_QUESTION
from koubo.applications.policy import load_attachment, load_filing_for_staff
from koubo.applications.queries.in_full import HandedIn
from koubo.applications.receipts import receipt_of
from koubo.calendar import format_moment_short
from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.printing import receipt_answer
from koubo_web.requests import actor, site, unit_of_work

FILES = (
    select(Attachment)
    .where(Attachment.id.in_(bindparam("files", expanding=True)))
    .order_by(Attachment.id)
)
NOT_SCANNED = "未実施"
NOBODY_ANSWERED = "ウイルス検査のプラグインが答えなかったため、「未実施」のままです。プラグインのページで、不具合の記録を確かめてください。"
FOUND = "ウイルスが見つかりました（{found}）。このファイルは、だれも開けなくなりました。団体にメールで知らせます。"


@dataclass(frozen=True)
class ReceivedFile:
    """A file of a snapshot with what a scanner said of it."""

    id: int
    name: str
    paper: str
    """The label of the question that it answers."""
    size: int
    sha256: str
    scan: str
    tone: str

    @property
    def is_open(self) -> bool:
        """Say whether it may be opened."""
        return self.tone != "red"


def received_files(found: HandedIn) -> list[ReceivedFile]:
    """Give the files of what was last handed in; one statement."""
    labels = {one.id: one.label for one in (*found.form.questions(), SCAN_QUESTION)}
    ids = [one["id"] for one in found.snapshot.files]
    rows = unit_of_work().session.scalars(FILES, {"files": ids})
    return [
        ReceivedFile(
            one.id, one.name, labels.get(one.question_id, ""), one.size, one.sha256, *scan_of(one)
        )
        for one in rows
    ]


def scan_of(file: Attachment) -> tuple[str, str]:
    """Give the words and the tone of what scanners said of a file."""
    if file.scanned_at is None:
        return NOT_SCANNED, "yellow"
    by = f"{file.scanned_by}、{format_moment_short(file.scanned_at)}"
    if file.scan_found:
        return f"ウイルスあり：{file.scan_found}（{by}）", "red"
    return f"検査済み（{by}）", "green"


@desk.post("/files/<int:attachment_id>/scan")
@seat(SeatKind.OFFICER)
def scan_file(attachment_id: int) -> ResponseReturnValue:
    """Have a file scanned once more and say what came of it."""
    uow, who = unit_of_work(), actor()
    filing_id = load_attachment(uow.session, who, attachment_id).filing_id
    scan = scan_again(uow, site().catalog, site().files, who, attachment_id)
    if scan.found:
        flash(FOUND.format(found=scan.found), "error")
    elif scan.was_made:
        flash("ウイルスは見つかりませんでした。", "success")
    else:
        flash(NOBODY_ANSWERED, "warning")
    return redirect(url_for("officer.filing", filing_id=filing_id, _anchor="files"), 303)


@desk.get("/snapshots/<int:snapshot_id>/receipt.pdf")
@seat(SeatKind.OFFICER)
def receipt_pdf(snapshot_id: int) -> ResponseReturnValue:
    """Print the receipt for somebody who has no mail, or who asks at the window."""
    session = unit_of_work().session
    snapshot = session.get(Snapshot, snapshot_id)
    if snapshot is None:
        raise NotFound
    filing = load_filing_for_staff(session, actor(), snapshot.filing_id)
    return receipt_answer(receipt_of(site().catalog, filing, snapshot))
