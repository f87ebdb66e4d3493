"""A city with an open call, on both engines."""

from pathlib import Path

import pytest

from builders import City, a_call, a_city
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


@pytest.fixture
def call_id(city: City) -> int:
    return a_call(city)
