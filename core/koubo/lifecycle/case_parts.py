"""What stands in the file of a case, area by area, each field with its 公開区分."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.schemas import answers_from_json, publishable
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AMENDMENT_STEPS
from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.award.notices.queries.notices import LETTER_NUMBER
from koubo.award.payments.claim_rules import CLAIM_NAMES, CLAIM_STEPS
from koubo.award.policy import kept_from_panel
from koubo.award.rules import (
    AWARD_STEPS,
    DECISION_NAMES,
    OUTCOME_NAMES,
    DecisionKind,
    DecisionState,
)
from koubo.calendar import format_date, format_fiscal_year, format_moment
from koubo.lifecycle.case_rules import Field, Part
from koubo.money import Working, format_yen
from koubo.people.rules import Actor
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import Side
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.models import Repayment
from koubo.reporting.rules import CAUSE_NAMES, REPAYMENT_STEPS
from koubo.schemes.evaluation_words import TIME_NAMES
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.rules import Scheme

PERSONAL = "個人に関する情報"
DELIBERATION = "審議に関する情報"
BUSINESS = "団体の取引に関する情報"
NOT_CONSENTED = "公開の同意がない項目"
INTERNAL = "事務処理に関する情報"
NONE = "―"


def open_(label: str, value: object) -> Field:
    """Give a field that the public may read."""
    return Field(label, str(value) if value not in (None, "") else NONE, public=True)


def closed(label: str, value: object, why: str) -> Field:
    """Give a field that is not made public, and why."""
    return Field(label, str(value) if value not in (None, "") else "", public=False, why=why)


def day(value: date | None) -> str:
    """Give a day as papers write it; a dash where there is none."""
    return format_date(value) if value else NONE


def yen(value: int | None) -> str:
    """Give yen as papers write them; a dash where none are known."""
    return NONE if value is None else format_yen(value)


def told(working: Sequence[Any]) -> str:
    """Give a kept working, line by line."""
    return "\n".join(one.text for one in Working.from_json(working).lines)


def application_part(application: Application, scheme: Scheme, state: str) -> Part:
    """Give what an application is."""
    organisation = application.organisation
    course = scheme.course(application.course_id)
    return Part(
        "応募",
        (
            open_("受付番号", application.receipt_number),
            open_("募集", application.call.title),
            open_("コース", course.title),
            open_("団体", organisation.name),
            open_("事業の名称", application.project_name),
            open_("状態", state),
            open_(
                "受付", format_moment(application.received_at) if application.received_at else ""
            ),
            open_("申請額", yen(application.requested)),
            open_("答申額", yen(application.recommended)),
            open_("内定額", yen(application.adopted)),
            closed("所在地", organisation.address, PERSONAL),
            closed(
                "代表者",
                f"{organisation.representative_title}　{organisation.representative}",
                PERSONAL,
            ),
        ),
    )


def filing_parts(
    scheme: Scheme, application: Application, rows: Sequence[tuple[Filing, Snapshot]]
) -> Iterator[Part]:
    """Give every document as it was handed in, each time of it."""
    course = scheme.course(application.course_id)
    for filing, snapshot in rows:
        form = scheme.form_for(filing.kind, course)
        when = format_moment(snapshot.received_at)
        number = f"・{filing.number}つ目" if filing.number > 1 else ""
        title = f"{form.title}{number}（{snapshot.number}回目の提出　{when}）"
        yield Part(title, tuple(_answers(form, snapshot)))


def _answers(form: Form, snapshot: Snapshot) -> Iterator[Field]:
    answers = answers_from_json(form, snapshot.answers)
    allowed = publishable(form, answers)
    for question in form.questions():
        if question.kind == "files" or not question.applies(answers):
            continue
        value = answers.get(question.id)
        text = "" if value is None else QUESTION_KINDS[question.kind].text(question, value)
        if question.id in allowed:
            yield open_(question.label, text.strip())
        else:
            yield closed(question.label, text.strip(), NOT_CONSENTED)
    applicant = snapshot.applicant
    named = f"{applicant.get('representative_title', '')}　{applicant.get('representative', '')}"
    yield closed("提出したときの代表者", named.strip(), PERSONAL)
    yield open_("SHA-256", snapshot.digest)


def decision_parts(session: Session, actor: Actor, application_id: int) -> Iterator[Part]:
    """Give every decision that was released about an application, with its working."""
    rows = session.execute(
        select(DecisionLine, Decision, LETTER_NUMBER)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(
            DecisionLine.application_id == application_id,
            Decision.state == DecisionState.RELEASED,
            ~kept_from_panel(actor),
        )
        .order_by(Decision.released_at, DecisionLine.id)
    )
    for line, decision, number in rows:
        name, outcome = DECISION_NAMES[decision.kind], OUTCOME_NAMES[line.outcome]
        yield Part(
            name if name == outcome else f"{name}（{outcome}）",
            tuple(_decision(line, decision, number)),
        )


def _decision(line: DecisionLine, decision: Decision, number: str) -> Iterator[Field]:
    yield open_("決裁番号", decision.kessai_number)
    yield open_("決裁日", day(decision.kessai_on))
    yield open_("決裁者の職", decision.kessai_post)
    yield open_("文書番号", number)
    yield open_("施行日", day(decision.issued_on))
    yield open_("金額", yen(line.amount))
    if line.before is not None:
        yield open_("変更前の額", yen(line.before))
    yield open_("理由", line.reason)
    yield open_("条件", line.conditions)
    if line.departs:
        yield closed("答申と違える理由", line.departs, DELIBERATION)
    working = told(line.working)
    if decision.kind is DecisionKind.SELECTION:
        yield closed("算定・審査の過程", working, DELIBERATION)
    else:
        # It names the sums of the budget, which the organisation did not agree to have shown.
        yield closed("算定の過程", working, NOT_CONSENTED)


def award_parts(session: Session, awards: Sequence[Award]) -> Iterator[Part]:
    """Give each award with its amounts, its bills, changes, account and repayments."""
    for award in awards:
        amounts = award.amounts()
        yield Part(
            f"交付（{format_fiscal_year(award.fiscal_year)}）",
            (
                open_("状態", AWARD_STEPS.names[award.state]),
                open_("申請額", yen(amounts.requested)),
                open_("答申額", yen(amounts.recommended)),
                open_("内定額", yen(amounts.adopted)),
                open_("交付決定額", yen(amounts.awarded)),
                open_("支払額", yen(amounts.paid)),
                open_("返還済額", yen(amounts.returned)),
                open_("確定額", yen(amounts.settled)),
            ),
        )
        yield from _claims(session, award)
        yield from _amendments(session, award)
        yield from _expenses(session, award)
        yield from _repayments(session, award)
        yield from _evaluations(session, award)


def _claims(session: Session, award: Award) -> Iterator[Part]:
    found = session.scalars(
        select(Claim).where(Claim.award_id == award.id).order_by(Claim.number)
    ).all()
    for one in found:
        yield Part(
            f"交付請求 {one.number}（{CLAIM_NAMES[one.kind]}）",
            (
                open_("状態", CLAIM_STEPS.names[one.state]),
                open_("請求額", yen(one.amount)),
                open_("請求", format_moment(one.filed_at)),
                closed("支出命令の番号", one.order_number, INTERNAL),
                open_("支払日", day(one.paid_on)),
            ),
        )


def _amendments(session: Session, award: Award) -> Iterator[Part]:
    found = session.scalars(
        select(Amendment).where(Amendment.award_id == award.id).order_by(Amendment.number)
    ).all()
    for one in found:
        working = told(one.working)
        yield Part(
            f"変更 {one.number}",
            (
                open_("状態", AMENDMENT_STEPS.names[one.state]),
                open_("変更前の交付決定額", yen(one.before)),
                open_("変更後の交付決定額", yen(one.after)),
                closed("理由", one.reason, NOT_CONSENTED),
                closed("必要な手続き", working, NOT_CONSENTED),
            ),
        )


def _expenses(session: Session, award: Award) -> Iterator[Part]:
    found = session.scalars(
        select(Expense)
        .where(Expense.award_id == award.id, Expense.removed_at.is_(None))
        .order_by(Expense.number)
    ).all()
    if found:
        fields = [
            closed(
                f"{one.number}　{format_date(one.paid_on)}　{one.category}",
                f"{one.payee}　{one.what}　{format_yen(one.amount)}",
                BUSINESS,
            )
            for one in found
        ]
        for side, label in ((Side.EXPENSE, "支出の合計"), (Side.INCOME, "収入の合計")):
            if amounts := [one.amount for one in found if one.side is side]:
                total = f"{len(amounts)}件　{format_yen(sum(amounts))}"
                fields.append(closed(label, total, BUSINESS))
        yield Part("会計（領収書の一覧）", tuple(fields))


def _repayments(session: Session, award: Award) -> Iterator[Part]:
    found = session.scalars(
        select(Repayment).where(Repayment.award_id == award.id).order_by(Repayment.id)
    ).all()
    for one in found:
        working = told(one.working)
        yield Part(
            f"返還（{CAUSE_NAMES[one.cause]}）",
            (
                open_("状態", REPAYMENT_STEPS.names[one.state]),
                open_("返還額", yen(one.amount)),
                open_("返還の期限", day(one.due_on)),
                open_("収納した額", yen(one.received)),
                open_("加算金", yen(one.surcharge)),
                open_("延滞金", yen(one.late_interest)),
                closed("納入通知書の番号", one.bill_number, INTERNAL),
                open_("収納日", day(one.received_on)),
                open_("算定の過程", working),
            ),
        )


def _evaluations(session: Session, award: Award) -> Iterator[Part]:
    found = session.scalars(
        select(EvaluationSheet)
        .where(EvaluationSheet.award_id == award.id, EvaluationSheet.handed_in_at.is_not(None))
        .order_by(EvaluationSheet.time, EvaluationSheet.id)
    ).all()
    for one in found:
        said = [(item, f"{each['mark']}　{each['reason']}") for item, each in one.answers.items()]
        fields = [
            open_(label, text.strip())
            if one.published_at is not None
            else closed(label, text.strip(), DELIBERATION)
            for label, text in (*said, ("全体について", one.comment))
        ]
        fields.append(closed("ほかの側にだけ伝えたこと", one.private, DELIBERATION))
        yield Part(f"評価（{TIME_NAMES[one.time]}・{one.side}）", tuple(fields))
