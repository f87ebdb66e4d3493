"""職権訂正: named answers only, with a consent; the number stays, the working follows."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from applications.handing_in import ask, filing_of
from builders import (
    AFTER,
    City,
    a_budget,
    a_filed_application,
    an_accepted_application,
    version_of,
)
from koubo.applications.actions.mending import mend_filing
from koubo.applications.models import Application, Filing, RecordedWorking, Snapshot
from koubo.applications.office_consent import ConsentWay, OfficeConsent, read_office_consent
from koubo.applications.rules import ApplicationState, Channel
from koubo.lifecycle.mending import Wanted, check_mend
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.storage.history import HistoryRow, verify_chain
from koubo.storage.outbox import EventRow

CONSENT = OfficeConsent(
    "水玉 花子", AFTER - timedelta(hours=1), ConsentWay.TELEPHONE, "費目の名称の書き間違い"
)


def mend(city: City, filing_id: int, fields: tuple[str, ...], typed: Any, **more: Any) -> None:
    person = more.pop("person", "officer")
    version = more.pop("version", None) or version_of(city, Filing, filing_id)
    with city.uow(AFTER, person) as uow:
        mend_filing(
            uow,
            city.catalog,
            city.actor(person, AFTER),
            filing_id,
            fields=fields,
            typed=typed,
            consent=CONSENT,
            version=version,
        )


def test_a_named_answer_is_mended_and_nothing_else(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)
    filing_id = filing_of(city, application_id)
    with city.uow() as uow:
        before = uow.session.get_one(Application, application_id)
        number, received = before.receipt_number, before.received_at

    mend(city, filing_id, ("effect",), {"effect": "30人が参加する。", "issue": "こっそり直す。"})

    with city.uow() as uow:
        old, new = uow.session.scalars(select(Snapshot).order_by(Snapshot.number)).all()
        after = uow.session.get_one(Application, application_id)
        told = uow.session.scalars(select(EventRow).where(EventRow.kind == "filing_mended")).one()
        recorded = uow.session.scalars(
            select(HistoryRow).where(HistoryRow.verb == "mend_filing")
        ).one()
        draft = uow.session.get_one(Filing, filing_id).draft
        assert verify_chain(uow.session, f"call:{call_id}") is None
    assert new.answers == old.answers | {"effect": "30人が参加する。"}
    assert (new.number, new.channel, new.received_at) == (2, Channel.OFFICE, old.received_at)
    assert (new.applicant, new.files) == (old.applicant, old.files)
    assert new.note == CONSENT.as_note() | {"fields": ["effect"]}
    assert OfficeConsent.of_note(new.note) == CONSENT
    assert (after.receipt_number, after.received_at, after.state) == (
        number,
        received,
        ApplicationState.FILED,
    )
    assert told.recipients == {"applicant": [city.ids["applicant"]]}
    assert (told.facts["fields"], told.facts["consented_by"]) == ("期待する成果", "水玉 花子")
    assert recorded.detail["consent"] == CONSENT.as_note()
    assert (draft["effect"], draft["issue"]) == (
        "30人が参加する。",
        "防災訓練に若い世代が来ない。",
    )


def test_the_requested_sum_follows_and_an_accepted_ones_working_is_recorded_anew(
    city: City, call_id: int
) -> None:
    application_id = an_accepted_application(city, call_id)
    filing_id = filing_of(city, application_id)
    typed = {"budget": a_budget(cost=120_000, requested=90_000)}
    with city.uow(AFTER, "officer") as uow:
        found = check_mend(
            uow, city.catalog, city.actor("officer"), filing_id, Wanted(("budget",), typed)
        )

    mend(city, filing_id, ("budget",), typed)

    with city.uow() as uow:
        application = uow.session.get_one(Application, application_id)
        first, second = uow.session.scalars(
            select(RecordedWorking).order_by(RecordedWorking.number)
        ).all()
        newest = uow.session.scalars(select(Snapshot).where(Snapshot.number == 2)).one()
    assert found.computed is not None
    assert (application.requested, application.state) == (90_000, ApplicationState.ACCEPTED)
    assert (second.cause, second.number, second.snapshot_id) == ("mended", 2, newest.id)
    assert second.amount == found.computed.amount != first.amount
    assert [one["answer"] for one in second.findings] == [one["answer"] for one in first.findings]


def test_what_is_wrong_is_refused_and_nothing_is_kept(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)
    filing_id = filing_of(city, application_id)
    refusals: dict[str, tuple[tuple[str, ...], Any]] = {
        "nothing chosen": ((), {}),
        "a file": (("roster",), {"roster": "x"}),
        "the same again": (("effect",), {"effect": "親子で避難経路を覚える。"}),
        "blank": (("effect",), {"effect": " "}),
        "out of balance": (("budget",), {"budget": a_budget(5_000, 9_000)}),
        "before it begins": (("ends_on",), {"ends_on": {"year": "2026", "month": "4", "day": "1"}}),
    }
    found = {}
    for name, (fields, typed) in refusals.items():
        with pytest.raises(Problems) as caught:
            mend(city, filing_id, fields, typed)
        found[name] = caught.value.problems[0].code

    with pytest.raises(Stale):
        mend(city, filing_id, ("effect",), {"effect": "別の文"}, version=1)
    with pytest.raises(NotAllowed):
        mend(city, filing_id, ("effect",), {"effect": "別の文"}, person="applicant")
    with pytest.raises(NotFound):
        mend(city, 9_999, ("effect",), {"effect": "別の文"}, version=1)

    with city.uow() as uow:
        assert len(uow.session.scalars(select(Snapshot)).all()) == 1
    assert (found["nothing chosen"], found["a file"]) == ("fields", "fields")
    assert (found["the same again"], found["before it begins"]) == (
        "unchanged",
        "days_out_of_order",
    )


def test_an_accepted_application_is_not_mended_into_missing_a_requirement(
    city: City, call_id: int
) -> None:
    filing_id = filing_of(city, an_accepted_application(city, call_id))
    with city.uow(AFTER, "officer") as uow, uow.writing() as write:
        application = write.session.scalars(select(Application)).one()
        application.received_at = AFTER  # after the close

    with pytest.raises(Problems) as caught:
        mend(city, filing_id, ("effect",), {"effect": "30人が参加する。"})

    assert [one.code for one in caught.value.problems] == ["not_met"]


def test_while_the_applicant_mends_and_after_the_decision_officers_do_not(
    city: City, call_id: int
) -> None:
    filing_id = ask(city, a_filed_application(city, call_id), "effect")
    with pytest.raises(Refused):
        mend(city, filing_id, ("effect",), {"effect": "別の文"})

    decided = filing_of(city, an_accepted_application(city, call_id))
    with city.uow(AFTER, "officer") as uow, uow.writing() as write:
        write.session.get_one(Filing, decided).application.state = ApplicationState.SELECTED
    with pytest.raises(Refused):
        mend(city, decided, ("effect",), {"effect": "別の文"})


def test_a_consent_names_who_agreed_and_when_to_the_minute() -> None:
    typed = {
        "consented_by": "水玉 花子",
        "consented_on": {"year": "R7", "month": "12", "day": "10"},
        "consented_time": "8:00",
        "how": "電話",
        "office_reason": "費目の名称の書き間違い",
    }

    assert read_office_consent(typed, AFTER) == CONSENT
    wrong = {
        "consented_time": "",
        "how": "念力",
        "consented_by": "",
        "office_reason": "",
        "consented_on": "2026-01-01",
    }
    named = {}
    for field, value in wrong.items():
        with pytest.raises(Problems) as caught:
            read_office_consent(typed | {field: value}, AFTER)
        named[field] = caught.value.problems[0].field
    assert named == {field: field for field in wrong}
