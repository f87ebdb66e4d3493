"""The numbers of what came about by itself in the watched city."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import select

from award_builders import SETTLED
from builders import City
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.award.decisions.actions.kessai_list import KIND
from koubo.award.decisions.kessai_list import kessai_sheet
from koubo.award.models import Claim, Decision, DecisionLine, Notice
from koubo.award.payments.actions.payment_lists import KIND as PAYMENTS
from koubo.award.payments.sheets import COLUMNS
from koubo.papers.sheets import Sheet, write_workbook
from koubo.people.imports import keep_import
from koubo.reporting.models import Repayment
from koubo.schemes.models import Theme
from koubo.schemes.rules import ThemeState
from koubo.storage.base import Base
from koubo.storage.outbox import EventRow, Mail, MailState, Reader


def number_the_rest(city: City, ids: dict[str, int]) -> None:
    """Find the numbers of what came about by itself, and add what nothing brought about.

    :param ids: those that are known so far, by name; the others are put in
    """
    ids["kessai_list"] = _an_uploaded_list(city)
    ids["payment_list"] = _uploaded(city, PAYMENTS, Sheet("支出一覧", COLUMNS, []))
    with city.uow() as uow, uow.writing() as write:
        session = write.session

        def newest(table: type[Base], *clauses: Any) -> int:
            column: Any = table.__table__.c.id
            return int(
                session.scalars(select(column).where(*clauses).order_by(column.desc())).first()
            )

        ids |= {"claim": newest(Claim), "repayment": newest(Repayment), "notice": newest(Notice)}
        ids["released"] = newest(Decision, Decision.id != ids["drafted"])
        ids["line"] = newest(DecisionLine, DecisionLine.decision_id == ids["drafted"])
        ids["released_line"] = newest(DecisionLine, DecisionLine.decision_id == ids["released"])
        ids["draft_file"] = newest(Attachment, Attachment.filing_id == ids["draft_filing"])
        ids["snapshot"] = newest(Snapshot, Snapshot.filing_id == ids["themed_filing"])
        ids["settled"] = newest(Application, Application.call_id == ids["settled_call"])
        ids["event"] = newest(EventRow)
        filings: Sequence[int] = session.scalars(
            select(Filing.id).where(Filing.application_id == ids["settled"]).order_by(Filing.id)
        ).all()
        ids |= {"grant_filing": filings[1], "report_filing": filings[2]}
        ids |= {name: city.ids[name] for name in ("organisation", "other_organisation", "officer2")}
        mail, theme = _a_mail(city), _an_offered_theme(city)
        session.add_all([mail, theme])
        session.flush()
        ids |= {"mail": mail.id, "offered_theme": theme.id}


def _uploaded(city: City, kind: str, sheet: Sheet) -> int:
    """Keep a list without rows, uploaded by the officer."""
    made = BytesIO(write_workbook([sheet]))
    with city.uow(SETTLED, "officer") as uow:
        return keep_import(
            uow,
            city.files,
            city.actor("officer"),
            kind=kind,
            subject_id=None,
            name="一覧.xlsx",
            stream=made,
        )


def _an_uploaded_list(city: City) -> int:
    """Keep a list of 決裁 that has no row yet."""
    made = BytesIO(write_workbook([kessai_sheet([])]))
    officer = city.actor("officer", SETTLED)
    with city.uow(SETTLED, "officer") as uow:
        return keep_import(
            uow, city.files, officer, kind=KIND, subject_id=None, name="決裁.xlsx", stream=made
        )


def _a_mail(city: City) -> Mail:
    return Mail(
        person_id=city.ids["applicant"],
        reader=Reader.APPLICANT,
        address="applicant@example.jp",
        subject="お知らせ",
        body="本文",
        state=MailState.FAILED,
        created_at=SETTLED,
    )


def _an_offered_theme(city: City) -> Theme:
    return Theme(
        department_id=city.ids["department"],
        fiscal_year=2027,
        title="新しいテーマ",
        issue="課題",
        wish="期待",
        city_part="協力",
        state=ThemeState.OFFERED,
    )
