"""The demo's sample city: alive at any date, through the real actions, and kept when run again."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from click import ClickException
from sqlalchemy import func, select

from koubo.applications.models import Application, Filing
from koubo.applications.rules import ApplicationState
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AmendmentState
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.models import Award, Claim, Decision
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.payments.queries import payable_rows
from koubo.award.rules import (
    LIVE_STATES,
    AwardState,
    DecisionKind,
    DecisionState,
)
from koubo.people.mail_map import events_told, read_mail_map
from koubo.people.models import Person
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import Side
from koubo.reporting.accounts.standing import account_standing
from koubo.reporting.checking.models import ReportCheck
from koubo.reporting.checking.rules import CheckKind
from koubo.reporting.evaluation.models import EvaluationSheet
from koubo.reporting.evaluation.queries import evaluation_view, goals_of
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentState
from koubo.reporting.tray import FindingKind, tray
from koubo.review.models import Review
from koubo.review.rules import ReviewState
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.schemes.release_models import DeskRelease, Erratum, SchemeFile
from koubo.schemes.rules import CallState, Phase, ThemeState
from koubo.storage.history import HistoryRow, chains, verify_chain
from koubo.storage.outbox import EventRow, Mail, MailState
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.commands.demo import DATABASE, MARK, make_city, open_demo
from koubo_web.requests import SITE
from koubo_web.sample.reading import read_world
from koubo_web.site import Site
from web.sampled import MOMENTS, WHOLE, Demo, Stopped, sign_in, world_as_of

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module", params=MOMENTS, ids=str)
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    data = tmp_path_factory.mktemp("demo")
    app = open_demo(data, 8000, clock=Stopped(request.param))
    site: Site = app.extensions[SITE]
    make_city(app, data, world_as_of(request.param))
    with UnitOfWork(site.database, now=request.param) as uow:
        yield Demo(site, data, uow, app)
    site.database.close()


@pytest.mark.parametrize("demo", [WHOLE], indirect=True, ids=str)
def test_every_state_occurs(demo: Demo) -> None:
    assert demo.states(Application) == set(ApplicationState)
    assert demo.states(Award) == set(AwardState)
    assert demo.states(Call) == set(CallState) - {CallState.CANCELLED}
    assert demo.states(Theme) == set(ThemeState)
    assert demo.states(Claim) >= {ClaimState.FILED, ClaimState.ACCEPTED, ClaimState.PAID}
    assert demo.states(Repayment) == set(RepaymentState)
    assert demo.states(Decision) >= {DecisionState.DRAFTED, DecisionState.RELEASED}
    assert demo.states(Review) == set(ReviewState) - {ReviewState.ABSENT, ReviewState.REPLACED}


def test_every_state_of_an_award_occurs_in_any_season(demo: Demo) -> None:
    assert demo.states(Award) == set(AwardState)
    assert demo.states(Repayment) == set(RepaymentState)


def test_what_follows_a_decision_waits_at_each_of_its_desks(demo: Demo) -> None:
    session, officer = demo.uow.session, demo.actor("jimukyoku@example.jp")
    drafts = select(Decision.kind, Decision.kessai_on.is_(None))
    looks = select(ReportCheck.kind).join(Report).join(Award)
    kept = select(Expense.award_id).distinct().order_by(Expense.award_id)
    accounts = [
        account_standing(session, demo.site.catalog, session.get_one(Award, award_id))
        for award_id in session.scalars(kept)
    ]

    assert {
        tuple(one) for one in session.execute(drafts.where(Decision.state == DecisionState.DRAFTED))
    } == {
        (DecisionKind.GRANT, False),
        (DecisionKind.SETTLEMENT, True),
    }
    assert demo.states(Amendment) == {AmendmentState.FILED, AmendmentState.APPROVED}
    # One report has been looked at from both sides, and one from one side.
    waiting = session.scalars(looks.where(Award.state == AwardState.REPORTED)).all()
    assert sorted(waiting) == [CheckKind.ACCOUNTS, CheckKind.SUBSTANCE, CheckKind.SUBSTANCE]
    assert [one.state for one in payable_rows(session, officer)] == [ClaimState.ACCEPTED]
    assert [len(one.account.of(Side.EXPENSE)) > 0 for one in accounts] == [True, True]
    assert all(one.notes for one in accounts)


def test_both_sides_of_a_finished_project_do_not_agree(demo: Demo) -> None:
    session = demo.uow.session
    [award_id] = session.scalars(select(EvaluationSheet.award_id).distinct())
    award = session.get_one(Award, award_id)
    [asked] = demo.site.catalog.of(award.application.call.release).evaluations
    view = evaluation_view(session, demo.actor("dantai@example.jp"), award, asked)

    assert [one.handed_in_at is not None for one in view.lines] == [True, True, False]
    assert [one.to_talk_about for one in view.rows] == [True, False, False]
    assert len(goals_of(session, award_id)) == 2


@pytest.mark.parametrize("demo", [WHOLE], indirect=True, ids=str)
def test_the_auditor_finds_money_that_has_not_come_back_and_a_runner_up_is_asked(
    demo: Demo,
) -> None:
    session = demo.uow.session
    found = tray(session, demo.actor("kansa@example.jp"), today=demo.uow.now.date())
    [offer] = session.scalars(select(RunnerUpOffer))

    assert {one.kind for one in found} == {FindingKind.RETURN_UNPAID}
    assert offer.answer is None
    assert offer.until > demo.uow.now.date()


def test_calls_stand_before_during_and_after_their_time(demo: Demo) -> None:
    calls = demo.uow.session.scalars(select(Call).where(Call.state != CallState.PLANNED)).all()
    phases = [call.facts().phase(demo.uow.now) for call in calls]

    assert phases.count(Phase.OPEN) == 2
    assert phases.count(Phase.CLOSED) == len(phases) - 2


def test_a_call_waits_for_declarations_and_one_has_come_in(demo: Demo) -> None:
    filings = demo.uow.session.scalars(
        select(Filing).where(Filing.kind == FilingKind.PARTICIPATION).order_by(Filing.id)
    ).all()

    assert [one.application.receipt_number is not None for one in filings] == [True, False]


def test_nothing_happened_after_now_and_each_call_in_order(demo: Demo) -> None:
    rows = demo.uow.session.execute(
        select(HistoryRow.chain, HistoryRow.at).order_by(HistoryRow.chain, HistoryRow.sequence)
    ).all()

    assert max(at for _, at in rows) <= demo.uow.now
    assert rows == sorted(rows)


def test_every_chain_is_whole(demo: Demo) -> None:
    session = demo.uow.session

    assert {chain: verify_chain(session, chain) for chain in chains(session)} == dict.fromkeys(
        chains(session)
    )


def test_no_call_gives_more_than_its_budget(demo: Demo) -> None:
    given = demo.uow.session.execute(
        select(Call.id, Call.budget, func.sum(func.coalesce(Award.awarded, Award.adopted)))
        .join(Application, Application.call_id == Call.id)
        .join(Award, Award.application_id == Application.id)
        .group_by(Call.id)
    ).all()

    assert len(given) >= 3
    assert [row for row in given if row[2] > row[1]] == []


def test_what_was_paid_meets_what_was_settled_once_closed(demo: Demo) -> None:
    closed = demo.uow.session.scalars(select(Award).where(Award.state == AwardState.CLOSED)).all()

    assert closed
    assert [one.amounts().kept for one in closed] == [one.settled for one in closed]


def test_money_was_granted_in_its_own_year_only(demo: Demo) -> None:
    live = demo.uow.session.scalars(select(Award).where(Award.state.in_(LIVE_STATES))).all()

    assert [
        one
        for one in live
        if one.granted_on is None
        or not datetime(one.fiscal_year, 4, 1).date() <= one.granted_on <= demo.uow.now.date()
    ] == []


def test_the_scheme_is_written_on_and_the_open_call_was_corrected(demo: Demo) -> None:
    session = demo.uow.session
    (copy,) = session.scalars(select(SchemeFile)).all()
    (release,) = session.scalars(select(DeskRelease)).all()
    corrected = session.scalars(select(Call).join(Erratum, Erratum.call_id == Call.id)).all()

    assert [one.facts().phase(demo.uow.now) for one in corrected] == [Phase.OPEN]
    assert [one.release_id for one in corrected] == [release.release_id]
    assert copy.text != release.release.text


def test_no_event_failed_or_was_left(demo: Demo) -> None:
    left = select(func.count()).where((EventRow.handled_at.is_(None)) | (EventRow.fault != ""))

    assert demo.uow.session.scalar(left) == 0


def test_made_again_it_stays_as_it_is(demo: Demo) -> None:
    session = demo.uow.session
    before = session.scalar(select(func.count()).select_from(HistoryRow))
    session.rollback()

    later = Stopped(demo.uow.now + timedelta(days=3))
    app = open_demo(demo.data, 8000, clock=later)
    make_city(app, demo.data)
    site: Site = app.extensions[SITE]
    site.database.close()

    assert session.scalar(select(func.count()).select_from(HistoryRow)) == before


def test_everybody_on_the_list_can_sign_in(demo: Demo) -> None:
    answers = {
        one.email: sign_in(demo.app.test_client(), one.email).location
        for one in read_world().accounts
    }

    assert answers == dict.fromkeys(answers, "/")


def test_a_folder_with_other_data_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"somebody's")

    with pytest.raises(ClickException, match="体験版ではないデータ"):
        open_demo(tmp_path, 8000)

    assert (tmp_path / DATABASE).read_bytes() == b"somebody's"


def test_a_city_that_was_broken_off_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"half a city")
    (tmp_path / MARK).write_text("begun")

    site: Site = open_demo(tmp_path, 8000).extensions[SITE]

    with UnitOfWork(site.database, now=MOMENTS[0]) as uow:
        assert uow.session.scalars(select(Person)).all() == []
    site.database.close()


@pytest.mark.parametrize("demo", [WHOLE], indirect=True, ids=str)
def test_the_command_serves_and_ends_cleanly_on_ctrl_c(demo: Demo) -> None:
    koubo = Path(sys.executable).with_name("koubo")
    command = [str(koubo), "demo", "--data", str(demo.data)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    said = [next(running.stdout) for _ in range(5 + len(read_world().accounts))]
    address = said[2].strip()

    with urlopen(f"{address}/health", timeout=10) as answer:
        assert answer.status == 200
    running.send_signal(signal.SIGINT)

    assert running.wait(timeout=30) == 0
    assert "iin-e@example.jp" in said[-1]
    running.stdout.close()


def test_everything_that_was_told_has_its_mail_with_all_its_facts(demo: Demo) -> None:
    session, hooks = demo.uow.session, demo.site.hooks
    mail_map = read_mail_map(session, hooks)
    events = [row.event() for row in session.scalars(select(EventRow))]
    mails = session.scalars(select(Mail)).all()

    lacking = {
        (key, fact.name)
        for event in events
        for key, _ in events_told(event)
        for fact in mail_map.plan(key, event.scheme_id).kind.facts
        if fact.name not in event.facts
    }
    assert lacking == set()
    for mail in mails:
        assert mail.subject.splitlines() == [mail.subject]
        by_post = mail.state is MailState.TO_POST
        assert (mail.address.count("@"), "$" in mail.subject + mail.body) == (not by_post, False)
