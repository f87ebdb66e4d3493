"""集計: ranks and amounts are kept as they were computed, pages say what has come since, lots too."""

import pytest
from sqlalchemy import select

from builders import AFTER
from koubo.problems import Problems, Refused
from koubo.review.actions.lot import draw_lot
from koubo.review.actions.pots import set_pots
from koubo.review.actions.sheets import mark_absent
from koubo.review.actions.tally import tally
from koubo.review.models import Standing
from koubo.review.queries.ranking import stage_ranking
from koubo.review.queries.standing_rows import Key
from koubo.review.queries.working import working_of_one
from koubo.review.selection.values import Verdict
from koubo.schemes.models import Call
from koubo.schemes.pots import CallPot
from koubo.schemes.review_words import Recusal
from koubo.storage.history import HistoryRow
from review.many import add_many
from review.own_scheme import add_application, an_own_round, hand_in

LEVEL = """criteria:
  - {id: whole, title: 合計点, lowest: 0, highest: 10}
stages:
  - {id: only, title: 審査, method: hearing, criteria: [whole]}
selection:
  aggregate: sum_of_points
  recusal: {value: impute_mean, source: 要領第5条}
  tie_breakers: [{by: smaller_request}, {by: lot}]
  allocation: while_money_lasts
"""


@pytest.fixture
def level(city):
    """Give a stage whose two applications of one course, and one of another, are level."""
    found = an_own_round(city, LEVEL, budget=250_000)
    for course in ("start", "start", "next"):
        add_application(found, course)
    for person in ("reviewer_a", "reviewer_b"):
        found.seat(person)
    found.start("only")
    return found


def ranking(round_, stage="documents", **keys):
    return round_.ask("officer", stage_ranking, round_.call_id, stage, **keys)


def shown(found):
    return [(one.rank, one.verdict, one.amount, one.total) for one in found.lines]


def test_the_last_sheet_tallies_by_itself_exactly_and_what_comes_later_is_told(begun):
    first, second = begun.applications
    begun.mark("reviewer_a", first, 5)
    before = ranking(begun)
    begun.mark("reviewer_a", second, 4)
    for person in ("reviewer_b", "reviewer_c"):
        begun.mark(person, first, 5)
        begun.mark(person, second, 4)

    complete, board = ranking(begun), begun.board()

    assert before.tallied is None
    assert [(one.rank, one.total) for one in before.lines] == [(1, "15／15"), (None, "")]
    assert complete.tallied is not None
    assert (complete.tallied.at, complete.tallied.since) == (AFTER, ())
    assert [(one.application_id, one.rank, one.verdict, one.amount) for one in complete.lines] == [
        (row.application.id, row.outcome.rank, row.outcome.verdict, row.outcome.amount)
        for row in board.rows
    ]
    assert complete.tallied.summary.working == board.selection.working
    begun.by("officer", tally, begun.call_id, stage_id="documents")
    add_many(begun, 1)

    assert ranking(begun).tallied.since == ("その後に、対象の応募が 2件から 3件になりました。",)


def test_what_is_kept_stays_once_the_stage_is_concluded(begun):
    begun.mark_all()
    with pytest.raises(Refused, match="抽選がありません"):
        begun.by("officer", draw_lot, begun.call_id, stage_id="documents", seed="1")
    begun.conclude()

    with pytest.raises(Refused, match="結論が記録されている"):
        begun.by("officer", tally, begun.call_id, stage_id="documents")
    assert ranking(begun).concluded_on == AFTER.date()


def test_an_absence_that_completes_a_stage_tallies_it_and_one_before_does_not(begun):
    for person in ("reviewer_a", "reviewer_b"):
        for application_id in begun.applications:
            begun.mark(person, application_id)
    assert ranking(begun).tallied is None

    member = begun.members["reviewer_c"]
    begun.by("officer", mark_absent, begun.call_id, stage_id="documents", member_id=member)

    assert shown(ranking(begun)) == [
        (1, Verdict.PASSED, 0, "12／15"),
        (2, Verdict.PASSED, 0, "12／15"),
    ]


def test_a_page_goes_by_key_both_ways_before_and_after_the_first_tally(begun):
    begun.mark_all()
    add_many(begun, 118)
    with begun.city.uow() as uow, uow.writing() as write:
        rows = write.session.scalars(select(Standing)).all()
        assert len(rows) == 2
    begun.by("officer", tally, begun.call_id, stage_id="documents")

    pages = [ranking(begun)]
    while pages[-1].following:
        pages.append(ranking(begun, after=pages[-1].following))

    assert [len(one.lines) for one in pages] == [50, 50, 20]
    everything = [line.application_id for page in pages for line in page.lines]
    assert everything == [row.application.id for row in begun.board().rows]
    assert ranking(begun, before=pages[2].previous).lines == pages[1].lines
    assert (pages[0].previous, pages[2].following) == (None, None)
    with begun.city.uow() as uow, uow.writing() as write:
        for row in write.session.scalars(select(Standing)):
            row.place = None
    untold = [ranking(begun, after=Key(12_000_000, number)).lines for number in (5, 200)]
    assert {line.application_id for line in untold[0]} < set(everything)


def test_a_lot_is_drawn_once_from_its_seed_and_decides_between_equals(level):
    for person in level.members:
        level.declare(person, "only")
        for application_id in level.applications:
            hand_in(level, person, application_id, "only", whole=8)
    equal = ranking(level, "only")

    for wrong in ("", "  ", "く" * 65):
        with pytest.raises(Problems) as found:
            level.by("officer", draw_lot, level.call_id, stage_id="only", seed=wrong)
        assert [one.field for one in found.value.problems] == ["seed"]
    level.by("officer", draw_lot, level.call_id, stage_id="only", seed="くじ ５・１２")
    drawn = ranking(level, "only")

    assert [one.rank for one in equal.lines] == [1, 1, 1]
    assert [one.rank for one in drawn.lines] == [1, 2, 3]
    assert (drawn.lot_seed, drawn.tallied.since) == ("くじ 5・12", ())
    assert [(one.amount, one.rest) for one in drawn.lines] == [
        (100_000, 150_000),
        (100_000, 50_000),
        (0, 50_000),
    ]
    with pytest.raises(Refused, match="もう済んでいます"):
        level.by("officer", draw_lot, level.call_id, stage_id="only", seed="7")
    with level.city.uow() as uow:
        verbs = uow.session.scalars(select(HistoryRow.verb).order_by(HistoryRow.sequence)).all()
    assert verbs[-2:] == ["draw_lot", "tally"]


def test_no_lot_before_all_sheets_are_in(level):
    with pytest.raises(Refused, match="そろってから"):
        level.by("officer", draw_lot, level.call_id, stage_id="only", seed="1")


def test_both_results_of_a_recusal_stand_beside_each_other(level):
    level.declare("reviewer_a", "only", a0="役員だった")
    level.declare("reviewer_b", "only")
    for person, places in (("reviewer_a", (1, 2)), ("reviewer_b", (0, 1, 2))):
        for place in places:
            hand_in(level, person, level.applications[place], "only", whole=8 - place)

    found = ranking(level, "only")
    of_first = level.ask("officer", working_of_one, level.call_id, "only", level.applications[0])

    results = {one.policy: one for one in of_first.stood.why.results}
    assert list(results) == [Recusal.IMPUTE_MEAN, Recusal.DROP]
    assert [results[one].total for one in results] == ["16／20", "8／10"]
    assert [results[one].rank for one in results] == [1, 3]
    assert [results[one].amount for one in results] == [100_000, 0]
    assert found.tallied.summary.differing == 3


def test_pots_bound_each_course_and_what_is_left_serves_all(level):
    pots = (CallPot("スタート枠", 100_000, ("small.start",)),)
    with level.city.uow() as uow:
        version = uow.session.get_one(Call, level.call_id).version
    for wrong, field in (
        ((CallPot("大枠", 250_001, ("small.start",)),), "amount-0"),
        ((CallPot("", 1, ("small.start",)),), "title-0"),
        ((CallPot("枠", 1, ()),), "course_ids-0"),
        ((*pots, CallPot("次", 1, ("small.start",))), "course_ids-0"),
    ):
        with pytest.raises(Problems) as found:
            level.by("officer", set_pots, level.call_id, pots=wrong, version=version)
        assert found.value.problems[0].field == field
    level.by("officer", set_pots, level.call_id, pots=pots, version=version)
    for person in level.members:
        level.declare(person, "only")
        for place, application_id in enumerate(level.applications):
            hand_in(level, person, application_id, "only", whole=8 - place)

    summary = ranking(level, "only").tallied.summary

    assert [(one.title, one.amount) for one in summary.pots] == [
        ("スタート枠", 100_000),
        ("共通枠", 150_000),
    ]
    assert sum(one.given for one in summary.pots) == 200_000
    with level.city.uow() as uow:
        version = uow.session.get_one(Call, level.call_id).version
    level.by("officer", set_pots, level.call_id, pots=(), version=version)
    assert ranking(level, "only").tallied.since == (
        "その後に、審査票の提出など、結果を変えることがありました。",
    )
