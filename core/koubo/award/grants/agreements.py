"""協定書 as it is read: what a first draft says, which one holds, and whether both have signed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.award.decisions.handed_in import answers_of, newest_of_filings, newest_snapshots
from koubo.award.grants.agreement_models import Agreement
from koubo.award.models import Award
from koubo.calendar import fiscal_year_end, fiscal_year_start
from koubo.problems import NotFound, Refused
from koubo.schemes.award_words import AgreementUse
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Theme

PARTS = "役割分担"
"""A question with this word in its label says who does what."""
TITLE = "協定書"


@dataclass(frozen=True)
class AgreementText:
    """What the paper says."""

    title: str
    group_part: str
    city_part: str
    from_on: date | None
    to_on: date | None
    document_number: str = ""


def agreement_use(catalog: Catalog, award: Award) -> AgreementUse:
    """Give whether the award's scheme makes a 協定書, and what it stands for."""
    return catalog.of(award.application.call.release).after_award.agreement.value


def agreement_of(session: Session, catalog: Catalog, award: Award) -> Agreement | None:
    """Give the agreement that holds; no statement where the scheme makes none."""
    if agreement_use(catalog, award) is AgreementUse.NONE:
        return None
    return newest_agreement(session, award.id)


def newest_agreement(session: Session, award_id: int) -> Agreement | None:
    """Give the agreement of an award that holds, the newest one; None where there is none."""
    found = select(Agreement).where(Agreement.award_id == award_id)
    return session.scalars(found.order_by(Agreement.number.desc())).first()


@dataclass
class Scan:
    """The file of a signed paper in the store."""

    key: str
    sha256: str
    media_type: str
    size: int
    name: str


def scan_of(agreement: Agreement | None) -> Scan:
    """Give the scan of an agreement; NotFound where none was kept."""
    if agreement is None or agreement.key is None:
        raise NotFound
    return Scan(
        agreement.key, agreement.sha256, agreement.media_type, agreement.size or 0, agreement.name
    )


def refuse_unsigned(session: Session, award_ids: Collection[int | None]) -> None:
    """Refuse where the agreement that stands in the notice's place lacks a signature."""
    newest = (
        select(Agreement.award_id, func.max(Agreement.number).label("number"))
        .where(Agreement.award_id.in_(award_ids))
        .group_by(Agreement.award_id)
        .subquery()
    )
    rows = session.scalars(
        select(Agreement).join(
            newest,
            (newest.c.award_id == Agreement.award_id) & (newest.c.number == Agreement.number),
        )
    )
    signed = {one.award_id for one in rows if one.in_force}
    lacking = [one for one in award_ids if one is not None and one not in signed]
    if lacking:
        named = session.scalars(select(Award).where(Award.id.in_(lacking)).order_by(Award.id))
        told = "、".join(one.application.receipt_number or "" for one in named)
        raise Refused(
            f"この制度では協定書が交付決定通知書に代わります。{told}の協定書に、団体と市の両方の"
            "署名を記録してから施行してください。"
        )


def first_text(session: Session, catalog: Catalog, award: Award) -> AgreementText:
    """Give a first draft: the group's part from what it handed in, the city's from the theme."""
    application = award.application
    theme = session.get(Theme, application.theme_id) if application.theme_id else None
    return AgreementText(
        title=TITLE,
        group_part=_group_part(session, catalog, award),
        city_part=theme.city_part if theme else "",
        from_on=award.granted_on or fiscal_year_start(award.fiscal_year),
        to_on=fiscal_year_end(award.fiscal_year),
    )


def _group_part(session: Session, catalog: Catalog, award: Award) -> str:
    """The 交付申請書 is newer than the proposal, where it asks the same."""
    application = award.application
    scheme = catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    applied = newest_of_filings(session, [award.filing_id]) if award.filing_id else {}
    proposed = newest_snapshots(session, [application.id], FilingKind.PROPOSAL)
    for kind, snapshot in (
        (FilingKind.GRANT_APPLICATION, applied.get(award.filing_id or 0)),
        (FilingKind.PROPOSAL, proposed.get(application.id)),
    ):
        if snapshot is None or kind not in scheme.forms:
            continue
        form = scheme.form_for(kind, course)
        answers = answers_of(form, snapshot)
        for question in form.questions():
            if question.kind == "text" and PARTS in question.label and answers.get(question.id):
                return str(answers[question.id])
    return ""
