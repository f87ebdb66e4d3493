"""Officers who press at once on the scheme desk: one release, the others are told."""

from collections import Counter
from pathlib import Path

import pytest

from builders import AFTER, City, a_city
from koubo.problems import Refused
from koubo.proof.proving import check_file
from koubo.schemes.actions.releases import publish_release, withdraw_release
from koubo.schemes.models import Release
from koubo.schemes.release_models import DeskRelease
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import HistoryRow
from koubo.storage.unit_of_work import UnitOfWork
from promises.pressing import Verb, at_once, number_of
from releasing import CAP, HIGHER_CAP, a_copy, copy_of, without_cases


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def publishing(city: City, file_id: int) -> Verb:
    """Give the verb that publishes a working copy as it is now."""
    copy, actor = copy_of(city, file_id), city.actor("officer")
    checked = check_file(city.catalog, copy.text, copy.cases)
    assert checked.proving is not None
    proven = checked.proving.proven

    def publish(uow: UnitOfWork) -> int:
        return publish_release(
            uow, city.catalog, actor, file_id, proven=proven, note="直した", version=copy.version
        )

    return publish


def test_the_same_text_in_several_copies_is_one_release(city: City) -> None:
    copies = [a_copy(city, (CAP, HIGHER_CAP), cases="") for _ in range(4)]

    answers = at_once(city, "officer", AFTER, *[publishing(city, one) for one in copies])

    assert Counter(answers)[Refused] == 3
    assert number_of(city, DeskRelease) == number_of(city, Release) == 1


def test_a_release_is_taken_back_once(city: City) -> None:
    release_id, actor = without_cases(city, (CAP, HIGHER_CAP)), city.actor("officer")

    def withdraw(uow: UnitOfWork) -> None:
        withdraw_release(uow, actor, release_id, reason="写し間違い")

    answers = at_once(city, "officer", AFTER, *[withdraw] * 4)

    assert Counter(answers)[Refused] == 3
    assert number_of(city, HistoryRow, HistoryRow.verb == "withdraw_release") == 1
