"""What an organisation did before its proposal: answered, written down by an officer, handed in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from applications.test_contacts import contact
from builders import AFTER, IN_TIME, City, a_draft
from koubo.applications.actions.contacts import end_registration, record_registration
from koubo.applications.contact_models import Registration
from koubo.applications.gates import BY_ANSWER, gates_of
from koubo.applications.models import Application, Filing
from koubo.calendar import JST, start_of_day
from koubo.schemes.eligibility.case import Gate, GatePass
from koubo.schemes.eligibility.statements import GatePassed
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme

CLOSES = datetime(2025, 11, 14, 17, 15, tzinfo=JST)
ANSWERED = {"consulted_on": date(2025, 11, 20)}


@pytest.fixture
def application_id(city: City, call_id: int) -> int:
    with city.uow() as uow, uow.writing() as write:
        call = write.session.get_one(Call, call_id)
        call.moments = {"consultation": CLOSES.isoformat(), "participation": CLOSES.isoformat()}
    filing_id = a_draft(city, call_id)
    with city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application_id


def with_gates(city: City, *gates: Gate) -> Scheme:
    """Give Kurashiki's scheme with these gates before each course."""
    scheme: Scheme = city.catalog.installed("kurashiki")
    conditions = tuple(GatePassed(Figure(one), "missed") for one in gates)
    return replace(
        scheme, courses=tuple(replace(one, conditions=conditions) for one in scheme.courses)
    )


def gates(
    city: City,
    application_id: int,
    scheme: Scheme,
    answers: Mapping[str, Any] | None = None,
    received_at: datetime = IN_TIME,
) -> dict[Gate, GatePass | None]:
    """Give the gates of an application whose form asks for the day of the consultation."""
    form = city.catalog.installed("sendai_teian").forms[FilingKind.PROPOSAL]
    if answers is None:
        form = scheme.forms[FilingKind.PROPOSAL]
    with city.uow() as uow:
        application = uow.session.get_one(Application, application_id)
        with city.database.statements() as said:
            found = gates_of(
                uow.session,
                scheme,
                form,
                answers or {},
                application,
                received_at=received_at,
            )
        assert len(said) <= len(found) + 2
    return found


def test_what_is_answered_counts_until_something_is_on_record(
    city: City, application_id: int
) -> None:
    scheme = with_gates(city, Gate.CONSULTATION)
    day = start_of_day(ANSWERED["consulted_on"])
    assert gates(city, application_id, scheme) == {}
    assert gates(city, application_id, scheme, {"other": 1}) == {Gate.CONSULTATION: None}
    assert gates(city, application_id, scheme, ANSWERED) == {
        Gate.CONSULTATION: GatePass(day, CLOSES, BY_ANSWER)
    }

    call_id = call_of(city, application_id)
    contact(city, gate="consultation", call_id=str(call_id), on=(2025, 11, 12), time="14:20")
    contact(city, gate="consultation", call_id=str(call_id), on=(2025, 11, 10))
    contact(city, call_id=str(call_id), on=(2025, 11, 1))

    known = GatePass(start_of_day(date(2025, 11, 10)), CLOSES, "電話、職員の記録")
    for answers in (None, {"other": 1}, ANSWERED):
        assert gates(city, application_id, scheme, answers) == {Gate.CONSULTATION: known}
    assert gates(city, application_id, with_gates(city)) == {}


def test_a_mended_entry_and_one_of_another_call_open_no_gate(
    city: City, application_id: int
) -> None:
    scheme, call_id = with_gates(city, Gate.CONSULTATION), call_of(city, application_id)
    first = contact(city, gate="consultation", call_id=str(call_id))
    contact(city, corrects_id=first, text="相談ではなく、電話の折返しだった。")
    with city.uow() as uow, uow.writing() as write:
        old = write.session.get_one(Call, call_id)
        copied = {
            key: getattr(old, key)
            for key in ("release_id", "scheme_id", "title", "intake_year", "opens_at", "closes_at")
        }
        other = Call(**copied, fiscal_year=2025, budget=1, state=old.state, moments={})
        write.session.add(other)
        write.session.flush()
        other_id = other.id
    contact(city, gate="consultation", call_id=str(other_id))

    assert gates(city, application_id, scheme) == {}


def test_a_declaration_that_never_came_is_known_not_to_have_come(
    city: City, application_id: int
) -> None:
    scheme = with_gates(city, Gate.PARTICIPATION)
    assert gates(city, application_id, scheme) == {}
    form = scheme.forms[FilingKind.PROPOSAL]
    taken_here = replace(scheme, forms={**scheme.forms, FilingKind.PARTICIPATION: form})
    assert gates(city, application_id, taken_here) == {Gate.PARTICIPATION: None}

    call_id = call_of(city, application_id)
    contact(city, gate="participation", call_id=str(call_id), on=(2025, 11, 12), way="window")

    told = GatePass(start_of_day(date(2025, 11, 12)), CLOSES, "窓口、職員の記録")
    assert gates(city, application_id, taken_here) == {Gate.PARTICIPATION: told}


def test_a_registration_counts_on_the_day_of_the_proposal_until_it_is_ended(
    city: City, application_id: int
) -> None:
    scheme = with_gates(city, Gate.REGISTRATION)
    officer, typed = city.actor("officer"), {"scheme_id": "kurashiki", "number": "夢-12"}
    days = {"from_on": "2025-04-01", "to_on": "令和8年3月31日"}
    with city.uow(person="officer") as uow:
        key = record_registration(
            uow, city.catalog, officer, city.ids["organisation"], typed={**typed, **days}
        )
    told = GatePass(start_of_day(date(2025, 4, 1)), None, "登録番号 夢-12、職員の記録")
    assert gates(city, application_id, scheme) == {Gate.REGISTRATION: told}
    assert gates(city, application_id, scheme, received_at=datetime(2026, 4, 1, tzinfo=JST)) == {}

    with city.uow(AFTER, "officer") as uow:
        version = uow.session.scalars(select(Registration.version)).one()
        end_registration(
            uow, officer, key, ended_on=date(2025, 12, 1), reason="解散", version=version
        )
    assert gates(city, application_id, scheme) == {}


def call_of(city: City, application_id: int) -> int:
    with city.uow() as uow:
        return uow.session.get_one(Application, application_id).call_id
