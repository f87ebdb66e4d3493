"""What an organisation did before its proposal: 事前相談, 参加表明, 団体登録, as far as it is known.

An officer's record and a document that was handed in count before what the form answers. Where
neither says anything the gate is unknown and an officer finds out, but for two cases in which it
is known not to have been passed: the form asks for the day and none was given, or the scheme takes
the 参加表明 here and none came in. Whatever was missed is mended by recording it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from koubo.applications.contact_models import Contact, Registration
from koubo.applications.contact_rules import CONTACT_WAY_NAMES
from koubo.applications.models import Application, Filing, Snapshot
from koubo.calendar import day_in_japan, start_of_day
from koubo.schemes.eligibility.case import Gate, GatePass
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.rules import Scheme

Gates = dict[Gate, GatePass | None]
BY_ANSWER = "団体の申告"
BY_FILING = "このシステムで提出"


def gates_of(
    session: Session,
    scheme: Scheme,
    form: Form,
    answers: Mapping[str, Any],
    application: Application,
    *,
    received_at: datetime,
) -> Gates:
    """Give the gates that are known: None for one that was not passed, left out what nobody knows.

    No statement where the course has no gate, else one, and one more for each of 参加表明 and
    団体登録 that it has.

    :param received_at: when the proposal came in, the moment of asking while it is a draft
    """
    asked = gates_asked(scheme.course(application.course_id).conditions)
    gates = _answered(form, answers, application.call.gates)
    if not asked:
        return gates
    passed = [*_told(session, application, asked)]
    if Gate.PARTICIPATION in asked:
        passed += _filed(session, application)
        if FilingKind.PARTICIPATION in scheme.forms:
            gates.setdefault(Gate.PARTICIPATION, None)
    if Gate.REGISTRATION in asked:
        passed += _registered(session, application, received_at)
    recorded: dict[Gate, GatePass] = {}
    for gate, one in passed:
        if gate not in recorded or one.passed_at < recorded[gate].passed_at:
            recorded[gate] = one
    return {**gates, **recorded}


def gates_asked(conditions: Iterable[Condition]) -> frozenset[Gate]:
    """Give the gates that conditions look at, those within others too."""
    found: set[Gate] = set()
    for one in conditions:
        figure = getattr(one, "gate", None)
        if isinstance(figure, Figure) and isinstance(figure.value, Gate):
            found.add(figure.value)
        found |= gates_asked(getattr(one, "of", ()))
    return frozenset(found)


def _answered(form: Form, answers: Mapping[str, Any], closes: Mapping[Gate, datetime]) -> Gates:
    """Give the gates that the form asks about.

    A day without an hour counts from its beginning: whoever came on the last day came in time.
    """
    gates: Gates = {}
    for question in form.questions():
        if question.gate is not None:
            day = answers.get(question.id)
            gates[question.gate] = (
                GatePass(start_of_day(day), closes.get(question.gate), BY_ANSWER) if day else None
            )
    return gates


def _told(
    session: Session, application: Application, asked: frozenset[Gate]
) -> Iterator[tuple[Gate, GatePass]]:
    """Give the talks and papers that an officer wrote down as the passing of a gate."""
    rows = session.scalars(
        standing_contacts().where(
            Contact.organisation_id == application.organisation_id,
            Contact.call_id == application.call_id,
            Contact.gate.in_(asked),
            or_(Contact.application_id.is_(None), Contact.application_id == application.id),
        )
    )
    closes = application.call.gates
    for row in rows:
        if row.gate is not None:
            told = f"{CONTACT_WAY_NAMES[row.way]}、職員の記録"
            yield row.gate, GatePass(row.at, closes.get(row.gate), told)


def standing_contacts() -> Select[Contact]:
    """Select the contacts that no later entry stands in place of."""
    later = aliased(Contact)
    return select(Contact).where(~select(later.id).where(later.corrects_id == Contact.id).exists())


def _filed(session: Session, application: Application) -> Iterator[tuple[Gate, GatePass]]:
    """Give the 参加表明書 as it first came in; a correction keeps its day."""
    row = session.execute(
        select(Filing.closes_at, func.min(Snapshot.received_at))
        .join(Snapshot, Snapshot.filing_id == Filing.id)
        .where(
            Filing.application_id == application.id,
            Filing.kind == FilingKind.PARTICIPATION,
        )
        .group_by(Filing.id, Filing.closes_at)
    ).first()
    if row is not None:
        known = [one for one in (application.call.gates.get(Gate.PARTICIPATION), row[0]) if one]
        yield Gate.PARTICIPATION, GatePass(row[1], max(known, default=None), BY_FILING)


def _registered(
    session: Session, application: Application, received_at: datetime
) -> Iterator[tuple[Gate, GatePass]]:
    """Give the registrations with this scheme that stand on the day of the proposal."""
    day = day_in_japan(received_at)
    rows = session.scalars(
        select(Registration).where(
            Registration.organisation_id == application.organisation_id,
            Registration.scheme_id == application.call.scheme_id,
        )
    )
    closes = application.call.gates.get(Gate.REGISTRATION)
    for row in rows:
        if row.counts_on(day):
            number = f"登録番号 {row.number}、" if row.number else ""
            told = f"{number}職員の記録"
            yield Gate.REGISTRATION, GatePass(start_of_day(row.from_on), closes, told)
