"""The letters of a decision: the scheme's templates filled with what was decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from string import Template
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Snapshot
from koubo.award.handed_in import newest_of_filings
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.rules import LETTER_OF, DecisionKind, DecisionState, branch_number
from koubo.calendar import day_in_japan, format_date, format_fiscal_year
from koubo.money import Working
from koubo.papers.letters import Letter, Press, letter_amount
from koubo.people.queries import signing_post
from koubo.people.representatives import Representative, representatives_on
from koubo.people.rules import PostHolder
from koubo.problems import Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.letters import LetterTemplate, fill
from koubo.schemes.rules import Scheme
from koubo.schemes.standard_letters import STANDARD_LETTERS

NONE = "―"
NAMES_THE_GRANT = (DecisionKind.AMENDMENT, DecisionKind.REVOCATION)
"""Kinds whose letters speak of the 交付決定 that they change."""
NO_SIGNER = "施行日に通知書へ名前の載る職が登録されていません"


@dataclass(frozen=True)
class LineLetter:
    """One line of a decision with its letter, and the state that the letter was made from."""

    line_id: int
    application_id: int
    award_id: int | None
    award_version: int | None
    letter: Letter


@dataclass(frozen=True)
class _Told:
    """What one letter is filled from."""

    scheme: Scheme
    decision: Decision
    issued_on: date
    line: DecisionLine
    application: Application
    award: Award | None
    snapshot: Snapshot
    representative: Representative
    """Of the day on which the letter is issued, whoever it was when the document was filed."""
    granted: Mapping[int, Decision]
    """The 交付決定 by award, where one was issued."""


def letters_of(
    session: Session, catalog: Catalog, decision: Decision, *, draft: bool
) -> tuple[LineLetter, ...]:
    """Give the letters of all lines in order, in six statements whatever their number.

    A draft carries its 要確認; the final letters are refused where nobody signs on their day.
    """
    scheme = catalog.of(decision.call.release)
    # Until the 決裁 is back a draft shows whoever signs on the day of its drafting.
    issued_on = decision.issued_on or day_in_japan(decision.drafted_at)
    sender = signing_post(session, issued_on)
    if sender is None and not draft:
        raise Refused(f"{NO_SIGNER}（{format_date(issued_on)}）。職を登録してください。")
    rows = session.execute(
        select(DecisionLine, Application)
        .join(Application, Application.id == DecisionLine.application_id)
        .where(DecisionLine.decision_id == decision.id)
        .order_by(DecisionLine.id)
    ).all()
    snapshots = newest_of_filings(session, {line.filing_id for line, _ in rows if line.filing_id})
    awards = _awards(session, decision)
    bears = representatives_on(
        session, {application.organisation_id for _, application in rows}, issued_on
    )
    granted = _granted(session, list(awards)) if decision.kind in NAMES_THE_GRANT else {}
    letters = []
    for place, (line, application) in enumerate(rows, start=1):
        award, snapshot = awards.get(line.award_id or 0), snapshots[line.filing_id or 0]
        representative = bears[application.organisation_id]
        told = _Told(
            scheme, decision, issued_on, line, application, award, snapshot, representative, granted
        )
        number = branch_number(decision.document_number, place, len(rows))
        letters.append(
            LineLetter(
                line.id,
                application.id,
                award.id if award else None,
                award.version if award else None,
                _letter(told, number, sender, draft=draft),
            )
        )
    return tuple(letters)


def _awards(session: Session, decision: Decision) -> dict[int, Award]:
    """A statement of its own: an outer join would lose the lines that have no award."""
    found = session.scalars(
        select(Award)
        .join(DecisionLine, DecisionLine.award_id == Award.id)
        .where(DecisionLine.decision_id == decision.id)
    )
    return {one.id: one for one in found}


def check_printable(press: Press, letters: tuple[LineLetter, ...]) -> None:
    """Refuse, naming the characters, before anything is issued that could not be printed."""
    for one in letters:
        press.letter(one.letter)


def notice_letter(notice: Notice) -> Letter:
    """Give an issued letter again, as it was."""
    return Letter.from_json(notice.letter)


def _letter(told: _Told, number: str, sender: PostHolder | None, *, draft: bool) -> Letter:
    kind = LETTER_OF[told.line.outcome]
    template = told.scheme.letters.get(kind) or STANDARD_LETTERS[kind]
    values = _values(told)
    working = Working.from_json(told.line.working)
    letter = Letter(
        form_number=template.form_number.value,
        document_number=number,
        issued_on=told.issued_on,
        addressee=_addressee(told.snapshot.applicant, told.representative),
        sender=(f"{sender.title}　{sender.holder}",) if sender else (told.scheme.city,),
        seal=template.seal.value,
        title=fill(template.title, values),
        opening=fill(template.opening, values),
        items=tuple((label, fill(text, values)) for label, text in template.items),
        paragraphs=tuple(fill(text, values) for text in template.paragraphs),
        conditions=(
            *(fill(text, values) for text in template.conditions),
            *told.line.conditions.splitlines(),
        ),
        appeal=told.scheme.appeal if template.appeal else "",
        contact=told.scheme.contact,
        draft=draft,
        # A selection's working holds scores, which are not the applicant's to see.
        working=()
        if told.decision.kind is DecisionKind.SELECTION
        else tuple(line.text for line in working.lines),
    )
    if not draft:
        return letter
    reasons = _to_confirm(told.scheme, template, working, sender)
    return replace(letter, to_confirm=tuple(dict.fromkeys(reasons)))


def _addressee(applicant: Mapping[str, Any], representative: Representative) -> tuple[str, ...]:
    person = f"{representative.title}　{representative.name}　様"
    return (applicant["address"], applicant["name"], person)


def _values(told: _Told) -> dict[str, str]:
    """Give what every placeholder stands for in this letter."""
    application, award, line = told.application, told.award, told.line
    call = application.call.facts()
    requested = award.requested if award else application.requested
    awarded = award.awarded if award and award.awarded is not None else line.amount
    return {
        "organisation": told.snapshot.applicant["name"],
        "project": str(told.snapshot.answers.get("project_name") or application.project_name),
        "scheme": told.scheme.title,
        "course": told.scheme.course(application.course_id).title,
        "law": told.scheme.law.value,
        "fiscal_year": format_fiscal_year(call.fiscal_year),
        "receipt_number": application.receipt_number or NONE,
        "filed_on": format_date(day_in_japan(told.snapshot.received_at)),
        "amount": letter_amount(line.amount),
        "requested": letter_amount(requested) if requested is not None else NONE,
        "awarded": letter_amount(awarded),
        "paid": letter_amount(award.amounts().kept if award else 0),
        "difference": _difference(line.amount, award),
        "reason": line.reason or NONE,
        "report_due": format_date(call.report_due(told.scheme)),
        **_changed(told),
    }


def _changed(told: _Told) -> dict[str, str]:
    """Give what only letters about changes, repayments and offers speak of."""
    line, granted = told.line, told.granted.get(told.line.award_id or 0)
    issued = granted.issued_on if granted else None
    return {
        "before": NONE if line.before is None else letter_amount(line.before),
        "granted_on": format_date(issued) if issued else NONE,
        "grant_number": granted.document_number if granted else NONE,
        "repayment": letter_amount(line.repayment or 0),
        "repayment_due": format_date(line.repay_by) if line.repay_by else NONE,
        "offered_until": format_date(line.offered_until) if line.offered_until else NONE,
    }


def _granted(session: Session, award_ids: list[int]) -> dict[int, Decision]:
    rows = session.execute(
        select(DecisionLine.award_id, Decision)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.award_id.in_(award_ids),
            Decision.kind == DecisionKind.GRANT,
            Decision.state == DecisionState.RELEASED,
        )
    )
    return {award_id: decision for award_id, decision in rows if award_id is not None}


def _difference(settled: int, award: Award | None) -> str:
    gap = settled - (award.amounts().kept if award else 0)
    if gap > 0:
        return f"{letter_amount(gap)}を追加で支払います"
    if gap < 0:
        return f"{letter_amount(-gap)}を返還してください"
    return "ありません"


def _to_confirm(
    scheme: Scheme, template: LetterTemplate, working: Working, sender: PostHolder | None
) -> Iterator[str]:
    named = {name for text in template.texts() for name in Template(text).get_identifiers()}
    if sender is None:
        yield NO_SIGNER
    if template.form_number.to_confirm:
        yield template.form_number.to_confirm
    if "law" in named and scheme.law.to_confirm:
        yield scheme.law.to_confirm
    if "report_due" in named and scheme.report_due_days.to_confirm:
        yield scheme.report_due_days.to_confirm
    yield from working.to_confirm
