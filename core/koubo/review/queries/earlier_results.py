"""What organisations were awarded before: the newest year in the ledger, with what is known of it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.calendar import format_fiscal_year
from koubo.money import format_yen
from koubo.review.models import Standing
from koubo.schemes.models import Call, PastAwardRow
from koubo.schemes.rules import Scheme


@dataclass(frozen=True)
class EarlierResult:
    """The last award of an organisation in a course, before the call's 事業年度 (円)."""

    course_id: str
    fiscal_year: int
    awarded: int | None
    """As the ledger of past awards has it; None: not known."""
    adopted: int | None
    project: str
    total_text: str
    """What the panel's sheets came to, with the most that it could be; empty: not known."""

    @property
    def told(self) -> tuple[str, ...]:
        """Give it in words, line by line."""
        parts = [format_fiscal_year(self.fiscal_year)]
        if self.project:
            parts.append(f"「{self.project}」")
        money = []
        if self.adopted is not None:
            money.append(f"内定額 {format_yen(self.adopted)}")
        if self.awarded is not None:
            money.append(f"助成額 {format_yen(self.awarded)}")
        score = f"得点 {self.total_text}" if self.total_text else "得点は記録がありません"
        return ("　".join(parts), "　".join([*(money or ["金額は記録がありません"]), score]))


def earlier_results(
    session: Session, scheme: Scheme, organisation_ids: Collection[int], fiscal_year: int
) -> dict[tuple[int, str], EarlierResult]:
    """Give the newest earlier award by organisation and course as it is called now; two statements.

    :param fiscal_year: the 事業年度 before which it has to be
    """
    rows = session.execute(
        select(PastAwardRow)
        .where(
            PastAwardRow.organisation_id.in_(organisation_ids),
            PastAwardRow.fiscal_year < fiscal_year,
        )
        .order_by(PastAwardRow.fiscal_year)
    ).scalars()
    known = _of_our_own(session, scheme, organisation_ids, fiscal_year)
    found = {}
    for row in rows:  # the newest comes last and stays
        course_id = scheme.canonical(row.course_id)
        adopted, project, total = known.get(
            (row.organisation_id, course_id, row.fiscal_year), (None, "", "")
        )
        found[row.organisation_id, course_id] = EarlierResult(
            course_id, row.fiscal_year, row.amount, adopted, project, total
        )
    return found


def _of_our_own(
    session: Session, scheme: Scheme, organisation_ids: Collection[int], fiscal_year: int
) -> dict[tuple[int, str, int], tuple[int | None, str, str]]:
    """Give what our own records say of selected applications: amount, project, last total."""
    rows = session.execute(
        select(
            Application.organisation_id,
            Application.course_id,
            Call.fiscal_year,
            Application.adopted,
            Application.project_name,
            Standing.total_text,
        )
        .join(Call, Call.id == Application.call_id)
        .outerjoin(Standing, Standing.application_id == Application.id)
        .where(
            Application.organisation_id.in_(organisation_ids),
            Application.state == ApplicationState.SELECTED,
            Call.fiscal_year < fiscal_year,
        )
        # The last stage that was begun comes last.
        .order_by(Application.id, Standing.id)
    )
    return {
        (organisation_id, scheme.canonical(course_id), year): (adopted, project, total or "")
        for organisation_id, course_id, year, adopted, project, total in rows
    }
