"""連絡担当者: an organisation names another person for its project; nobody has to approve it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, validates_schema
from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.events import event_for_officers
from koubo.applications.models import Application
from koubo.applications.policy import load_application
from koubo.applications.project_contact_models import ProjectContact
from koubo.applications.rules import ApplicationState
from koubo.fields import Date, Text
from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused, Stale
from koubo.schemes.call_schemas import load
from koubo.storage.unit_of_work import UnitOfWork

NO_WAY = "「電話番号」か「メールアドレス」のどちらかを入力してください。"


class ProjectContactSchema(Schema):
    """Who speaks for a project, as it is typed."""

    class Meta:
        """Leave out what is not declared."""

        unknown = EXCLUDE

    name = Text(required=True, single_line=True, max_length=100, metadata={"label": "氏名"})
    telephone = Text(
        load_default="", single_line=True, max_length=40, metadata={"label": "電話番号"}
    )
    email = Text(
        load_default="", single_line=True, max_length=200, metadata={"label": "メールアドレス"}
    )
    from_on = Date(required=True, metadata={"label": "いつから"})

    @validates_schema(skip_on_field_errors=False)
    def has_a_way(self, data: Mapping[str, Any], **_: Any) -> None:
        """Ask for one way at least of reaching the person."""
        if not data.get("telephone") and not data.get("email"):
            raise ValidationError(NO_WAY, "telephone")


def project_contacts(session: Session, application_id: int) -> list[ProjectContact]:
    """Give who spoke for a project that the actor was shown, newest first."""
    return list(
        session.scalars(
            select(ProjectContact)
            .where(ProjectContact.application_id == application_id)
            .order_by(ProjectContact.number.desc())
        )
    )


def change_project_contact(
    uow: UnitOfWork, actor: Actor, application_id: int, *, typed: Mapping[str, Any], seen: int
) -> None:
    """Name the person whom the city asks about a project, and tell the officers.

    :param seen: how many were named when the page was drawn
    """
    application = load_application(uow.session, actor, application_id)
    if application.organisation_id not in actor.organisation_ids:
        raise NotFound
    values = load(ProjectContactSchema(), typed)
    with uow.writing() as write:
        application = write.lock(Application, application_id)
        if application.state is ApplicationState.WITHDRAWN:
            raise Refused("取り下げた応募の連絡担当者は変えられません。")
        number = len(project_contacts(write.session, application_id))
        if number != seen:
            raise Stale
        contact = ProjectContact(
            application_id=application_id,
            number=number + 1,
            entered_at=write.now,
            entered_by=actor.person_id,
            **values,
        )
        write.session.add(contact)
        write.session.flush()
        write.record(
            "change_project_contact",
            application,
            chain=application.call.chain,
            detail={"number": contact.number},
            event=event_for_officers(write, application, "project_contact_changed"),
        )
