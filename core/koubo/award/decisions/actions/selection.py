"""採択・不採択: the city's decision on the panel's recommendation."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.award.decisions.actions.after_selection import release_selected
from koubo.award.decisions.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
)
from koubo.award.decisions.actions.release import Release
from koubo.award.decisions.handed_in import proposal_filings
from koubo.award.decisions.proposals import ProposedLine, awaited_applications, propose_selection
from koubo.award.decisions.ranks import recommended_yen
from koubo.award.grants.offer_rules import offered_until
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.rules import (
    DECIDABLE,
    OUTCOME_NAMES,
    AwardState,
    DecisionKind,
    DecisionState,
    Kessai,
    LineChange,
    Outcome,
)
from koubo.calendar import format_deadline, in_time
from koubo.money import Line, Working, format_yen
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.review.conclusions import pot_problems, pot_sums
from koubo.review.policy import load_reviewed_call
from koubo.review.pots import whole_pots
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call, Theme
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.pots import CallPot
from koubo.schemes.rules import CALL_STEPS, THEME_STEPS, CallState, ThemeState
from koubo.storage.unit_of_work import UnitOfWork, Write

NO_CHANGES: Mapping[int, LineChange] = MappingProxyType({})
STATE_OF = {
    Outcome.SELECTED: ApplicationState.SELECTED,
    Outcome.RUNNER_UP: ApplicationState.RUNNER_UP,
    Outcome.NOT_SELECTED: ApplicationState.NOT_SELECTED,
}
"""An application that was found ineligible is that already."""


def draft_selection_decision(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    kessai: Kessai | None = None,
    changes: Mapping[int, LineChange] = NO_CHANGES,
) -> int:
    """Draft the decision on every application that is to be told, and give its id.

    :param kessai: None where the city has not decided yet
    :param changes: by application, what is to be said otherwise than the panel concluded
    :raises Problems: with the fields `outcome-<id>`, `amount-<id>`, `reason-<id>`, `departs-<id>`
    :raises Stale: where a change names an application that is no longer awaited
    """
    require(actor, SeatKind.OFFICER)
    call = load_reviewed_call(uow.session, actor, call_id)
    refuse_early_selection(call, uow.now)
    refuse_second_selection(uow.session, call)
    proposed = propose_selection(uow.session, catalog, call)
    awaited = [one.application_id for one in proposed]
    refuse_kept_out(uow.session, actor, awaited)
    if not proposed:
        raise Refused("この募集には、決定を待っている応募がありません。")
    if set(changes) - set(awaited):
        raise Stale
    decided = [(one, changes.get(one.application_id, _as_proposed(one))) for one in proposed]
    pots = pots_of(uow.session, call_id)
    problems = [*found_in_kessai(uow, kessai), *_problems(decided, call.budget, pots)]
    if problems:
        raise Problems(problems)
    scheme = catalog.of(call.release)
    offered = offered_until(scheme, kessai.issued_on) if kessai else None
    documents = proposal_filings(uow.session, awaited)
    lines = [
        replace(_line(one, change, offered), filing_id=documents[one.application_id])
        for one, change in decided
    ]
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_second_selection(write.session, call)
        if set(awaited_applications(write.session, call_id)) != set(awaited):
            raise Stale
        decision = add_decision(write, actor, call, DecisionKind.SELECTION, kessai, lines)
    return decision.id


def refuse_early_selection(call: Call, now: datetime) -> None:
    """Refuse while the call takes filings, for a selection speaks of all of them."""
    if in_time(now, call.closes_at):
        raise Refused(
            f"募集の受付が続いています（{format_deadline(call.closes_at)}）。"
            "締切の後に起案してください。"
        )


def refuse_second_selection(session: Session, call: Call) -> None:
    """Refuse while a selection decision is drafted, or where one has been released."""
    CALL_STEPS.require(call.state, CallState.DECIDED)
    drafted = session.scalars(
        select(Decision.id).where(
            Decision.call_id == call.id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.DRAFTED,
        )
    ).first()
    if drafted is not None:
        raise Refused(
            "この募集の採択・不採択の決定は、すでに起案されて施行を待っています。"
            "直すときは、起案した人が取りやめてから起案し直してください。"
        )


def _as_proposed(line: ProposedLine) -> LineChange:
    return LineChange(line.outcome, line.amount, line.reason, line.conditions)


def _problems(
    decided: list[tuple[ProposedLine, LineChange]], budget: int, pots: Sequence[CallPot]
) -> Iterator[Problem]:
    given: Counter[str] = Counter()
    for line, change in decided:
        yield from _line_problems(line, change)
        given[line.course_id] += change.amount
    total = given.total()
    if total > budget:
        yield Problem(
            "above_budget",
            f"内定額の合計 {format_yen(total)} が、募集の予算 {format_yen(budget)} を"
            f"{format_yen(total - budget)} 超えています。予算以内になるように直してください。",
        )
    else:
        whole = whole_pots(budget, pots, [course for course, amount in given.items() if amount])
        yield from pot_problems(pot_sums(whole, given), "内定額")


def _line_problems(line: ProposedLine, change: LineChange) -> Iterator[Problem]:
    about, key = f"{line.receipt_number}（{line.organisation}）", line.application_id
    allowed = (Outcome.INELIGIBLE,) if line.outcome is Outcome.INELIGIBLE else DECIDABLE
    if change.outcome not in allowed:
        message = f"{about}の結果は、受理の結果に合うものを選んでください。"
        yield Problem("outcome", message, field=f"outcome-{key}")
        return
    selected = change.outcome is Outcome.SELECTED
    if selected and not line.with_money and change.amount:
        message = f"{about}はお金を伴わないコースなので、内定額を空欄にしてください。"
        yield Problem("amount", message, field=f"amount-{key}")
    if selected and line.with_money and not 0 < change.amount <= line.requested:
        most = format_yen(line.requested)
        message = f"{about}の内定額は、1円から申請額 {most} までで入力してください。"
        yield Problem("amount", message, field=f"amount-{key}")
    if not selected and change.amount:
        message = f"{about}は採択ではないので、内定額を0円にしてください。"
        yield Problem("amount", message, field=f"amount-{key}")
    if not selected and not change.reason.strip():
        message = f"{about}の通知書に書く理由を入力してください。"
        yield Problem("no_reason", message, field=f"reason-{key}")
    if _departs(line, change) and not change.departs.strip():
        message = f"{about}は答申と違う決定です。答申と違える理由を入力してください。"
        yield Problem("no_departure_reason", message, field=f"departs-{key}")


def _departs(line: ProposedLine, change: LineChange) -> bool:
    return (line.outcome, line.amount) != (change.outcome, change.amount)


def _line(line: ProposedLine, change: LineChange, offered: date | None) -> DraftLine:
    departs = _departs(line, change)
    amount = f"　{format_yen(change.amount)}" if line.with_money else ""
    told = f"市の決定：{OUTCOME_NAMES[change.outcome]}{amount}（審査会の結論と違う）"
    return DraftLine(
        application_id=line.application_id,
        award_id=None,
        outcome=change.outcome,
        amount=change.amount,
        working=line.working + Working((Line(told),)) if departs else line.working,
        reason=change.reason,
        conditions=change.conditions,
        departs=change.departs if departs else "",
        offered_until=offered if change.outcome is Outcome.RUNNER_UP else None,
    )


def release_selection(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a selection: applications take their end, the selected become candidates for money."""
    release_selected(uow, catalog, press, actor, decision_id, version=version, take=_select)


def _select(under_way: Release) -> list[Application]:
    write, call = under_way.write, under_way.call
    CALL_STEPS.require(call.state, CallState.DECIDED)
    lines = {one.application_id: one for one in under_way.lines}
    if set(awaited_applications(write.session, call.id)) != set(lines):
        raise Refused(
            "起案の後に、決定を待つ応募が変わりました。起案した人が取りやめて、起案し直してください。"
        )
    applications = _lock_applications(write, list(lines))
    recommended = recommended_yen(write.session, call.id)
    for application in applications:
        _take_end(
            write, application, lines[application.id], recommended.get(application.id) or None
        )
    call.state = CallState.DECIDED
    _let_unanswered_themes_rest(write, call)
    return applications


def _let_unanswered_themes_rest(write: Write, call: Call) -> None:
    """A theme that nobody answered is free to be offered again."""
    unanswered = write.session.scalars(
        select(Theme).where(Theme.call_id == call.id, Theme.state == ThemeState.PUBLISHED)
    )
    for theme in unanswered:
        THEME_STEPS.require(theme.state, ThemeState.NOT_TAKEN)
        theme.state = ThemeState.NOT_TAKEN


def _take_end(
    write: Write, application: Application, line: DecisionLine, recommended: int | None
) -> None:
    """Step to the end that was decided; who is selected without any yen waits for no money."""
    application.recommended = recommended
    if line.outcome is Outcome.INELIGIBLE:
        return
    state = STATE_OF[line.outcome]
    APPLICATION_STEPS.require(application.state, state)
    application.state = state
    if state is ApplicationState.SELECTED and line.amount:
        application.adopted = line.amount
        write.session.add(
            Award(
                application_id=application.id,
                number=1,
                fiscal_year=application.call.fiscal_year,
                state=AwardState.CANDIDATE,
                recommended=recommended,
                adopted=line.amount,
            )
        )


def _lock_applications(write: Write, ids: list[int]) -> list[Application]:
    return list(
        write.session.scalars(
            select(Application)
            .where(Application.id.in_(ids))
            .order_by(Application.id)
            .with_for_update(of=Application)
            .execution_options(populate_existing=True)
        )
    )
