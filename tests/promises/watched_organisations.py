"""What officers keep of organisations: a talk, a registration, a past award, a ledger, a double."""

from io import BytesIO

from award_builders import SETTLED
from builders import City, an_organisation
from koubo.applications.actions.contacts import record_contact, record_registration
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.imports import keep_import
from koubo.schemes.actions.ledger import KIND
from koubo.schemes.actions.past_awards import add_past_award

ORGANISATION_PAGES = """
    officer.organisations officer.organisation officer.new_contact officer.add_contact
    officer.new_registration officer.add_registration officer.confirm_end officer.end_now
    officer.new_past_award officer.add_award officer.edit_past_award officer.save_past_award
    officer.ledger officer.upload_ledger officer.duplicates officer.compare officer.say_apart
    officer.merge
"""
"""For every officer."""
OWN_LEDGER_PAGES = "officer.ledger_draft officer.apply_now"
"""For the officer who uploaded it."""


def add_organisations(city: City, themed: int, told: str) -> dict[str, int]:
    """Add them for the applicant's organisation; the talk is about an application and says a word.

    Gives ids by name.
    """
    organisation, officer = city.ids["organisation"], city.actor("officer", SETTLED)
    with city.uow(SETTLED, "officer") as uow:
        day = {"year": "2026", "month": "4", "day": "1"}
        talk = {"way": "window", "on": day, "text": told}
        record_contact(uow, officer, organisation, typed=talk, application_id=themed)
        registration = record_registration(
            uow,
            city.catalog,
            officer,
            organisation,
            typed={"scheme_id": "kurashiki", "number": "夢-12", "from_on": day},
        )
        award = {"course_id": "kurashiki.collab_prep", "fiscal_year": "R1", "reason": "台帳（紙）"}
        past_award = add_past_award(uow, city.catalog, officer, organisation, typed=award)
        rows = [("R2", "みずたま防災の会", "協働準備コース")]
        book = write_workbook([Sheet("台帳", ("年度", "団体名", "コース"), rows)])
        ledger = keep_import(
            uow,
            city.files,
            officer,
            kind=KIND,
            subject_id=None,
            name="台帳.xlsx",
            stream=BytesIO(book),
        )
    with city.uow(SETTLED) as uow, uow.writing() as write:
        double = an_organisation(name="organisation の会")
        write.session.add(double)
        write.session.flush()
        return {
            "registration": registration,
            "past_award": past_award,
            "ledger": ledger,
            "double": double.id,
        }
