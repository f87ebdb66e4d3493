"""What an organisation has to do about its awards."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from koubo.award.decisions.handed_in import newest_of_filings
from koubo.award.models import Award
from koubo.award.payments.actions.claims import claimable_now
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.queries import AwardRow, ClaimRow, own_awards
from koubo.award.rules import AwardState
from koubo.calendar import fiscal_year_end, format_date, next_midnight
from koubo.money import format_yen
from koubo.people.rules import Actor
from koubo.reporting.queries import ReportRow, awards_with_report
from koubo.reporting.rules import RepaymentState
from koubo.reporting.settling.queries import RepaymentRow, repayments_by_award
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.applicant.interim_todo import interim_step, interim_steps
from koubo_web.desks.todo import Todo

WAITING = {
    AwardState.CANDIDATE: ("{form}を提出する", "手続きを見る"),
    AwardState.GRANTED: ("事業が終わったら実績報告書を提出する", "手続きを見る"),
    AwardState.DISCONTINUED: ("中止・廃止までの実績報告書を提出する", "手続きを見る"),
    AwardState.SETTLED: ("精算（請求または返還）を確かめる", "手続きを見る"),
}

MAY_OWE = (AwardState.REPORTED, AwardState.REVOKED)
"""States in which a revocation may ask money back, though nothing else is to be done."""
TO_REPORT = (AwardState.GRANTED, AwardState.DISCONTINUED)
"""States in which the 実績報告書 is still to come."""
IN_ADVANCE = "事業の前に支払いが必要なとき（概算払）の請求も、ここからできます。"
AFTER_VOTE = "議決のあとに提出できます。下書きは今から作れます。"
AFTER_CLAIM = "請求が済んでいるときは、市の支払いをお待ちください。"
ADVANCE_QUESTION = "advance"
"""The question of a 交付申請書 that asks whether a 概算払 is wished for."""


def form_title(scheme: Scheme, kind: FilingKind) -> str:
    """Give what a scheme calls one of its documents; what it is, where it has none such."""
    form = scheme.forms.get(kind)
    return form.title if form else FILING_NAMES[kind]


def awards_todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Name the awards with something left to do; their own page says exactly what.

    A document that was begun is named here too: what is written in it counts only once handed in.
    """
    mine = [one for one in own_awards(work.session, who) if one.state in (*WAITING, *MAY_OWE)]
    if not mine:
        return []
    ids = [one.id for one in mine]
    begun, owed = awards_with_report(work.session, ids), repayments_by_award(work.session, ids)
    waiting = [one for one in mine if one.state in WAITING or _is_owed(owed.get(one.id, []))]
    return [
        *interim_steps(work.session, catalog, waiting),
        *(
            _of_award(catalog, one, owed.get(one.id, []), report_due=begun.get(one.id))
            for one in waiting
        ),
    ]


def _of_award(
    catalog: Catalog,
    award: AwardRow,
    repayments: Sequence[RepaymentRow],
    *,
    report_due: date | None,
) -> Todo:
    """Give what is to be done about an award.

    :param report_due: when its report is due, where one was begun
    """
    form = form_title(catalog.pinned(award.scheme_text), FilingKind.GRANT_APPLICATION)
    title, action = WAITING.get(award.state, ("", "手続きを見る"))
    title = title.format(form=form)
    url = url_for("applicant.award", award_id=award.id)
    if award.state is AwardState.CANDIDATE and award.filing_id is not None:
        title, action = f"{form}を仕上げて提出する", "続きを書く"
        url = url_for("applicant.open_filing", filing_id=award.filing_id)
    elif award.state in TO_REPORT and report_due is not None:
        title = "実績報告書を仕上げて提出する"
    elif repayments and (award.state is AwardState.SETTLED or _is_owed(repayments)):
        title = _of_repayments(repayments)
    told = f"\n{IN_ADVANCE}" if _may_ask_in_advance(award) else ""
    if award.state is AwardState.CANDIDATE and award.voted_on is None:
        told = f"\n{AFTER_VOTE}"
    if award.state is AwardState.SETTLED and not repayments:
        told = f"\n{AFTER_CLAIM}"
    due = next_midnight(report_due) if report_due else _report_due(catalog, award)
    due_now = due if award.state in TO_REPORT else None
    if award.state is AwardState.CANDIDATE and award.apply_by is not None:
        due_now = next_midnight(award.apply_by)
    text = f"{award.call_title}{told}"
    about = award.application_id
    return Todo(f"{title}：{award.project}", url, action, text, due_now, about=about)


def _of_repayments(repayments: Sequence[RepaymentRow]) -> str:
    """Say what is still to be paid back, or that the rest is the city's."""
    owed = sum(one.left for one in repayments if one.state is RepaymentState.ASKED)
    return f"{format_yen(owed)}を返還する" if owed else "市の手続きをお待ちください"


def _is_owed(repayments: Sequence[RepaymentRow]) -> bool:
    return any(one.state is RepaymentState.ASKED for one in repayments)


def _may_ask_in_advance(award: AwardRow) -> bool:
    return award.state is AwardState.GRANTED and award.paid < (award.awarded or 0)


def _report_due(catalog: Catalog, award: AwardRow) -> datetime:
    """Give the end of the time for the report, as the call's own release says."""
    scheme = catalog.pinned(award.scheme_text)
    last = fiscal_year_end(award.fiscal_year) + timedelta(days=scheme.report_due_days.value)
    return next_midnight(last)


def next_steps(
    session: Session,
    catalog: Catalog,
    award: Award,
    report: ReportRow | None,
    repayments: Sequence[RepaymentRow],
    bills: Sequence[ClaimRow],
    now: datetime,
) -> list[Todo]:
    """Give what is to be done about one award now."""
    interim = interim_step(session, catalog, award)
    reports = [*interim, *_account(award), *_report(catalog, award, report)]
    claims = [*_claims(session, catalog, award, bills)]
    # Whoever asked for the money before the work needs it before the report.
    inner = [*claims, *reports] if _wants_advance(session, award) else [*reports, *claims]
    return [*_application(catalog, award), *inner, *_repayments(award, repayments, now)]


def _wants_advance(session: Session, award: Award) -> bool:
    """Say whether the 交付申請書 asked for the money before the work (概算払)."""
    if award.state is not AwardState.GRANTED:
        return False
    handed_in = newest_of_filings(session, [award.filing_id]) if award.filing_id else {}
    found = handed_in.get(award.filing_id or 0)
    return found is not None and found.answers.get(ADVANCE_QUESTION) is True


def _application(catalog: Catalog, award: Award) -> Iterator[Todo]:
    if award.state is not AwardState.CANDIDATE:
        return
    voted = award.voted_on is not None
    told = (
        "内定額を超えない額で申請してください。"
        if voted
        else "予算が市議会で議決されてから提出してください。下書きは今から作れます。"
    )
    url = url_for("applicant.confirm_grant_application", award_id=award.id)
    action = "続きを書く" if award.filing_id is not None else "作り始める"
    form = form_title(catalog.of(award.application.call.release), FilingKind.GRANT_APPLICATION)
    due = next_midnight(award.apply_by) if award.apply_by is not None else None
    yield Todo(f"{form}を提出する", url, action, told, due)


def _account(award: Award) -> Iterator[Todo]:
    if award.state in TO_REPORT:
        told = (
            "領収書の写真といっしょに書いておくと、そのまま収支決算書と実績報告書の金額になります。"
        )
        url = url_for("applicant.expenses", award_id=award.id)
        yield Todo("お金を払うたびに、会計に書く", url, "会計を開く", told)


def _report(catalog: Catalog, award: Award, report: ReportRow | None) -> Iterator[Todo]:
    if award.state not in TO_REPORT:
        return
    planned = award.report_due(catalog.of(award.application.call.release))
    due_on = report.due_on if report is not None else planned
    yield Todo(
        "事業が終わったら、実績報告書を提出する"
        if award.state is AwardState.GRANTED
        else "中止・廃止までの実績報告書を提出する",
        url_for("applicant.confirm_report", award_id=award.id),
        "続きを書く" if report is not None else "作り始める",
        f"{format_date(due_on)}までに、使った金額と領収書の写しをそろえて提出してください。",
        next_midnight(due_on),
    )


def _claims(
    session: Session, catalog: Catalog, award: Award, bills: Sequence[ClaimRow]
) -> Iterator[Todo]:
    url = url_for("applicant.new_claim", award_id=award.id)
    if (back := _sent_back(session, catalog, award, bills)) is not None:
        page = url_for("applicant.claim", claim_id=back.id)
        told = f"{format_yen(back.amount)} の請求が、市から差し戻されました。"
        yield Todo("請求を直して、もう一度請求する", page, "理由を見る", told)
    if award.state is AwardState.SETTLED:
        if rest := claimable_now(session, catalog, award, ClaimKind.FINAL):
            told = f"残りの {format_yen(rest)} を請求できます。請求がないと支払われません。"
            yield Todo("精算払を請求する", url, "請求する", told)
    elif award.state is AwardState.GRANTED:
        most = claimable_now(session, catalog, award, ClaimKind.ADVANCE)
        if most:
            told = f"事業の前に支払いが必要なときは、{format_yen(most)} まで請求できます。"
            yield Todo("概算払を請求する（必要な場合）", url, "請求する", told)


def _sent_back(
    session: Session, catalog: Catalog, award: Award, bills: Sequence[ClaimRow]
) -> ClaimRow | None:
    """Give the newest bill that was sent back and that no later one stands for.

    A later instalment stands for it where it asks for the same sum, or where so much cannot be
    asked for any more.
    """
    kept = [one for one in bills if one.state is not ClaimState.WITHDRAWN]
    sent_back = [one for one in kept if one.state is ClaimState.SENT_BACK]
    back = max(sent_back, key=lambda one: one.id, default=None)
    later = [one for one in kept if back is not None and one.id > back.id]
    if back is None or not later:
        return back
    again = any((one.kind, one.amount) == (back.kind, back.amount) for one in later)
    if again or claimable_now(session, catalog, award, back.kind) < back.amount:
        return None
    return back


def _repayments(award: Award, repayments: Sequence[RepaymentRow], now: datetime) -> Iterator[Todo]:
    for one in repayments:
        if one.state is RepaymentState.ASKED:
            number = one.bill_number.removeprefix("納入通知書").strip()
            told = (
                f"市から届く納入通知書（{number}）で納めてください。"
                if number
                else "市から納入通知書が届くのをお待ちください。"
            )
            url = url_for("applicant.award", award_id=award.id, _anchor="repayments-heading")
            due = next_midnight(one.due_on) if one.due_on else None
            if due is not None and due <= now:
                told += "まだ納めていないときは、すぐに事務局に連絡してください。"
            yield Todo(f"{format_yen(one.left)} を返還する", url, "返還の内訳を見る", told, due)
