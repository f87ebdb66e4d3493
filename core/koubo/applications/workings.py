"""What the rules say of an application: computed, recorded with its inputs, computed again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from koubo.applications.findings import case_of, findings
from koubo.applications.models import Application, Filing, RecordedWorking, Snapshot
from koubo.applications.rules import budget_of
from koubo.applications.schemas import answers_from_json
from koubo.money import Working, format_yen
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import ANSWER_NAMES, Answer, EligibilityCase, Finding
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.past_awards import nth_time
from koubo.schemes.rules import Scheme
from koubo.storage.frozen import from_plain, part_from_plain, to_plain
from koubo.storage.unit_of_work import Write

OUTSIDE = ("filings", "past_awards", "theme", "days", "gates", "staff")
"""What rules look at that changes by itself; all else stands in the snapshot."""
NO_FINDING = "（項目なし）"


class Cause(StrEnum):
    """Why a working was recorded."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    RECHECKED = "rechecked"
    MENDED = "mended"
    """An officer mended what was handed in (職権訂正)."""


@dataclass(frozen=True)
class Inputs:
    """All that the rules are asked about."""

    snapshot_id: int
    eligibility: EligibilityCase
    amount: AmountCase


@dataclass(frozen=True)
class Computed:
    """What the rules say: yen with their working, and every rule's answer."""

    amount: int
    working: Working
    findings: tuple[Finding, ...]

    def answers(self) -> dict[str, tuple[str, Answer]]:
        """Give title and answer by rule."""
        return {one.rule: (one.title, one.answer) for one in self.findings}


def inputs_of(
    session: Session, scheme: Scheme, application: Application, snapshot: Snapshot
) -> Inputs:
    """Give what the rules of a scheme are asked about an application as it was handed in."""
    course = scheme.course(application.course_id)
    form = scheme.form_for(FilingKind.PROPOSAL, course)
    case = case_of(session, scheme, application, snapshot)
    time = nth_time(scheme, course, case.past_awards, case.fiscal_year)
    budget = budget_of(form, answers_from_json(form, snapshot.answers))
    return Inputs(snapshot.id, case, AmountCase.of_budget(budget, nth_time=time))


def compute(catalog: Catalog, scheme: Scheme, course_id: str, inputs: Inputs) -> Computed:
    """Ask every rule and the amount rule; PluginFault where one cannot answer."""
    course = scheme.course(course_id)
    found = findings(catalog, course, inputs.eligibility)
    worked = catalog.hooks.first(koubo_award_amount, scheme.id)(course=course, case=inputs.amount)
    return Computed(worked.value, worked.working, tuple(found))


def record_working(
    write: Write,
    catalog: Catalog,
    application: Application,
    inputs: Inputs,
    computed: Computed,
    *,
    cause: Cause,
    number: int = 1,
) -> None:
    """Keep what the rules said under the release that the call has now, and who computed it."""
    release = application.call.release
    versions = catalog.versions_of(release.scheme_id)
    outside = {name: to_plain(getattr(inputs.eligibility, name)) for name in OUTSIDE}
    write.session.add(
        RecordedWorking(
            application_id=application.id,
            number=number,
            cause=cause.value,
            release_id=release.id,
            core_version=versions.core,
            plugin_version=versions.plugin,
            snapshot_id=inputs.snapshot_id,
            amount=computed.amount,
            working=computed.working.as_json(),
            findings=[
                {"rule": one.rule, "title": one.title, "answer": one.answer.value}
                for one in computed.findings
            ],
            inputs={"eligibility": outside, "amount": to_plain(inputs.amount)},
            recorded_at=write.now,
        )
    )


def newest_workings(session: Session, call_id: int) -> dict[int, RecordedWorking]:
    """Give what counts of each application of a call, by application; one statement."""
    newest = (
        select(RecordedWorking.application_id, func.max(RecordedWorking.number).label("number"))
        .join(Application, Application.id == RecordedWorking.application_id)
        .where(Application.call_id == call_id)
        .group_by(RecordedWorking.application_id)
        .subquery()
    )
    rows = session.scalars(
        select(RecordedWorking).join(
            newest,
            (newest.c.application_id == RecordedWorking.application_id)
            & (newest.c.number == RecordedWorking.number),
        )
    )
    return {one.application_id: one for one in rows}


def proposals_handed_in(session: Session, call_id: int) -> list[tuple[Application, Snapshot]]:
    """Give the applications of a call that came in, each as it was last handed in."""
    rows = session.execute(select_handed_in(call_id))
    return [(application, snapshot) for application, snapshot in rows]


def select_handed_in(call_id: int) -> Select[Application, Snapshot]:
    """Select the applications of a call with the newest snapshot of each proposal, by number."""
    newest = (
        select(func.max(Snapshot.number))
        .where(Snapshot.filing_id == Filing.id)
        .correlate(Filing)
        .scalar_subquery()
    )
    proposal = (Filing.application_id == Application.id) & (Filing.kind == FilingKind.PROPOSAL)
    return (
        select(Application, Snapshot)
        .join(Filing, proposal)
        .join(Snapshot, (Snapshot.filing_id == Filing.id) & (Snapshot.number == newest))
        .where(Application.call_id == call_id)
        .order_by(Application.receipt_number)
    )


def inputs_then(now: Inputs, row: RecordedWorking) -> Inputs:
    """Give the recorded inputs; what was not recorded then is taken as it is now.

    :raises ValueError, TypeError, KeyError: where this version cannot take them any more
    """
    kept: Mapping[str, Any] = row.inputs["eligibility"]
    outside = {
        name: part_from_plain(EligibilityCase, name, kept[name]) for name in OUTSIDE if name in kept
    }
    return Inputs(
        row.snapshot_id,
        replace(now.eligibility, **outside),
        from_plain(AmountCase, row.inputs["amount"]),
    )


@dataclass(frozen=True)
class Change:
    """One thing that comes out otherwise than before, in words."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Said:
    """What of a working is compared: the yen, and title and answer by rule."""

    amount: int
    answers: Mapping[str, tuple[str, Answer]]

    @classmethod
    def of(cls, computed: Computed) -> "Said":
        """Give it of a computation."""
        return cls(computed.amount, computed.answers())

    @classmethod
    def recorded(cls, row: RecordedWorking) -> "Said":
        """Give it of a record."""
        found: Collection[Mapping[str, str]] = row.findings
        return cls(
            row.amount, {one["rule"]: (one["title"], Answer(one["answer"])) for one in found}
        )


def changes(before: Said, after: Said) -> tuple[Change, ...]:
    """Give what is otherwise, in words: the yen, and each rule's answer."""
    found = []
    if before.amount != after.amount:
        told = format_yen(before.amount), format_yen(after.amount)
        found.append(Change("計算した額", *told))
    for rule in dict.fromkeys([*before.answers, *after.answers]):
        title, was = before.answers.get(rule, ("", None))
        new_title, now = after.answers.get(rule, ("", None))
        if was != now:
            found.append(Change(new_title or title, _answer(was), _answer(now)))
    return tuple(found)


def _answer(answer: Answer | None) -> str:
    return ANSWER_NAMES[answer] if answer else NO_FINDING
