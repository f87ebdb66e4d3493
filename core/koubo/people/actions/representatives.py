"""Who represents an organisation: a new one from a day on, or a misprint mended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from koubo.calendar import day_in_japan, format_date
from koubo.people.models import Organisation, RepresentativeTerm
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.representatives import newest_term
from koubo.people.rules import Actor, Power
from koubo.people.schemas import RepresentativeSchema, TermSchema, read_form
from koubo.problems import Problem, Problems
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write


def read_term(
    uow: UnitOfWork, actor: Actor, organisation_id: int, typed: Mapping[str, Any]
) -> dict[str, Any]:
    """Judge who is to represent an organisation from which day on, before the write.

    :param typed: raw text of ``title``, ``name`` and ``from_on`` (today or earlier); Problems name
        the fields
    """
    load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.REPRESENTATIVE)
    values = read_form(TermSchema(), typed)
    today: date = day_in_japan(uow.now)
    if values["from_on"] > today:
        message = (
            f"「いつから」は今日（{format_date(today)}）までの日を入力してください。"
            "これから交代するときは、その日になってから記録してください。"
        )
        raise Problems([Problem("not_yet", message, field="from_on")])
    return values


def begin_term(
    write: Write, actor: Actor, organisation_id: int, values: Mapping[str, Any], *, version: int
) -> Organisation:
    """Note who represents an organisation from a day on, inside the caller's write.

    The one before keeps the days until then, and what was filed or issued keeps their name.

    :param values: what ``read_term`` gave
    :raise Problems: where it is the same person, or a day before the present term's first
    """
    organisation = write.lock(Organisation, organisation_id, version=version)
    require_power(write.session, actor, organisation_id, Power.REPRESENTATIVE)
    present = _present_term(write, organisation)
    before = {"title": present.title, "name": present.name}
    if before == {"title": values["title"], "name": values["name"]}:
        message = "いまの代表者と同じです。新しい代表者の役職と氏名を入力してください。"
        raise Problems([Problem("same", message, field="name")])
    if present.from_on is not None and values["from_on"] < present.from_on:
        message = (
            f"いまの代表者（{present.name} さん）は{format_date(present.from_on)}からです。"
            "「いつから」には、その日かそれより後の日を入力してください。"
        )
        raise Problems([Problem("before_present", message, field="from_on")])
    write.session.add(
        RepresentativeTerm(
            organisation_id=organisation_id,
            **values,
            recorded_at=write.now,
            recorded_by=actor.person_id,
        )
    )
    _set(organisation, values, write)
    after = {**values, "from_on": values["from_on"].isoformat()}
    detail = {"before": before, "after": after}
    write.record("change_representative", organisation, chain=HOUSE, detail=detail)
    return organisation


def correct_representative(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Mend a misprint in the present representative's title or name: the same person, no new term.

    :param typed: raw text of ``title`` and ``name``; Problems name the fields
    """
    load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.REPRESENTATIVE)
    values = read_form(RepresentativeSchema(), typed)
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id, version=version)
        require_power(write.session, actor, organisation_id, Power.REPRESENTATIVE)
        present = _newest(write, organisation_id)
        before = {"title": organisation.representative_title, "name": organisation.representative}
        if before == values:
            return
        if present is not None:
            present.title, present.name = values["title"], values["name"]
        _set(organisation, values, write)
        detail = {"before": before, "after": values}
        write.record("correct_representative", organisation, chain=HOUSE, detail=detail)


def _newest(write: Write, organisation_id: int) -> RepresentativeTerm | None:
    rows = write.session.scalars(
        select(RepresentativeTerm).where(RepresentativeTerm.organisation_id == organisation_id)
    ).all()
    return newest_term(rows)


def _present_term(write: Write, organisation: Organisation) -> RepresentativeTerm:
    """Give the term that runs now; before the first change it is noted from what is recorded."""
    present = _newest(write, organisation.id)
    if present is None:
        present = RepresentativeTerm(
            organisation_id=organisation.id,
            title=organisation.representative_title,
            name=organisation.representative,
            from_on=None,
            recorded_at=write.now,
            recorded_by=None,
        )
        write.session.add(present)
        write.session.flush()
    return present


def _set(organisation: Organisation, values: Mapping[str, Any], write: Write) -> None:
    organisation.representative_title = values["title"]
    organisation.representative = values["name"]
    organisation.changed_at = write.now
