"""A reviewer's own note: kept beside the sheet for them alone, through re-scoring, never after a recusal."""

import pytest
from sqlalchemy import func, select

from builders import AFTER, City
from koubo.applications.drafting import Page
from koubo.papers.booklet import Booklet
from koubo.problems import NotFound, Stale
from koubo.review.actions.notes import NoteInput, save_note
from koubo.review.actions.reopening import reopen_sheet
from koubo.review.actions.sheets import save_sheet
from koubo.review.models import Review
from koubo.review.panels.actions.declaration import declare
from koubo.review.queries.booklet import member_booklet, own_booklet
from koubo.review.queries.own_sheet import own_sheet
from koubo.storage.history import HistoryRow
from review.rounds import Round, a_round, all_alike

SECRET = "代表の話をもう一度聞きたい"


@pytest.fixture
def round_(city: City) -> Round:
    found = a_round(city)
    found.begin()
    return found


def note(round_: Round, review: Review, text: str, version: int = 0, page: str = "") -> int:
    with round_.city.uow(AFTER, "reviewer_a") as uow:
        actor = round_.city.actor("reviewer_a", AFTER)
        sent = NoteInput(text, version)
        return save_note(uow, actor, review.id, sent, page=Page(page, 1) if page else Page())


def kept(round_: Round, review: Review, person: str = "reviewer_a") -> str:
    text: str = round_.ask(person, own_sheet, review.id).note.text
    return text


def test_a_note_stays_through_handing_in_and_scoring_again_and_no_history_tells_of_it(
    round_: Round,
) -> None:
    first = round_.applications[0]
    review = round_.review("reviewer_a", first)
    with round_.city.uow(AFTER, "reviewer_a") as uow:
        actor = round_.city.actor("reviewer_a", AFTER)
        cells = all_alike("documents", 4)
        sent = NoteInput(SECRET, 0)
        save_sheet(
            uow, actor, review.id, cells=cells, comment="", version=review.version, note=sent
        )
    round_.mark("reviewer_a", first)
    assert kept(round_, review) == SECRET
    assert note(round_, review, f"{SECRET}。", version=1) == 2
    handed_in = round_.review("reviewer_a", first)
    round_.by(
        "officer", reopen_sheet, review.id, reason="申し出", until=None, version=handed_in.version
    )

    assert kept(round_, review) == f"{SECRET}。"
    with round_.city.uow() as uow:
        told = uow.session.scalars(select(HistoryRow.detail)).all()
        notes = uow.session.scalar(
            select(func.count()).select_from(HistoryRow).where(HistoryRow.verb.like("%note%"))
        )
    assert (any(SECRET in str(one) for one in told), notes) == (False, 0)


def test_a_note_is_its_writers_alone_and_goes_with_the_application(round_: Round) -> None:
    review = round_.review("reviewer_a", round_.applications[0])
    note(round_, review, SECRET)

    for person in ("reviewer_b", "officer", "applicant"):
        with pytest.raises(NotFound):
            kept(round_, review, person)
        with pytest.raises(NotFound), round_.city.uow(AFTER, person) as uow:
            save_note(uow, round_.city.actor(person, AFTER), review.id, NoteInput("見た", 1))
    other = round_.review("reviewer_b", round_.applications[0])
    assert kept(round_, other, "reviewer_b") == ""
    round_.by("reviewer_a", declare, review.id, conflict="親族が役員です")
    with pytest.raises(NotFound):
        kept(round_, review)
    with pytest.raises(NotFound):
        note(round_, review, "まだ書ける", version=1)


def test_another_page_does_not_write_over_a_note_and_the_same_page_does(round_: Round) -> None:
    review = round_.review("reviewer_a", round_.applications[0])
    assert note(round_, review, "一つ目", page="a1") == 1
    assert note(round_, review, "一つ目", page="b2") == 1, "the same text is no conflict"
    with pytest.raises(Stale):
        note(round_, review, "二つ目", page="b2")
    with pytest.raises(Stale):
        note(round_, review, "前に送ったもの", page="a1")
    assert note(round_, review, "", version=1) == 2
    assert kept(round_, review) == ""


def test_notes_are_printed_only_on_the_reviewers_own_booklet_and_only_when_asked(
    round_: Round,
) -> None:
    review = round_.review("reviewer_a", round_.applications[1])
    note(round_, review, SECRET)
    stage = (round_.call_id, "documents")

    def notes(found: Booklet) -> tuple[tuple[str, str], ...]:
        return found.notes

    own = round_.ask("reviewer_a", own_booklet, *stage, AFTER, with_notes=True)
    assert notes(own) == ((f"2／2　{own.proposals[1].project}", SECRET),)
    assert notes(round_.ask("reviewer_a", own_booklet, *stage, AFTER)) == ()
    assert notes(round_.ask("reviewer_b", own_booklet, *stage, AFTER, with_notes=True)) == ()
    member = round_.members["reviewer_a"]
    assert notes(round_.ask("officer", member_booklet, *stage, member, AFTER)) == ()
