"""The officer's board: figures with workings, and the same few statements for 10 and for 250."""

from collections import Counter

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.review.queries.board import stage_board
from koubo.review.queries.hindrances import MOST_SHEETS, MemberProgress
from koubo.review.queries.own import own_reviews
from koubo.review.queries.ranking import stage_ranking
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Verdict
from review.many import add_many


def counted(round_, query, person, *args):
    with round_.city.database.statements() as said:
        found = round_.ask(person, query, *args)
    asking = [one for one in said if " FROM person" not in one and " FROM seat" not in one]
    asking = [one for one in asking if not one.startswith("SELECT membership.organisation_id")]
    return found, asking


def test_the_board_takes_the_same_statements_for_10_and_for_250(begun):
    begun.mark_all()
    add_many(begun, 8)
    few, said_of_few = counted(begun, stage_board, "officer", begun.call_id, "documents")
    add_many(begun, 240)

    many, said_of_many = counted(begun, stage_board, "officer", begun.call_id, "documents")

    assert (len(few.rows), len(many.rows)) == (10, 250)
    assert len(said_of_few) == len(said_of_many) <= 9, "\n".join(said_of_many)


def test_a_reviewers_list_takes_the_same_statements_for_10_and_for_250(begun):
    add_many(begun, 8)
    few, said_of_few = counted(begun, own_reviews, "reviewer_a")
    add_many(begun, 240)

    many, said_of_many = counted(begun, own_reviews, "reviewer_a")

    assert (len(few), len(many)) == (10, 250)
    assert len(said_of_few) == len(said_of_many) <= 8, "\n".join(said_of_many)


def test_the_board_shows_score_amount_and_every_step_of_both(begun):
    begun.mark_all(points=(4, 2))

    first, second = begun.board().rows

    assert (first.application.id, first.outcome.rank, first.outcome.verdict) == (
        begun.applications[0],
        1,
        Verdict.PASSED,
    )
    assert first.scored.calculated == 103_000
    assert first.scored.calculated_working.lines[0].text == "対象経費 138,400円"
    assert first.scored.score is not None
    assert first.scored.score.working.lines[0].text == (
        "公益性：A委員 4、B委員 4、C委員 4 → 平均 4"
    )
    assert second.outcome.verdict is Verdict.VETOED
    assert second.outcome.working.to_confirm == (
        "公益性の過半数が2点以下なら不採択とするのは平成17年度の規則。"
        "現在も同じかは確認できていない",
    )


def test_the_board_tells_how_far_everybody_is(begun):
    begun.mark("reviewer_b", begun.applications[0])

    board = begun.board()

    assert [(one.reviewer, one.handed_in, one.due) for one in board.members] == [
        ("A委員", 0, 2),
        ("B委員", 1, 2),
        ("C委員", 0, 2),
    ]
    assert [(row.sheets_in, row.sheets_due) for row in board.rows] == [(1, 3), (0, 3)]


def test_a_board_before_the_beginning_says_what_comes_first(round_):
    board = round_.board()

    assert not board.started
    assert board.hindrances(board.call.closes_at) == (
        "審査票が割り当てられていない応募が 2件あります。審査を始めて、割り当ててください。",
    )


def test_sheets_are_told_no_further_than_they_are_counted():
    counts = Counter({ReviewState.HANDED_IN: 999, ReviewState.ASSIGNED: MOST_SHEETS})
    member = MemberProgress(1, "A委員", counts)

    told = [member.told(one) for one in ("handed_in", "assigned", "absent")]

    assert told == ["999件", "1,000件以上", "0件"]


def test_nobody_waits_for_the_sheets_of_what_was_withdrawn(begun):
    first, _ = begun.applications
    begun.mark("reviewer_b", first)
    with begun.city.uow() as uow, uow.writing() as write:
        write.session.get_one(Application, first).state = ApplicationState.WITHDRAWN

    ranking = begun.ask("officer", stage_ranking, begun.call_id, "documents")

    assert [(one.reviewer, one.handed_in, one.open) for one in ranking.members] == [
        ("A委員", 0, 1),
        ("B委員", 0, 1),
        ("C委員", 0, 1),
    ]
    assert (ranking.judged, ranking.assigned, ranking.unassigned) == (1, 1, 0)
