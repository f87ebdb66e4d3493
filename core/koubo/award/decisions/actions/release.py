"""How a decision goes out: by another person than its drafter, wholly or not at all."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from koubo.applications.models import Application, Filing
from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.grants.telling import (
    agreed,
    decision_event,
    letter_issued,
    members_by_organisation,
)
from koubo.award.models import Decision, DecisionLine, Notice
from koubo.award.notices.letters import LineLetter, check_printable, letters_of
from koubo.award.policy import load_decision
from koubo.award.rules import DECISION_STEPS, DecisionKind, DecisionState, Outcome
from koubo.calendar import day_in_japan, format_date
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.people.succession import acts_for, successor_of
from koubo.problems import NotFound, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.outbox import Reader
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class Release:
    """A decision on its way out, inside its transaction: locked and checked."""

    write: Write
    call: Call
    decision: Decision
    lines: Sequence[DecisionLine]
    letters: Mapping[int, LineLetter]
    """By application."""

    @property
    def issued_on(self) -> date:
        """Give the day that the letters bear, which a decision on its way out has."""
        if self.decision.issued_on is None:
            raise Refused(NO_KESSAI)
        return self.decision.issued_on


NO_KESSAI = (
    "市の決裁がまだ記録されていません。決裁日・文書番号・決裁者の職を記録してから施行してください。"
)
Effect = Callable[[Release], Iterable[Application]]
"""What a released decision does; gives the applications whose members are told."""


def release(
    uow: UnitOfWork,
    catalog: Catalog,
    press: Press,
    actor: Actor,
    decision_id: int,
    *,
    kind: DecisionKind,
    version: int,
    effect: Effect,
    unlettered: Collection[Outcome] = (),
) -> None:
    """Issue a decision and its letters, by another person than its drafter; all or nothing.

    :param version: the version that the releaser had before them
    :param effect: what this kind of decision does, in the same transaction
    :param unlettered: outcomes of which another paper tells, as an agreement does
    """
    require(actor, SeatKind.RELEASER)
    decision = load_decision(uow.session, actor, decision_id)
    if decision.kind is not kind:
        raise NotFound
    refuse_to_release(decision, actor, uow)
    call_id = decision.call_id
    letters = letters_of(uow.session, catalog, decision, draft=False)
    refuse_kept_out(uow.session, actor, [one.application_id for one in letters])
    check_printable(press, letters)
    with uow.writing() as write:
        # Always in this order, so that two releases never wait for each other.
        call = write.lock(Call, call_id)
        decision = write.lock(Decision, decision_id, version=version)
        refuse_to_release(decision, actor, uow)
        lines = write.session.scalars(
            select(DecisionLine)
            .where(DecisionLine.decision_id == decision_id)
            .order_by(DecisionLine.id)
        ).all()
        under_way = Release(
            write, call, decision, lines, {one.application_id: one for one in letters}
        )
        told = list(effect(under_way))
        _refuse_dated_before(under_way)
        decision.state = DecisionState.RELEASED
        decision.released_by = actor.person_id
        decision.released_at = uow.now
        _issue(under_way, told, unlettered)


def refuse_to_release(decision: Decision, actor: Actor, uow: UnitOfWork) -> None:
    """Refuse what may not be released, or not by this person, or not yet."""
    DECISION_STEPS.require(decision.state, DecisionState.RELEASED)
    if acts_for(uow.session, actor.person_id, decision.drafted_by, day_in_japan(uow.now)):
        raise Refused(
            "起案した人と、その仕事を引き継いだ人は施行できません。ほかの施行担当が施行してください。"
        )
    if decision.kessai_on is None or decision.issued_on is None:
        raise Refused(NO_KESSAI)
    if decision.issued_on > day_in_japan(uow.now):
        raise Refused(
            f"施行日（{format_date(decision.issued_on)}）より前には施行できません。"
            "施行日になってから施行してください。"
        )


def _refuse_dated_before(under_way: Release) -> None:
    """Nobody decides on a document that has not come in; a day in another year would move money."""
    write, decision = under_way.write, under_way.decision
    answered = [one.filing_id for one in under_way.lines if one.filing_id is not None]
    newest = write.session.scalar(select(func.max(Filing.filed_at)).where(Filing.id.in_(answered)))
    if newest is None or decision.kessai_on is None:
        return
    if (came_in := day_in_japan(newest)) > decision.kessai_on:
        raise Refused(
            f"決裁日（{format_date(decision.kessai_on)}）が、この決定で答える書類の提出日"
            f"（{format_date(came_in)}）より前です。決裁の記録を確かめて書き直してください。"
        )


def _issue(
    under_way: Release, told: Iterable[Application], unlettered: Collection[Outcome]
) -> None:
    write, decision = under_way.write, under_way.decision
    applications = {one.id: one for one in told}
    members = members_by_organisation(
        write.session, {one.organisation_id for one in applications.values()}
    )
    notices = []
    for line in under_way.lines:
        if line.outcome in unlettered:
            continue
        letter = under_way.letters[line.application_id].letter
        notice = Notice(
            decision_line_id=line.id,
            application_id=line.application_id,
            title=letter.title[:100],
            document_number=letter.document_number,
            issued_on=decision.issued_on,
            letter=letter.as_json(),
        )
        notices.append(notice)
    write.session.add_all(notices)
    write.session.flush()
    write.record(
        f"release_{decision.kind.value}_decision",
        decision,
        chain=under_way.call.chain,
        detail={
            "lines": [
                {"application": one.application_id, "amount": one.amount} for one in under_way.lines
            ]
        },
        event=decision_event(
            decision,
            "decision_released",
            Reader.OFFICER,
            [successor_of(write.session, decision.drafted_by, day_in_japan(write.now))],
            f"/officer/decisions/{decision.id}",
        ),
    )
    for notice in notices:
        application = applications[notice.application_id]
        write.record(
            "issue_notice",
            notice,
            chain=under_way.call.chain,
            detail={"application": application.id, "document_number": notice.document_number},
            event=letter_issued(application, decision, members[application.organisation_id]),
        )
    for line in under_way.lines:
        if line.outcome in unlettered:
            application = applications[line.application_id]
            people = members[application.organisation_id]
            write.tell(agreed(application, line.award_id, people))
