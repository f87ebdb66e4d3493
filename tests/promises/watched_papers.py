"""Score sheets that came in on paper and in Excel: one keyed, its scan, and two workbooks."""

from io import BytesIO
from typing import Any

from applications.bad_files import png
from builders import AFTER, City
from koubo.papers.sheets import write_workbook
from koubo.people.imports import keep_import
from koubo.review.models import Review
from koubo.review.paper.actions.imports import OFFICER_KIND, OWN_KIND
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.paper.queries.workbook import officer_rows, own_rows
from koubo.review.paper.rules import PaperSource, PaperState, cells_as_json
from koubo.review.paper.workbook import score_sheets
from review.rounds import all_alike


def add_papers(city: City, call_id: int, review_id: int) -> dict[str, int]:
    """Add them about one declared sheet of reviewer a; gives ids by name."""
    kept = city.files.keep(BytesIO(png()), limit=10_000)
    with city.uow() as uow, uow.writing() as write:
        review = write.session.get_one(Review, review_id)
        scan = PaperScan(
            panel_member_id=review.panel_member_id,
            stage_id=review.stage_id,
            review_id=review_id,
            key=kept.key,
            name="紙の審査票.png",
            media_type="image/png",
            size=kept.size,
            sha256=kept.sha256,
            kept_by=city.ids["officer2"],
            kept_at=AFTER,
        )
        write.session.add(scan)
        write.session.flush()
        sheet = PaperSheet(
            review_id=review_id,
            state=PaperState.KEYED,
            source=PaperSource.PAPER,
            cells=cells_as_json(all_alike("documents", 3)),
            comment="紙に書かれた意見",
            scan_id=scan.id,
            keyed_by=city.ids["officer2"],
            keyed_at=AFTER,
        )
        write.session.add(sheet)
        write.session.flush()
        made = {"paper_scan": scan.id, "paper_sheet": sheet.id}
    return made | {
        "score_import": _import(city, call_id, "officer", OFFICER_KIND, officer_rows),
        "own_score_import": _import(city, call_id, "reviewer_a", OWN_KIND, own_rows),
    }


def _import(city: City, call_id: int, person: str, kind: str, rows: Any) -> int:
    """Let a person send back the workbook that they downloaded."""
    with city.uow(AFTER, person) as uow:
        who = city.actor(person, AFTER)
        found = rows(uow.session, city.catalog, who, call_id, "documents")
        content = write_workbook(score_sheets(found.stage, found.rule, found.rows))
        return keep_import(
            uow,
            city.files,
            who,
            kind=kind,
            subject_id=call_id,
            name="採点.xlsx",
            stream=BytesIO(content),
        )
