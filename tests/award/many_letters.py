"""A released decision of many lines, each with its letter: one by the verbs, the rest after it."""

from sqlalchemy import select

from award_builders import DECIDED, draft_selection, recommend, release
from builders import City, a_call, an_accepted_application, an_organisation
from koubo.applications.models import Application
from koubo.award.models import DecisionLine, Notice
from koubo.storage.base import Base


def many_letters(city: City, count: int) -> int:
    """Give the decision; its letters differ in number and addressee."""
    call_id = a_call(city)
    application_id = an_accepted_application(city, call_id)
    recommend(city, call_id, {application_id: 100_000})
    decision_id = draft_selection(city, call_id)
    release(city, decision_id, now=DECIDED)
    with city.uow() as uow, uow.writing() as write:
        session = write.session
        pattern = {
            table: _values(session.scalars(select(table)).one())
            for table in (Application, DecisionLine, Notice)
        }
        for number in range(2, count + 1):
            name = f"第{number}水辺の会"
            organisation = an_organisation(name=name)
            session.add(organisation)
            session.flush()
            told = {
                "receipt_number": f"KU26-1-{number:05d}",
                "organisation_id": organisation.id,
            }
            application = Application(**pattern[Application] | told)
            session.add(application)
            session.flush()
            line = DecisionLine(**pattern[DecisionLine] | {"application_id": application.id})
            session.add(line)
            session.flush()
            letter = pattern[Notice]["letter"] | {
                "document_number": f"倉市活第123-{number}号",
                "addressee": ["倉敷市西中新田640番地", name, "代表　髙﨑　様"],
            }
            told = {
                "application_id": application.id,
                "decision_line_id": line.id,
                "letter": letter,
            }
            session.add(Notice(**pattern[Notice] | told))
    return decision_id


def _values(row: Base) -> dict[str, object]:
    columns = row.__mapper__.column_attrs
    return {one.key: getattr(row, one.key) for one in columns if one.key not in ("id", "version")}
