"""How the city decides: drafted by one officer, released by another person, the budget voted."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from string import Template

from sqlalchemy import select

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.actions.selection import draft_selection_decision
from koubo.award.grants.actions.calls import record_vote
from koubo.award.grants.actions.offers import offer_to_runner_up
from koubo.award.grants.money_left import money_left
from koubo.award.models import Decision
from koubo.award.rules import Kessai
from koubo.calendar import day_in_japan
from koubo.lifecycle.release import release_decision
from koubo.schemes.models import Call
from koubo_web.sample.scene import Diary, Scene, version_of
from koubo_web.sample.timetable import CallTimes, Timetable, at

OFFICER = "jimukyoku"
RELEASER = "sekou"
LETTERS_BETWEEN = 3
"""The city's own registers count other papers in between."""
OFFERING, OFFERED, TIME_TO_ANSWER = "decided", 3, timedelta(days=14)
"""The call whose runner-up is offered what is left, how many days ago, and their time."""
OFFER = "予算の残りの範囲で、規模を小さくして行うことができるか、ご検討ください。"


def write_decisions(
    diary: Diary, scene: Scene, calls: Mapping[str, CallTimes], times: Timetable
) -> None:
    """Let every call be decided whose time has come, and its budget be voted."""
    for key, call in calls.items():
        if call.drafted_on is not None and call.released_on is not None:
            diary.add(at(call.drafted_on, time(11, 10)), draft_selection, key, call.released_on)
            diary.add(at(call.released_on, time(10, 40)), release, f"selection:{key}")
    for key in ("finished", "running"):
        diary.add(at(times.vote_of(calls[key].fiscal_year), time(15)), vote, key)
    diary.add(at(times.candidates_vote, time(15)), vote, "candidates")
    if OFFERING in scene.world.calls:
        diary.add(at(times.ago(OFFERED), time(14, 30)), offer_the_rest, OFFERING)


def kessai_of(scene: Scene, issued_on: date) -> Kessai:
    """Give the city's numbers for a decision that is drafted now."""
    number = 100 + LETTERS_BETWEEN * len([one for one in scene.ids if one.startswith("decision:")])
    written = scene.world.kessai
    return Kessai(
        number=Template(written.decision).substitute(number=number),
        on=day_in_japan(scene.at),
        post=written.post,
        document_number=Template(written.document).substitute(number=number + 1),
        issued_on=issued_on,
    )


def draft_selection(scene: Scene, key: str, issued_on: date) -> None:
    """Draft 採択・不採択 as the panel concluded."""
    name = f"selection:{key}"
    with scene.act(OFFICER) as (uow, actor):
        scene.ids[f"decision:{name}"] = draft_selection_decision(
            uow,
            scene.catalog,
            actor,
            scene.ids[f"call:{key}"],
            kessai=kessai_of(scene, issued_on),
        )


def release(scene: Scene, name: str) -> None:
    """Let the releasing person issue a drafted decision with its letters."""
    decision_id = scene.ids[f"decision:{name}"]
    with scene.act(RELEASER) as (uow, actor):
        seen = version_of(uow, Decision, decision_id)
        release_decision(uow, scene.catalog, scene.press, actor, decision_id, version=seen)


def vote(scene: Scene, key: str) -> None:
    """Record the council's vote on a call's budget."""
    call_id = scene.ids[f"call:{key}"]
    with scene.act(OFFICER) as (uow, actor):
        call = uow.session.get_one(Call, call_id)
        record_vote(
            uow,
            actor,
            call_id,
            voted_on=day_in_japan(scene.at),
            amount=call.budget,
            version=call.version,
        )


def offer_the_rest(scene: Scene, key: str) -> None:
    """Let an officer offer a call's runner-up what is left of its budget."""
    call_id, today = scene.ids[f"call:{key}"], day_in_japan(scene.at)
    with scene.act(OFFICER) as (uow, actor):
        call = uow.session.get_one(Call, call_id)
        left = money_left(uow.session, call_id, call.budget, today).left
        runner_up = select(Application.id).where(
            Application.call_id == call_id, Application.state == ApplicationState.RUNNER_UP
        )
        offer_to_runner_up(
            uow,
            actor,
            uow.session.scalars(runner_up).one(),
            amount=left,
            until=today + TIME_TO_ANSWER,
            note=OFFER,
        )
