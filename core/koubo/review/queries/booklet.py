"""What stands in a reviewer's booklet: what they may read and judge, as their stage shows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Snapshot
from koubo.applications.policy import REVIEWED_STATES, visible_to_staff
from koubo.applications.queries.opinions import OpinionLine, opinions_for_reviewers
from koubo.applications.schemas import answers_from_json
from koubo.calendar import day_in_japan, format_date, format_deadline_short
from koubo.money import format_yen
from koubo.papers.booklet import Booklet, Proposal
from koubo.people.bars import kept_out
from koubo.people.models import Department, Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.blind import (
    hides_organisation,
    masked,
    names_of,
    organisation_shown,
    project_shown,
    shown_files,
    shown_form,
)
from koubo.review.booklet_texts import budget_rows, opinion_texts, proposal_texts
from koubo.review.marking_time import marking_time
from koubo.review.models import Review
from koubo.review.order import newest_at, order_of, place_of_review
from koubo.review.panels.models import PanelMember
from koubo.review.paper.blank import blank_sheet
from koubo.review.policy import load_call_in_part
from koubo.review.queries.earlier_results import EarlierResult, earlier_results
from koubo.review.queries.own_notes import own_notes
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.review.sheet_models import HiddenFile
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import PastAward
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.models import Call, Theme
from koubo.schemes.past_awards import in_terms_of, nth_time, past_awards
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme

READABLE = (ReviewState.DECLARED, ReviewState.HANDED_IN)
REMARKS = (
    "この資料は審査のためのものです。写しを取らず、審査が終わったら事務局にお返しください。",
    "紙に入りきらない文章と表は「つづきは画面で」としています。全文と添付ファイルは画面で読めます。",
    "利害関係に気づいた応募は、採点せずに、事務局に知らせてください。",
)


@dataclass(frozen=True)
class _Around:
    """What all proposals of a booklet share."""

    catalog: Catalog
    scheme: Scheme
    stage: Stage
    call: Call
    reviewer: str
    past: Mapping[int, Sequence[PastAward]]
    earlier: Mapping[tuple[int, str], EarlierResult]
    opinions: Mapping[int, Sequence[OpinionLine]]
    kept_back: frozenset[int]


def own_booklet(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    now: datetime,
    *,
    with_notes: bool = False,
) -> Booklet:
    """Give the reviewer's own booklet; NotFound off the panel, or where nothing is theirs to read.

    :param with_notes: whether their own notes, which nobody else reads, are printed at its end
    """
    member = session.scalars(
        select(PanelMember).where(
            PanelMember.call_id == call_id, PanelMember.person_id == actor.person_id
        )
    ).first()
    if member is None or call_id not in actor.calls_reviewed():
        raise NotFound
    call = session.get_one(Call, call_id)
    return _booklet(session, catalog, actor, call, stage_id, member, now, with_notes=with_notes)


def member_booklet(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    member_id: int,
    now: datetime,
) -> Booklet:
    """Give a member's booklet as an officer prints it, without what the officer is kept out of."""
    call = load_call_in_part(session, actor, call_id)
    member = session.get(PanelMember, member_id)
    if member is None or member.call_id != call_id:
        raise NotFound
    return _booklet(session, catalog, actor, call, stage_id, member, now)


def _booklet(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call: Call,
    stage_id: str,
    member: PanelMember,
    now: datetime,
    *,
    with_notes: bool = False,
) -> Booklet:
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    rows = _rows(session, actor, stage, member)
    if not rows:
        raise NotFound
    ids = [row.Application.id for row in rows]
    organisations = {row.Application.organisation_id for row in rows}
    blind = hides_organisation(stage)
    around = _Around(
        catalog,
        scheme,
        stage,
        call,
        member.pseudonym,
        past_awards(session, organisations),
        # That there was a result before says, to whoever knows the results, who it is.
        {} if blind else earlier_results(session, scheme, organisations, call.fiscal_year),
        _by_application(opinions_for_reviewers(session, actor, scheme, ids)),
        frozenset(session.scalars(select(HiddenFile.attachment_id))),
    )
    due = marking_time(session, call.id, stage_id).due_at
    proposals = tuple(
        _proposal(around, row, f"{place}／{len(rows)}") for place, row in enumerate(rows, 1)
    )
    notes = own_notes(session, actor, ids) if with_notes else {}
    return Booklet(
        issuer=scheme.city,
        call=call.title,
        stage=stage.title,
        reviewer=member.pseudonym,
        due=format_deadline_short(due) if due else "",
        printed_on=format_date(day_in_japan(now)),
        remarks=REMARKS,
        proposals=proposals,
        notes=tuple(
            (f"{one.order}　{one.project}", notes[row.id].text)
            for row, one in zip(rows, proposals, strict=True)
            if row.id in notes and notes[row.id].text
        ),
    )


def _rows(session: Session, actor: Actor, stage: Stage, member: PanelMember) -> list[Any]:
    """Give the member's sheets that they have declared about, in order; one statement."""
    themselves = Actor(member.person_id, member.pseudonym)
    rows = session.execute(
        select(
            Review.id,
            Application,
            Organisation.name.label("organisation"),
            Snapshot,
            place_of_review().label("place"),
            newest_at().label("newest_at"),
            Department.name.label("department"),
        )
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Snapshot, Snapshot.id == Review.snapshot_id)
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .outerjoin(Department, Department.id == Theme.department_id)
        .where(
            Review.panel_member_id == member.id,
            Review.stage_id == stage.id,
            Review.state.in_(READABLE),
            Application.state.in_(REVIEWED_STATES),
            visible_to_staff(actor),
            ~kept_out(themselves, Application.id),
        )
    ).all()
    return sorted(
        rows,
        key=lambda row: order_of(row.place, row.Application.received_at, row.Application.id),
    )


def _by_application(opinions: Iterable[OpinionLine]) -> dict[int, list[OpinionLine]]:
    found: dict[int, list[OpinionLine]] = {}
    for one in opinions:
        found.setdefault(one.application_id, []).append(one)
    return found


def _proposal(around: _Around, row: Any, order: str) -> Proposal:
    stage, scheme, application = around.stage, around.scheme, row.Application
    course = scheme.course(application.course_id)
    form = scheme.form_for(FilingKind.PROPOSAL, course)
    shown, names = shown_form(stage, form), names_of(row.Snapshot.applicant)
    kept = masked(stage, row.Snapshot.answers, names)
    answers = answers_from_json(shown, kept)
    question = shown.of_kind("budget")
    budget = answers.get(question.id) if question else None
    costs, incomes = budget_rows(budget) if budget else ((), ())
    number = application.receipt_number or ""
    project = project_shown(stage, application.project_name, number, row.organisation)
    organisation = organisation_shown(stage, row.organisation)
    earlier = around.earlier.get((application.organisation_id, course.id))
    return Proposal(
        order=order,
        receipt_number=number,
        project=project,
        organisation=organisation,
        facts=tuple(_facts(around, row, organisation, answers)),
        earlier=earlier.told if earlier else (),
        notices=tuple(_notices(row)),
        answers=proposal_texts(shown, answers),
        costs=costs,
        cost_total=format_yen(budget.total) if budget else "",
        incomes=incomes,
        income_total=format_yen(budget.income_total) if budget else "",
        opinions=opinion_texts(scheme, around.opinions.get(application.id, ()), stage, names),
        files=tuple(
            one.name for one in shown_files(stage, form, row.Snapshot.files, around.kept_back)
        ),
        sheet=blank_sheet(
            stage,
            scheme.selection,
            review_id=row.id,
            reviewer=around.reviewer,
            order=order,
            receipt_number=number,
            project=project,
            organisation=organisation,
        ),
    )


def _facts(
    around: _Around, row: Any, organisation: str, answers: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Give what stands at the head of a proposal; amounts only where the scheme gives money."""
    scheme, application = around.scheme, row.Application
    course = scheme.course(application.course_id)
    form = scheme.form_for(FilingKind.PROPOSAL, course)
    if organisation:
        yield "団体", organisation
    yield "コース", course.title
    department = form.of_kind("department")
    if department is None or department.id not in around.stage.hides:
        named = answers.get(department.id) if department else None
        if partner := named or row.department:
            yield "市の担当課", str(partner)
    question = form.of_kind("budget")
    budget = answers.get(question.id) if question else None
    if scheme.gives_money and budget is not None:
        past = in_terms_of(scheme, around.past.get(application.organisation_id, ()))
        times = nth_time(scheme, course, past, around.call.fiscal_year)
        ask = around.catalog.hooks.first(koubo_award_amount, scheme.id)
        worked = ask(course=course, case=AmountCase.of_budget(budget, nth_time=times))
        yield "申請額", format_yen(budget.requested)
        yield "算定額", f"{format_yen(worked.value)}（決まりどおりに計算した額。予算の配分の前）"


def _notices(row: Any) -> Iterator[str]:
    """Say that something newer came in than what is printed."""
    if row.newest_at is not None:
        printed = format_date(day_in_japan(row.Snapshot.received_at))
        newest = format_date(day_in_japan(row.newest_at))
        yield f"{printed}の提出内容を印刷しています。{newest}に訂正がありました。"
