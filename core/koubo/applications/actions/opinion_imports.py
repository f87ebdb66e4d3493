"""Bringing in what departments wrote into their sheets: a dry run, then exactly that."""

from koubo.applications.actions.opinions import enter_opinion
from koubo.applications.opinion_models import Opinion
from koubo.applications.opinion_rules import OpinionSource
from koubo.applications.opinion_sheets import Fate, OpinionPlan, plan_opinions
from koubo.applications.queries.opinions import opinions_of_call
from koubo.people.imports import import_sheets, load_import, mark_applied
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.policy import load_call
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork

KIND = "opinions"
WRONG = "直すところがあるため、取り込めません。ファイルを直して選び直してください。"


def plan_import(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    draft_id: int,
) -> OpinionPlan:
    """Give what an uploaded sheet would change now; writes nothing."""
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    draft = load_import(uow.session, actor, draft_id, kind=KIND, subject_id=call_id)
    asked = opinions_of_call(uow.session, actor, call_id)
    return plan_opinions(catalog.of(call.release), import_sheets(files, draft), asked)


def apply_opinions(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    call_id: int,
    draft_id: int,
    *,
    shown: str,
) -> int:
    """Enter the opinions of a sheet, all of them or none; give how many.

    :param shown: the digest of the plan that the officer saw
    :raise Stale: where something was answered or asked anew meanwhile
    :raise Refused: where the sheet has problems, or was applied already
    """
    plan = plan_import(uow, catalog, files, actor, call_id, draft_id)
    if plan.problems:
        raise Refused(WRONG)
    if plan.digest != shown:
        raise Stale
    wanted = (*plan.of(Fate.NEW), *plan.of(Fate.CHANGED))
    with uow.writing() as write:
        mark_applied(write, draft_id, {"entered": len(wanted)})
        for one in sorted(wanted, key=lambda line: line.opinion.id):
            opinion = write.lock(Opinion, one.opinion.id, version=one.opinion.version)
            enter_opinion(write, actor, opinion, one.answers, OpinionSource.EXCEL)
    return len(wanted)
