"""What would come of an officer's change to what was handed in (職権訂正), before it is made."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from koubo.applications.facts import Asked, attached_counts, sources_of
from koubo.applications.findings import not_met, unknown
from koubo.applications.hookspecs import koubo_filing_problems
from koubo.applications.lacking import lacking
from koubo.applications.models import Filing, Snapshot
from koubo.applications.policy import load_filing_for_staff
from koubo.applications.rules import ApplicationState, FilingCase, FilingState
from koubo.applications.schemas import Reading, answers_to_json, read_answers
from koubo.applications.snapshots import newest_snapshot
from koubo.applications.workings import Computed, Inputs, compute, inputs_of
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.question_kinds import UNTYPED
from koubo.schemes.questions import Question, question_of
from koubo.storage.unit_of_work import UnitOfWork

JUDGED = (FilingKind.PROPOSAL,)
"""Kinds that rules and amounts are computed from."""


@dataclass(frozen=True)
class Mending:
    """What a document would say after an officer's change, and what would come of it."""

    asked: Asked
    before: Snapshot
    answers: Mapping[str, Any]
    """As the new snapshot would keep them."""
    typed: Mapping[str, Any]
    """Raw text of what was mended, for the draft."""
    case: FilingCase
    left: tuple[Problem, ...]
    """What the paper lacked and still lacks."""
    changed: tuple[Question, ...]
    inputs: Inputs | None = None
    computed: Computed | None = None
    """What the rules would say of a proposal."""


def mendable(asked: Asked) -> tuple[Question, ...]:
    """Give the questions that an officer may mend: files come from the applicant, sums from none."""
    return tuple(one for one in asked.form.questions() if one.kind not in UNTYPED)


def refuse_unmendable(filing: Filing) -> None:
    """Raise Refused where an officer may not mend a document any more, or not now."""
    application = filing.application
    if filing.state is FilingState.IN_CORRECTION:
        raise Refused("団体に補正を依頼しているあいだは、職権で訂正できません。")
    if filing.state is FilingState.DRAFT:
        raise Refused("提出された書類だけを訂正できます。")
    if filing.kind in JUDGED:
        if application.state not in (ApplicationState.FILED, ApplicationState.ACCEPTED):
            raise Refused("採否などが決まったあとの応募は、職権で訂正できません。")
    elif filing.state is FilingState.ACCEPTED:
        raise Refused("受理した書類は、職権で訂正できません。")


def check_mending(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    *,
    fields: Collection[str],
    typed: Mapping[str, Any],
    adopted: int | None = None,
) -> Mending:
    """Give what would come of an officer's change, without changing anything; raises Problems.

    :param fields: the questions that are mended; whatever else was typed is left aside
    :param adopted: 内定額 (円) that a 交付申請書 has to stay within
    """
    require(actor, SeatKind.OFFICER)
    filing = load_filing_for_staff(uow.session, actor, filing_id)
    refuse_unmendable(filing)
    asked = Asked.of(catalog, filing)
    named = {one.id for one in mendable(asked)} & set(fields)
    if not named:
        raise Problems([Problem("fields", "訂正する項目を1つ以上選んでください。", "fields")])
    before = newest_snapshot(uow.session, filing_id)
    if before is None:
        raise NotFound
    wanted = {key: typed[key] for key in typed if question_of(key) in named}
    read = _Reader(uow, catalog, filing, asked, adopted)
    reading, case, problems = read({**filing.draft, **wanted})
    _, _, former = read(filing.draft)
    new = [one for one in problems if question_of(one.field) in named or one not in former]
    if new:
        raise Problems(new)
    answers = _kept_as_they_were(asked, before, reading, named)
    changed = tuple(
        one for one in asked.form.questions() if answers.get(one.id) != before.answers.get(one.id)
    )
    if not changed:
        message = "どの項目も、いまの内容と同じです。訂正する内容を入力してください。"
        raise Problems([Problem("unchanged", message, "fields")])
    lacked = {one.field for one in lacking(before)}
    left = tuple(one for one in problems if one.field in lacked)
    found = Mending(asked, before, answers, wanted, case, left, changed)
    if filing.kind not in JUDGED:
        return found
    return _with_working(uow.session, catalog, filing, found)


@dataclass(frozen=True)
class _Reader:
    """Judges drafts of one document."""

    uow: UnitOfWork
    catalog: Catalog
    filing: Filing
    asked: Asked
    adopted: int | None

    def __call__(self, draft: Mapping[str, Any]) -> tuple[Reading, FilingCase, tuple[Problem, ...]]:
        session, asked, filing = self.uow.session, self.asked, self.filing
        sources = sources_of(session, asked)
        reading = read_answers(asked.form, draft, sources, attached_counts(session, filing.id))
        at = filing.filed_at or self.uow.now
        year = filing.application.call.fiscal_year
        case = FilingCase(filing.kind, asked.form, reading.answers, at, year, self.adopted)
        further = self.catalog.hooks.all(koubo_filing_problems, asked.scheme.id)
        return reading, case, (*reading.problems, *further(course=asked.course, filing=case))


def _kept_as_they_were(
    asked: Asked, before: Snapshot, reading: Reading, named: set[str]
) -> dict[str, Any]:
    """Give all answers; one that nobody mended and that can no longer be read stays as it was.

    A department that was renamed since, say, is no reason to lose what was handed in.
    """
    fresh = answers_to_json(asked.form, reading.answers)
    unread = {question_of(one.field) for one in reading.problems} - named
    return {
        **{key: before.answers[key] for key in before.answers if question_of(key) in unread},
        **fresh,
    }


def _with_working(session: Session, catalog: Catalog, filing: Filing, found: Mending) -> Mending:
    """Ask the rules about the new answers; of an accepted proposal all must still be met."""
    application, scheme = filing.application, found.asked.scheme
    unborn = Snapshot(
        filing_id=filing.id,
        answers=dict(found.answers),
        applicant=found.before.applicant,
        files=found.before.files,
        received_at=found.before.received_at,
    )
    inputs = inputs_of(session, scheme, application, unborn)
    computed = compute(catalog, scheme, application.course_id, inputs)
    if application.state is ApplicationState.ACCEPTED:
        against = [*not_met(computed.findings), *unknown(computed.findings)]
        if against:
            titles = "、".join(f"「{one.title}」" for one in against)
            message = (
                f"この訂正をすると、受理した応募が{titles}を満たさなくなるため、記録できません。"
            )
            raise Problems([Problem("not_met", message, "fields")])
    return replace(found, inputs=inputs, computed=computed)
