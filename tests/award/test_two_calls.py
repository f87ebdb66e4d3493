"""Two calls of one scheme in one 事業年度: their money is apart, the year counts once."""

from pathlib import Path

import pytest
from sqlalchemy import select

from award_builders import a_staffed_city, award
from builders import IN_TIME, City, a_call, a_draft
from grant_builders import a_granted_award
from koubo.applications.facts import Asked, eligibility_case
from koubo.applications.findings import findings
from koubo.applications.models import Filing
from koubo.schemes.models import PastAwardRow
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def test_two_awards_of_one_year_are_one_year_with_the_sum_of_both(city: City) -> None:
    """秋田市の地域づくり交付金は、同じ年度に二次募集がある（AK-12）."""
    (first_call, first), (second_call, second) = a_granted_award(city), a_granted_award(city)

    with city.uow() as uow:
        past = uow.session.scalars(select(PastAwardRow)).one()
    numbers = [award(city, one).application.receipt_number or "" for one in (first, second)]
    assert (past.fiscal_year, past.amount) == (2026, 206_000)
    assert first_call != second_call
    assert [one.split("-")[1:3] for one in numbers] == [
        [str(first_call), "0001"],
        [str(second_call), "0001"],
    ]


def test_the_next_year_counts_both_calls_as_one(city: City) -> None:
    a_granted_award(city)
    a_granted_award(city)

    filing_id = a_draft(city, a_call(city, fiscal_year=2027))

    with city.uow() as uow:
        filing = uow.session.get_one(Filing, filing_id)
        asked = Asked.of(city.catalog, filing)
        case = eligibility_case(
            uow.session,
            filing.application,
            {},
            scheme=asked.scheme,
            form=asked.form,
            received_at=IN_TIME,
        )
        years = next(
            one for one in findings(city.catalog, asked.course, case) if one.rule == "years"
        )
    assert years.working.lines[0].text == "これまで 令和8年度、今回で2年目（通算2年以内）"
