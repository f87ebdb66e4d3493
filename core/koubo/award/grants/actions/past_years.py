"""The years in which an organisation had money (助成歴), as grants write them down."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.models import Award
from koubo.schemes.models import PastAwardRow
from koubo.storage.unit_of_work import Write

LONGEST_SOURCE = 200


def keep_past_award(write: Write, award: Award, source: str) -> None:
    """Write the year down among the organisation's past awards (助成歴).

    Two calls, or two stages, of one year may award the same course twice: it stays one year, with
    the sum of both.
    """
    row = _row(write.session, award)
    if row is None:
        application = award.application
        row = PastAwardRow(
            organisation_id=application.organisation_id,
            course_id=application.course_id,
            fiscal_year=award.fiscal_year,
            source="",
        )
        write.session.add(row)
    row.amount = (row.amount or 0) + (award.awarded or 0)
    row.source = "、".join(one for one in (row.source, source) if one)[:LONGEST_SOURCE]


def drop_past_award(write: Write, award: Award) -> None:
    """Take what was granted out of the past awards again: a withdrawn grant counts as none."""
    row = _row(write.session, award)
    if row is None:
        return
    left = (row.amount or 0) - (award.awarded or 0)
    if left > 0:
        row.amount = left
    else:
        write.session.delete(row)


def _row(session: Session, award: Award) -> PastAwardRow | None:
    application = award.application
    return session.scalars(
        select(PastAwardRow).where(
            PastAwardRow.organisation_id == application.organisation_id,
            PastAwardRow.course_id == application.course_id,
            PastAwardRow.fiscal_year == award.fiscal_year,
        )
    ).first()
