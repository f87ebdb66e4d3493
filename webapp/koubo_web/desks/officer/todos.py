"""What an officer has to do next, as each part of the desk tells it."""

from collections.abc import Mapping
from datetime import timedelta

from flask import url_for

from koubo.applications.rules import ApplicationState
from koubo.calendar import (
    fiscal_year_start,
    format_deadline_short,
    format_moment_short,
    next_midnight,
)
from koubo.lifecycle.office import OfficeWait
from koubo.people.rules import Actor, SeatKind
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.queries import CallLine
from koubo.schemes.rules import CallState, Phase
from koubo.storage.outbox import MailState
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.officer.applications.opinion_todos import opinions_todo
from koubo_web.desks.officer.awards.todos import decisions_todo, payments_todo
from koubo_web.desks.officer.grants.amendment_todos import amendments_todo
from koubo_web.desks.officer.grants.todos import grants_todo
from koubo_web.desks.officer.office import Office, OfficeSource, read_office
from koubo_web.desks.officer.review.todos import readings_todo, review_todo
from koubo_web.desks.todo import DeskHome, Todo

LATER_NAMES = {
    FilingKind.GRANT_APPLICATION: "交付申請書",
    FilingKind.INTERIM_REPORT: "中間報告書",
    FilingKind.REPORT: "実績報告書",
}
SOON = timedelta(days=30)
"""An opening further away than this is not yet pressing."""
LAST_DAYS = timedelta(days=7)
BEFORE_YEAR = timedelta(days=60)
"""How long before its fiscal year a call's missing vote is asked for."""


def corrections_todo(office: Office) -> list[Todo]:
    """Name the corrections that were not made in time."""
    return [
        Todo(
            f"補正の期限を過ぎました：{one.words}",
            url_for("officer.application", application_id=one.number),
            "応募を開く",
            f"{one.note}\n連絡を取るか、要件不適合とするかを決めてください。",
            next_midnight(one.on or office.today),
        )
        for one in office.waiting.of(OfficeWait.LATE_CORRECTION)
    ]


def calls_todo(office: Office) -> list[Todo]:
    """Name the calls to publish, those whose applications wait, and those without a vote."""
    running = [one for one in office.calls if one.state is CallState.PUBLISHED]
    planned = [one for one in office.calls if one.state is CallState.PLANNED]
    todos = [todo for one in running for todo in _in_call(office, one, office.counts[one.id])]
    todos += [_to_vote(one) for one in office.calls if _lacks_vote(office, one)]
    return todos + [_to_publish(office, one) for one in planned]


def _lacks_vote(office: Office, call: CallLine) -> bool:
    """Say whether a decided call's year has begun, or begins soon, without a vote."""
    begins = fiscal_year_start(call.fiscal_year)
    near = begins - office.today <= BEFORE_YEAR
    return call.state is CallState.DECIDED and call.voted_on is None and near


def _to_vote(call: CallLine) -> Todo:
    return Todo(
        "予算の議決を記録する",
        url_for("officer.vote", call_id=call.id),
        "記録する",
        f"{call.title}\n議決日を記録するまで、交付決定を施行できません。",
    )


def _to_publish(office: Office, call: CallLine) -> Todo:
    near = call.opens_at - office.now < SOON
    return Todo(
        f"募集を公開する：{call.title}",
        url_for("officer.call", call_id=call.id),
        "募集を開く",
        f"準備中です。受付を始める予定は {format_moment_short(call.opens_at)} です。",
        call.opens_at if near else None,
    )


def _in_call(office: Office, call: CallLine, counts: Mapping[ApplicationState, int]) -> list[Todo]:
    todos = []
    if filed := counts.get(ApplicationState.FILED, 0):
        todos.append(
            Todo(
                f"要件を確認して受理する：{filed}件",
                url_for("officer.applications", call_id=call.id, state="filed"),
                "一覧を開く",
                call.title,
            )
        )
    # A 参加表明 alone is no proposal yet.
    proposals = sum(counts.values()) - counts.get(ApplicationState.DRAFT, 0)
    closes_at = call.deadlines.next_after(office.now)
    left = closes_at - office.now
    if call.phase(office.now) is Phase.OPEN and left < LAST_DAYS:
        todos.append(
            Todo(
                f"まもなく締切：{call.title}",
                url_for("officer.call", call_id=call.id),
                "募集を開く",
                f"締切は {format_deadline_short(closes_at)} です。"
                f"{'（コースによって違います）' if len(call.deadlines.distinct()) > 1 else ''}"
                f"提出された応募は {proposals}件です。",
            )
        )
    return todos


def themes_todo(office: Office) -> list[Todo]:
    """Name the themes that departments have offered."""
    count = office.waiting.count(OfficeWait.THEME)
    if not count:
        return []
    return [
        Todo(
            f"担当課から届いたテーマを調整する：{count}件",
            url_for("officer.themes", state="offered"),
            "テーマを開く",
        )
    ]


def filings_todo(office: Office) -> list[Todo]:
    """Name the 交付申請書 and 実績報告書 that wait to be accepted."""
    return [
        Todo(
            f"{LATER_NAMES[FilingKind(one.note)]}を確認して受理する：{one.count}件",
            url_for("officer.filings", kind=one.note),
            "届いた書類を開く",
        )
        for one in office.waiting.of(OfficeWait.FILING)
    ]


def rechecks_todo(office: Office) -> list[Todo]:
    """Name the calls that are halted because their results changed with a version."""
    return [
        Todo(
            f"計算の違いを確かめる：{one.call}",
            url_for("officer.call_rechecks", call_id=one.call_id),
            "違いを確かめる",
            "システムかプラグインの版が変わって結果が違うため、この募集の手続きを止めています。",
        )
        for one in office.rechecks
    ]


def troubles_todo(office: Office) -> list[Todo]:
    """Name the mails that could not go out or go by post, and the plugins that failed."""
    todos = []
    waiting = office.waiting
    if troubles := waiting.count(OfficeWait.MAIL) + waiting.count(OfficeWait.HAPPENING):
        todos.append(
            Todo(
                f"送れていないメールがあります：{troubles}件",
                url_for("officer.mails", state="trouble"),
                "メールを開く",
                "宛先が正しいかを確かめ、必要なら電話や郵便で知らせてください。",
            )
        )
    if to_post := waiting.count(OfficeWait.TO_POST):
        todos.append(
            Todo(
                f"郵送が必要なお知らせがあります：{to_post}件",
                url_for("officer.mails", state=MailState.TO_POST.value),
                "お知らせを開く",
                "メールアドレスのない団体です。印刷して郵送し、郵送したことを記録してください。",
            )
        )
    if faults := len(office.catalog.hooks.faults):
        todos.append(
            Todo(
                f"プラグインに不具合があります：{faults}件",
                url_for("officer.plugins"),
                "プラグインを開く",
                "不具合のあいだは、その制度の提出と採点を進められません。",
            )
        )
    return todos


SOURCES: tuple[OfficeSource, ...] = (
    rechecks_todo,
    corrections_todo,
    opinions_todo,
    calls_todo,
    themes_todo,
    review_todo,
    readings_todo,
    filings_todo,
    amendments_todo,
    decisions_todo,
    grants_todo,
    payments_todo,
    troubles_todo,
)
"""In the order in which undated todos stand."""


def sits(who: Actor) -> bool:
    """Say whether a person is programme staff."""
    return who.sits_as(SeatKind.OFFICER)


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Give all that waits for an officer."""
    return todos_of(read_office(work, catalog, who))


def todos_of(office: Office) -> list[Todo]:
    """Give all that waits in an office that was read already."""
    return [one for source in SOURCES for one in source(office)]


OFFICER = DeskHome("officer", "事務局", sits, todo)
