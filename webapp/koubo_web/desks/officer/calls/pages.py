"""The officer's calls: the list, and one call with its phases, facts and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.staff import counts_by_state
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.queries.decisions import drafted_selection
from koubo.award.grants.actions.calls import open_awards
from koubo.people.history import steps_of
from koubo.people.rules import SeatKind
from koubo.problems import Problem
from koubo.review.actions.pots import SETTING
from koubo.review.queries.overview import stage_started
from koubo.review.queries.progress import Progress, progress_of
from koubo.review.rules import stages_judging
from koubo.schemes.actions.calls import plan_of
from koubo.schemes.deadline_queries import deadlines_of, titles_beside
from koubo.schemes.deadlines import Deadlines
from koubo.schemes.models import Call, Theme
from koubo.schemes.offering import offered
from koubo.schemes.plans import plan_warnings
from koubo.schemes.policy import load_call
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.queries import PAGE, calls_for, themes_where
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CALL_STEPS, CallState, Phase, Scheme
from koubo.storage.history import halts
from koubo_web.access import seat
from koubo_web.desks.budget_pots import pot_lines
from koubo_web.desks.deadlines import closing_words, moment_facts, track_lines
from koubo_web.desks.officer.desk import desk, link_to
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.home import inbox
from koubo_web.desks.officer.state_words import TO_CHECK, call_tag, line_tag, theme_tag
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, site, unit_of_work

PHASES = ("準備", "募集", "要件の確認", "審査", "採否の決定", "交付と精算")
END_WITHOUT_MONEY = "募集の終わり"
PREPARING, RECEIVING, CHECKING, REVIEWING, DECIDING, GRANTING = range(1, 7)


@dataclass(frozen=True)
class NextStep:
    """What an officer does next with a call; without an address it is only told."""

    text: str
    url: str = ""
    action: str = ""


@desk.get("/calls")
@seat(SeatKind.OFFICER)
def calls() -> ResponseReturnValue:
    """List all calls, newest first, with what came in."""
    work, who = unit_of_work(), actor()
    before = request.args.get("before", type=int)
    found = calls_for(work.session, who, before=before, limit=PAGE + 1)
    shown, next_url = one_page(found, PAGE, lambda last: url_for("officer.calls", before=last.id))
    counts = counts_by_state(work.session, who, [one.id for one in shown])
    return render_template(
        "officer/calls.html",
        calls=[(one, line_tag(one, now(), counts[one.id]), inbox(counts[one.id])) for one in shown],
        next_url=next_url,
        first_url=url_for("officer.calls") if before else "",
    )


@desk.get("/calls/<int:call_id>")
@seat(SeatKind.OFFICER)
def call(call_id: int) -> ResponseReturnValue:
    """Show a call: where it is, what to do next, its facts and its history."""
    work, who = unit_of_work(), actor()
    found = load_call(work.session, who, call_id)
    scheme = scheme_of(found)
    deadlines = deadlines_of(work.session, found)
    counts = counts_by_state(work.session, who, [call_id])[call_id]
    progress = progress_of(work.session, {call_id: scheme})[call_id]
    current = phase_of(found, counts, progress)
    may_finish = found.state is CallState.DECIDED and not open_awards(work.session, call_id)
    phases = phases_of(scheme)
    opened = {one.course_id for one in deadlines.courses}
    courses = [one for one in scheme.courses if one.id in opened]
    return render_template(
        "officer/call.html",
        call=found,
        facts=found.facts(),
        scheme=scheme,
        tag=call_tag(found.state, found.facts().phase(now()), counts),
        phases=[words for _, words in phases],
        current=sum(number < current for number, _ in phases) + 1,
        over=found.state in (CallState.FINISHED, CallState.CANCELLED),
        next_step=next_step(found, scheme, current, progress, may_finish=may_finish),
        links=links_of(found, scheme, stages_judging(scheme, opened), progress),
        courses=[one.title for one in courses],
        may_set_pots=scheme.gives_money
        and len(courses) > 1
        and found.state in SETTING
        and not progress.concluded,
        pots=pot_lines(pots_of(work.session, call_id), scheme, found.budget),
        closes=closing_words(track_lines(deadlines, courses, now()), found.closes_at),
        moments=moment_facts(deadlines, found.days),
        themes=[
            (one, theme_tag(one)) for one in themes_where(work.session, Theme.call_id == call_id)
        ],
        inbox=inbox(counts),
        may_cancel=CallState.CANCELLED in CALL_STEPS.onward.get(found.state, ()),
        warnings=_warnings(found, deadlines),
        halted=halts(work.session, [found.chain]).get(found.chain, ""),
        timeline=timeline_of(steps_of(work.session, {Call: [call_id]})),
    )


def _warnings(call: Call, deadlines: Deadlines) -> list[Problem]:
    """Give what may be a slip, while it can still be mended."""
    if call.state is not CallState.PLANNED:
        return []
    plan = plan_of(call, deadlines.courses)
    return list(plan_warnings(plan, titles_beside(unit_of_work().session, call)))


def scheme_of(call: Call) -> Scheme:
    """Give a planned call's scheme as it is offered, any other's as it is pinned."""
    catalog = site().catalog
    if call.state is CallState.PLANNED:
        found = offered(unit_of_work().session, catalog).get(call.scheme_id)
        if found is not None:
            return found.scheme
    return catalog.of(call.release)


def phase_of(call: Call, counts: dict[ApplicationState, int], progress: Progress) -> int:
    """Give the phase a call is in, from 1; one more than there are once it is over."""
    if call.state is CallState.PLANNED:
        return PREPARING
    if call.state is CallState.DECIDED:
        return GRANTING
    if call.state is not CallState.PUBLISHED:
        return len(PHASES) + 1
    if call.facts().phase(now()) is not Phase.CLOSED:
        return RECEIVING
    if any(counts.get(state, 0) for state in TO_CHECK):
        return CHECKING
    return DECIDING if progress.is_over else REVIEWING


def phases_of(scheme: Scheme) -> list[tuple[int, str]]:
    """Give the phases of a scheme's calls with their numbers; a scheme leaves some of them out."""
    named = list(enumerate(PHASES, PREPARING))
    if not scheme.stages:
        named.remove((REVIEWING, PHASES[REVIEWING - 1]))
    if not scheme.gives_money:
        named[-1] = (GRANTING, END_WITHOUT_MONEY)
    return named


def next_step(
    call: Call, scheme: Scheme, current: int, progress: Progress, *, may_finish: bool
) -> NextStep:
    """Say what an officer does next with a call."""
    match current:
        case 1:
            url = url_for("officer.publish", call_id=call.id)
            return NextStep("内容を確かめて、公開します。", url, "公開の確認へ進む")
        case 2 if call.facts().phase(now()) is Phase.COMING:
            if not scheme.stages:
                return NextStep("受付の開始を待っています。")
            url = link_to("officer.review", call_id=call.id)
            return NextStep(
                "受付の開始を待っています。審査会の準備を進められます。", url, "審査会を開く"
            )
        case 2:
            url = url_for("officer.applications", call_id=call.id)
            return NextStep(
                "受付中です。届いた応募は、締切の前でも要件を確認できます。", url, "応募の一覧"
            )
        case 3:
            url = url_for("officer.applications", call_id=call.id, state="waiting")
            return NextStep("要件を確認して、受理か要件不適合かを決めます。", url, "応募を確認する")
        case 4:
            return _reviewing(call, progress.open[0])
        case 5:
            return _deciding(call, scheme)
        case 6 if may_finish:
            url = link_to("officer.finish", call_id=call.id)
            return NextStep(
                "すべての交付の手続きが終わりました。"
                if scheme.gives_money
                else "結果の通知が済みました。",
                url,
                "募集を終える",
            )
        case 6:
            url = link_to("officer.awards", call_id=call.id)
            return NextStep("交付の決定、支払い、額の確定を進めます。", url, "交付・精算")
    return NextStep("この募集は終わりました。")


def _reviewing(call: Call, stage: Stage) -> NextStep:
    if not stage_started(unit_of_work().session, call.id, stage.id):
        url = link_to("officer.review_starting", call_id=call.id, stage_id=stage.id)
        return NextStep(f"「{stage.title}」を始めます。", url, "審査を始める")
    url = link_to("officer.review_board", call_id=call.id, stage_id=stage.id)
    return NextStep(f"「{stage.title}」を進めます。", url, "審査の状況")


def _deciding(call: Call, scheme: Scheme) -> NextStep:
    if waits := drafted_selection(unit_of_work().session, actor(), call.id):
        url = url_for("officer.decision", decision_id=waits.id)
        text = f"採否の決定は施行待ち（{waits.document_number}）です。"
        return NextStep(text, url, "決定を見る")
    url = link_to("officer.new_selection", call_id=call.id)
    basis = "審査会の答申をもとに" if scheme.stages else "受理した応募について"
    return NextStep(f"{basis}、採否の決定を起案します。", url, "決定を起案する")


def links_of(
    call: Call, scheme: Scheme, stages: Sequence[Stage], progress: Progress
) -> list[tuple[str, str, str]]:
    """Give the pages below a call: label, address, and a note; those that no module brings fall out."""
    links = [("応募の一覧", url_for("officer.applications", call_id=call.id), "")]
    if call.state is CallState.PLANNED:
        return _panel_link(call) if scheme.stages else []
    links.append(("公開されているページ", link_to("public.call", call_id=call.id), ""))
    links += _panel_link(call) if scheme.stages else []
    for stage in stages:
        note = "答申済み" if stage.id in progress.concluded else ""
        links.append(
            (
                stage.title,
                link_to("officer.review_board", call_id=call.id, stage_id=stage.id),
                note,
            )
        )
    decided = "採否・交付・額の確定" if scheme.gives_money else "採否"
    links.append(("決定", link_to("officer.decisions", call_id=call.id), decided))
    if scheme.gives_money:
        links.append(("交付・精算", link_to("officer.awards", call_id=call.id), ""))
        if call.state is CallState.DECIDED:
            links.append(("次点の団体", link_to("officer.runners_up", call_id=call.id), ""))
    links.append(("数字で見る", url_for("officer.call_figures", call_id=call.id), ""))
    links.append(("訂正（正誤表）", url_for("officer.errata", call_id=call.id), ""))
    links.append(("計算のやり直し", url_for("officer.call_rechecks", call_id=call.id), ""))
    links.append(("来年度の募集を作る", url_for("officer.new_call", like=call.id), ""))
    return [one for one in links if one[1]]


def _panel_link(call: Call) -> list[tuple[str, str, str]]:
    url = link_to("officer.review", call_id=call.id)
    return [("審査会", url, "委員と審査の進み方")] if url else []
