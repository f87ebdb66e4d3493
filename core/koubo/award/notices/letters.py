"""The letters of a decision: the scheme's templates filled with what was decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from string import Template

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.notices.values import NAMES_THE_GRANT, NONE, Told, grants_of, values_of
from koubo.award.rules import LETTER_OF, DecisionKind, Outcome, branch_number
from koubo.calendar import day_in_japan, format_date
from koubo.money import Working
from koubo.papers.letters import Letter, Press
from koubo.people.queries import signing_post
from koubo.people.representatives import representatives_on
from koubo.people.rules import PostHolder
from koubo.problems import Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.letters import LetterTemplate, fill
from koubo.schemes.rules import Scheme
from koubo.schemes.standard_letters import STANDARD_LETTERS

NO_DAY = "決裁の結果（決裁日、文書番号、施行日）を入力してから、通知書を作ってください。"
NO_SIGNER = "施行日に通知書へ名前の載る職が登録されていません"


@dataclass(frozen=True)
class LineLetter:
    """One line of a decision with its letter, and the state that the letter was made from."""

    line_id: int
    application_id: int
    award_id: int | None
    award_version: int | None
    letter: Letter


def letters_of(
    session: Session, catalog: Catalog, decision: Decision, *, draft: bool
) -> tuple[LineLetter, ...]:
    """Give the letters of all lines in order, in six statements whatever their number.

    A draft carries its 要確認; until the 決裁 is back it has neither number nor day. The final
    letters are refused before that, and where nobody signs on their day.
    """
    scheme = catalog.of(decision.call.release)
    if decision.issued_on is None and not draft:
        raise Refused(NO_DAY)
    # Until the 決裁 is back a draft shows whoever signs on the day of its drafting.
    names_of = decision.issued_on or day_in_japan(decision.drafted_at)
    sender = signing_post(session, names_of)
    if sender is None and not draft:
        raise Refused(f"{NO_SIGNER}（{format_date(names_of)}）。職を登録してください。")
    rows = session.execute(
        select(DecisionLine, Application)
        .join(Application, Application.id == DecisionLine.application_id)
        .where(DecisionLine.decision_id == decision.id)
        .order_by(DecisionLine.id)
    ).all()
    snapshots = newest_of_filings(session, {line.filing_id for line, _ in rows if line.filing_id})
    awards = _awards(session, decision)
    bears = representatives_on(
        session, {application.organisation_id for _, application in rows}, names_of
    )
    granted = grants_of(session, list(awards)) if decision.kind in NAMES_THE_GRANT else {}
    letters = []
    for place, (line, application) in enumerate(rows, start=1):
        award, snapshot = awards.get(line.award_id or 0), snapshots[line.filing_id or 0]
        representative = bears[application.organisation_id]
        told = Told(scheme, decision, line, application, award, snapshot, representative, granted)
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
    """Refuse before anything is issued that could not be printed, or could not be sent.

    The characters, or the organisations without an address, are named.
    """
    if found := [reason for one in letters for reason in no_address(one.letter)]:
        raise Refused("".join(found))
    for one in letters:
        press.letter(one.letter)


def no_address(letter: Letter) -> tuple[str, ...]:
    """Say that a letter has nowhere to go, and what to do; empty where it has an address."""
    address, name, *_ = letter.addressee
    if address.strip():
        return ()
    return (no_address_of(name.removesuffix("　御中")),)


def no_address_of(name: str) -> str:
    """Say that an organisation's letter has nowhere to go, and what to do."""
    return (
        f"「{name}」の所在地が登録されていないため、通知書の宛先がありません。"
        "団体に、団体の情報のページで所在地を入力してもらってください。"
    )


def notice_letter(notice: Notice) -> Letter:
    """Give an issued letter again, as it was."""
    return Letter.from_json(notice.letter)


def _letter(told: Told, number: str, sender: PostHolder | None, *, draft: bool) -> Letter:
    kind = LETTER_OF[told.line.outcome]
    template = told.scheme.letters.get(kind) or STANDARD_LETTERS[kind]
    values = values_of(told)
    working = Working.from_json(told.line.working)
    letter = Letter(
        form_number=template.form_number.value,
        document_number=number,
        issued_on=told.decision.issued_on,
        addressee=_addressee(told),
        sender=(f"{sender.title}　{sender.holder}",) if sender else (told.scheme.city,),
        seal=template.seal.value,
        title=fill(template.title, values),
        opening=fill(template.opening, values),
        items=tuple(_items(told, template, values)),
        paragraphs=tuple(fill(text, values) for text in template.paragraphs),
        conditions=(
            *(fill(text, values) for text in template.conditions),
            *told.line.conditions.splitlines(),
        ),
        appeal=told.scheme.appeal if template.appeal else "",
        contact=told.scheme.contact,
        draft=draft,
        # A selection's working holds scores, which are not the applicant's to see; that of
        # a refusal ends in a sum which the applicant does not get.
        working=()
        if told.decision.kind is DecisionKind.SELECTION
        or told.line.outcome is Outcome.GRANT_REFUSED
        else tuple(line.text for line in working.lines),
        values=tuple(values.items()),
    )
    if not draft:
        return letter
    reasons = [*_to_confirm(told.scheme, template, working, sender), *no_address(letter)]
    return replace(letter, to_confirm=tuple(dict.fromkeys(reasons)))


def _items(
    told: Told, template: LetterTemplate, values: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Give the lines below 記; a runner-up to whom nothing is offered yet reads of no offer."""
    for label, text in template.items:
        filled = fill(text, values)
        if filled != NONE or told.line.outcome is not Outcome.RUNNER_UP:
            yield label, filled


def _addressee(told: Told) -> tuple[str, ...]:
    """Give address, name and representative; what was filed without an address goes to today's."""
    applicant, representative = told.snapshot.applicant, told.representative
    address = applicant["address"].strip() or told.application.organisation.address.strip()
    if not representative.name.strip():
        return (address, f"{applicant['name']}　御中")
    named = (one for one in (representative.title, representative.name, "様") if one.strip())
    return (address, applicant["name"], "　".join(named))


def _to_confirm(
    scheme: Scheme, template: LetterTemplate, working: Working, sender: PostHolder | None
) -> Iterator[str]:
    named = {name for text in template.texts() for name in Template(text).get_identifiers()}
    if sender is None:
        yield NO_SIGNER
    for figure in (template.form_number, template.seal):
        if figure.to_confirm:
            yield figure.to_confirm
    if "law" in named and scheme.law.to_confirm:
        yield scheme.law.to_confirm
    if "report_due" in named and scheme.report_due_days.to_confirm:
        yield scheme.report_due_days.to_confirm
    yield from working.to_confirm
