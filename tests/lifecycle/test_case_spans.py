"""A case through time: whose turn it is, from the draft to the settlement, without a gap."""

from pathlib import Path

import pytest

from award_builders import (
    APPLIED,
    CONCLUDED,
    DECIDED,
    GRANTED,
    REPORTED,
    SETTLED,
    a_staffed_city,
    award,
    release,
)
from builders import AFTER, IN_TIME, City, a_call, a_filed_application
from grant_builders import a_granted_award, accept, draft_settlement, report
from koubo.applications.models import Application
from koubo.lifecycle.case_spans import Holder, Part, Span, as_told, spans_of
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def spans(city: City, application_id: int) -> list[Span]:
    with city.uow(SETTLED) as uow:
        application = uow.session.get_one(Application, application_id)
        scheme = city.catalog.of(application.call.release)
        stages = scheme.stages_of(scheme.course(application.course_id))
        return spans_of(uow.session, application, stages)


def test_a_settled_case_passes_from_hand_to_hand(city: City) -> None:
    _, award_id = a_granted_award(city)
    accept(city, report(city, award_id, cost=20_000, requested=15_000))
    release(city, draft_settlement(city, award_id), now=SETTLED)

    found = spans(city, award(city, award_id).application_id)

    assert [(one.part, one.holder, one.begins, one.ends, one.number) for one in found] == [
        (Part.CHECKING, Holder.OFFICE, IN_TIME, AFTER, 0),
        (Part.REVIEWING, Holder.PANEL, AFTER, CONCLUDED, 0),
        (Part.DECIDING, Holder.OFFICE, CONCLUDED, DECIDED, 0),
        (Part.APPLYING, Holder.ORGANISATION, DECIDED, APPLIED, 1),
        (Part.GRANTING, Holder.OFFICE, APPLIED, GRANTED, 1),
        (Part.CARRYING_OUT, Holder.ORGANISATION, GRANTED, REPORTED, 1),
        (Part.SETTLING, Holder.OFFICE, REPORTED, SETTLED, 1),
        (Part.CLOSING, Holder.OFFICE, SETTLED, None, 1),
    ]


def test_an_organisation_is_not_told_when_its_panel_came_to_an_end(city: City) -> None:
    _, award_id = a_granted_award(city)

    told = as_told(spans(city, award(city, award_id).application_id))

    assert [one.part for one in told[:3]] == [Part.CHECKING, Part.REVIEWING, Part.APPLYING]
    assert (told[1].begins, told[1].ends) == (AFTER, DECIDED)


def test_what_waits_lasts_until_somebody_acts(city: City) -> None:
    application_id = a_filed_application(city, a_call(city))

    [found] = spans(city, application_id)

    assert (found.part, found.holder, found.ends) == (Part.CHECKING, Holder.OFFICE, None)
