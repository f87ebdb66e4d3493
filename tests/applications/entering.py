"""Entering a paper in short, for the tests of what comes on paper."""

from datetime import datetime
from io import BytesIO
from typing import Any

from builders import AFTER, PDF, City, a_proposal, version_of
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.paper import PaperChoice, record_paper, start_paper
from koubo.applications.models import Filing
from koubo.applications.paper_scans import SCAN
from koubo.applications.paper_schemas import PaperStamp

COURSE = "kurashiki.collab_prep"


def a_paper(
    city: City,
    call_id: int,
    *,
    organisation: int | None = None,
    now: datetime = AFTER,
    scan: bool = True,
    typed: dict[str, Any] | None = None,
) -> int:
    """Begin to enter a paper and fill it in; give the filing's id."""
    officer = city.actor("officer", now)
    with city.uow(now, "officer") as uow:
        filing_id = start_paper(
            uow,
            city.catalog,
            officer,
            call_id,
            organisation_id=organisation or city.ids["organisation"],
            choice=PaperChoice(COURSE),
        )
    version = version_of(city, Filing, filing_id)
    answers = a_proposal() if typed is None else typed
    with city.uow(now, "officer") as uow:
        save_draft(uow, city.catalog, officer, filing_id, typed=answers, version=version)
    for question in ("bylaws", "roster", SCAN) if scan else ():
        attach(city, filing_id, question, now=now)
    return filing_id


def attach(city: City, filing_id: int, question: str, *, now: datetime = AFTER) -> int:
    with city.uow(now, "officer") as uow:
        return attach_file(
            uow,
            city.catalog,
            city.files,
            city.actor("officer", now),
            filing_id,
            question_id=question,
            name=f"{question.strip('@')}.pdf",
            stream=BytesIO(PDF),
        )


def record(city: City, filing_id: int, stamp: PaperStamp, *, now: datetime = AFTER) -> str:
    version = version_of(city, Filing, filing_id)
    with city.uow(now, "officer") as uow:
        return record_paper(
            uow,
            city.catalog,
            city.files,
            city.actor("officer", now),
            filing_id,
            stamp=stamp,
            version=version,
        )
