"""What ranking and allocation from the database cost over reading the same rows with plain SQL.

A run of all tests only compares the answers, on few rows. Both figures come from one run:

    pytest -n0 --benchmark-enable tests/benchmarks/test_ranking.py
"""

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.stage_rows import CRITERIA, STAGE, a_full_stage
from builders import AFTER, City, a_city
from koubo.review.actions.tally import tally
from koubo.review.queries.whole_stage import WholeStage, whole_stage
from koubo.schemes.models import Call
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from review.rounds import Round

MANY, FEW = 10_000, 20
REVIEWERS = 5
ROUNDS = 5
PLAIN = """
    SELECT review.application_id, review.id, score_cell.criterion_id, score_cell.state,
           score_cell.points
    FROM score_cell
    JOIN review ON review.id = score_cell.review_id
    JOIN panel_member ON panel_member.id = review.panel_member_id
    WHERE panel_member.call_id = {call_id} AND review.stage_id = '{stage_id}'
"""

pytestmark = pytest.mark.benchmark(
    group="ranking",
    timer=process_time,  # what else the machine does is not ours
)


@pytest.fixture(scope="module")
def full(request, tmp_path_factory, sqlite_template) -> Round:
    """Give a stage that is wholly marked and tallied; a large one where anything is measured."""
    folder: Path = tmp_path_factory.mktemp("ranking")
    copy = folder / "koubo.db"
    copy.write_bytes(sqlite_template.read_bytes())
    city = a_city(Database(f"sqlite:///{copy}"), FileStore(folder / "files"))
    measured = request.config.getoption("benchmark_enable")
    round_ = a_full_stage(city, MANY if measured else FEW, REVIEWERS)
    round_.by("officer", tally, round_.call_id, stage_id=STAGE)
    return round_


@pytest.fixture(scope="module")
def seconds() -> dict[str, float]:
    """Keep what each way took at best, so that they can be compared."""
    return {}


def read(city: City, call_id: int) -> list[Any]:
    """Read every mark of the stage as it stands in the tables."""
    with city.uow(AFTER) as uow:
        plain = PLAIN.format(call_id=call_id, stage_id=STAGE)
        return uow.session.connection().exec_driver_sql(plain).fetchall()


def rank(city: City, call_id: int) -> WholeStage:
    """Rank and allocate as a simulation begins."""
    with city.uow(AFTER) as uow:
        call = uow.session.get_one(Call, call_id)
        return whole_stage(uow.session, city.catalog, call, STAGE)


def timed(benchmark: BenchmarkFixture, way: Callable[[], Any]) -> tuple[Any, float]:
    """Give what came out, and the best time of the rounds; 0 where nothing is measured."""
    found = benchmark.pedantic(way, rounds=ROUNDS, warmup_rounds=1)
    return found, benchmark.stats.stats.min if benchmark.stats else 0.0


def test_the_marks_read_with_plain_sql(benchmark, full, seconds):
    rows, seconds["plain"] = timed(benchmark, lambda: read(full.city, full.call_id))

    assert len(rows) == len(full.applications) * REVIEWERS * len(CRITERIA)


def test_ranking_and_allocation_from_the_database(benchmark, full, seconds, capsys):
    whole, seconds["ranked"] = timed(benchmark, lambda: rank(full.city, full.call_id))

    outcomes = whole.selection.outcomes
    places = [one.rank for one in outcomes]
    assert len(outcomes) == len(full.applications)
    assert places == sorted(places)
    assert sum(one.amount for one in outcomes) <= whole.budget
    if benchmark.enabled and "plain" in seconds:
        ratio = seconds["ranked"] / seconds["plain"]
        with capsys.disabled():
            print(
                f"\n{len(outcomes):,} applications × {REVIEWERS} reviewers × {len(CRITERIA)} criteria,"
                f" best of {ROUNDS} rounds: plain SQL {seconds['plain']:.2f} s,"
                f" ranked and allocated {seconds['ranked']:.2f} s, {ratio:.1f} times (goal: 3)"
            )
