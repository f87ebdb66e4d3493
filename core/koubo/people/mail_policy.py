"""Which mails an officer may see: not those about an application that is hidden from them."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from koubo.people.bars import kept_out
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.storage.outbox import Mail


def not_hidden(
    actor: Actor, application_id: InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Say in SQL that an application, where there is one, is not kept from the actor."""
    return ~kept_out(actor, application_id)


def load_mail(session: Session, actor: Actor, mail_id: int) -> Mail:
    """Give a mail that tells an event and may be read by an officer; NotFound for any other.

    The mails of the way in carry links that open an account: nobody but their reader sees them.
    """
    require(actor, SeatKind.OFFICER)
    mail = session.scalars(
        select(Mail).where(
            Mail.id == mail_id,
            Mail.reader.is_not(None),
            not_hidden(actor, Mail.application_id),
        )
    ).one_or_none()
    if mail is None:
        raise NotFound
    return mail
