"""Taking back: an application that was handed in (取下げ), or a draft that nobody needs any more."""

from koubo.applications.events import event_for_all
from koubo.applications.models import Application
from koubo.applications.policy import load_application
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems
from koubo.storage.unit_of_work import UnitOfWork

LONGEST = 2_000
NO_REASON = "取り下げる理由を入力してください。"
TOO_LONG = f"取り下げる理由は{LONGEST:,}字以内にしてください。"


def withdraw(
    uow: UnitOfWork, actor: Actor, application_id: int, *, reason: str, version: int
) -> None:
    """Take an application back before it was decided; any member may, and all of them are told.

    Its receipt number, documents and files stay, and it leaves the lists of what is to be judged.
    A draft of which nothing came in needs no reason: it is put away, and nobody else learns of it.
    """
    application = load_application(uow.session, actor, application_id)
    if application.organisation_id not in actor.organisation_ids:
        raise NotFound
    plain = reason.strip()
    if len(plain) > LONGEST:
        raise Problems([Problem("reason", TOO_LONG, field="reason")])
    with uow.writing() as write:
        application = write.lock(Application, application_id, version=version)
        APPLICATION_STEPS.require(application.state, ApplicationState.WITHDRAWN)
        came_in = application.receipt_number is not None
        if came_in and not plain:
            raise Problems([Problem("reason", NO_REASON, field="reason")])
        application.state = ApplicationState.WITHDRAWN
        application.reason = plain
        write.record(
            "withdraw" if came_in else "discard_draft",
            application,
            chain=application.call.chain,
            detail={"reason": plain},
            event=event_for_all(write, application, "application_withdrawn") if came_in else None,
        )
