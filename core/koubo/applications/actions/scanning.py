"""Asking the virus scanners: when a file comes in, and again when an officer wants it."""

from dataclasses import replace

from koubo.applications.events import event_for_all
from koubo.applications.hookspecs import koubo_file_scan
from koubo.applications.models import Attachment, Filing
from koubo.applications.policy import load_attachment, load_filing_for_staff
from koubo.applications.scanning import FileToScan, Scan
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Refused
from koubo.schemes.catalog import Catalog
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork

LONGEST_FINDING = 200
GONE = (
    "このファイルは保存先で読み取れないため、検査できません。システムの担当者に知らせてください。"
)


def scan_file(catalog: Catalog, scheme_id: str, file: FileToScan) -> Scan:
    """Give what the first scanner says that answers; ``NOT_SCANNED`` where none does.

    Called with no write lock held: a scanner may take its time.
    """
    found = catalog.hooks.first(koubo_file_scan, scheme_id)(file=file)
    return replace(found, scanner=found.scanner.strip(), found=found.found.strip())


def scan_again(
    uow: UnitOfWork, catalog: Catalog, files: FileStore, actor: Actor, attachment_id: int
) -> Scan:
    """Have a file scanned that was handed in, and keep what was found; give it.

    A file in which something is found stays recorded, but nobody is given it any more, and its
    organisation and the officers are told. Where no scanner answers nothing is changed.
    """
    require(actor, SeatKind.OFFICER)
    row = load_attachment(uow.session, actor, attachment_id)
    load_filing_for_staff(uow.session, actor, row.filing_id)
    scheme_id = row.filing.application.call.scheme_id
    key = row.key
    if not files.matches(key, row.sha256):
        raise Refused(GONE)
    file = FileToScan(row.name, row.size, row.media_type, row.sha256, lambda: files.open(key))
    scan = scan_file(catalog, scheme_id, file)
    if not scan.was_made:
        return scan
    with uow.writing() as write:
        row = write.lock(Attachment, attachment_id)
        filing = write.session.get(Filing, row.filing_id)
        if filing is None:
            raise NotFound
        row.scanned_by, row.scanned_at = scan.scanner, uow.now
        row.scan_found = scan.found[:LONGEST_FINDING]
        event = event_for_all(write, filing.application, "file_infected", file=row.name)
        write.record(
            "scan_file",
            filing,
            chain=filing.application.call.chain,
            detail={"name": row.name, "scanned_by": scan.scanner, "found": row.scan_found},
            event=event if scan.found else None,
        )
    return scan
