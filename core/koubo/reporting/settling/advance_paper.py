"""概算払精算書: what was paid in advance, what the work came to, and what is left or lacking."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.models import Award, Claim
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.calendar import day_in_japan, format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.papers.statements import Statement, StatementPart, StatementTable
from koubo.people.queries import signing_post
from koubo.people.representatives import representative_on
from koubo.problems import NotFound, Refused
from koubo.reporting.models import Report
from koubo.reporting.settling.settling import settlement_of
from koubo.schemes.catalog import Catalog

NOT_REPORTED = (
    "概算払精算書は、実績報告書を提出してから印刷できます。先に実績報告書を提出してください。"
)
NO_FORM = "市の様式ではなく、このシステムの標準の様式です。提出の前に、市の事務局に確かめてください"
COLUMNS = (("支払日", False), ("支出命令の番号", False), ("概算払を受けた額", True))


def wants_advance_account(catalog: Catalog, award: Award) -> bool:
    """Say whether the award's scheme asks for a 概算払精算書."""
    return catalog.of(award.application.call.release).after_award.advance_account.value


def advance_paper(session: Session, catalog: Catalog, award: Award) -> Statement:
    """Give the 概算払精算書 of an award as its report was last handed in.

    :raise NotFound: where the scheme asks for none
    :raise Refused: before the report was handed in
    """
    if not wants_advance_account(catalog, award):
        raise NotFound
    filing_id = session.scalar(select(Report.filing_id).where(Report.award_id == award.id))
    snapshot = newest_of_filings(session, [filing_id] if filing_id else []).get(filing_id or 0)
    if snapshot is None:
        raise Refused(NOT_REPORTED)
    fixed = award.settled
    if fixed is None:
        fixed = settlement_of(session, catalog, award, snapshot).settlement.fixed_amount
    paid = session.execute(
        select(Claim.paid_on, Claim.order_number, Claim.amount)
        .where(
            Claim.award_id == award.id,
            Claim.kind == ClaimKind.ADVANCE,
            Claim.state == ClaimState.PAID,
        )
        .order_by(Claim.paid_on, Claim.id)
    ).all()
    received = sum(amount for _, _, amount in paid)
    day = day_in_japan(snapshot.received_at)
    application, organisation = award.application, award.application.organisation
    bears = representative_on(session, application.organisation_id, day)
    post = signing_post(session, day)
    scheme = catalog.of(application.call.release)
    return Statement(
        title="概算払精算書",
        dated=day,
        addressee=(f"{post.title}　{post.holder}　様" if post else f"{scheme.city}長　様",),
        sender=(organisation.address, organisation.name, f"{bears.title}　{bears.name}"),
        opening=f"{scheme.title}について概算払を受けた額を、次のとおり精算します。",
        facts=(
            ("事業の名称", application.project_name),
            (
                "受付番号・年度",
                f"{application.receipt_number}　{format_fiscal_year(award.fiscal_year)}",
            ),
            ("交付決定額", format_yen(award.awarded or 0)),
            ("概算払を受けた額 (A)", format_yen(received)),
            ("精算額 (B)", format_yen(fixed)),
            ("差引 (B)−(A)", _difference(fixed - received)),
        ),
        parts=(
            StatementPart(
                "概算払の内訳",
                table=StatementTable(
                    COLUMNS,
                    tuple(
                        (format_date(on) if on else "", number, format_yen(amount))
                        for on, number, amount in paid
                    ),
                ),
            ),
        ),
        to_confirm=(NO_FORM,),
    )


def _difference(gap: int) -> str:
    if gap > 0:
        return f"{format_yen(gap)}（追加の支払い）"
    return f"{format_yen(-gap)}（返還）" if gap < 0 else "0円"
