"""Asking for all letters of a decision in one go, and taking that back."""

from koubo.award.models import Decision
from koubo.award.notices.batches import BatchForm, batch_digest, batch_letters
from koubo.award.notices.queries.issued_letters import LETTERS_JOB
from koubo.award.notices.word_forms import current_form_ids
from koubo.award.policy import load_decision
from koubo.award.rules import DecisionState
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused
from koubo.schemes.catalog import Catalog
from koubo.storage.job_models import Job
from koubo.storage.jobs import ask_job, cancel_job, load_job
from koubo.storage.unit_of_work import UnitOfWork

DROPPED = "取りやめた起案の通知書は作成できません。"


def ask_letter_batch(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, decision_id: int, *, form: BatchForm
) -> int:
    """Ask for a decision's letters in one go; give the job, the same one where it is under way."""
    require(actor, SeatKind.OFFICER)
    decision = load_decision(uow.session, actor, decision_id)
    if decision.state is DecisionState.DROPPED:
        raise Refused(DROPPED)
    digest = batch_digest(batch_letters(uow.session, catalog, decision))
    word_forms = current_form_ids(uow.session, decision.call.scheme_id)
    asked = {"form": form.value, "digest": digest, "word_forms": word_forms}
    with uow.writing() as write:
        decision = write.lock(Decision, decision_id)
        job = ask_job(
            write, kind=LETTERS_JOB, subject_id=decision_id, asked=asked, person_id=actor.person_id
        )
        if job.asked_at == write.now:
            detail = {"decision": decision_id, "form": form.value}
            write.record("ask_letter_batch", job, chain=decision.call.chain, detail=detail)
    return job.id


def cancel_letter_batch(uow: UnitOfWork, actor: Actor, decision_id: int, job_id: int) -> None:
    """Stop a batch that is under way; what has ended stays."""
    require(actor, SeatKind.OFFICER)
    decision = load_decision(uow.session, actor, decision_id)
    found: Job = load_job(uow.session, job_id, kind=LETTERS_JOB, subject_id=decision_id)
    chain = decision.call.chain
    with uow.writing() as write:
        write.lock(Decision, decision_id)
        job = cancel_job(write, found.id)
        if job.finished_at == write.now:
            detail = {"decision": decision_id}
            write.record("cancel_letter_batch", job, chain=chain, detail=detail)
