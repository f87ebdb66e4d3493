"""A conclusion that is written in several sittings, and one that was recorded wrongly."""

import pytest
from sqlalchemy import select

from koubo.award.decisions.actions.reconsidering import withdraw_recommendation
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.actions.conclusion_drafts import NOT_YET, save_conclusion_draft
from koubo.review.conclusion_models import ConclusionDraft, Recommendation
from koubo.review.conclusions import ConclusionLine
from koubo.review.queries.conclusion_drafts import conclusion_draft
from koubo.review.queries.recommendation import (
    earlier_recommendation,
    recorded_recommendation,
)
from koubo.review.rules import Conclusion
from koubo.review.selection.recorded import inputs_from_json
from koubo.review.selection.select import select as select_from
from koubo.schemes.models import Call, Release


@pytest.fixture
def marked(begun):
    """Give a round whose first stage is wholly marked."""
    begun.mark_all(points=(4, 5))
    return begun


@pytest.fixture
def last(marked):
    """Give a round whose last stage is wholly marked: 16 and 20 points."""
    marked.conclude()
    marked.begin("presentation")
    marked.mark_all("presentation", points=(4, 5))
    return marked


def save(round_, texts, version, *, stage="documents", person="officer"):
    return round_.by(
        person,
        save_conclusion_draft,
        round_.call_id,
        stage_id=stage,
        texts=texts,
        proposed={},
        version=version,
    )


def kept(round_, stage="documents"):
    with round_.city.uow() as uow:
        officer = round_.city.actor("officer2")
        return conclusion_draft(uow.session, officer, round_.call_id, stage)


def test_a_draft_is_kept_for_all_officers_and_no_newer_text_is_overwritten(marked):
    first = save(marked, {"remarks": "あと少し"}, NOT_YET)
    second = save(marked, {"remarks": "書き直し"}, first, person="officer2")

    with pytest.raises(Stale):
        save(marked, {"remarks": "古い画面から"}, first)
    with pytest.raises(Stale):
        save(marked, {"remarks": "はじめの画面から"}, NOT_YET)
    assert (kept(marked).texts, kept(marked).saved_by) == ({"remarks": "書き直し"}, "officer2")
    with pytest.raises(Stale):
        marked.conclude(draft_version=first)
    assert marked.conclude(draft_version=second)
    assert kept(marked) is None
    with pytest.raises(Stale):
        save(marked, {"remarks": "記録のあとで"}, second)


def test_only_an_officer_of_the_call_writes_on_it(marked):
    for person in ("releaser", "reviewer_a", "applicant", "department_person"):
        with pytest.raises(NotAllowed):
            save(marked, {}, NOT_YET, person=person)
    with pytest.raises(NotFound):
        save(marked, {}, NOT_YET, stage="contest")


def withdraw(round_, stage="presentation", reason="金額の写しまちがい", person="officer"):
    return round_.by(person, withdraw_recommendation, round_.call_id, stage_id=stage, reason=reason)


def test_a_recommendation_is_withdrawn_kept_and_recorded_anew(last):
    better, worse = last.applications[1], last.applications[0]
    wrong = [
        ConclusionLine(better, Conclusion.RECOMMENDED, 200_000, "広報は市と", "協議", "良い案"),
        ConclusionLine(worse, Conclusion.RECOMMENDED, 103_000),
    ]
    last.conclude("presentation", lines=wrong, remarks="全体の意見")
    with pytest.raises(Problems, match="理由"):
        withdraw(last, reason=" ")
    with pytest.raises(NotAllowed):
        withdraw(last, person="releaser")

    assert withdraw(last) == 1

    with pytest.raises(NotFound):
        last.ask("releaser", recorded_recommendation, last.call_id, "presentation")
    with pytest.raises(NotFound):
        withdraw(last)
    draft = kept(last, "presentation").texts
    assert draft["remarks"] == "全体の意見"
    assert [draft[f"{part}-{better}"] for part in ("conclusion", "amount", "comment")] == [
        "recommended",
        "200,000",
        "良い案",
    ]
    last.conclude("presentation")
    now = last.ask("releaser", recorded_recommendation, last.call_id, "presentation")
    assert (now.recommended, [one.reason for one in now.earlier]) == (
        403_000,
        ["金額の写しまちがい"],
    )
    then = last.ask("officer", earlier_recommendation, last.call_id, "presentation", 1)
    assert [(one.application_id, one.amount, one.comment) for one in then.lines] == [
        (better, 200_000, "良い案"),
        (worse, 103_000, ""),
    ]
    assert (then.withdrawn.by, then.remarks) == ("officer", "全体の意見")
    assert then.selection == now.selection


def test_nothing_is_withdrawn_that_a_later_stage_works_with(last):
    with pytest.raises(Refused, match="始まっているため"):
        withdraw(last, stage="documents")


def test_a_correction_between_two_stages_is_named(last):
    last.conclude("presentation")
    assert last.ask("officer", recorded_recommendation, last.call_id, "presentation").releases == ()
    with last.city.uow() as uow, uow.writing() as write:
        session = write.session
        old = session.get_one(Call, last.call_id).release
        corrected = Release(
            scheme_id=old.scheme_id,
            digest="c" * 64,
            text=old.text,
            core_version="0",
            plugin_version="",
            proof={},
            made_at=old.made_at,
        )
        session.add(corrected)
        session.flush()
        first = session.scalars(
            select(Recommendation).where(Recommendation.stage_id == "documents")
        ).one()
        first.release_id = corrected.id
        before = old.digest[:12]

    found = last.ask("officer", recorded_recommendation, last.call_id, "presentation")

    assert [digest for _, digest in found.releases] == ["c" * 12, before]


def test_what_is_written_of_one_is_kept_with_its_own_part_of_the_computation(last):
    last.conclude("presentation")
    with last.city.uow() as uow:
        assert uow.session.scalars(select(ConclusionDraft)).all() == []
    found = last.ask("officer", recorded_recommendation, last.call_id, "presentation")
    assert [one.written() for one in found.lines] == [
        ConclusionLine(last.applications[1], Conclusion.RECOMMENDED, 300_000),
        ConclusionLine(last.applications[0], Conclusion.RECOMMENDED, 103_000),
    ]


def test_what_it_was_computed_from_is_recorded_exactly(last):
    last.conclude("presentation")
    board = last.board("presentation")

    with last.city.uow() as uow:
        kept = uow.session.scalars(
            select(Recommendation.inputs).where(Recommendation.stage_id == "presentation")
        ).one()

    assert inputs_from_json(kept) == board.inputs
    assert select_from(inputs_from_json(kept)) == board.selection
