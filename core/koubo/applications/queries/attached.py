"""Where a stored file belongs, in words for whoever looks after the system."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Attachment, Filing
from koubo.people.models import Organisation


def where_attached(session: Session, attachment_id: int) -> str:
    """Give the receipt number and the organisation of an attachment; one statement."""
    row = session.execute(
        select(Application.id, Application.receipt_number, Organisation.name)
        .join(Filing, Filing.application_id == Application.id)
        .join(Attachment, Attachment.filing_id == Filing.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Attachment.id == attachment_id)
    ).first()
    if row is None:
        return ""
    number = f"受付番号 {row.receipt_number}" if row.receipt_number else f"下書き（応募 {row.id}）"
    return f"{number}　{row.name}"
