"""The chair signs the result of a day: the one that was shown, once all is in, and only that."""

import json

import pytest
from sqlalchemy import select, update

from builders import AFTER, version_of
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.models import Application
from koubo.people.models import Bar
from koubo.people.rules import BarCause
from koubo.problems import NotFound, Refused, Stale
from koubo.review.actions.tally import tally
from koubo.review.days.actions.signing import note_signature, sign_on_tablet
from koubo.review.days.models import PresentationDay
from koubo.review.days.result import Result, result_of, signature_holds, signed_lines
from koubo.review.models import Standing
from koubo.review.panels.models import PanelSeat
from koubo.review.panels.rules import PanelRole
from koubo.schemes.models import Call
from review.days import a_day, opened, press, tokens
from review.rounds import Round


def seen(round_: Round, person: str) -> Result:
    with round_.city.uow(AFTER) as uow:
        actor = round_.city.actor(person, AFTER)
        return result_of(uow.session, actor, round_.call_id, "documents")


def signed(round_: Round, day_id: int) -> tuple[bool, int | None, bool]:
    """Say whether the signature still holds, who signed, and whether on paper."""
    with round_.city.uow(AFTER) as uow:
        day = uow.session.get_one(PresentationDay, day_id)
        holds = signature_holds(day, seen(round_, "officer"))
        return holds, day.signed_by, day.signed_on_paper


def test_what_was_shown_is_signed_and_a_later_change_shows(begun: Round) -> None:
    city, chair = begun.city, begun.members["reviewer_a"]
    with city.uow(AFTER, "officer") as uow, uow.writing() as write:
        write.session.execute(
            update(PanelSeat).where(PanelSeat.panel_member_id == chair).values(role=PanelRole.CHAIR)
        )
    day_id = a_day(begun)
    cards = tokens(begun, day_id)
    holder, plain = opened(begun, cards["reviewer_a"]), opened(begun, cards["reviewer_b"])
    early = seen(begun, "reviewer_a")
    with city.uow(AFTER) as uow, pytest.raises(Refused, match="まだ署名できません"):
        sign_on_tablet(uow, holder, digest=early.digest)
    begun.mark_all(points=(4, 5))
    begun.by("officer", tally, begun.call_id, stage_id="documents")

    result = seen(begun, "reviewer_a")
    assert result.may_be_signed
    with city.uow(AFTER) as uow, pytest.raises(NotFound):
        sign_on_tablet(uow, plain, digest=result.digest)
    with city.uow(AFTER) as uow, pytest.raises(Stale):
        sign_on_tablet(uow, holder, digest=early.digest)
    with city.uow(AFTER, "reviewer_a") as uow:
        sign_on_tablet(uow, holder, digest=result.digest)
    assert signed(begun, day_id) == (True, chair, False)
    with city.uow(AFTER) as uow:
        day = uow.session.get_one(PresentationDay, day_id)
        assert tuple(signed_lines(day)) == result.lines
        assert [one["rank"] for one in json.loads(day.signed_result)] == [1, 2]

    with city.uow(AFTER) as uow, uow.writing() as write:
        one = write.session.scalars(select(Standing).order_by(Standing.id)).first()
        assert one is not None
        one.amount += 1
    assert signed(begun, day_id) == (False, chair, False)
    fresh = seen(begun, "officer").digest
    press(begun, note_signature, day_id, member_id=chair, digest=fresh)
    assert signed(begun, day_id) == (True, chair, True)

    with city.uow(AFTER) as uow, uow.writing() as write:
        bar = Bar(
            person_id=city.ids["reviewer_a"],
            application_id=begun.applications[0],
            cause=BarCause.RECUSED,
            set_at=AFTER,
        )
        write.session.add(bar)
    hidden = seen(begun, "reviewer_a")
    assert (hidden.hides, hidden.lines, hidden.may_be_signed) == (True, (), False)


def test_of_a_group_that_withdrew_nothing_is_waited_for_and_nothing_signed(begun: Round) -> None:
    city, (gone, left) = begun.city, begun.applications
    for person in begun.members:
        begun.mark(person, left)
    assert seen(begun, "officer").awaited == 3

    with city.uow(AFTER, "applicant") as uow:
        version = version_of(city, Application, gone)
        withdraw(uow, city.actor("applicant", AFTER), gone, reason="都合により", version=version)

    result = seen(begun, "officer")
    assert (result.awaited, result.is_current, len(result.lines)) == (0, False, 1)
    begun.by("officer", tally, begun.call_id, stage_id="documents")
    assert seen(begun, "officer").may_be_signed
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Call, begun.call_id).budget += 1
    assert not seen(begun, "officer").may_be_signed  # the money was counted anew
