"""正誤表: a running call goes on with another release, and nothing filed changes silently."""

from typing import Any

import pytest
from sqlalchemy import select

from builders import (
    AFTER,
    IN_TIME,
    City,
    a_call,
    a_city,
    a_draft,
    a_filed_application,
    an_accepted_application,
    version_of,
)
from koubo.applications.models import Filing, RecordedWorking, Snapshot
from koubo.lifecycle.correcting import (
    Correcting,
    correct_call,
    correction_targets,
    preview_correction,
)
from koubo.lifecycle.queries import ErratumPage, erratum
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.proof.proving import proving_of
from koubo.schemes.actions.releases import withdraw_release
from koubo.schemes.models import Call
from koubo.schemes.offering import desk_scheme
from koubo.schemes.queries import call_page
from koubo.schemes.rules import CallState
from koubo.storage.files import FileStore
from koubo.storage.history import verify_chain
from koubo.storage.outbox import pending_events
from releasing import CAP, HIGHER_CAP, without_cases
from review.rounds import a_round

LOW_CAP = "{step: cap, yen: {value: 100000, source: K1}}"
QUESTION = (
    "          - {id: effect, kind: text, label: 期待する成果, max_length: 600, publish: はい}\n"
)
MORE = QUESTION + "          - {id: reach, kind: line, label: 参加する人の数, max_length: 40}\n"


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def correct(city: City, call_id: int, desk_release_id: int, **changes: Any) -> int:
    person = changes.pop("person", "officer")
    with city.uow(AFTER, person) as uow:
        scheme = desk_scheme(uow.session, city.catalog, desk_release_id)
        proven = proving_of(city.catalog, scheme).proven
        values: dict[str, Any] = {
            "desk_release_id": desk_release_id,
            "proven": proven,
            "reason": "上限額の印刷の誤り",
            "version": version_of(city, Call, call_id),
        }
        return correct_call(uow, city.catalog, city.actor(person), call_id, **{**values, **changes})


def preview(city: City, call_id: int, desk_release_id: int) -> Correcting:
    with city.uow(AFTER) as uow:
        return preview_correction(
            uow.session, city.catalog, city.actor("officer"), call_id, desk_release_id
        )


def page(city: City, call_id: int, number: int = 1) -> ErratumPage:
    with city.uow(AFTER) as uow:
        return erratum(uow.session, city.actor("officer"), call_id, number)


def codes(city: City, call_id: int, desk_release_id: int) -> list[str]:
    return [one.code for one in preview(city, call_id, desk_release_id).problems]


def test_a_corrected_call_goes_on_with_the_release_and_says_so_in_public(city: City) -> None:
    call_id = a_call(city)
    release_id = without_cases(city, (CAP, HIGHER_CAP))

    correct(city, call_id, release_id)

    with city.uow(AFTER) as uow:
        call = uow.session.get_one(Call, call_id)
        (told,) = call_page(uow.session, call_id).errata
        scheme = city.catalog.of(call.release)
        whole = verify_chain(uow.session, call.chain)
    cap = scheme.course("kurashiki.collab_prep").funding.cap
    assert cap is not None
    assert (cap.value, whole) == (250_000, None)
    assert (told.number, told.at, told.reason) == (1, AFTER, "上限額の印刷の誤り")
    assert any("250,000" in one for one in told.changes)


def test_what_was_filed_stays_and_what_comes_out_otherwise_is_kept(city: City) -> None:
    call_id = a_call(city)
    accepted = an_accepted_application(city, call_id)
    filed = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )
    release_id = without_cases(city, (CAP, LOW_CAP))
    with city.uow(AFTER) as uow:
        before = [one.digest for one in uow.session.scalars(select(Snapshot))]

    correct(city, call_id, release_id)

    with city.uow(AFTER) as uow:
        after = [one.digest for one in uow.session.scalars(select(Snapshot))]
        kept = uow.session.execute(
            select(RecordedWorking.number, RecordedWorking.cause, RecordedWorking.amount)
            .where(RecordedWorking.application_id == accepted)
            .order_by(RecordedWorking.number)
        ).all()
    touched = page(city, call_id).touched
    assert before == after
    assert [tuple(one) for one in kept] == [(1, "accepted", 103_000), (2, "corrected", 100_000)]
    assert [one.application_id for one in touched] == [accepted, filed]
    assert [(one.title, one.before, one.after) for one in touched[0].changes] == [
        ("計算した額", "103,000円", "100,000円")
    ]


def test_all_who_have_begun_something_are_told(city: City) -> None:
    call_id = a_call(city)
    a_draft(city, call_id)
    release_id = without_cases(city, (CAP, HIGHER_CAP))

    correct(city, call_id, release_id)

    with city.uow(AFTER) as uow:
        event = pending_events(uow.session, now=AFTER)[-1]
    assert (event.kind, event.recipients) == (
        "call_corrected",
        {"applicant": [city.ids["applicant"]]},
    )


def test_drafts_that_now_lack_an_answer_are_counted(city: City) -> None:
    call_id = a_call(city)
    a_draft(city, call_id)

    found = preview(city, call_id, without_cases(city, (QUESTION, MORE)))

    assert [(one.message, one.drafts) for one in found.drafts] == [
        ("「参加する人の数」を入力してください。", 1)
    ]
    assert (found.touched, found.problems) == ((), ())


def test_a_course_that_is_open_cannot_be_taken_away(city: City) -> None:
    call_id = a_call(city)
    release_id = without_cases(city, ("collab_prep", "collab_next"))

    assert codes(city, call_id, release_id) == ["course_gone"]
    with pytest.raises(Problems):
        correct(city, call_id, release_id)


def test_a_question_that_was_answered_can_neither_go_nor_change_its_kind(city: City) -> None:
    call_id = a_call(city)
    a_draft(city, call_id)
    gone = without_cases(city, (QUESTION, ""))
    changed = without_cases(
        city,
        (
            "- {id: starts_on, kind: date, label: 事業の開始日}",
            "- {id: starts_on, kind: line, label: 事業の開始日}",
        ),
    )

    assert codes(city, call_id, gone) == ["question_gone"]
    assert set(codes(city, call_id, changed)) == {"question_gone"}


def test_the_rules_of_a_review_that_began_stay(city: City) -> None:
    held = a_round(city)
    release_id = without_cases(city, ("{value: cut_line", "{value: while_money_lasts"))
    assert codes(city, held.call_id, release_id) == []

    held.start()

    assert codes(city, held.call_id, release_id) == ["judging_changed"]


def test_reason_proof_and_release_are_asked_for(city: City) -> None:
    call_id = a_call(city)
    release_id = without_cases(city, (CAP, HIGHER_CAP))
    installed = proving_of(city.catalog, city.catalog.installed("kurashiki")).proven

    with pytest.raises(Problems) as refused:
        correct(city, call_id, release_id, reason=" ")
    with pytest.raises(Stale):
        correct(city, call_id, release_id, proven=installed)
    with pytest.raises(NotAllowed):
        correct(city, call_id, release_id, person="releaser")
    with pytest.raises(Stale):
        correct(city, call_id, release_id, version=99)

    assert [one.field for one in refused.value.problems] == ["reason"]


def test_a_release_that_was_taken_back_corrects_nothing(city: City) -> None:
    call_id = a_call(city)
    release_id = without_cases(city, (CAP, HIGHER_CAP))
    with city.uow(AFTER, "officer") as uow:
        withdraw_release(uow, city.actor("officer"), release_id, reason="誤り")

    with pytest.raises(NotFound):
        correct(city, call_id, release_id)
    with city.uow(AFTER) as uow:
        officer = city.actor("officer")
        assert correction_targets(uow.session, city.catalog, officer, call_id) == []


def test_a_call_is_not_corrected_to_what_it_is_already(city: City) -> None:
    call_id = a_call(city)
    release_id = without_cases(city, (CAP, HIGHER_CAP))
    correct(city, call_id, release_id)

    with pytest.raises(Refused):
        correct(city, call_id, release_id)
    second = without_cases(city, (HIGHER_CAP, LOW_CAP))
    correct(city, call_id, second)

    with city.uow(AFTER) as uow:
        numbers = [one.number for one in call_page(uow.session, call_id).errata]
    assert numbers == [2, 1]


@pytest.mark.parametrize("state", [CallState.PLANNED, CallState.FINISHED, CallState.CANCELLED])
def test_only_a_running_call_is_corrected(city: City, state: CallState) -> None:
    call_id = a_call(city, state=state, published_at=None)
    release_id = without_cases(city, (CAP, HIGHER_CAP))

    with pytest.raises(Refused):
        correct(city, call_id, release_id)


def test_what_comes_in_between_reading_and_writing_is_noticed(city: City) -> None:
    call_id = a_call(city)
    release_id = without_cases(city, (CAP, HIGHER_CAP))
    officer = city.actor("officer")
    with city.uow(AFTER, "officer") as uow:
        scheme = desk_scheme(uow.session, city.catalog, release_id)
        proven = proving_of(city.catalog, scheme).proven
        original = uow.writing

        def late() -> Any:
            a_filed_application(city, call_id, now=IN_TIME)
            return original()

        uow.writing = late  # type: ignore[method-assign]
        with pytest.raises(Stale):
            correct_call(
                uow,
                city.catalog,
                officer,
                call_id,
                desk_release_id=release_id,
                proven=proven,
                reason="誤り",
                version=1,
            )

    with city.uow(AFTER) as uow:
        assert uow.session.scalars(select(Filing.id)).all() != []
        assert call_page(uow.session, call_id).errata == ()
