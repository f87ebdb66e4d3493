"""A plugin's own rule about changes: it is asked, it may refuse, and where it breaks nothing is filed."""

from collections.abc import Iterator
from typing import Any

import pytest

from amendment_builders import CHANGED, hand_in_change, start_change
from award_builders import a_staffed_city
from builders import City
from grant_builders import a_granted_award
from koubo.api import AmendmentCase, AwardCase, Problem, hookimpl
from koubo.award.amendments.actions.amending import check_change
from koubo.hooks import PluginFault
from koubo.plugins import load
from koubo.problems import Problems
from koubo.storage.database import Database
from koubo.storage.files import FileStore


class Watchful:
    """A plugin that lets nobody lower an award by more than half, or answers as a test says."""

    def __init__(self) -> None:
        self.asked: list[tuple[AwardCase, AmendmentCase]] = []
        self.breaks = False

    @hookimpl
    def koubo_amendment_problems(self, award: AwardCase, change: AmendmentCase) -> Any:
        self.asked.append((award, change))
        if self.breaks:
            raise ZeroDivisionError("watchful")
        return self._problems(change)

    def _problems(self, change: AmendmentCase) -> Iterator[Problem]:
        if change.after * 2 < change.before:
            yield Problem("too_small", "半分より小さくはできません。", field="budget")


@pytest.fixture
def watchful() -> Watchful:
    return Watchful()


@pytest.fixture
def city(database: Database, tmp_path, watchful: Watchful) -> City:
    city = a_staffed_city(database, FileStore(tmp_path / "files"))
    city.house = load(more={"watchful": watchful})
    return city


def codes(city: City, filing_id: int) -> list[str]:
    with city.uow(CHANGED, "applicant") as uow:
        actor = city.actor("applicant", CHANGED)
        found = check_change(uow, city.catalog, actor, filing_id)
    return [one.code for one in found.check.problems]


def test_a_plugins_rule_is_asked_may_refuse_and_fails_closed(
    city: City, watchful: Watchful
) -> None:
    _, award_id = a_granted_award(city)
    filing_id = start_change(city, award_id, cost=50_000, requested=40_000)

    assert codes(city, filing_id) == ["too_small"]
    award, change = watchful.asked[-1]
    assert (award.amounts.awarded, change.before, change.after) == (103_000, 103_000, 40_000)
    assert "budget" in change.answers
    with pytest.raises(Problems, match="半分より小さく"):
        hand_in_change(city, filing_id)
    watchful.breaks = True
    with pytest.raises(PluginFault, match="koubo_amendment_problems"):
        codes(city, filing_id)
