"""Asking those who join an application to agree, their answer, and a signed paper in its place."""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from marshmallow import EXCLUDE, Schema
from sqlalchemy import func, select

from koubo.applications.consent_models import Consent
from koubo.applications.consent_rules import ConsentState, consent_question
from koubo.applications.consents import request_by_token, token_digest
from koubo.applications.facts import Asked, read_draft
from koubo.applications.models import Attachment, Filing
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import ApplicationState, FilingState
from koubo.calendar import day_in_japan, start_of_day
from koubo.fields import Date, Email, Text
from koubo.people.mail_kinds import one_line, without_links
from koubo.people.messages import FOOTER
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.call_schemas import load
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.group_fields import MOST_GROUPS
from koubo.storage.outbox import MailText, Reader, queue_mails
from koubo.storage.unit_of_work import UnitOfWork, Write

TOKEN_BYTES = 32
PAUSE = timedelta(minutes=5)
"""Between two mails to one organisation."""
A_DAY = timedelta(days=1)
MOST_A_DAY = 2 * MOST_GROUPS
"""Organisations that are asked for one document within a day: another name is another one."""
MAIL_KIND = "consent_asked"
SUBJECT = "「{project}」に一緒に取り組むことの確認（{organisation}）"
BODY = """{name} 御中

{organisation} が、市の募集「{call}」への応募「{project}」に、一緒に行う団体としてそちらのお名前を書いています。
役割：{role}

次のページで内容を確かめて、同意するかどうかを答えてください。ログインは要りません。

{link}

心当たりのないときは、このページで「同意しない」を押すか、市の担当者に知らせてください。

{footer}
"""
OPEN = (FilingState.DRAFT, FilingState.IN_CORRECTION)
CLOSED = "この応募は提出されたため、いまは答えを変えられません。"


class RequestSchema(Schema):
    """Where the request goes."""

    class Meta:
        """What else the form sends is not ours."""

        unknown = EXCLUDE

    address = Email(required=True, metadata={"label": "団体の連絡先のメールアドレス"})


class AnswerSchema(Schema):
    """Who answers for the organisation."""

    class Meta:
        """What else the form sends is not ours."""

        unknown = EXCLUDE

    answered_by = Text(
        required=True, max_length=100, single_line=True, metadata={"label": "お名前"}
    )
    answered_title = Text(
        required=True, max_length=60, single_line=True, metadata={"label": "団体での役職"}
    )


class PaperSchema(AnswerSchema):
    """Who signed, and when."""

    signed_on = Date(required=True, metadata={"label": "署名の日"})


def ask_consent(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    group: GroupFacts,
    *,
    typed: Mapping[str, Any],
    base_url: str,
) -> None:
    """Send an organisation the link by which it agrees or not; the link of before works no more.

    :param typed: raw text of ``address``; Problems name the field
    """
    asked = _asked(uow, catalog, actor, filing_id, group)
    address = load(RequestSchema(), typed)["address"].lower()
    token = token_urlsafe(TOKEN_BYTES)
    with uow.writing() as write:
        filing = _locked(write, filing_id)
        row = _row(write, filing_id, group)
        if row.state is ConsentState.AGREED:
            raise Refused(f"「{group.name}」の同意は、もうあります。")
        if row.asked_at is not None and write.now < row.asked_at + PAUSE:
            raise Refused("少し前に送ったばかりです。届かないときは、5分ほど待ってください。")
        if _asked_today(write, filing_id) >= MOST_A_DAY:
            raise Refused(
                f"同意をお願いできるのは、1日に{MOST_A_DAY}件までです。明日お試しください。"
            )
        row.state, row.address, row.asked_at = ConsentState.ASKED, address, write.now
        row.token_digest = token_digest(token)
        row.answered_at, row.answered_by, row.answered_title = None, "", ""
        row.attachment_id = row.recorded_by = None
        _queue(write, filing, row, f"{base_url.rstrip('/')}/consents/{token}")
        detail = {"name": group.name, "role": group.role, "document": asked.form.title}
        write.record("ask_consent", filing, chain=filing.application.call.chain, detail=detail)


def answer_consent(uow: UnitOfWork, token: str, *, agrees: bool, typed: Mapping[str, Any]) -> None:
    """Keep what an organisation answered by its link; it may answer anew until it is handed in.

    :param typed: raw text of ``answered_by`` and ``answered_title``; Problems name the fields
    """
    found = request_by_token(uow.session, token)
    consent_id, filing_id = found.consent.id, found.filing.id
    who = load(AnswerSchema(), typed)
    with uow.writing() as write:
        filing = _locked(write, filing_id, CLOSED)
        row = write.lock(Consent, consent_id)
        if row.token_digest != token_digest(token):
            raise NotFound
        row.state = ConsentState.AGREED if agrees else ConsentState.REFUSED
        row.answered_at = write.now
        row.answered_by, row.answered_title = who["answered_by"], who["answered_title"]
        detail = {"name": row.name, "role": row.role, "state": row.state.value, **who}
        write.record("answer_consent", filing, chain=filing.application.call.chain, detail=detail)


def record_paper_consent(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    filing_id: int,
    group: GroupFacts,
    *,
    typed: Mapping[str, Any],
) -> None:
    """Record that an organisation agreed on a signed paper, which stands among the files.

    :param typed: raw text of ``attachment``, ``answered_by``, ``answered_title``, ``signed_on``
    """
    _asked(uow, catalog, actor, filing_id, group)
    who = load(PaperSchema(), typed)
    today = day_in_japan(uow.now)
    if who["signed_on"] > today:
        raise Problems(
            [Problem("not_yet", "署名の日は、今日までの日にしてください。", "signed_on")]
        )
    chosen = str(typed.get("attachment") or "")
    with uow.writing() as write:
        filing = _locked(write, filing_id)
        kept = write.session.scalars(
            select(Attachment).where(
                Attachment.filing_id == filing_id, Attachment.removed_at.is_(None)
            )
        )
        paper = next((one for one in kept if str(one.id) == chosen), None)
        if paper is None:
            message = "署名のある書類を、添付したファイルから選んでください。"
            raise Problems([Problem("attachment", message, "attachment")])
        row = _row(write, filing_id, group)
        row.state, row.token_digest = ConsentState.AGREED, None
        row.answered_at = start_of_day(who["signed_on"])
        row.answered_by, row.answered_title = who["answered_by"], who["answered_title"]
        row.attachment_id, row.recorded_by = paper.id, actor.person_id
        detail = {"name": group.name, "role": group.role, "file": paper.name}
        chain = filing.application.call.chain
        write.record("record_paper_consent", filing, chain=chain, detail=detail)


def _asked(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, filing_id: int, group: GroupFacts
) -> Asked:
    """Give what the document is asked; NotFound for a group that it does not name."""
    filing = load_own_filing(uow.session, actor, filing_id)
    asked = Asked.of(catalog, filing)
    question = consent_question(asked.form)
    named = read_draft(uow.session, asked, filing).answers.get(question.id) if question else ()
    if group not in (named or ()):
        raise NotFound
    return asked


def _locked(write: Write, filing_id: int, closed: str = "") -> Filing:
    filing = write.lock(Filing, filing_id)
    if filing.state not in OPEN or filing.application.state is ApplicationState.WITHDRAWN:
        raise Refused(closed or "提出した書類の同意は、もう変えられません。")
    return filing


def _asked_today(write: Write, filing_id: int) -> int:
    of_today = (Consent.filing_id == filing_id, Consent.asked_at > write.now - A_DAY)
    return write.session.scalar(select(func.count()).select_from(Consent).where(*of_today)) or 0


def _row(write: Write, filing_id: int, group: GroupFacts) -> Consent:
    """Give the row of a group, made where there is none; the document is locked."""
    row = write.session.scalars(
        select(Consent).where(
            Consent.filing_id == filing_id,
            Consent.name == group.name,
            Consent.role == group.role,
        )
    ).first()
    if row is None:
        row = Consent(
            filing_id=filing_id, name=group.name, role=group.role, state=ConsentState.ASKED
        )
        write.session.add(row)
        write.session.flush()
    return row


def _queue(write: Write, filing: Filing, row: Consent, link: str) -> None:
    application = filing.application
    words = {
        "name": row.name,
        "organisation": application.organisation.name,
        "call": application.call.title,
        "project": application.project_name or "（名称は未定）",
        "role": row.role or "一緒に行う団体",
    }
    told = {name: without_links(text) for name, text in words.items()}
    mail = MailText(
        None,
        row.address,
        one_line(SUBJECT.format(**told)),
        BODY.format(**told, link=link, footer=FOOTER),
        kind=MAIL_KIND,
        reader=Reader.PARTNER,
        call_id=application.call_id,
        application_id=application.id,
    )
    queue_mails(write.session, None, [mail], now=write.now)
