"""Which pages of an award lead on from its own page, at each state."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from koubo.award.grants.actions.following import awards_per, which_award
from koubo.award.grants.agreements import agreement_use, newest_agreement
from koubo.award.models import Award
from koubo.award.rules import ENDED_UNPAID, AwardState
from koubo.calendar import format_date, format_fiscal_year
from koubo.reporting.interim.rules import asks_interim, interim_due
from koubo.reporting.queries import interims_by_award
from koubo.schemes.award_words import AgreementUse, AwardPer
from koubo.schemes.catalog import Catalog

NO_DAY = "定めなし"


@dataclass(frozen=True)
class Door:
    """A link from the award's page, with what stands there now."""

    label: str
    url: str
    note: str = ""


def award_doors(session: Session, catalog: Catalog, award: Award) -> list[Door]:
    """Give the pages about an award's agreement, deadline, vote, next year and withdrawal."""
    if award.state in ENDED_UNPAID:
        return []
    return [
        *_agreement(session, catalog, award),
        *_before_the_grant(award),
        *_after_the_grant(award),
        *_interim(session, catalog, award),
        *_next(catalog, award),
    ]


def award_particulars(catalog: Catalog, award: Award) -> list[tuple[str, str, str]]:
    """Give what tells one award from others of its application, and how it ended."""
    per = awards_per(catalog, award)
    items = []
    if per is not AwardPer.APPLICATION or award.number > 1:
        items.append(("年度・段階", which_award(award), f"{award.number}件目の交付"))
    if award.state is AwardState.CANDIDATE:
        day = format_date(award.apply_by) if award.apply_by else NO_DAY
        items.append(("交付申請の期限", day, ""))
    if award.withdrawal_asked_on and award.state is AwardState.GRANTED:
        asked = format_date(award.withdrawal_asked_on)
        items.append(("取下げの申出", asked, award.end_reason))
    if award.ended_on is not None:
        items.append(("終わった日", format_date(award.ended_on), award.end_reason))
    return items


def _agreement(session: Session, catalog: Catalog, award: Award) -> Iterator[Door]:
    if agreement_use(catalog, award) is AgreementUse.NONE:
        return
    found = newest_agreement(session, award.id)
    note = "まだ作っていません"
    if found is not None:
        note = "両方が署名済み" if found.in_force else "署名待ち"
    yield Door("協定書", url_for("officer.agreement", award_id=award.id), note)


def _before_the_grant(award: Award) -> Iterator[Door]:
    if award.state is AwardState.CANDIDATE:
        url = url_for("officer.award_apply_by", award_id=award.id)
        yield Door("交付申請の期限を変える", url)
    later = award.fiscal_year != award.application.call.fiscal_year
    if later and award.state in (AwardState.CANDIDATE, AwardState.APPLIED):
        voted = award.year_voted_on
        note = f"議決日 {format_date(voted)}" if voted else "まだ記録されていません"
        year = format_fiscal_year(award.fiscal_year)
        url = url_for("officer.year_vote", award_id=award.id)
        yield Door(f"{year}の予算の議決を記録する", url, note)


def _after_the_grant(award: Award) -> Iterator[Door]:
    if award.state is AwardState.GRANTED and not award.paid:
        url = url_for("officer.award_withdrawal", award_id=award.id)
        yield Door("交付申請の取下げを記録する", url)


def _interim(session: Session, catalog: Catalog, award: Award) -> Iterator[Door]:
    scheme = catalog.of(award.application.call.release)
    if award.state is not AwardState.GRANTED or not asks_interim(scheme):
        return
    row = interims_by_award(session, [award.id]).get(award.id)
    due = row.due_on if row and row.due_on else interim_due(scheme, award.fiscal_year)
    note = "提出済み" if row and row.is_handed_in else format_date(due) if due else NO_DAY
    yield Door("中間報告の期限", url_for("officer.award_interim_due", award_id=award.id), note)


def _next(catalog: Catalog, award: Award) -> Iterator[Door]:
    per = awards_per(catalog, award)
    if per is AwardPer.APPLICATION:
        return
    label = "次の段階の交付を加える" if per is AwardPer.STAGE else "次の年度の交付を加える"
    yield Door(label, url_for("officer.next_award", award_id=award.id))
