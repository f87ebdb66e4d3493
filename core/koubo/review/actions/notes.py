"""A reviewer's own note beside a sheet: kept for them alone, whatever becomes of the sheet.

It is no part of the review: history does not tell of it, and no officer's page or export has it.
"""

from dataclasses import dataclass

from sqlalchemy import select

from koubo.applications.drafting import NO_PAGE, Page
from koubo.people.rules import Actor
from koubo.problems import Stale
from koubo.review.models import Review
from koubo.review.policy import load_own_review
from koubo.review.queries.own_notes import NEW_NOTE
from koubo.review.sheet_models import ReviewNote
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class NoteInput:
    """A note as it came in.

    :param version: of the note, as the person had it before them; `NEW_NOTE` where there was none
    """

    text: str
    version: int


def save_note(
    uow: UnitOfWork, actor: Actor, review_id: int, note: NoteInput, *, page: Page = NO_PAGE
) -> int:
    """Keep the actor's own note and give its new version, however far the sheet is.

    :raises NotFound: for a sheet that the actor may not read (any more)
    :raises Stale: where another page saved the note since
    """
    load_own_review(uow.session, actor, review_id)
    with uow.writing() as write:
        write.lock(Review, review_id)
        load_own_review(write.session, actor, review_id)
        return keep_note(write, review_id, note, page)


def keep_note(write: Write, review_id: int, note: NoteInput, page: Page = NO_PAGE) -> int:
    """Keep a note within a write that holds the lock of its sheet, and give its version.

    :raises Stale: where another page saved the note since
    """
    kept = write.session.scalars(
        select(ReviewNote)
        .where(ReviewNote.review_id == review_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if note.text == (kept.text if kept else ""):
        return kept.version if kept else NEW_NOTE
    if kept is None:
        if note.version != NEW_NOTE:
            raise Stale
        kept = ReviewNote(review_id=review_id)
        write.session.add(kept)
    elif not _follows(kept, note, page):
        raise Stale
    kept.text, kept.saved_page, kept.saved_turn = note.text, page.id, page.turn
    write.session.flush()
    return kept.version


def _follows(kept: ReviewNote, note: NoteInput, page: Page) -> bool:
    """Say whether the note is as the page had it before it, or as the page itself left it."""
    if page.id and kept.saved_page == page.id:
        return page.turn > kept.saved_turn
    return kept.version == note.version
