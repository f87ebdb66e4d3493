"""One letter of each kind for each scheme, from rows put down as the verbs would leave them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from builders import CLOSES, OPENS, City
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.notices.letters import letters_of
from koubo.award.rules import (
    LETTER_OF,
    AwardState,
    DecisionKind,
    DecisionState,
    Outcome,
)
from koubo.calendar import JST
from koubo.papers.letters import Letter
from koubo.people.models import Organisation, Post
from koubo.schemes.catalog import digest_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import LetterKind
from koubo.schemes.models import Call, Release
from koubo.schemes.rules import CallState, Scheme
from koubo.storage.unit_of_work import Write

ISSUED_ON = date(2026, 5, 1)
FILED = datetime(2026, 4, 3, 10, 0, tzinfo=JST)
NAME = "特定非営利活動法人　髙﨑𠮷①㈱と水島の未来をつくる市民と企業と協働推進会議本部"
"""Forty characters, among them those that break where a font or a copy lacks them."""
PROJECT = "$amount と {{7*7}} と #import の水辺①"
REASON = '${project} #read("letter") *点* が足りません。'
KINDS = {
    Outcome.SELECTED: DecisionKind.SELECTION,
    Outcome.RUNNER_UP: DecisionKind.SELECTION,
    Outcome.NOT_SELECTED: DecisionKind.SELECTION,
    Outcome.INELIGIBLE: DecisionKind.SELECTION,
    Outcome.GRANTED: DecisionKind.GRANT,
    Outcome.GRANT_REFUSED: DecisionKind.GRANT,
    Outcome.AMENDED: DecisionKind.AMENDMENT,
    Outcome.AMENDMENT_REFUSED: DecisionKind.AMENDMENT,
    Outcome.SETTLED: DecisionKind.SETTLEMENT,
    Outcome.REVOKED: DecisionKind.REVOCATION,
}
OF_MONEY = tuple(one for one, kind in KINDS.items() if kind is not DecisionKind.SELECTION)
FILED_AS = {
    DecisionKind.SELECTION: FilingKind.PROPOSAL,
    DecisionKind.GRANT: FilingKind.GRANT_APPLICATION,
    DecisionKind.AMENDMENT: FilingKind.AMENDMENT,
    DecisionKind.SETTLEMENT: FilingKind.REPORT,
    DecisionKind.REVOCATION: FilingKind.GRANT_APPLICATION,
}


@dataclass(frozen=True)
class Made:
    """A letter with the record that it was made from."""

    scheme: Scheme
    kind: LetterKind
    line: DecisionLine
    number: str
    letter: Letter


def every_letter(city: City, scheme_id: str, *, draft: bool = False) -> Iterator[Made]:
    """Give one letter of each kind that a scheme may issue; the rows are kept nowhere else."""
    scheme = city.catalog.installed(scheme_id)
    outcomes = [one for one in KINDS if scheme.gives_money or one not in OF_MONEY]
    with city.uow(FILED) as uow, uow.writing() as write:
        application = _application(write, city, scheme)
        award = _award(write, application) if scheme.gives_money else None
        filings = {kind: _filing(write, city, application, kind) for kind in set(FILED_AS.values())}
        for place, outcome in enumerate(outcomes, start=1):
            line = _line(write, city, outcome, place, application, award, filings)
            decision = write.session.get_one(Decision, line.decision_id)
            [made] = letters_of(write.session, city.catalog, decision, draft=draft)
            if outcome is Outcome.GRANTED:
                _issue(write, decision, line, made.letter)
            kind = LETTER_OF[outcome]
            yield Made(scheme, kind, line, decision.document_number, made.letter)


def _application(write: Write, city: City, scheme: Scheme) -> Application:
    release = Release(
        scheme_id=scheme.id,
        digest=digest_of(scheme.text),
        text=scheme.text,
        core_version="0",
        plugin_version="0",
        proof={},
        made_at=OPENS,
    )
    call = Call(
        release=release,
        scheme_id=scheme.id,
        title=f"令和8年度 {scheme.title}"[:100],
        intake_year=2025,
        fiscal_year=2026,
        opens_at=OPENS,
        closes_at=CLOSES,
        budget=3_000_000,
        state=CallState.PUBLISHED,
        voted_on=date(2026, 3, 20),
    )
    organisation = write.session.get_one(Organisation, city.ids["organisation"])
    organisation.name = NAME
    write.session.scalars(select(Post)).one().title = f"{scheme.city}長"
    course = (*scheme.open_courses, *scheme.courses)[0]
    application = Application(
        call=call,
        course_id=course.id,
        organisation=organisation,
        state=ApplicationState.SELECTED,
        project_name=PROJECT,
        requested=103_000,
        receipt_number=f"{scheme.receipt_prefix}-2026-0001-7",
        received_at=FILED,
        created_at=FILED,
    )
    write.session.add(application)
    write.session.flush()
    return application


def _award(write: Write, application: Application) -> Award:
    award = Award(
        application_id=application.id,
        fiscal_year=2026,
        state=AwardState.GRANTED,
        requested=103_000,
        adopted=103_000,
        awarded=103_000,
        paid=80_000,
        granted_on=ISSUED_ON,
    )
    write.session.add(award)
    write.session.flush()
    return award


def _filing(write: Write, city: City, application: Application, kind: FilingKind) -> int:
    filing = Filing(
        application_id=application.id, kind=kind, state=FilingState.FILED, draft={}, saved_at=FILED
    )
    write.session.add(filing)
    write.session.flush()
    person = city.ids["applicant"]
    organisation = application.organisation
    applicant = {
        "name": organisation.name,
        "address": organisation.address,
        "representative_title": organisation.representative_title,
        "representative": organisation.representative,
    }
    write.session.add(
        Snapshot(
            filing_id=filing.id,
            number=1,
            answers={"project_name": PROJECT},
            applicant=applicant,
            files=[],
            digest="0" * 64,
            received_at=FILED,
            recorded_at=FILED,
            person_id=person,
        )
    )
    write.session.flush()
    return filing.id


def _line(
    write: Write,
    city: City,
    outcome: Outcome,
    place: int,
    application: Application,
    award: Award | None,
    filings: dict[FilingKind, int],
) -> DecisionLine:
    kind = KINDS[outcome]
    decision = Decision(
        call_id=application.call_id,
        kind=kind,
        state=DecisionState.DRAFTED,
        kessai_number=f"決{place}",
        kessai_on=ISSUED_ON,
        kessai_post="市民局長",
        document_number=f"市協第{place}号",
        issued_on=ISSUED_ON,
        drafted_by=city.ids["officer"],
        drafted_at=FILED,
    )
    write.session.add(decision)
    write.session.flush()
    told = outcome not in (Outcome.SELECTED, Outcome.GRANTED, Outcome.SETTLED)
    line = DecisionLine(
        decision_id=decision.id,
        application_id=application.id,
        award_id=award.id if award and kind is not DecisionKind.SELECTION else None,
        filing_id=filings[FILED_AS[kind]],
        outcome=outcome,
        amount=AMOUNTS.get(outcome, 0),
        before=103_000 if kind in (DecisionKind.AMENDMENT, DecisionKind.REVOCATION) else None,
        repayment=60_000 if outcome is Outcome.REVOKED else None,
        repay_by=ISSUED_ON + timedelta(days=20) if outcome is Outcome.REVOKED else None,
        offered_until=ISSUED_ON + timedelta(days=7) if outcome is Outcome.RUNNER_UP else None,
        reason=REASON if told else "",
        conditions="広報は市と一緒に行うこと。" if outcome is Outcome.GRANTED else "",
        working=[],
    )
    write.session.add(line)
    write.session.flush()
    return line


AMOUNTS = {
    Outcome.SELECTED: 103_000,
    Outcome.RUNNER_UP: 34_000,
    Outcome.GRANTED: 103_000,
    Outcome.AMENDED: 98_000,
    Outcome.AMENDMENT_REFUSED: 103_000,
    Outcome.SETTLED: 71_234,
    Outcome.REVOKED: 20_000,
}
"""What each decision says (円); of the others there is no amount."""


def _issue(write: Write, decision: Decision, line: DecisionLine, letter: Letter) -> None:
    """Issue the 交付決定 in fewer words than the verb: later letters speak of it."""
    decision.state = DecisionState.RELEASED
    decision.released_by, decision.released_at = decision.drafted_by + 1, FILED
    write.session.add(
        Notice(
            decision_line_id=line.id,
            application_id=line.application_id,
            title=letter.title,
            document_number=letter.document_number,
            issued_on=ISSUED_ON,
            letter=letter.as_json(),
        )
    )
    write.session.flush()
