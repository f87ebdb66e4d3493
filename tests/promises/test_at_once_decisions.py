"""A hundred decisions released at the same moment: not one yen over the pot, and none too few.

``KOUBO_ROUNDS=100`` runs a hundred rounds; the suite runs two.
"""

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import delete, func, select, update

from award_builders import GRANTED, a_kessai, a_staffed_city, press, vote
from builders import City, a_call, an_accepted_application
from koubo.applications.rules import ApplicationState, FilingState
from koubo.award.grants.actions.grants import granted_of
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.rules import AwardState, DecisionKind, DecisionState, Outcome
from koubo.lifecycle.release import release_decision
from koubo.problems import Refused
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, PastAwardRow
from koubo.schemes.pot_models import CallPotRow
from koubo.schemes.rules import CallState
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork
from promises.crowd_rows import SUM, Rows
from promises.pressing import Verb, at_once
from review.rounds import Round

ROUNDS = int(os.environ.get("KOUBO_ROUNDS", "2"))
pytestmark = pytest.mark.timeout(60 + 30 * ROUNDS)
PRESSES = 100
BUDGET = PRESSES * SUM
OWN, OTHER = "kurashiki.collab_prep", "kurashiki.city_theme"


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def drafted_grants(city: City) -> tuple[int, list[int]]:
    """Give a voted call with a hundred drafted decisions, each on one award of the same sum."""
    call_id = a_call(city, budget=BUDGET)
    an_accepted_application(city, call_id)  # whose snapshot the crowd's are copied from
    vote(city, call_id, BUDGET)
    with city.uow(GRANTED, "officer") as uow, uow.writing() as write:
        write.session.get_one(Call, call_id).state = CallState.DECIDED
        rows = Rows(write.session, Round(city, call_id, [], {}), PRESSES)
        applications = rows.applications("E", ApplicationState.SELECTED)
        kind, state = FilingKind.GRANT_APPLICATION, FilingState.ACCEPTED
        filings, _ = rows.filed(applications, kind, state)
        awards = rows.add(
            Award, [an_award(*one) for one in zip(applications, filings, strict=True)]
        )
        kessai = a_kessai(GRANTED)
        decision = {
            "call_id": call_id,
            "kind": DecisionKind.GRANT,
            "state": DecisionState.DRAFTED,
            "kessai_number": kessai.number,
            "kessai_on": kessai.on,
            "kessai_post": kessai.post,
            "document_number": kessai.document_number,
            "issued_on": kessai.issued_on,
            "drafted_by": city.ids["officer"],
            "drafted_at": GRANTED,
        }
        drafts = rows.add(Decision, [decision] * PRESSES)
        line = {"outcome": Outcome.GRANTED, "amount": SUM, "working": []}
        each = zip(drafts, applications, filings, awards, strict=True)
        names = ("decision_id", "application_id", "filing_id", "award_id")
        lines = [{**line, **dict(zip(names, one, strict=True))} for one in each]
        rows.add(DecisionLine, lines)
    return call_id, drafts


def an_award(application_id: int, filing_id: int) -> dict[str, object]:
    return {
        "application_id": application_id,
        "filing_id": filing_id,
        "fiscal_year": 2026,
        "state": AwardState.APPLIED,
        "requested": SUM,
        "adopted": SUM,
    }


def begin_again(city: City, call_id: int, fits: int, *, pots: bool) -> None:
    """Take every release back and set a budget, or a pot of it, into which so many fit."""
    pot = fits * SUM + SUM // 2
    with city.uow(GRANTED, "officer") as uow, uow.writing() as write:
        run = write.session.execute
        run(delete(Notice))
        run(delete(PastAwardRow))
        run(delete(CallPotRow))
        waiting = {"state": DecisionState.DRAFTED, "released_by": None, "released_at": None}
        run(update(Decision).values(**waiting, version=Decision.version + 1))
        applied = {"state": AwardState.APPLIED, "awarded": None, "granted_on": None}
        run(update(Award).values(**applied, version=Award.version + 1))
        call = write.session.get_one(Call, call_id)
        call.budget = BUDGET + SUM if pots else pot
        if pots:
            for place, (course, amount) in enumerate(((OWN, pot), (OTHER, call.budget - pot))):
                write.session.add(
                    CallPotRow(
                        call_id=call_id,
                        position=place,
                        title=course,
                        amount=amount,
                        course_ids=[course],
                    )
                )


def releasing(city: City, decision_id: int, version: int) -> Verb:
    """Give the verb that releases one decision."""
    actor = city.actor("releaser", GRANTED)

    def press_button(uow: UnitOfWork) -> None:
        release_decision(uow, city.catalog, press(), actor, decision_id, version=version)

    return press_button


def test_a_hundred_released_at_once_fill_the_pot_and_no_more(city: City) -> None:
    call_id, drafts = drafted_grants(city)
    chance = Random(20260410)

    for number in range(ROUNDS):
        fits = 33 if number < 2 else chance.randrange(PRESSES)
        begin_again(city, call_id, fits, pots=number % 2 == 1)
        with city.uow() as uow:
            seen = dict(uow.session.execute(select(Decision.id, Decision.version)).all())
        answers = at_once(
            city, "releaser", GRANTED, *[releasing(city, one, seen[one]) for one in drafts]
        )

        assert Counter(answers) == Counter({None: fits, Refused: PRESSES - fits}), number
        with city.uow() as uow:
            assert granted_of(uow.session, call_id) == fits * SUM
            letters = uow.session.scalar(select(func.count()).select_from(Notice))
            released = Decision.state == DecisionState.RELEASED
            out = uow.session.scalar(select(func.count()).select_from(Decision).where(released))
        assert letters == out == fits
