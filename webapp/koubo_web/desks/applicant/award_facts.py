"""What tells one award from the others of its application, as its organisation reads it."""

from sqlalchemy.orm import Session

from koubo.award.grants.actions.following import awards_of_application, which_award
from koubo.award.models import Award
from koubo.award.queries import AwardRow
from koubo.award.rules import AwardState
from koubo.calendar import format_date
from koubo.schemes.award_words import AwardPer
from koubo.schemes.catalog import Catalog
from koubo_web.desks.award_words import amount_facts

Item = tuple[str, str, str]
AMOUNT_NOTES = {
    "内定額": "採択のときに市が示した額",
    "申請額": "交付申請書で申し込んだ額",
    "交付決定額": "市が、この額まで交付すると決めた額",
    "支払済額": "これまでに市から団体の口座に支払われた額",
    "確定額": "実績報告のあとに、使った金額から市が決める最後の額",
    "返還済額": "団体が市に返した額",
}
"""What the amounts of an award mean, in everyday words."""


def own_amounts(award: AwardRow) -> list[Item]:
    """Give the amounts of an award, each with what it means."""
    return [(name, value, AMOUNT_NOTES[name]) for name, value in amount_facts(award)]


def own_particulars(session: Session, catalog: Catalog, award: Award) -> list[Item]:
    """Give year and stage where there are several, the day for 交付申請, and how it ended."""
    words = catalog.of(award.application.call.release).after_award
    items: list[Item] = []
    if words.awards_per.value is not AwardPer.APPLICATION or award.number > 1:
        count = len(awards_of_application(session, award.application_id))
        note = f"この事業の交付 {count}件のうち {award.number}件目" if count > 1 else ""
        items.append(("年度・段階", which_award(award), note))
    if award.state is AwardState.CANDIDATE and award.apply_by is not None:
        told = "過ぎると失効することがあります。間に合わないときは、先に事務局に相談してください。"
        items.append(("交付申請の期限", format_date(award.apply_by), told))
    if award.withdrawal_asked_on is not None and award.state is AwardState.GRANTED:
        told = "市が確かめています。"
        items.append(("取下げの申出", format_date(award.withdrawal_asked_on), told))
    if award.ended_on is not None:
        items.append(("終わった日", format_date(award.ended_on), award.end_reason))
    return items


def applying_notes(award: Award) -> list[str]:
    """Say until when the 交付申請書 may come in."""
    notes = []
    if award.apply_by is not None:
        notes.append(f"{format_date(award.apply_by)}までに提出してください。")
    notes.append("代表者が変わったときは、提出の前に「団体の情報」で変更を記録してください。")
    return notes
