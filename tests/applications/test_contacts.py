"""The contact log: who wrote what down, mended by a further entry only, read by officers."""

from typing import Any

import pytest

from builders import AFTER, City, a_filed_application
from koubo.applications.actions.contacts import record_contact, record_registration
from koubo.applications.contact_models import Contact
from koubo.applications.queries.contacts import contacts_of
from koubo.applications.queries.organisation_list import OrganisationsWanted, list_organisations
from koubo.applications.queries.organisations import organisation_page
from koubo.people.models import Bar, Organisation
from koubo.people.rules import BarCause, NotAllowed
from koubo.problems import NotFound, Problems, Refused
from koubo.storage.history import HistoryRow, history_of


def contact(
    city: City,
    *,
    on: tuple[int, int, int] = (2025, 12, 1),
    application_id: int | None = None,
    corrects_id: int | None = None,
    person: str = "officer",
    **typed: str,
) -> int:
    """Write down a talk with the organisation."""
    year, month, day = (str(one) for one in on)
    values: dict[str, Any] = {
        "way": "telephone",
        "on": {"year": year, "month": month, "day": day},
        "text": "収支予算書の書き方を説明した。",
        **typed,
    }
    with city.uow(AFTER, person) as uow:
        return record_contact(
            uow,
            city.actor(person, AFTER),
            city.ids["organisation"],
            typed=values,
            application_id=application_id,
            corrects_id=corrects_id,
        )


def test_a_talk_is_read_with_its_officer_and_its_correction(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)
    first = contact(city, application_id=application_id, with_whom="代表の水玉さん", time="14:20")
    second = contact(city, application_id=application_id, corrects_id=first, text="説明は会計に。")

    with city.uow(AFTER) as uow:
        officer = city.actor("officer", AFTER)
        page = organisation_page(uow.session, city.catalog, officer, city.ids["organisation"])
        wanted = OrganisationsWanted("ｏｒｇａｎｉｓａｔｉｏｎの会")
        line = list_organisations(uow.session, officer, wanted).rows[0]
        history = history_of(uow.session, uow.session.get_one(Contact, second))
    lines = {one.id: one for one in page.contacts}
    assert (lines[first].corrected_by, lines[second].corrects_id) == (second, first)
    assert (lines[first].officer, lines[first].with_whom) == ("officer", "代表の水玉さん")
    assert [(row.chain, row.verb) for row in history] == [(f"call:{call_id}", "record_contact")]
    assert (line.running, line.last_contact) == (1, lines[first].at)
    with pytest.raises(Refused, match="もう訂正されています"):
        contact(city, corrects_id=first)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"way": ""}, "way"),
        ({"way": "fax"}, "way"),
        ({"text": " "}, "text"),
        ({"time": "25:00"}, "time"),
        ({"gate": "consultation"}, "call_id"),
        ({"gate": "registration", "call_id": "1"}, "gate"),
        ({"call_id": "x"}, "call_id"),
    ],
)
def test_what_is_wrong_names_its_field(city: City, typed: dict[str, str], field: str) -> None:
    with pytest.raises(Problems) as wrong:
        contact(city, **typed)
    assert [one.field for one in wrong.value.problems] == [field]


def test_a_talk_of_tomorrow_and_one_about_anothers_application_are_refused(
    city: City, call_id: int
) -> None:
    with pytest.raises(Problems, match="今より前"):
        contact(city, on=(2025, 12, 11))
    theirs = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )
    with pytest.raises(NotFound):
        contact(city, application_id=theirs)
    with pytest.raises(NotFound):
        contact(city, gate="consultation", call_id="9999")
    with pytest.raises(NotAllowed):
        contact(city, person="applicant")


def test_whoever_is_kept_out_of_an_application_reads_no_talk_about_it(
    city: City, call_id: int
) -> None:
    application_id = a_filed_application(city, call_id)
    contact(city, application_id=application_id)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=city.ids["officer2"],
                application_id=application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )
    with city.uow(AFTER) as uow:
        seen = contacts_of(uow.session, city.actor("officer", AFTER), Contact.id > 0)
        hidden = contacts_of(uow.session, city.actor("officer2", AFTER), Contact.id > 0)
        barred = list_organisations(uow.session, city.actor("officer2", AFTER)).rows
    assert (len(seen), hidden) == (1, [])
    assert [(one.running, one.last_contact) for one in barred] == [(0, None), (0, None)]


def test_a_merged_organisation_takes_no_talk_and_no_registration(city: City) -> None:
    with city.uow() as uow, uow.writing() as write:
        gone = write.session.get_one(Organisation, city.ids["organisation"])
        gone.merged_into_id = city.ids["other_organisation"]
    with pytest.raises(Refused, match="統合した先"):
        contact(city)
    with city.uow(AFTER, "officer") as uow, pytest.raises(Refused, match="統合した先"):
        record_registration(
            uow, city.catalog, city.actor("officer"), city.ids["organisation"], typed={}
        )
    with city.uow() as uow:
        assert uow.session.query(HistoryRow).filter_by(verb="record_contact").count() == 0
