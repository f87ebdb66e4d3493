"""参加表明: what is handed in before the proposal, and what opens when it came in."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.actions.drafts import make_filing
from koubo.applications.actions.filing import Filed, file
from koubo.applications.declared import is_declared_elsewhere
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import is_own, load_application
from koubo.applications.rules import ApplicationState, FilingCase
from koubo.applications.schemas import prefilled
from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork, Write


def file_participation(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    filing_id: int,
    *,
    version: int,
) -> str:
    """Hand in a 参加表明書, open the proposal, and give the receipt number.

    Past its deadline it is refused, and the draft stays.
    """
    filed = participation_filed(catalog)
    return file(uow, catalog, files, actor, filing_id, version=version, filed=filed)


def participation_filed(catalog: Catalog) -> Filed:
    """Give what follows in the transaction in which a 参加表明書 comes in, by whichever way."""

    def filed(write: Write, filing: Filing, snapshot: Snapshot, case: FilingCase) -> None:
        application = filing.application
        if application.state is ApplicationState.WITHDRAWN:
            raise Refused("取り下げた応募の書類は提出できません。")
        if application.receipt_number is None:
            application.project_name = str(case.answers.get("project_name", ""))[:200]
        open_proposal(write, catalog, application, snapshot)

    return filed


def open_proposal(
    write: Write, catalog: Catalog, application: Application, declared: Snapshot
) -> int:
    """Let the proposal be written, filled from the 参加表明書 where its form says so; give its id.

    :param declared: the 参加表明書 as it came in, by whichever way
    """
    found = proposal_of_draft(write.session, application.id)
    if found is not None:
        return found
    scheme = catalog.of(application.call.release)
    form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(application.course_id))
    draft = prefilled(form, declared.answers) if form.prefill else {}
    return make_filing(write, application, FilingKind.PROPOSAL, draft).id


def begin_proposal(uow: UnitOfWork, catalog: Catalog, actor: Actor, application_id: int) -> int:
    """Begin the proposal of an application whose 参加表明 an officer has recorded; give its id.

    Begun already, it gives the id of that one.

    :raises Refused: where no 参加表明 came in by any way
    """
    application = load_application(uow.session, actor, application_id)
    if not is_own(actor, application):
        raise NotFound
    declared = is_declared_elsewhere(uow.session, application.call_id, application.organisation_id)
    with uow.writing() as write:
        application = write.lock(Application, application_id)
        if application.state is not ApplicationState.DRAFT:
            raise Refused("この応募の企画提案書は、もう始められません。")
        found = proposal_of_draft(write.session, application_id)
        if found is not None:
            return found
        if not declared:
            raise Refused("先に参加表明書を提出してください。")
        scheme = catalog.of(application.call.release)
        form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(application.course_id))
        typed = write.session.scalars(
            select(Filing.draft).where(Filing.application_id == application_id)
        ).first()
        known = {one.id for one in form.questions()} if form.prefill else set()
        draft = {key: text for key, text in (typed or {}).items() if key in known}
        proposal = make_filing(write, application, FilingKind.PROPOSAL, draft)
        write.record("begin_proposal", application, chain=application.call.chain)
    return proposal.id


def proposal_of_draft(session: Session, application_id: int) -> int | None:
    """Give the filing of an application's proposal; None where it is not opened yet."""
    return session.scalars(
        select(Filing.id).where(
            Filing.application_id == application_id, Filing.kind == FilingKind.PROPOSAL
        )
    ).first()
