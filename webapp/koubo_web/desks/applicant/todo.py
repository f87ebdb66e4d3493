"""What an organisation's member has to do: what came back, what is due; which calls are open."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from flask import url_for

from koubo.applications.queries.own import OpenFiling, calls_to_begin, open_filings
from koubo.applications.rules import FilingState
from koubo.calendar import format_deadline_short
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo.schemes.offering import known_schemes
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.applicant.award_todo import awards_todo
from koubo_web.desks.todo import DeskHome, Todo

BEFORE_AWARDS = (FilingKind.PARTICIPATION, FilingKind.PROPOSAL)
"""Documents that an application has of itself, not by an award."""
CAME_BACK = ("市から戻ってきました", "yellow")


def sits(who: Actor) -> bool:
    """Say whether a person acts for an organisation, or may be about to."""
    return bool(who.organisation_ids) or not who.seats


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Give what waits for the person's organisations, most urgent first."""
    if not who.organisation_ids:
        return [
            Todo(
                "団体を登録する",
                url_for("applicant.new_organisation"),
                "団体を登録する",
                "応募は、団体の名前で行います。はじめに団体の名前や所在地を登録してください。",
            )
        ]
    waiting = [one for one in open_filings(work.session, who) if not is_over(work, one)]
    schemes = known_schemes(work.session, catalog, [one.scheme_id for one in waiting])
    return [
        *(_of_filing(schemes, one, work.now) for one in waiting if not _told_by_award(one)),
        *awards_todo(work, catalog, who),
    ]


def to_begin(work: UnitOfWork, who: Actor) -> Iterator[Todo]:
    """Name the open calls in which none of the person's organisations has begun anything.

    Nobody has to apply: they are no todos and are not counted among them.
    """
    for call in calls_to_begin(work.session, who, work.now) if who.organisation_ids else ():
        closes = format_deadline_short(call.deadlines.next_after(work.now))
        told = "コースによって締切が違います。" if len(call.deadlines.distinct()) > 1 else ""
        url = url_for("public.call", call_id=call.id)
        yield Todo(call.title, url, "募集を見る", f"締切 {closes}。{told}")


def _told_by_award(filing: OpenFiling) -> bool:
    """Say whether the card of an award leads to it already."""
    return filing.state is FilingState.DRAFT and filing.kind not in BEFORE_AWARDS


def is_over(work: UnitOfWork, filing: OpenFiling) -> bool:
    """Say whether the time of a draft has passed; what came back is shown to its end."""
    return is_past(filing, work.now) and filing.state is FilingState.DRAFT


def kind_name(scheme: Scheme | None, kind: FilingKind) -> str:
    """Give the name that the scheme gives to a kind of document."""
    form = scheme.forms.get(kind) if scheme else None
    return form.title if form else FILING_NAMES[kind]


def is_past(filing: OpenFiling, now: datetime) -> bool:
    """Say whether the time of a filing has ended."""
    return filing.closes_at is not None and filing.closes_at <= now


def _of_filing(schemes: Mapping[str, Scheme], filing: OpenFiling, now: datetime) -> Todo:
    name = kind_name(schemes.get(filing.scheme_id), filing.kind)
    told = "　".join(one for one in (filing.call_title, filing.organisation) if one)
    url = url_for("applicant.open_filing", filing_id=filing.id)
    project = filing.project_name
    if filing.state is FilingState.IN_CORRECTION and is_past(filing, now):
        return Todo(
            f"{name}を直す期限を過ぎました",
            url,
            "内容を見る",
            f"{told}　市の担当者に連絡してください。入力した内容は残っています。",
            about=filing.application_id,
            mark=CAME_BACK,
        )
    if filing.state is FilingState.IN_CORRECTION:
        return Todo(
            f"{name}「{project}」を直して、もう一度提出する"
            if project
            else f"{name}を直して、もう一度提出する",
            url,
            "直す",
            f"{told}\n市から：「{filing.reason}」",
            filing.closes_at,
            about=filing.application_id,
            mark=CAME_BACK,
        )
    whole = f"{name}「{project}」を仕上げて提出する"
    title = whole if project else f"{name}を仕上げて提出する"
    about = filing.application_id
    return Todo(title, url, "続きを書く", told, filing.closes_at, about=about)


APPLICANT = DeskHome("applicant", "応募する団体", sits, todo)
