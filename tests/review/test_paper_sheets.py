"""紙の審査票: keyed by one officer, read back by another, and then it counts like any other."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from applications.bad_files import png
from builders import AFTER
from koubo.calendar import start_of_day
from koubo.people.models import Bar, Person, SeatRow
from koubo.people.rules import BarCause, SeatKind
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.actions.terms import set_due
from koubo.review.models import Standing
from koubo.review.paper.actions.scans import keep_member_scan
from koubo.review.paper.actions.sheets import (
    drop_paper_sheet,
    key_paper_sheet,
    return_paper_sheet,
)
from koubo.review.paper.models import PaperScan, PaperSheet
from koubo.review.paper.policy import load_scan
from koubo.review.paper.queries.printing import score_sheet_sets
from koubo.review.paper.queries.sheets import paper_lines, paper_stage, waiting_lines
from koubo.review.paper.rules import Difference, PaperState
from koubo.review.paper.schemas import PaperInput
from koubo.review.queries.own import cells_of
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.storage.history import HistoryRow
from koubo.storage.verifying import check_files
from review.paper_desk import DAY, Desk
from review.rounds import Round, all_alike


@pytest.fixture
def desk(begun: Round) -> Desk:
    """Give the officers' table; everybody has declared."""
    return Desk(begun)


def test_a_paper_that_was_read_back_counts_like_a_sheet_from_the_web(desk: Desk) -> None:
    round_ = desk.round
    first, second = round_.applications
    on_web, on_paper = (round_.review("reviewer_a", one) for one in (first, second))
    round_.mark("reviewer_a", first, 4)
    paper_id = desk.key(on_paper.id)
    with pytest.raises(Refused, match="スキャン"):
        desk.agree(paper_id)
    desk.scan(on_paper.id)
    with pytest.raises(Refused, match="自分で読み合わせる"):
        desk.agree(paper_id, "officer")
    assert round_.review("reviewer_a", second).state is ReviewState.DECLARED
    assert desk.agree(paper_id) == ()
    taken, paper = round_.review("reviewer_a", second), desk.paper(paper_id)
    assert (taken.state, paper.state) == (ReviewState.HANDED_IN, PaperState.CHECKED)
    assert taken.handed_in_at == start_of_day(DAY)
    ids = round_.city.ids
    assert (paper.keyed_by, paper.checked_by) == (ids["officer"], ids["officer2"])
    with round_.city.uow() as uow:
        assert cells_of(uow.session, on_web.id) == cells_of(uow.session, on_paper.id)
        standings = uow.session.scalars(select(Standing).order_by(Standing.application_id)).all()
        assert {(one.sheets_in, one.total_millionths) for one in standings} == {
            (1, standings[0].total_millionths)
        }
        told = uow.session.scalars(
            select(HistoryRow).where(HistoryRow.verb == "hand_in_paper_sheet")
        ).one()
        assert told.detail is not None
        assert {key: told.detail[key] for key in ("@marked_on", "@keyed_by", "@checked_by")} == {
            "@marked_on": DAY.isoformat(),
            "@keyed_by": ids["officer"],
            "@checked_by": ids["officer2"],
        }
        found = [one for one in check_files(uow.session, round_.city.files)]
        mine = [one for one in found if one.reference.table == "paper_scan"]
        assert [(one.is_there, one.is_whole) for one in mine] == [(True, True)]
    with pytest.raises(Refused, match="もう提出されています"):
        desk.key(on_paper.id)


def test_a_second_keying_that_differs_gives_the_paper_back_with_what_differed(desk: Desk) -> None:
    review = desk.round.review("reviewer_a", desk.round.applications[0])
    paper_id = desk.key(review.id, comment="よい　企画")
    desk.scan(review.id)
    cells = {**all_alike("documents", 4), "priority": Cell(CellState.ABSTAINED)}
    read = PaperInput(cells, "よい企画", None)
    found = desk.agree(paper_id, read=read)
    assert found == (Difference("priority", "優先性", "4点", "棄権"),)
    paper = desk.paper(paper_id)
    assert (paper.state, paper.differs[0]["read"]) == (PaperState.RETURNED, "棄権")
    assert desk.round.review("reviewer_a", review.application_id).state is ReviewState.DECLARED
    with pytest.raises(Refused, match="入力の直し待ち"):
        desk.agree(paper_id, read=read)
    with pytest.raises(Stale):
        desk.key(review.id, cells=cells, version=paper.version - 1)
    assert desk.key(review.id, cells=cells, comment="よい企画", version=paper.version) == paper_id
    assert desk.agree(paper_id, read=read) == ()


def test_who_keyed_last_is_the_one_who_may_not_read_it_back(desk: Desk) -> None:
    review = desk.round.review("reviewer_a", desk.round.applications[0])
    paper_id = desk.key(review.id)
    desk.scan(review.id)
    desk.key(review.id, "officer2", version=desk.paper(paper_id).version)
    with pytest.raises(Refused, match="自分で読み合わせる"):
        desk.agree(paper_id, "officer2")
    assert desk.agree(paper_id, "officer") == ()
    alone = update(PaperSheet).values(checked_by=PaperSheet.keyed_by)
    with desk.round.city.uow() as uow, uow.writing() as write:
        with pytest.raises(IntegrityError, match="two_people"):
            write.session.execute(alone)
        write.session.rollback()


def test_what_the_reviewer_began_on_the_web_is_only_given_up_for_a_reason(desk: Desk) -> None:
    round_ = desk.round
    review = round_.review("reviewer_a", round_.applications[0])
    paper_id = desk.key(review.id, points=3)
    desk.scan(review.id)
    round_.save("reviewer_a", review, {"priority": Cell(CellState.VALUE, 5)})
    with pytest.raises(Problems, match="画面でも採点を書き始めています"):
        desk.agree(paper_id)
    assert desk.agree(paper_id, over_web="委員に電話で確認。紙が正しい。") == ()
    with round_.city.uow() as uow:
        assert {cell.points for cell in cells_of(uow.session, review.id).values()} == {3}
    other = round_.review("reviewer_a", round_.applications[1])
    paper_id = desk.key(other.id, points=3)
    desk.scan(other.id)
    round_.mark("reviewer_a", other.application_id, 5)
    with pytest.raises(Refused, match="もう提出されています"):
        desk.agree(paper_id, over_web="紙が正しい。")
    version = desk.paper(paper_id).version
    desk.act(drop_paper_sheet, paper_id, version=version, reason="画面で提出された")
    assert desk.paper(paper_id).state is PaperState.DROPPED


def test_who_sits_on_the_panel_or_is_kept_out_handles_no_paper(begun: Round) -> None:
    desk, stage = Desk(begun), begun.board().stage
    review = begun.review("reviewer_a", begun.applications[0])
    with begun.city.uow() as uow, uow.writing() as write:
        write.session.add(
            SeatRow(
                person_id=begun.city.ids["officer2"],
                kind=SeatKind.REVIEWER,
                call_id=begun.call_id,
                from_on=date(2020, 4, 1),
            )
        )
    with pytest.raises(NotFound):
        desk.key(review.id, "officer2")
    with pytest.raises(NotFound):
        begun.ask("officer2", paper_stage, begun.call_id, "documents")
    with begun.city.uow() as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=begun.city.ids["officer"],
                application_id=review.application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
    with pytest.raises(NotFound):
        desk.key(review.id)
    other = begun.review("reviewer_a", begun.applications[1])
    scan_id = desk.scan(other.id)
    with begun.city.uow() as uow:
        officer = begun.city.actor("officer", AFTER)
        lines = paper_lines(uow.session, officer, begun.call_id, stage)
        assert {one.application_id for one in lines} == {begun.applications[1]}
        assert load_scan(uow.session, officer, scan_id).review_id == other.id
    city = begun.city
    with city.uow(AFTER, "officer") as uow:
        whole = keep_member_scan(
            uow,
            city.catalog,
            city.files,
            city.actor("officer", AFTER),
            begun.call_id,
            stage_id="documents",
            member_id=begun.members["reviewer_a"],
            name="全部.png",
            stream=BytesIO(png()),
        )
        with pytest.raises(NotFound):
            load_scan(uow.session, city.actor("officer", AFTER), whole)


def test_undeclared_sheets_are_printed_with_the_question_and_not_keyed(round_: Round) -> None:
    round_.start()
    desk = Desk(round_)
    review = round_.review("reviewer_a", round_.applications[0])
    with pytest.raises(Refused, match="利害関係の申告"):
        desk.key(review.id)
    round_.declare("reviewer_b", a1="理事を務めている")
    sets = round_.ask("officer", score_sheet_sets, round_.call_id, "documents")
    assert [(one.cover.reviewer, one.cover.declared, len(one.sheets)) for one in sets] == [
        ("A委員", False, 2),
        ("B委員", True, 1),
        ("C委員", False, 2),
    ]
    assert [one.order for one in sets[0].sheets] == ["1／2", "2／2"]
    only = round_.ask(
        "officer",
        score_sheet_sets,
        round_.call_id,
        "documents",
        member_id=round_.members["reviewer_b"],
    )
    assert [one.number for one in only[0].sheets] == [one.number for one in sets[1].sheets]
    with round_.city.uow() as uow:
        name = uow.session.get_one(Person, round_.city.ids["reviewer_b"]).name
    assert only[0].cover.name == name


def test_one_scan_of_everything_goes_beside_all_that_waits(desk: Desk) -> None:
    round_ = desk.round
    reviews = [round_.review("reviewer_a", one) for one in round_.applications]
    papers = [desk.key(one.id) for one in reviews]
    own = desk.scan(reviews[0].id)
    city = round_.city
    with city.uow(AFTER, "officer") as uow:
        whole = keep_member_scan(
            uow,
            city.catalog,
            city.files,
            city.actor("officer", AFTER),
            round_.call_id,
            stage_id="documents",
            member_id=round_.members["reviewer_a"],
            name="A委員.png",
            stream=BytesIO(png(8, 8)),
        )
    assert [desk.paper(one).scan_id for one in papers] == [own, whole]
    with city.uow() as uow:
        assert uow.session.get_one(PaperScan, whole).review_id is None
        stage = round_.board().stage
        for person, count in (("officer", 0), ("officer2", 2)):
            actor = city.actor(person, AFTER)
            waiting = waiting_lines(uow.session, actor, round_.call_id, stage, limit=10)
            assert len(waiting) == count
    line = round_.ask("officer", paper_stage, round_.call_id, "documents").members[0]
    assert (line.reviewer, line.to_key, line.papers[PaperState.KEYED]) == ("A委員", 0, 2)


def test_a_paper_marked_in_time_counts_though_it_is_keyed_after_the_day(desk: Desk) -> None:
    review = desk.round.review("reviewer_a", desk.round.applications[0])
    later, due = AFTER + timedelta(days=10), AFTER + timedelta(days=1)
    desk.round.by(
        "officer", set_due, desk.round.call_id, stage_id="documents", due_at=due, seen=None
    )
    late = PaperInput(all_alike("documents", 4), "", DAY + timedelta(days=5))
    with pytest.raises(Refused, match="提出期限"):
        desk.round.by("officer", key_paper_sheet, review.id, paper=late, version=0, now=later)
    cells = all_alike("documents", 4)
    paper = PaperInput(cells, "", DAY)
    keyed = desk.round.by("officer", key_paper_sheet, review.id, paper=paper, version=0, now=later)
    assert desk.paper(keyed).marked_on == DAY
    desk.scan(review.id)
    version = desk.paper(keyed).version
    with pytest.raises(Problems, match="違うところ"):
        desk.act(return_paper_sheet, keyed, version=version, differs=())
    desk.agree(keyed)
    assert desk.round.review("reviewer_a", review.application_id).handed_in_at == start_of_day(DAY)
