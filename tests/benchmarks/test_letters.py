"""What a job of many letters costs over printing the same letters with typst alone.

A run of all tests makes a few letters only. Both figures and their ratio come from one run:

    pytest -n0 --benchmark-enable tests/benchmarks/test_letters.py
"""

import json
from pathlib import Path
from time import process_time

import pytest
import typst
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import select

from award.many_letters import many_letters
from award_builders import DECIDED, a_staffed_city
from builders import City
from koubo.award.models import Notice
from koubo.award.notices.actions.batches import ask_letter_batch
from koubo.award.notices.batches import BatchForm, work_letters
from koubo.award.notices.queries.issued_letters import LETTERS_JOB
from koubo.papers.letters import HERE, STANDARD, Letter, Press, _content
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.job_models import Job, JobState
from koubo.storage.jobs import JobWork, claim_job

MANY, FEW = 1_000, 25
MOST = 2.0
"""CPU time of the job by that of typst alone."""

pytestmark = [
    pytest.mark.benchmark(group="letters", timer=process_time),
    pytest.mark.timeout(300),
]


@pytest.fixture
def issued(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path
) -> tuple[City, int]:
    """Give a city with one released decision of many lines, each with its letter."""
    count = MANY if request.config.getoption("benchmark_enable") else FEW
    path = tmp_path / "koubo.db"
    path.write_bytes(sqlite_template.read_bytes())
    city = a_staffed_city(Database(f"sqlite:///{path}"), FileStore(tmp_path / "files"))
    return city, many_letters(city, count)


def typst_alone(letters: list[str]) -> list[bytes]:
    """Print each letter with one kept compiler, and do nothing else."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    compiler = typst.Compiler(HERE / "letter.typ", root=HERE, font_paths=fonts)
    return [
        compiler.compile(format="pdf", pdf_standards=STANDARD, sys_inputs={"letters": one})
        for one in letters
    ]


def the_job(city: City, decision_id: int) -> Job:
    """Ask for the letters and work the job off, its own press included."""
    with city.uow(DECIDED, "officer") as uow:
        actor = city.actor("officer", DECIDED)
        job_id = ask_letter_batch(uow, city.catalog, actor, decision_id, form=BatchForm.ZIP)
    with city.uow(DECIDED) as uow:
        claim = claim_job(uow, [LETTERS_JOB])
    assert claim is not None
    work = JobWork(city.database, city.files, claim, clock=lambda: DECIDED, stopping=lambda: False)
    work_letters(work, city.catalog, Press())
    with city.uow() as uow:
        return uow.session.get_one(Job, job_id)


def test_a_job_of_letters_costs_little_over_typst(
    benchmark: BenchmarkFixture, issued: tuple[City, int]
) -> None:
    city, decision_id = issued
    with city.uow() as uow:
        rows = uow.session.scalars(select(Notice).order_by(Notice.id)).all()
        letters = [Letter.from_json(one.letter) for one in rows]
    contents = [json.dumps([_content(one)]) for one in letters]
    began = process_time()
    alone = typst_alone(contents)
    typst_seconds = process_time() - began

    began = process_time()
    job = benchmark.pedantic(the_job, args=(city, decision_id), rounds=1)
    job_seconds = process_time() - began

    assert (job.state, job.done) == (JobState.DONE, len(alone))
    benchmark.extra_info["typst alone, CPU seconds"] = round(typst_seconds, 2)
    benchmark.extra_info["the job by typst alone"] = round(job_seconds / typst_seconds, 2)
    if benchmark.enabled:
        assert job_seconds / typst_seconds < MOST
