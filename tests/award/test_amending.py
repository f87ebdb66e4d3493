"""変更: told beforehand what it needs, answered by two people, the award follows within the pot."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from amendment_builders import (
    ANSWERED,
    CHANGED,
    a_change,
    amendment,
    approve,
    draft_answer,
    hand_in_change,
    start_change,
)
from award_builders import a_staffed_city, award, release
from builders import City, version_of
from grant_builders import a_granted_award, claim_and_pay, report
from koubo.applications.models import Filing
from koubo.applications.rules import FilingState
from koubo.award.amendments.actions.amending import check_change, withdraw_amendment
from koubo.award.amendments.actions.answering import note_amendment
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AmendmentState
from koubo.award.grants.freed import takes_from_budget
from koubo.award.grants.queries.call_money import call_money
from koubo.award.models import Claim, Decision, DecisionLine, Notice
from koubo.award.payments.bill_paper import bill_paper
from koubo.award.rules import AwardState, Outcome
from koubo.calendar import JST
from koubo.people.account_rules import AccountKind, BankDetails
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.change_words import ChangeKind, Need
from koubo.schemes.models import Call, PastAwardRow
from koubo.storage.database import Database
from koubo.storage.files import FileStore

ACCOUNT = BankDetails(
    bank_code="0168", bank="水玉銀行", branch_code="101", branch="西中新田支店",
    kind=AccountKind.ORDINARY, number="1234567", holder="水玉の会", holder_kana="ﾐｽﾞﾀﾏﾉｶｲ",
)  # fmt: skip


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def test_a_smaller_plan_is_approved_by_two_people_and_frees_money(city: City) -> None:
    call_id, award_id = a_granted_award(city)
    filing_id = start_change(city, award_id, cost=100_000, requested=75_000)
    with city.uow(CHANGED, "applicant") as uow:
        actor = city.actor("applicant", CHANGED)
        found = check_change(uow, city.catalog, actor, filing_id)

    # 100,000円 × 80% = 80,000円; 75,000円 are asked for.
    assert (found.check.problems, found.terms.before, found.terms.after) == ((), 103_000, 75_000)
    assert found.terms.needed.need is Need.APPROVAL
    amendment_id = hand_in_change(city, filing_id)
    kept = amendment(city, amendment_id)
    assert (kept.state, kept.kind, kept.needs) == (
        AmendmentState.FILED,
        ChangeKind.AMOUNT,
        Need.APPROVAL,
    )
    assert (kept.before, kept.after, kept.reason) == (103_000, 75_000, "会場が使えなくなったため")
    officer = city.actor("officer", ANSWERED)
    with pytest.raises(Refused, match="承認が要ります"), city.uow(ANSWERED, "officer") as uow:
        note_amendment(uow, city.catalog, officer, amendment_id, version=kept.version)

    decision_id = draft_answer(city, amendment_id, person="officer2")
    with pytest.raises(Refused, match="起案した人"):
        release(city, decision_id, now=ANSWERED, person="officer2")
    assert award(city, award_id).awarded == 103_000
    release(city, decision_id, now=ANSWERED)

    now = award(city, award_id)
    assert (now.awarded, now.freed_on, now.state) == (75_000, date(2026, 8, 10), AwardState.GRANTED)
    with city.uow() as uow:
        line = uow.session.scalars(
            select(DecisionLine).where(DecisionLine.decision_id == decision_id)
        ).one()
        notice = uow.session.scalars(select(Notice).where(Notice.decision_line_id == line.id)).one()
        past = uow.session.scalars(select(PastAwardRow.amount)).all()
        filing = uow.session.get_one(Filing, filing_id)
        [money] = call_money(uow.session, city.actor("officer", ANSWERED), call_id)
    assert (line.outcome, line.before, line.amount) == (Outcome.AMENDED, 103_000, 75_000)
    items = dict(notice.letter["items"])
    assert items["変更前の交付決定額"] == "金103,000円"
    assert items["変更後の交付決定額"] == "金75,000円"
    assert (money.granted, money.given_back, money.left) == (75_000, 28_000, 1_925_000)
    assert (past, filing.state) == ([75_000], FilingState.ACCEPTED)
    assert amendment(city, amendment_id).state is AmendmentState.APPROVED


def test_what_a_change_may_not_be(city: City) -> None:
    _, award_id = a_granted_award(city)
    filing_id = start_change(city, award_id)
    with pytest.raises(Problems) as unchanged:
        hand_in_change(city, filing_id)
    start_change(city, award_id, cost=200_000, requested=150_000)
    with pytest.raises(Problems) as above:
        hand_in_change(city, filing_id)

    assert [one.code for one in unchanged.value.problems] == ["nothing_changed"]
    assert "above_adopted" in [one.code for one in above.value.problems]
    with city.uow() as uow:
        assert uow.session.scalars(select(Amendment.number)).all() == [1]
    with pytest.raises(NotFound), city.uow(CHANGED, "stranger") as uow:
        check_change(uow, city.catalog, city.actor("stranger", CHANGED), filing_id)


def test_only_one_change_at_a_time_and_none_after_the_report(city: City) -> None:
    _, award_id = a_granted_award(city)
    first = a_change(city, award_id, cost=100_000, requested=75_000)
    with pytest.raises(Refused, match="手続き中の変更"):
        start_change(city, award_id)
    seen = version_of(city, Amendment, first)
    with city.uow(CHANGED, "applicant") as uow:
        withdraw_amendment(uow, city.actor("applicant", CHANGED), first, version=seen)
    with pytest.raises(Stale), city.uow(CHANGED, "applicant") as uow:
        withdraw_amendment(uow, city.actor("applicant", CHANGED), first, version=seen)

    draft = start_change(city, award_id, cost=90_000, requested=67_000)
    report(city, award_id, cost=138_400, requested=103_000)
    with pytest.raises(Refused, match="実績報告済み"):
        hand_in_change(city, draft, now=datetime(2027, 3, 21, 10, 0, tzinfo=JST))
    assert award(city, award_id).awarded == 103_000


def test_two_officers_press_at_once_and_a_stale_page_changes_nothing(city: City) -> None:
    _, award_id = a_granted_award(city)
    amendment_id = a_change(city, award_id, cost=100_000, requested=75_000)
    decision_id = draft_answer(city, amendment_id)
    with pytest.raises(Refused, match="施行を待っている"):
        draft_answer(city, amendment_id, person="officer2")
    seen = version_of(city, Decision, decision_id)
    release(city, decision_id, now=ANSWERED)
    with pytest.raises((Stale, Refused)):
        release(city, decision_id, now=ANSWERED, version=seen)

    assert award(city, award_id).awarded == 75_000


def test_a_refused_change_says_why_and_changes_no_sum(city: City) -> None:
    _, award_id = a_granted_award(city)
    amendment_id = a_change(city, award_id, cost=100_000, requested=75_000)
    with pytest.raises(Problems) as found:
        draft_answer(city, amendment_id, approves=False)
    assert [one.field for one in found.value.problems] == ["reason"]
    reason = "事業の目的に合わないため"
    release(city, draft_answer(city, amendment_id, approves=False, reason=reason), now=ANSWERED)

    now = amendment(city, amendment_id)
    assert (now.state, now.remark) == (AmendmentState.REFUSED, "事業の目的に合わないため")
    assert award(city, award_id).awarded == 103_000


def test_an_increase_goes_no_further_than_the_pot(city: City) -> None:
    call_id, award_id = a_granted_award(city)
    approve(city, a_change(city, award_id, cost=100_000, requested=75_000))
    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(Call, call_id).budget = 102_999
    later = datetime(2026, 9, 1, 10, 0, tzinfo=JST)
    back = a_change(city, award_id, cost=138_400, requested=103_000, now=later)
    decision_id = draft_answer(city, back, now=later)
    with pytest.raises(Refused, match="不足 1円"):
        release(city, decision_id, now=later)
    with city.uow() as uow, uow.writing() as write:
        write.session.get_one(Call, call_id).budget = 103_000
    release(city, decision_id, now=later)

    assert award(city, award_id).awarded == 103_000


def test_paid_more_than_the_new_award_is_said_and_allowed(city: City) -> None:
    _, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 103_000)
    approve(city, a_change(city, award_id, cost=100_000, requested=75_000))

    now = award(city, award_id)
    assert (now.awarded, now.paid) == (75_000, 103_000)
    with city.uow() as uow:
        working = uow.session.scalars(
            select(DecisionLine.working).where(DecisionLine.outcome == Outcome.AMENDED)
        ).one()
    assert working[-1]["text"] == (
        "支払済額 103,000円 が変更後の額を 28,000円 超えている（額の確定のときに返還）"
    )


def test_a_bill_tells_the_award_of_its_day_and_the_letters_own_number(city: City) -> None:
    _, award_id = a_granted_award(city)
    bills = [claim_and_pay(city, award_id, 30_000)]
    approve(city, a_change(city, award_id, cost=100_000, requested=75_000))
    bills.append(claim_and_pay(city, award_id, 20_000, now=ANSWERED))

    with city.uow() as uow:
        session = uow.session
        papers = [
            bill_paper(session, city.catalog, session.get_one(Claim, one), ACCOUNT) for one in bills
        ]
        granted = session.scalars(
            select(Notice)
            .join(DecisionLine, DecisionLine.id == Notice.decision_line_id)
            .where(DecisionLine.outcome == Outcome.GRANTED)
        ).one()
    assert [dict(one.facts)["交付決定額"] for one in papers] == ["103,000円", "75,000円"]
    assert [granted.document_number in one.opening for one in papers] == [True, True]


@pytest.mark.parametrize(
    ("state", "awarded", "settled", "freed_on", "on", "taken"),
    [
        (AwardState.APPLIED, None, None, None, date(2027, 3, 1), 0),
        (AwardState.GRANTED, 100, None, None, date(2027, 3, 1), 100),
        (AwardState.SETTLED, 100, 80, date(2027, 3, 31), date(2027, 3, 30), 100),
        (AwardState.SETTLED, 100, 80, date(2027, 3, 31), date(2027, 3, 31), 80),
        (AwardState.SETTLED, 100, 80, date(2027, 4, 1), date(2027, 5, 1), 100),
        (AwardState.WITHDRAWN, 100, None, date(2026, 5, 1), date(2026, 5, 1), 0),
        (AwardState.WITHDRAWN, 100, None, date(2027, 4, 1), date(2027, 5, 1), 100),
        (AwardState.LAPSED, None, None, date(2026, 5, 1), date(2026, 5, 1), 0),
    ],
)
def test_what_an_award_takes_until_31_march(state, awarded, settled, freed_on, on, taken) -> None:
    assert takes_from_budget(state, awarded, settled, freed_on, 2026, on) == taken
