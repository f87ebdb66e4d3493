"""交付申請 and 交付決定: computed, within the budget, not before vote and year."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from award_builders import (
    APPLIED,
    DECIDED,
    GRANTED,
    a_candidate,
    a_staffed_city,
    award,
    release,
    vote,
)
from builders import City, a_budget, version_of
from grant_builders import a_granted_award, apply_for, draft_grant
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Filing
from koubo.applications.rules import FilingState
from koubo.award.grants.actions.applying import (
    check_grant_application,
    file_grant_application,
    start_grant_application,
)
from koubo.award.grants.actions.calls import record_vote
from koubo.award.grants.actions.declining import decline_award
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.rules import AwardState
from koubo.calendar import JST
from koubo.money import Working
from koubo.papers.letters import Letter
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.models import Call, PastAwardRow
from koubo.storage.database import Database
from koubo.storage.files import FileStore

LAST_DAY = datetime(2026, 3, 31, 10, 0, tzinfo=JST)


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def test_the_application_for_money_starts_from_the_proposal(city: City) -> None:
    _, award_id = a_candidate(city)
    applicant = city.actor("applicant")

    with city.uow(APPLIED, "applicant") as uow:
        filing_id = start_grant_application(uow, city.catalog, applicant, award_id)
        again = start_grant_application(uow, city.catalog, applicant, award_id)
        draft = uow.session.get_one(Filing, filing_id).draft

    assert again == filing_id
    assert (draft["project_name"], draft["plan"]) == (
        "まちなか防災すごろくづくり",
        "すごろくを作り、公民館で4回遊ぶ。",
    )
    with city.uow(APPLIED, "stranger") as uow, pytest.raises(NotFound):
        start_grant_application(uow, city.catalog, city.actor("stranger"), award_id)


def test_the_application_for_money_stays_within_what_was_adopted(city: City) -> None:
    call_id, award_id = a_candidate(city, adopted=90_000)
    vote(city, call_id, 2_000_000)
    with pytest.raises(Problems) as raised:
        apply_for(city, award_id)
    assert [one.code for one in raised.value.problems] == ["above_adopted"]

    applicant = city.actor("applicant")
    filing_id = award(city, award_id).filing_id or 0
    with city.uow(APPLIED, "applicant") as uow:
        check = check_grant_application(uow, city.catalog, applicant, filing_id)
        assert [one.code for one in check.problems] == ["above_adopted"]
    apply_for(city, award_id, requested=90_000)

    found = award(city, award_id)
    assert (found.state, found.requested) == (AwardState.APPLIED, 90_000)


def test_a_grant_is_the_smallest_of_rule_request_and_adopted_sum(city: City) -> None:
    # 協働準備コース: 138,400 × 80% = 110,720 → 110,000
    call_id, award_id = a_candidate(city, adopted=103_000)
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id, requested=100_000)

    decision_id = draft_grant(city, award_id)

    with city.uow() as uow:
        line = uow.session.scalars(
            select(DecisionLine).where(DecisionLine.decision_id == decision_id)
        ).one()
    assert (line.amount, line.conditions) == (100_000, "広報は市と一緒に行うこと。")
    assert Working.from_json(line.working).lines[-1].text == (
        "計算額 100,000円、申請額 100,000円、内定額 103,000円の最も少ない額 → 交付決定額 100,000円"
    )


def test_a_released_grant_is_written_down_everywhere(city: City) -> None:
    _, award_id = a_granted_award(city)

    found = award(city, award_id)
    assert (found.state, found.awarded, found.granted_on) == (
        AwardState.GRANTED,
        103_000,
        date(2026, 4, 10),
    )
    with city.uow() as uow:
        past = uow.session.scalars(select(PastAwardRow)).one()
        filing = uow.session.get_one(Filing, found.filing_id)
    assert (past.course_id, past.fiscal_year, past.amount, past.source) == (
        "kurashiki.collab_prep",
        2026,
        103_000,
        "倉市活第123号",
    )
    assert filing.state is FilingState.ACCEPTED


def test_nothing_is_applied_for_before_the_vote(city: City) -> None:
    call_id, award_id = a_candidate(city)

    with pytest.raises(Refused, match="議決されてから提出できます。下書きは残っています。"):
        apply_for(city, award_id)

    with city.uow() as uow:
        filing = uow.session.get_one(Filing, award(city, award_id).filing_id)
        assert (filing.state, filing.draft["advance"]) == (FilingState.DRAFT, "はい")
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id)
    assert award(city, award_id).state is AwardState.APPLIED


def test_nothing_is_granted_before_the_vote(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id)
    decision_id = draft_grant(city, award_id)
    with city.uow() as uow, uow.writing() as write:  # as rows of earlier releases may stand
        write.lock(Call, call_id).voted_on = None

    with pytest.raises(Refused, match="議決がまだ記録されていません"):
        release(city, decision_id, now=GRANTED)
    vote(city, call_id, 2_000_000, now=GRANTED)
    release(city, decision_id, now=GRANTED)


def test_nothing_is_granted_before_its_year_begins(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id, now=DECIDED)
    early = draft_grant(city, award_id, now=LAST_DAY)

    with pytest.raises(Refused, match="事業年度が始まる前"):
        release(city, early, now=LAST_DAY)
    # Nor on a later day with a letter of the old year.
    with pytest.raises(Refused, match="事業年度が始まる前"):
        release(city, early, now=GRANTED)


def test_the_budget_that_was_voted_binds(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 102_999)
    apply_for(city, award_id)
    decision_id = draft_grant(city, award_id)

    with pytest.raises(Refused, match="不足 1円"):
        release(city, decision_id, now=GRANTED)

    assert award(city, award_id).awarded is None
    vote(city, call_id, 103_000, now=GRANTED)
    release(city, decision_id, now=GRANTED)
    with pytest.raises(Problems) as raised:
        vote(city, call_id, 102_000, now=GRANTED)
    assert [one.code for one in raised.value.problems] == ["budget_below_bound"]


def test_a_vote_lies_behind_us(city: City) -> None:
    call_id, _ = a_candidate(city)

    with city.uow(DECIDED, "officer") as uow, pytest.raises(Problems) as raised:
        record_vote(
            uow,
            city.actor("officer"),
            call_id,
            voted_on=date(2026, 3, 25),
            amount=2_000_000,
            version=version_of(city, Call, call_id),
        )

    assert [one.field for one in raised.value.problems] == ["voted_on"]


def test_a_correction_after_the_draft_stops_the_release(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    filing_id = apply_for(city, award_id)
    decision_id = draft_grant(city, award_id)
    with city.uow(GRANTED, "officer") as uow:
        ask_correction(
            uow,
            city.catalog,
            city.actor("officer"),
            filing_id,
            fields=["budget"],
            reason="台紙の数を確かめてください。",
            due_on=date(2026, 4, 20),
            version=version_of(city, Filing, filing_id),
        )
    with pytest.raises(Refused, match="補正されています"):
        release(city, decision_id, now=GRANTED)
    with pytest.raises(Refused, match="すでに起案されて"):
        draft_grant(city, award_id)

    applicant = city.actor("applicant")
    with city.uow(GRANTED, "applicant") as uow:
        typed = {"budget": a_budget(100_000, 80_000)}
        version = version_of(city, Filing, filing_id)
        save_draft(uow, city.catalog, applicant, filing_id, typed=typed, version=version)
    now = datetime(2026, 4, 11, 9, 0, tzinfo=JST)
    with city.uow(now, "applicant") as uow:
        version = version_of(city, Filing, filing_id)
        file_grant_application(uow, city.catalog, city.files, applicant, filing_id, version=version)

    assert award(city, award_id).requested == 80_000
    with pytest.raises(Refused, match="補正されています"):
        release(city, decision_id, now=now)


def test_a_declined_award_is_out_of_reach(city: City) -> None:
    call_id, award_id = a_candidate(city)
    vote(city, call_id, 2_000_000)
    apply_for(city, award_id)
    decision_id = draft_grant(city, award_id)
    version = version_of(city, Award, award_id)
    with city.uow(GRANTED, "applicant") as uow:
        applicant = city.actor("applicant")
        with pytest.raises(Problems):
            decline_award(uow, applicant, award_id, reason=" ", version=version)
        with pytest.raises(Stale):
            decline_award(uow, applicant, award_id, reason="人手不足", version=version - 1)
        decline_award(uow, applicant, award_id, reason="人手不足", version=version)

    with pytest.raises(Refused, match="辞退"):
        release(city, decision_id, now=GRANTED)


def test_the_letter_says_what_was_decided(city: City) -> None:
    a_granted_award(city)

    with city.uow() as uow:
        notice = uow.session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
        decision = uow.session.scalars(select(Decision).order_by(Decision.id.desc())).first()
    letter = Letter.from_json(notice.letter)
    assert decision is not None
    assert letter.addressee == ("倉敷市西中新田640番地", "organisationの会", "代表　水玉 花子　様")
    assert letter.sender == ("倉敷市長　倉敷 太郎",)
    assert (letter.document_number, letter.issued_on) == ("倉市活第123号", date(2026, 4, 10))
    assert letter.opening == (
        "令和8年4月3日に申請のあった補助金について、倉敷市市民企画提案事業実施要綱に基づき、"
        "次のとおり交付することに決定したので通知します。"
    )
    assert letter.items[1:] == (
        ("事業の名称", "まちなか防災すごろくづくり"),
        ("事業年度", "令和8年度"),
        ("交付決定額", "金103,000円"),
    )
    assert letter.conditions[2:] == (
        "事業が終わったら、令和9年4月30日までに事業実績報告書を提出してください。",
        "領収書などの書類は、整理して保管してください。",
        "広報は市と一緒に行うこと。",
    )
    assert (letter.draft, letter.to_confirm) == (False, ())
    assert letter.working[0] == "対象経費 138,400円"
