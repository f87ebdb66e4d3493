"""Asking for letters in one go and issuing them anew: who may, how often, on both engines."""

from io import BytesIO
from pathlib import Path

import pytest

from award_builders import DECIDED, a_staffed_city, draft_selection, recommend, release
from builders import City, a_call, an_accepted_application, version_of
from koubo.award.decisions.actions.decisions import drop_decision
from koubo.award.decisions.queries.decisions import decision_page
from koubo.award.models import Decision
from koubo.award.notices.actions.batches import ask_letter_batch, cancel_letter_batch
from koubo.award.notices.actions.reissuing import reissue_notice
from koubo.award.notices.actions.word_forms import keep_letter_form, retire_letter_form
from koubo.award.notices.batches import BatchForm, safe_name
from koubo.award.notices.queries.issued_letters import batch_of, batches_of, reissues_of
from koubo.award.notices.word_forms import current_form_ids, form_lines
from koubo.papers.word_letters import starter_form
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused
from koubo.schemes.letters import LetterKind
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.job_models import JobState


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def a_draft_of(city: City) -> int:
    call_id = a_call(city)
    recommend(city, call_id, {an_accepted_application(city, call_id): 100_000})
    return draft_selection(city, call_id)


def ask(city: City, decision_id: int, person: str = "officer") -> int:
    with city.uow(DECIDED, person) as uow:
        actor = city.actor(person, DECIDED)
        return ask_letter_batch(uow, city.catalog, actor, decision_id, form=BatchForm.ZIP)


def test_two_officers_share_a_batch_and_others_have_none(city: City) -> None:
    decision_id = a_draft_of(city)
    officer = city.actor("officer", DECIDED)
    job_id = ask(city, decision_id)
    assert ask(city, decision_id, "officer2") == job_id
    for person in ("releaser", "applicant"):
        with pytest.raises(NotAllowed):
            ask(city, decision_id, person)
    with city.uow(DECIDED, "officer") as uow:
        with pytest.raises(NotFound):
            cancel_letter_batch(uow, officer, decision_id, job_id + 1)
        cancel_letter_batch(uow, officer, decision_id, job_id)
        assert batch_of(uow.session, officer, decision_id, job_id).state is JobState.CANCELLED
    assert ask(city, decision_id) != job_id

    release(city, decision_id, now=DECIDED)
    with city.uow(DECIDED, "officer") as uow:
        assert len(batches_of(uow.session, officer, decision_id)) == 2
        [line] = decision_page(uow.session, officer, decision_id).lines
        assert line.notice_id is not None
        for reason in ("紛失", "破損"):
            reissue_notice(uow, officer, line.notice_id, reason=reason)
        told = reissues_of(uow.session, officer, decision_id)
        assert [(one.number, one.reason, one.person) for one in told] == [
            (2, "破損", "officer"),
            (1, "紛失", "officer"),
        ]


def test_a_dropped_draft_has_no_letters(city: City) -> None:
    decision_id = a_draft_of(city)
    version = version_of(city, Decision, decision_id)
    with city.uow(DECIDED, "officer") as uow:
        officer = city.actor("officer", DECIDED)
        drop_decision(uow, officer, decision_id, reason="誤り", version=version)
    with pytest.raises(Refused, match="取りやめた起案"):
        ask(city, decision_id)


def test_the_newest_form_that_is_not_retired_is_used(city: City) -> None:
    officer, kind = city.actor("officer", DECIDED), LetterKind.GRANTED
    with city.uow(DECIDED, "officer") as uow:
        kept = [
            keep_letter_form(
                uow,
                city.files,
                officer,
                scheme_id="kurashiki",
                kind=kind,
                name=name,
                stream=BytesIO(starter_form("通知")),
            )
            for name in ("一.docx", "二.docx")
        ]
        assert current_form_ids(uow.session, "kurashiki") == {kind.value: kept[1]}
        retire_letter_form(uow, officer, "kurashiki", kept[1])
        assert current_form_ids(uow.session, "kurashiki") == {kind.value: kept[0]}
        with pytest.raises(Refused, match="もう使わない"):
            retire_letter_form(uow, officer, "kurashiki", kept[1])
        with pytest.raises(NotFound):
            retire_letter_form(uow, officer, "akita", kept[0])
        told = form_lines(uow.session, officer, "kurashiki", kind)
        assert [(one.number, one.name, one.is_used) for one in told] == [
            (2, "二.docx", False),
            (1, "一.docx", True),
        ]


def test_names_of_files_are_safe_everywhere() -> None:
    assert safe_name('../a\\b:c*?"<>|\x00\n. ') == "_a_b_c______"
    assert safe_name("あ" * 100) == "あ" * 60
