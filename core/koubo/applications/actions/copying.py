"""Taking over what the same organisation wrote before: last year's answers into this year's form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from koubo.applications.drafting import COPIED, FORMER, change, is_untouched
from koubo.applications.facts import Asked, sources_of
from koubo.applications.former import plain_text
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import load_application, load_own_filing
from koubo.applications.rules import FilingState
from koubo.applications.schemas import prefilled
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.question_kinds import UNTYPED
from koubo.schemes.questions import Question, Sources
from koubo.storage.unit_of_work import UnitOfWork

OTHER_ORGANISATION = "同じ団体の応募を選んでください。"
NOTHING_THERE = (
    "選んだ応募には、写せる内容がありません。ほかの応募を選ぶか、写さずに始めてください。"
)
BEGUN = "この書類には、もう入力があります。前の応募から写せるのは、何も入力していないときだけです。"


@dataclass(frozen=True)
class Copied:
    """What came of it: how many answers were taken over, and which questions were left out."""

    taken: int
    left: tuple[str, ...]
    """Labels of answers whose question is gone, or of another kind, or lacks that choice now."""


def copy_answers(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int, *, source_id: int
) -> Copied:
    """Fill an untouched draft with the answers of an earlier application of the same organisation.

    Taken over are answers to questions of the same id and kind, as they were handed in or, where
    nothing was, as the draft stands. Declarations, consents and files are given anew. What could
    not be taken stays readable beside the draft (`former.former_texts`). Again changes nothing.

    :param source_id: the application to copy from
    """
    filing = load_own_filing(uow.session, actor, filing_id)
    source = load_application(uow.session, actor, source_id)
    if source.organisation_id != filing.application.organisation_id:
        raise Problems([Problem("organisation", OTHER_ORGANISATION, "source_id")])
    earlier = _filing_of(uow, source, filing)
    if earlier is None:
        raise Problems([Problem("nothing", NOTHING_THERE, "source_id")])
    before, after = Asked.of(catalog, earlier), Asked.of(catalog, filing)
    raws = _raws(uow, before, earlier)
    sources = sources_of(uow.session, after)
    taken: dict[str, Any] = {}
    left: list[dict[str, str]] = []
    for question in before.form.questions():
        raw = raws.get(question.id)
        if question.kind in UNTYPED or question.kind == "declaration" or not plain_text(raw):
            continue
        now = after.form.question(question.id)
        if now is not None and _fits(question, now, raw, sources):
            taken[question.id] = raw
        else:
            left.append({"label": question.label, "text": plain_text(raw)})
    with uow.writing() as write:
        filing = write.lock(Filing, filing_id)
        if filing.state is not FilingState.DRAFT or not is_untouched(filing):
            raise Refused(BEGUN)
        changes = {**taken, **({FORMER: left} if left else {})}
        if not filing.marks:  # else somebody pressed twice
            change(filing, changes, person_id=actor.person_id, at=write.now, page=COPIED)
            write.record(
                "copy_answers",
                filing,
                chain=filing.application.call.chain,
                detail={"application": source_id},
            )
    return Copied(len(taken), tuple(one["label"] for one in left))


def _filing_of(uow: UnitOfWork, source: Application, filing: Filing) -> Filing | None:
    if source.id == filing.application_id:
        return None  # a blank draft, offered as any other, which to begin has only opened again
    return uow.session.scalars(
        select(Filing).where(
            Filing.application_id == source.id, Filing.kind == filing.kind, Filing.number == 1
        )
    ).first()


def _raws(uow: UnitOfWork, before: Asked, earlier: Filing) -> Mapping[str, Any]:
    """Give the answers as a form shows them: as handed in last, or as the draft stands."""
    answers = uow.session.scalars(
        select(Snapshot.answers)
        .where(Snapshot.filing_id == earlier.id)
        .order_by(Snapshot.number.desc())
        .limit(1)
    ).first()
    return earlier.draft if answers is None else prefilled(before.form, answers)


def _fits(before: Question, now: Question, raw: Any, sources: Sources) -> bool:
    if before.kind != now.kind:
        return False
    if now.kind == "choice":
        return raw in now.choices
    return raw in sources.departments if now.kind == "department" else True
