"""The sum that the city named before: it stands beside the budget of what follows from it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Filing
from koubo.award.amendments.models import Amendment
from koubo.award.models import Award
from koubo.money import format_yen
from koubo.reporting.models import Report
from koubo.schemes.forms import FilingKind


def named_sum(session: Session, filing: Filing) -> tuple[str, str] | None:
    """Give a document's 内定額 or 交付決定額 in words, and what it means for the budget."""
    if filing.kind is FilingKind.GRANT_APPLICATION:
        adopted = session.scalar(select(Award.adopted).where(Award.filing_id == filing.id))
        if adopted is not None:
            return (
                f"内定額は {format_yen(adopted)} です",
                "収入の「市の補助金」は、この額までで入力してください。"
                "それに合わせて、ほかの金額も直してください。",
            )
    if filing.kind is FilingKind.AMENDMENT:
        changed = select(Award.awarded, Award.adopted).join(Amendment)
        found = session.execute(changed.where(Amendment.filing_id == filing.id)).first()
        if found is not None and found.awarded is not None:
            most = (
                f"内定額 {format_yen(found.adopted)} を超えることはできません。"
                if found.adopted
                else ""
            )
            return (
                f"いまの交付決定額は {format_yen(found.awarded)} です",
                f"収入の「市の補助金」は、変更後に受けたい額にしてください。{most}",
            )
    if filing.kind is FilingKind.REPORT:
        wanted = select(Award.awarded).join(Report, Report.award_id == Award.id)
        awarded = session.scalar(wanted.where(Report.filing_id == filing.id))
        if awarded is not None:
            return (
                f"交付決定額は {format_yen(awarded)} です",
                "補助金の確定額は、実際に使った金額をもとに市が計算して決めます。",
            )
    return None
