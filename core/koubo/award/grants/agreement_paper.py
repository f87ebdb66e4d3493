"""What the printed 協定書 says: the award's project, sum and period, and who does what."""

from datetime import date

from sqlalchemy.orm import Session

from koubo.award.grants.agreement_models import Agreement
from koubo.award.models import Award
from koubo.calendar import day_in_japan, format_date, format_fiscal_year
from koubo.money import format_yen
from koubo.papers.agreements import AgreementPaper
from koubo.people.queries import signing_post
from koubo.people.representatives import representative_on
from koubo.schemes.catalog import Catalog


def agreement_paper(
    session: Session, catalog: Catalog, award: Award, agreement: Agreement
) -> AgreementPaper:
    """Give the paper; until somebody signed, with the representatives of the day it was written."""
    application = award.application
    scheme = catalog.of(application.call.release)
    organisation = application.organisation
    written_on = day_in_japan(agreement.recorded_at)
    group_day = agreement.group_signed_on or written_on
    bears = representative_on(session, organisation.id, group_day)
    post = signing_post(session, agreement.city_signed_on or written_on)
    group = agreement.group_signer or f"{bears.title}　{bears.name}"
    city = agreement.city_signer or (f"{post.title}　{post.holder}" if post else scheme.city)
    return AgreementPaper(
        title=agreement.title,
        document_number=agreement.document_number,
        opening=(
            f"{scheme.city}（以下「甲」という。）と{organisation.name}（以下「乙」という。）は、"
            f"{scheme.title}による{format_fiscal_year(award.fiscal_year)}の"
            f"「{application.project_name}」{_stage(award)}（以下「事業」という。）を"
            "協働して行うため、次のとおり協定を結ぶ。"
        ),
        articles=tuple(_articles(award, agreement, scheme.money)),
        closing="この協定の成立を証するため、本書を2通作成し、甲と乙が署名して、各1通を保有する。",
        signatures=(
            ("甲", (scheme.city, city), _day(agreement.city_signed_on)),
            (
                "乙",
                (organisation.address, organisation.name, group),
                _day(agreement.group_signed_on),
            ),
        ),
        signed=agreement.in_force,
    )


def _articles(award: Award, agreement: Agreement, money: str) -> list[tuple[str, str]]:
    articles = [("乙がすること", agreement.group_part), ("甲がすること", agreement.city_part)]
    amount = award.awarded if award.awarded is not None else award.adopted
    if amount is not None:
        told = f"甲は、事業に要する費用として、{money} {format_yen(amount)}以内を乙に交付する。"
        articles.append((money, told))
    if agreement.from_on and agreement.to_on:
        told = (
            f"この協定の期間は、{format_date(agreement.from_on)}から"
            f"{format_date(agreement.to_on)}までとする。"
        )
        articles.append(("期間", told))
    told = "この協定に定めのないこと、または疑いが生じたことは、甲と乙が話し合って定める。"
    return [*articles, ("協議", told)]


def _stage(award: Award) -> str:
    return f"（{award.stage}）" if award.stage else ""


def _day(signed_on: date | None) -> str:
    return format_date(signed_on) if signed_on else ""
