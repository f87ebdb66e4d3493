"""The read side of consents: of one document's organisations, and of one request by its link."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.consent_models import Consent
from koubo.applications.consent_rules import ConsentFacts, consent_problems, consent_question
from koubo.applications.models import Attachment, Filing
from koubo.problems import NotFound, Problem
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.forms import Form
from koubo.schemes.questions import PartnerConsent


def consents_of(
    session: Session, filing_id: int, form: Form, answers: Mapping[str, Any]
) -> list[ConsentFacts]:
    """Give what each organisation that the answers name said, in their order.

    No statement where the form asks nobody to agree or nobody is named, else one. A name or a role
    that was changed since is another organisation's: nobody has asked it.
    """
    question = consent_question(form)
    groups: tuple[GroupFacts, ...] = tuple(answers.get(question.id) or ()) if question else ()
    if not groups:
        return []
    rows = session.execute(
        select(Consent, Attachment.removed_at)
        .outerjoin(Attachment, Attachment.id == Consent.attachment_id)
        .where(Consent.filing_id == filing_id)
    )
    # A signed paper that was taken off again agrees to nothing.
    known = {GroupFacts(one.name, one.role): one for one, removed in rows if removed is None}
    return [_facts(one, known.get(one)) for one in dict.fromkeys(groups)]


def _facts(group: GroupFacts, row: Consent | None) -> ConsentFacts:
    if row is None:
        return ConsentFacts(group, None)
    return ConsentFacts(
        group,
        row.state,
        row.address,
        row.answered_at,
        row.answered_by,
        row.answered_title,
        row.attachment_id,
    )


def consent_note(
    session: Session, filing_id: int, form: Form, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the consents as the note of a snapshot keeps them; nothing where there are none."""
    found = consents_of(session, filing_id, form, answers)
    return {"consents": [one.as_note() for one in found]} if found else {}


def lacking_consents(
    session: Session, filing_id: int, form: Form, answers: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """Say whose agreement is lacking for handing in; mostly no statement."""
    question = consent_question(form)
    if question is None or question.consent is not PartnerConsent.REQUIRED:
        return ()
    return tuple(consent_problems(question, consents_of(session, filing_id, form, answers)))


def token_digest(token: str) -> str:
    """Give what is kept of a token: with the database alone nobody can answer for another."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Request:
    """A request as whoever holds its link reads it."""

    consent: Consent
    filing: Filing


def request_by_token(session: Session, token: str) -> Request:
    """Give the request that a link leads to; NotFound for a link that works no more."""
    row = session.execute(
        select(Consent, Filing)
        .join(Filing, Filing.id == Consent.filing_id)
        .where(Consent.token_digest == token_digest(token))
    ).first()
    if row is None:
        raise NotFound
    return Request(row.Consent, row.Filing)
