"""The hooks of review are asked, each where its docstring says, and fail closed."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from builders import AFTER, City, a_city, an_accepted_application
from koubo.hooks import PluginFault, hookimpl
from koubo.plugins import load
from koubo.problems import Problem
from koubo.review.actions.sheets import hand_in_sheet
from koubo.review.models import Standing
from koubo.review.rules import ReviewState
from koubo.review.selection.propose import propose
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from review.rounds import Round, a_round, all_alike


class DepartmentConflicts:
    """Keeps people of the partner department out."""

    @hookimpl
    def koubo_reviewer_conflicts(self, application, reviewer):
        if application.partner_department in reviewer.department_names:
            yield Problem("of_partner", "担当課の職員のため、審査に加われません。")


class TurnedAround:
    """Turns the core's proposal around."""

    @hookimpl
    def koubo_selection(self, stage, rule, scored, pots):
        proposal = propose(stage, rule, scored, pots)
        return replace(proposal, outcomes=tuple(reversed(proposal.outcomes)))


class Forgetful:
    """Proposes something for one application only."""

    @hookimpl
    def koubo_selection(self, stage, rule, scored, pots):
        return propose(stage, rule, scored[:1], pots)


class BrokenScore:
    """Cannot score."""

    @hookimpl
    def koubo_score(self, sheets):
        raise ValueError("壊れています")


class Interruption:
    """Lets something happen once while a sheet is being scored."""

    def __init__(self) -> None:
        self.do = None

    @hookimpl
    def koubo_score(self, sheets):
        do, self.do = self.do, None
        if do is not None:
            do()


@pytest.fixture
def with_plugin(database: Database, tmp_path: Path):
    """Give a function that makes a round in a city with one more plugin."""

    def make(plugin: object) -> Round:
        house = load(more={"city": plugin})
        city: City = a_city(database, FileStore(tmp_path / "files"), house)
        return a_round(city)

    return make


def begin(round_: Round) -> Round:
    round_.begin()
    return round_


def test_koubo_reviewer_conflicts_is_asked_when_sheets_are_given_out(with_plugin):
    round_ = with_plugin(DepartmentConflicts())
    round_.seat("department_person")

    round_.start()

    # 協働準備コース names no partner department, so that nobody is kept out.
    review = round_.review("department_person", round_.applications[0])
    assert review.state is ReviewState.ASSIGNED


def test_koubo_reviewer_conflicts_knows_the_partner_department(with_plugin):
    round_ = with_plugin(DepartmentConflicts())
    round_.seat("department_person")
    bound = an_accepted_application(round_.city, round_.call_id, course="city_theme")

    round_.start()

    review = round_.review("department_person", bound)
    # All answers count, the core's own among them.
    assert (review.state, review.conflict) == (
        ReviewState.RECUSED,
        "担当課の職員のため、審査に加われません。\n"
        "この事業に関わる市の担当課「環境政策課」の職員のため、審査に加われません。",
    )


def test_koubo_selection_of_a_plugin_stands(with_plugin):
    round_ = begin(with_plugin(TurnedAround()))

    ranked = [row.application.id for row in round_.board().rows]

    assert ranked == list(reversed(round_.applications))


def test_a_selection_that_forgets_an_application_is_a_fault(with_plugin):
    round_ = begin(with_plugin(Forgetful()))

    with pytest.raises(PluginFault, match="一致しません"):
        round_.board()


def test_koubo_score_that_fails_takes_no_step_and_keeps_the_draft(with_plugin):
    round_ = begin(with_plugin(BrokenScore()))
    review = round_.review("reviewer_a", round_.applications[0])
    version = round_.save("reviewer_a", review, all_alike("documents", 4))

    with pytest.raises(PluginFault):
        round_.by("reviewer_a", hand_in_sheet, review.id, version=version)

    assert round_.review("reviewer_a", round_.applications[0]).state is ReviewState.DECLARED


def test_two_who_hand_in_at_once_are_both_in_the_standing(with_plugin):
    plugin = Interruption()
    round_ = begin(with_plugin(plugin))
    plugin.do = lambda: round_.mark("reviewer_b", round_.applications[0], 5)

    round_.mark("reviewer_a", round_.applications[0], 4)

    with round_.city.uow(AFTER) as uow:
        kept = uow.session.execute(
            select(Standing.sheets_in, Standing.total_text).order_by(Standing.application_id)
        ).first()
    assert kept == (2, "13.5／15")
