"""A city and a round of review in it, on both engines."""

from pathlib import Path

import pytest

from builders import City, a_city
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from review.rounds import Round, a_round


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    """Give a city with people in it."""
    return a_city(database, FileStore(tmp_path / "files"))


@pytest.fixture
def round_(city: City) -> Round:
    """Give a call with a panel of three and two accepted applications, not begun."""
    return a_round(city)


@pytest.fixture
def begun(round_: Round) -> Round:
    """Give a round whose first stage has begun and in which nobody has a conflict."""
    round_.begin()
    return round_
