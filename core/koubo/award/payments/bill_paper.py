"""The 請求書 of a bill as a paper: with the whole account, and who represented the organisation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.models import Claim, Decision, DecisionLine, Notice
from koubo.award.payments.claim_rules import CLAIM_NAMES, ClaimKind
from koubo.award.rules import DecisionKind, DecisionState, Outcome
from koubo.calendar import day_in_japan, format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.papers.letters import letter_amount
from koubo.papers.statements import Statement, StatementPart
from koubo.people.account_rules import BankDetails
from koubo.people.queries import signing_post
from koubo.people.representatives import representative_on
from koubo.schemes.catalog import Catalog

BASIS = {
    ClaimKind.ADVANCE: DecisionKind.GRANT,
    ClaimKind.FINAL: DecisionKind.SETTLEMENT,
}
"""The decision that a bill rests on."""
AMOUNT_NAMES = {ClaimKind.ADVANCE: "交付決定額", ClaimKind.FINAL: "確定額"}
BASIS_NAMES = {ClaimKind.ADVANCE: "交付の決定", ClaimKind.FINAL: "額の確定"}
NO_FORM = "市の様式ではなく、このシステムの標準の様式です。提出の前に、市の事務局に確かめてください"


def bill_number(receipt_number: str | None, number: int) -> str:
    """Give the number of a bill: the receipt number of its application and its place."""
    return f"{receipt_number or ''}-{number}"


def bill_paper(session: Session, catalog: Catalog, claim: Claim, details: BankDetails) -> Statement:
    """Give a bill as its 請求書, with the names of the day on which it was handed in."""
    award, application = claim.award, claim.award.application
    scheme = catalog.of(application.call.release)
    filed_on = day_in_japan(claim.filed_at)
    organisation = application.organisation
    bears = representative_on(session, application.organisation_id, filed_on)
    post = signing_post(session, filed_on)
    notice, fixed = _basis(session, claim)
    if claim.kind is ClaimKind.ADVANCE:
        fixed = _awarded_when_filed(session, claim)
    rests = BASIS_NAMES[claim.kind]
    issued = format_date(notice.issued_on) if notice else ""
    named = f"{issued}付け{notice.document_number}で" if notice else ""
    return Statement(
        title=f"{scheme.title}　請求書（{CLAIM_NAMES[claim.kind]}）",
        dated=filed_on,
        addressee=(f"{post.title}　{post.holder}　様" if post else f"{scheme.city}長　様",),
        sender=(organisation.address, organisation.name, f"{bears.title}　{bears.name}"),
        opening=f"{named}{rests}の通知がありました次の事業について、下記のとおり請求します。",
        facts=(
            ("請求書番号", bill_number(application.receipt_number, claim.number)),
            ("請求額", letter_amount(claim.amount)),
            ("事業の名称", application.project_name),
            ("年度", format_fiscal_year(award.fiscal_year)),
            *([(AMOUNT_NAMES[claim.kind], format_yen(fixed))] if fixed is not None else []),
            *([("必要な理由", claim.purpose)] if claim.purpose else []),
        ),
        parts=(
            StatementPart(
                "振込先",
                facts=(
                    ("金融機関", f"{details.bank}（{details.bank_code}）"),
                    ("支店", f"{details.branch}（{details.branch_code}）"),
                    ("種目・口座番号", f"{details.kind_name}　{details.number}"),
                    ("口座名義", details.holder),
                    ("名義のカナ", details.holder_kana),
                ),
            ),
        ),
        to_confirm=(NO_FORM,),
    )


def _basis(session: Session, claim: Claim) -> tuple[Notice | None, int | None]:
    """Give the letter that a bill rests on, with its own number, and the amount it tells (円)."""
    found = session.execute(
        select(Notice, DecisionLine.amount)
        .select_from(DecisionLine)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(
            DecisionLine.award_id == claim.award_id,
            Decision.kind == BASIS[claim.kind],
            Decision.state == DecisionState.RELEASED,
        )
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    return (found[0], found[1]) if found else (None, None)


def _awarded_when_filed(session: Session, claim: Claim) -> int | None:
    """Give the award as it stood when the bill was handed in, changes included (円)."""
    return session.scalar(
        select(DecisionLine.amount)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.award_id == claim.award_id,
            DecisionLine.outcome.in_((Outcome.GRANTED, Outcome.AMENDED)),
            Decision.state == DecisionState.RELEASED,
            Decision.released_at <= claim.filed_at,
        )
        .order_by(Decision.released_at.desc(), Decision.id.desc())
        .limit(1)
    )
